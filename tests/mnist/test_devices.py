import pytest
import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import devices


def pretend(monkeypatch: pytest.MonkeyPatch, accelerator: str | None, count: int = 1) -> None:
    """As on a machine with such an accelerator. Asked without check_available, torch names one that is not there."""
    found = torch.device(accelerator) if accelerator else None
    monkeypatch.setattr(
        torch.accelerator,
        "current_accelerator",
        lambda check_available=False: found if check_available else torch.device("cuda"),
    )
    monkeypatch.setattr(torch.accelerator, "device_count", lambda: count)


@pytest.mark.parametrize("accelerator", ["cuda", "mps", "xpu"])
def test_without_being_told_the_accelerator_at_hand_is_used(
    monkeypatch: pytest.MonkeyPatch, accelerator: str
) -> None:
    pretend(monkeypatch, accelerator)
    assert devices.choose(None).type == accelerator
    assert devices.choose("cpu").type == "cpu"


def test_without_an_accelerator_the_cpu_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, None)
    assert devices.choose(None).type == "cpu"


@pytest.mark.parametrize(
    ("accelerator", "count", "wanted", "chosen"),
    [
        ("cuda", 2, "cuda:1", True),
        ("cuda", 2, "cuda:2", False),
        ("cuda", 1, "mps", False),
        ("mps", 1, "cuda", False),
        (None, 0, "cuda", False),
        (None, 0, "cpu", True),
        (None, 0, "cpu:1", False),
    ],
)
def test_a_device_is_chosen_only_where_it_is(
    monkeypatch: pytest.MonkeyPatch, accelerator: str | None, count: int, wanted: str, chosen: bool
) -> None:
    pretend(monkeypatch, accelerator, count)
    if chosen:
        assert devices.choose(wanted) == torch.device(wanted)
    else:
        with pytest.raises(InputError, match=wanted):
            devices.choose(wanted)


def test_the_processor_has_a_name() -> None:
    assert devices.describe(torch.device("cpu"))
