"""Checkpoints: all that a training run needs to go on as if it had never stopped."""

import pickle
import warnings
from pathlib import Path
from typing import TypedDict

import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.files import save_tensors
from tutorial_lib.mnist.run import DataRecord, Epoch, Settings


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
    """Read it without running anything that stands in it, tensors on the CPU. Raises InputError if it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of a foreign pickle before it refuses it
            checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise InputError(
            f"{path} is no checkpoint of ours, or a damaged one; nothing in it was run."
        ) from error
    if not isinstance(checkpoint, dict) or set(checkpoint) != set(Checkpoint.__annotations__):
        raise InputError(
            f"{path} is no checkpoint of ours; name the directory of a run that `train` began."
        )
    return checkpoint  # type: ignore[return-value]


def refuse_other(path: Path, checkpoint: Checkpoint, settings: Settings, data: DataRecord) -> None:
    """Raise InputError unless the checkpoint belongs to a run with these settings on this data."""
    for mine, theirs in ((settings, checkpoint["settings"]), (data, checkpoint["data"])):
        for key, value in mine.items():
            if theirs.get(key) != value:
                raise InputError(
                    f"{path.parent} was begun with {key} {theirs.get(key)}, not {value}; "
                    "resume with the same, or begin a new run in another directory."
                )
