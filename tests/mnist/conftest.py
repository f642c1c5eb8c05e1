from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tutorial_lib.mnist import data, fit, recipes
from tutorial_lib.mnist.data import Digits

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
