"""What networks.md shows because nothing is raised: layers in a Python list, no bend, BatchNorm without `eval()`."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from site_tools.read import read_snippet
from site_tools.read.snippet import SnippetFile
from site_tools.run.outcome import Outcome
from tests.namespace import Namespace

from .records import record_of

ROOT = Path(__file__).parents[2]
PAGE = read_snippet("networks.py", ROOT)
BROKEN = replace(PAGE, source=PAGE.source.replace("nn.ModuleList([", "list(["))


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


def moons(seed: int = 0) -> dict[str, Any]:
    """The names of the page after its two moons, made with this seed, and its training."""
    namespace = Namespace("networks.py")
    for name in ("linear", "moons", "bend-or-not"):
        source = PAGE.source.replace(
            "torch.manual_seed(0)\n# zh: 上下", f"torch.manual_seed({seed})\n# zh: 上下"
        )
        assert not any(
            outcome.error for outcome in namespace.run(replace(PAGE, source=source).section(name))
        )
    return namespace.names


@pytest.mark.parametrize("seed", range(3))
def test_a_network_without_a_bend_cannot_part_the_moons_and_one_with_bends_does(seed: int) -> None:
    names = moons(seed)
    accuracy = names["accuracy"]
    assert accuracy(names["straight"], names["points"], names["moon"]) < 0.95
    assert accuracy(names["bent"], names["points"], names["moon"]) > 0.98


def test_the_borders_of_the_picture_are_those_of_such_networks() -> None:
    record = record_of("networks-border")
    names = moons()
    assert torch.tensor(record["points"]).allclose(names["points"], atol=0.006)
    for name in ("straight", "bent"):
        own = names["accuracy"](names[name], names["points"], names["moon"])
        assert record[name]["accuracy"] == pytest.approx(own, abs=0.02)
    [line] = record["straight"]["border"]
    (x0, y0), (x1, y1) = line[0], line[-1]
    for x, y in line:
        assert y == pytest.approx(y0 + (y1 - y0) * (x - x0) / (x1 - x0), abs=0.02), "not straight"


def test_batch_norm_in_training_mode_answers_by_company_and_not_by_chance() -> None:
    names = moons()
    points, moon, accuracy = names["points"], names["moon"], names["accuracy"]
    for seed in range(3):
        torch.manual_seed(seed)
        model = torch.nn.Sequential(
            torch.nn.Linear(2, 16),
            torch.nn.BatchNorm1d(16),
            torch.nn.ReLU(),
            torch.nn.Linear(16, 2),
        )
        names["train"](model)
        assert torch.equal(model(points[:32]), model(points[:32]))
        own, others = points[:32], torch.cat([points[:1], points[101:132]])
        assert not torch.allclose(model(own)[0], model(others)[0], atol=0.1)
        assert accuracy(model, points[:100], moon[:100]) < 0.8
        model.eval()
        assert torch.allclose(model(own)[0], model(others)[0], atol=1e-4)


def test_the_running_mean_moves_a_tenth_of_the_way_to_the_mean_of_the_batch() -> None:
    norm, batch = torch.nn.BatchNorm1d(3), 5 + torch.randn(16, 3)
    norm(batch)
    assert norm.running_mean is not None
    assert torch.allclose(norm.running_mean, 0.1 * batch.mean(dim=0), atol=1e-6)


def test_one_sample_is_refused_by_batch_norm_1d_and_silently_taken_by_2d() -> None:
    with pytest.raises(ValueError, match="Expected more than 1 value per channel"):
        torch.nn.BatchNorm1d(4)(torch.randn(1, 4))
    torch.nn.BatchNorm2d(4)(torch.randn(1, 4, 8, 8))
