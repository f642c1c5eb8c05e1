"""What tests of the MNIST project share."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from tutorial_lib.mnist import data, fit, recipes
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.fast import FastLoop
from tutorial_lib.mnist.precision import suitable_precision
from tutorial_lib.mnist.run import Epoch, Precision, Settings
from tutorial_lib.mnist.state import State, begin

collect_ignore = [] if torch.cuda.is_available() else ["test_cuda.py"]


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Tests share the machine with other tests; threads that wait for each other make small work slow."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def sample() -> Digits:
    """The 5,000 real digits."""
    return data.sample()


@pytest.fixture(scope="session")
def few(sample: Digits) -> Digits:
    """So few of them that an epoch takes a moment."""
    return Digits(
        "mnist-sample",
        sample.train_images[:1200],
        sample.train_labels[:1200],
        sample.test_images[:200],
        sample.test_labels[:200],
    )


@pytest.fixture(scope="session")
def sample_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample laid out; tests only read it."""
    root = tmp_path_factory.mktemp("data")
    data.lay_out_sample(root)
    return root


@pytest.fixture(scope="session")
def finished(sample: Digits, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a run that really learned to read the 5,000 digits; tests only read it."""
    directory = tmp_path_factory.mktemp("runs") / "finished"
    settings = recipes.recipe("mlp", "fast", sample.name, epochs=8, seed=0)
    fit.fit(settings, sample, directory, torch.device("cpu"))
    return directory


class Stop(Exception):
    """Stands in for whatever ends a run between two epochs."""


def stop_after(number: int) -> Callable[[Epoch], None]:
    def after_epoch(epoch: Epoch) -> None:
        if epoch["epoch"] == number:
            raise Stop

    return after_epoch


def fast_loop(
    few: Digits, wanted: Settings, device: torch.device, precision: Precision | None = None
) -> tuple[State, FastLoop]:
    """A loop as `fit` makes it, in the precision that it would choose unless another is asked for."""
    split = data.split(few, wanted["seed"])
    begun = begin(wanted, len(split[0]), device, World())
    precision = precision or suitable_precision(wanted, device)
    return begun, FastLoop(begun, wanted, few, split, device, World(), precision)


def torchrun(*arguments: str, processes: str = "2") -> "subprocess.Popen[str]":
    """Several processes on this machine, each of them this project's command line."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", processes),
            *("--standalone", "-m", "tutorial_lib", *arguments),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
