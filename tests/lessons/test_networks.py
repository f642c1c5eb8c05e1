"""Layers in a Python list raise nothing and never learn: the page must show it, and `nn.ModuleList` cure it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from site_tools.read import read_snippet
from site_tools.read.snippet import SnippetFile
from site_tools.run.execution import Namespace, Outcome

PAGE = read_snippet("networks.py", Path(__file__).parents[2])
BROKEN = replace(
    PAGE, source=PAGE.source.replace("nn.ModuleList(self.hidden)", "list(self.hidden)")
)


def run(page: SnippetFile) -> tuple[dict[str, Any], list[Outcome]]:
    """The names that the page defines, and how the section on ``nn.ModuleList`` kept its promises."""
    namespace = Namespace("networks.py")
    namespace.names["SimpleNet"] = torch.nn.Identity
    namespace.names["images"] = torch.rand(64, 784)
    for name in ("linear", "parameters", "in-a-list"):
        namespace.run(page.section(name))
    outcomes = namespace.run(page.section("module-list"))
    return namespace.names, outcomes


def hidden_layer_learns(model: torch.nn.Module) -> bool:
    hidden: Any = model.hidden
    before = hidden[0].weight.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.rand(8, 784)).square().sum().backward()
    optimizer.step()
    return not torch.equal(before, hidden[0].weight)


def test_layers_in_a_module_list_learn_and_layers_in_a_python_list_do_not() -> None:
    names, outcomes = run(PAGE)

    assert not any(outcome.problem for outcome in outcomes)
    assert hidden_layer_learns(names["InAModuleList"]())
    assert not hidden_layer_learns(names["InAList"]())


def test_a_plain_list_in_place_of_the_module_list_runs_but_misses_the_promised_count() -> None:
    assert BROKEN.source != PAGE.source
    names, outcomes = run(BROKEN)

    assert not any(outcome.error for outcome in outcomes)
    assert any(outcome.problem for outcome in outcomes)
    assert not hidden_layer_learns(names["InAModuleList"]())
