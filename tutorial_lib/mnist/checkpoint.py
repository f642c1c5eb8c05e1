"""Checkpoints: all that a training run needs to go on as if it had never stopped."""

from pathlib import Path
from typing import TypedDict

import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.run import DataRecord, Epoch, Settings
from tutorial_lib.mnist.schema import first_fault
from tutorial_lib.mnist.tensors import load_tensors, save_tensors

ADVICE = "begin a new run in another directory"


class RandomStates(TypedDict):
    """Every source of chance in a run."""

    shuffle: torch.Tensor  # of the generator that orders the digits, the same on all ranks
    ranks: dict[str, list[torch.Tensor]]  # by device type, one state a rank: dropout's


class Checkpoint(TypedDict):
    """A run after a whole number of epochs."""

    settings: Settings
    data: DataRecord
    epochs: list[Epoch]  # the figures so far; as many as there are whole epochs
    model: dict[str, torch.Tensor]
    optimizer: dict[str, object]
    scheduler: dict[str, object] | None
    random: RandomStates
    threads: int  # that one process computed with on the CPU: with others, sums round otherwise


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write it whole or not at all: a run killed here still finds the one before. Raises InputError on a full disk."""
    save_tensors(path, checkpoint)


def load(path: Path) -> Checkpoint:
    """Read it without running anything that stands in it, tensors on the CPU.

    Raises InputError if it is damaged, none of ours, or a part of it is missing or of another form.
    """
    found = load_tensors(path, ADVICE)
    fault = first_fault(found, Checkpoint)
    if fault is None and not _counts_epochs(found):  # type: ignore[arg-type]
        fault = "epochs"
    if fault is not None:
        raise unfit(path, fault)
    return found  # type: ignore[return-value]


def unfit(path: Path, part: str) -> InputError:
    return InputError(
        f"{path} is no checkpoint of ours (its {part} is missing or wrong); {ADVICE}."
    )


def _counts_epochs(found: Checkpoint) -> bool:
    numbers = [epoch["epoch"] for epoch in found["epochs"]]
    return (
        numbers == list(range(1, len(numbers) + 1)) and len(numbers) <= found["settings"]["epochs"]
    )


def refuse_other(path: Path, checkpoint: Checkpoint, settings: Settings, data: DataRecord) -> None:
    """Raise InputError unless the checkpoint belongs to a run with these settings on this data."""
    for mine, theirs in ((settings, checkpoint["settings"]), (data, checkpoint["data"])):
        for key, value in mine.items():
            if theirs.get(key) != value:
                raise InputError(
                    f"{path.parent} was begun with {key} {theirs.get(key)}, not {value}; "
                    "resume with the same, or begin a new run in another directory."
                )
