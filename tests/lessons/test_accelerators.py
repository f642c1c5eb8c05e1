"""The `meta` device tells a loop that moves everything from one that leaves something behind."""

from pathlib import Path

import pytest
import torch
from torch import nn

from site_tools.read.snippet import SnippetFile
from site_tools.run.execution import Namespace

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
