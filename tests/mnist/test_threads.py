"""What choosing the number of threads does, on a clock that the tests set: real times vary."""

import copy
from collections.abc import Iterator

import pytest
import torch

from tutorial_lib.mnist.threads import choose_threads
from tutorial_lib.models import MNISTNet


@pytest.fixture(autouse=True)
def four_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = torch.get_num_threads()
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


def clock(monkeypatch: pytest.MonkeyPatch, seconds: dict[int, float]) -> None:
    """Time passes only between two looks at the clock, as many seconds as torch has threads for."""
    now = 0.0

    def look() -> float:
        nonlocal now
        now += seconds[torch.get_num_threads()]
        return now

    monkeypatch.setattr("tutorial_lib.mnist.threads.time.perf_counter", look)


@pytest.mark.parametrize(
    ("seconds", "chosen"),
    [
        ({4: 1.0, 2: 1.5, 1: 2.5}, 4),  # a quiet machine
        ({4: 30.0, 2: 1.5, 1: 2.5}, 2),  # two of four cores are busy
        ({4: 30.0, 2: 20.0, 1: 2.5}, 1),
        ({4: 1.0, 2: 0.95, 1: 0.9}, 4),  # a gain that might be chance
    ],
)
def test_the_fastest_number_is_taken_if_it_gains_clearly(
    monkeypatch: pytest.MonkeyPatch, seconds: dict[int, float], chosen: int
) -> None:
    clock(monkeypatch, seconds)
    choose_threads(MNISTNet(), 8, autocast=False)
    assert torch.get_num_threads() == chosen


def test_trying_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, {4: 1.0, 2: 1.5, 1: 2.5})
    model = MNISTNet()
    weights, chance = copy.deepcopy(model.state_dict()), torch.get_rng_state()
    choose_threads(model, 8, autocast=False)
    assert torch.equal(chance, torch.get_rng_state())
    assert all(torch.equal(value, weights[name]) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


def test_what_the_user_set_and_what_the_run_began_with_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock(monkeypatch, {4: 30.0, 2: 20.0, 1: 2.5})
    choose_threads(MNISTNet(), 8, autocast=False, before=2)
    assert torch.get_num_threads() == 2
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    choose_threads(MNISTNet(), 8, autocast=False)
    assert torch.get_num_threads() == 2
