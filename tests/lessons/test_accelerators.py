"""The `meta` device tells a loop that moves everything from one that leaves something behind."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from site_tools.read.snippet import SnippetFile
from tests.namespace import Namespace

ROOT = Path(__file__).parents[2]
PATH = ROOT / "snippets" / "accelerators.py"


def epoch_on_meta(old: str = "", new: str = "") -> torch.Tensor:
    """One epoch of the page's loop on the meta device, with ``old`` replaced by ``new`` in it."""
    source = PATH.read_text(encoding="utf-8")
    assert old in source
    file = SnippetFile(PATH, PATH.name, source.replace(old, new), is_snippet=True)
    namespace = Namespace(str(PATH))
    for name in ("device", "loop"):
        assert not any(outcome.problem for outcome in namespace.run(file.section(name)))
    model = nn.Linear(4, 3).to("meta")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    batches = [(torch.ones(2, 4), torch.tensor([0, 2])), (torch.ones(1, 4), torch.tensor([1]))]
    loss: torch.Tensor = namespace.names["train_one_epoch"](
        model, batches, nn.CrossEntropyLoss(), optimizer, "meta"
    )
    return loss


def test_the_loop_that_is_shown_moves_everything() -> None:
    assert epoch_on_meta().is_meta


@pytest.mark.parametrize("name", ["images", "labels"])
def test_a_batch_that_is_moved_but_not_assigned_is_found(name: str) -> None:
    line = f"{name} = {name}.to(device, non_blocking=True)"
    with pytest.raises(RuntimeError, match="is not on the expected device"):
        epoch_on_meta(line, line.removeprefix(f"{name} = "))


def test_waiting_for_a_number_in_the_loop_is_found() -> None:
    with pytest.raises(RuntimeError, match=r"item\(\) cannot be called on meta"):
        epoch_on_meta("loss.detach() * len(images)", "loss.item() * len(images)")


def test_pinned_memory_is_refused_on_mps_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """As torch's own loader says where the accelerator is Apple's; the page asks for it on CUDA and XPU only."""
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda: torch.device("mps"))
    data = torch.utils.data.TensorDataset(torch.ones(1, 2))
    loader = torch.utils.data.DataLoader(data, pin_memory=True)
    with pytest.warns(UserWarning, match="not supported on MPS"):
        [(batch,)] = loader
    assert not batch.is_pinned()


@pytest.mark.parametrize(
    ("kind", "pinned"), [("cuda", True), ("xpu", True), ("mps", False), ("cpu", False)]
)
def test_the_page_pins_memory_where_it_helps(kind: str, pinned: bool) -> None:
    source = PATH.read_text(encoding="utf-8")
    [line] = [line for line in source.splitlines() if line.startswith("pin = ")]
    names: dict[str, Any] = {"device": torch.device(kind)}
    exec(line, names)
    assert names["pin"] is pinned


@pytest.mark.parametrize(
    ("kind", "can", "chosen"),
    [
        ("cuda", True, torch.bfloat16),
        ("cuda", False, torch.float16),
        ("mps", False, torch.bfloat16),
        ("cpu", False, torch.bfloat16),
    ],
)
def test_the_page_takes_float16_on_old_nvidia_cards_only(
    kind: str, can: bool, chosen: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def is_bf16_supported(including_emulation: bool = True) -> bool:
        asked.append(including_emulation)
        return can

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", is_bf16_supported)
    source = PATH.read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if line.startswith(("old_card = ", "low = "))]
    names = {"torch": torch, "device": torch.device(kind)}
    exec("\n".join(lines), names)
    assert names["low"] is chosen
    assert True not in asked, "an emulated bfloat16 is no reason to use it"


def test_a_tensor_that_is_there_already_is_not_copied() -> None:
    x = torch.zeros(3)
    assert x.to("cpu") is x
    assert x.to("meta") is not x
    assert x.to("cpu", copy=True) is not x


def test_a_single_number_may_join_tensors_elsewhere_and_a_row_may_not() -> None:
    row = torch.ones(2, device="meta")
    assert (row * torch.tensor(2.0)).is_meta
    with pytest.raises(RuntimeError, match="is not on the expected device"):
        row * torch.ones(2)
