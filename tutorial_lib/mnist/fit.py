"""One training run, from its settings to its directory."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import checkpoint, data, devices
from tutorial_lib.mnist.checkpoint import Checkpoint
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.fast import FastLoop
from tutorial_lib.mnist.files import make_directory
from tutorial_lib.mnist.precision import suitable_precision
from tutorial_lib.mnist.readable import ReadableLoop
from tutorial_lib.mnist.run import (
    CHECKPOINT,
    METRICS,
    MISREAD,
    WEIGHTS,
    DataRecord,
    Epoch,
    Metrics,
    Precision,
    Settings,
    versions,
    write_metrics,
)
from tutorial_lib.mnist.scoring import confusion_matrix, misread, score
from tutorial_lib.mnist.state import State, begin, load_state_dict, state_dict
from tutorial_lib.mnist.tensors import save_tensors
from tutorial_lib.mnist.threads import choose_threads


class Loop(Protocol):
    """A way to train: ReadableLoop or FastLoop. Both return mean loss and accuracy."""

    def train(self, epoch: int) -> tuple[float, float]: ...

    def validate(self) -> tuple[float, float]: ...


def load_digits(root: Path, say: Callable[[str], None], world: World) -> Digits:
    """`data.load`, once for each machine; all ranks have the same digits, or all raise the same InputError."""
    digits = None

    def fetch() -> data.Name:
        nonlocal digits
        digits = data.load(root, say)
        return digits.name

    names = set(world.together(fetch, on=world.local_rank == 0)) - {None}
    if len(names) > 1:
        raise InputError(
            f"Some machines have all of MNIST below {root} and some do not; give all the same files."
        )
    if digits is None:
        digits = data.sample() if data.missing(root) else data.read(root)
    return digits


def fit(
    settings: Settings,
    digits: Digits,
    run: Path,
    device: torch.device,
    world: World | None = None,
    *,
    resume: bool = False,
    after_epoch: Callable[[Epoch], None] = lambda epoch: None,
) -> Metrics:
    """Train, test once, and leave the run directory as run.py describes it. All ranks return the same record.

    On the CPU it computes with as many threads as are fastest just now, unless OMP_NUM_THREADS is set.
    `resume` goes on after the last whole epoch of the run in that directory, if there is one; on the CPU, with as many
    processes and cores, the weights come out bit for bit as if it had never stopped. `after_epoch` is told the
    figures of each epoch. Raises InputError if the directory holds another run, or cannot be written to.
    """
    world = world or World()
    split = data.split(digits, settings["seed"])
    record: DataRecord = {
        "name": digits.name,
        "train": len(split[0]),
        "validation": len(split[1]),
        "test": len(digits.test_labels),
    }
    earlier = world.together(lambda: _open(run, settings, record, resume), on=world.is_main)[0]
    state = begin(settings, len(split[0]), device, world)
    precision = suitable_precision(settings, device)
    if earlier:
        load_state_dict(state, earlier, run / CHECKPOINT, device, world)
    if device.type == "cpu":
        before = earlier["threads"] if earlier else None
        choose_threads(state.model, settings["batch_size"], precision == "bfloat16", before)
    loop: Loop
    if settings["method"] == "readable":
        loop = ReadableLoop(state, settings, digits, split, device, world)
    else:
        loop = FastLoop(state, settings, digits, split, device, world, precision)

    def keep() -> None:
        taken = state_dict(state, settings, record, device, world)
        world.together(lambda: checkpoint.save(run / CHECKPOINT, taken), on=world.is_main)

    if not earlier:
        keep()  # a directory that cannot be written to is found out before the work, not after it
    for number in range(len(state.epochs) + 1, settings["epochs"] + 1):
        state.epochs.append(_epoch(number, loop, state, world))
        keep()
        after_epoch(state.epochs[-1])
    return _finish(settings, record, digits, state, run, device, world, precision)


def _open(run: Path, settings: Settings, record: DataRecord, resume: bool) -> Checkpoint | None:
    """Make the directory ready; the checkpoint to go on from, if there is one and it is wanted."""
    make_directory(run)
    path = run / CHECKPOINT
    if resume and path.exists():
        earlier = checkpoint.load(path)
        checkpoint.refuse_other(path, earlier, settings, record)
        return earlier
    if path.exists() or (run / METRICS).exists():
        raise InputError(
            f"{run} already holds a run; add --resume to go on with it, or choose another directory with --out."
        )
    return None


def _epoch(number: int, loop: Loop, state: State, world: World) -> Epoch:
    start = time.perf_counter()
    train_loss, train_accuracy = world.mean(loop.train(number))
    world.share_buffers(state.model)
    validation_loss, validation_accuracy = loop.validate()
    return {
        "epoch": number,
        "train_loss": train_loss,
        "train_accuracy": train_accuracy,
        "validation_loss": validation_loss,
        "validation_accuracy": validation_accuracy,
        "learning_rate": float(state.optimizer.param_groups[0]["lr"]),
        "seconds": time.perf_counter() - start,
    }


def _finish(
    settings: Settings,
    record: DataRecord,
    digits: Digits,
    state: State,
    run: Path,
    device: torch.device,
    world: World,
    precision: Precision,
) -> Metrics:
    """Test, and write the results."""
    scores = score(
        state.model, data.normalize(digits.test_images).to(device), digits.test_labels.to(device)
    )
    wrong = misread(scores.probabilities, digits.test_labels)
    metrics: Metrics = {
        "test_accuracy": scores.accuracy,
        "test_loss": scores.loss,
        "train_seconds": sum(epoch["seconds"] for epoch in state.epochs),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": settings,
        "versions": versions(),
        "device": {
            "type": device.type,
            "name": devices.describe(device),
            "threads": torch.get_num_threads(),
            "processes": world.size,
            "precision": precision,
        },
        "data": record,
        "epochs": state.epochs,
        "confusion": confusion_matrix(scores.probabilities.argmax(dim=1), digits.test_labels),
        "misread": wrong,
    }

    def write() -> None:
        save_tensors(
            run / WEIGHTS, {name: value.cpu() for name, value in state.model.state_dict().items()}
        )
        save_tensors(run / MISREAD, digits.test_images[[digit["index"] for digit in wrong]])
        write_metrics(run, metrics)

    world.together(write, on=world.is_main)
    return metrics
