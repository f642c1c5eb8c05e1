"""Forgetting to zero the gradients raises nothing: the page must show that it matters, and by how much."""

from dataclasses import replace
from pathlib import Path

import pytest

from site_tools.read import read_snippet
from site_tools.read.snippet import SnippetFile
from site_tools.run.execution import Namespace, Outcome

PAGE = read_snippet("gradient-descent.py", Path(__file__).parents[2])
BEFORE = ("loss", "gradients", "data", "by-hand")
NOISE = 0.09
"""What no line can explain: the variance of the noise in the page's data."""


def run(page: SnippetFile, lesson: str) -> tuple[float, list[Outcome]]:
    """The last loss of the loop in section ``lesson``, and how its statements kept their promises."""
    namespace = Namespace("gradient-descent.py")
    for name in BEFORE:
        namespace.run(page.section(name))
    outcomes = namespace.run(page.section(lesson))
    return namespace.names["loss"].item(), outcomes


def without_zeroing(*parameters: str) -> SnippetFile:
    source = PAGE.source
    for name in parameters:
        assert f"{name}.grad.zero_()" in source
        source = source.replace(f"{name}.grad.zero_()", f"{name}.grad")
    return replace(PAGE, source=source)


def test_the_loop_of_the_page_ends_at_the_noise_in_the_data() -> None:
    loss, outcomes = run(PAGE, "autograd")

    assert loss < NOISE
    assert not any(outcome.problem for outcome in outcomes)


def test_without_zeroing_nothing_is_raised_but_the_promised_losses_are_missed() -> None:
    loss, outcomes = run(without_zeroing("w", "b"), "autograd")

    assert not any(outcome.error for outcome in outcomes)
    assert loss > 10 * NOISE
    assert any(outcome.problem for outcome in outcomes)


@pytest.mark.parametrize("parameter", ["w", "b"])
def test_zeroing_only_one_of_the_two_parameters_is_told_apart_as_well(parameter: str) -> None:
    _, outcomes = run(without_zeroing(parameter), "autograd")

    assert any(outcome.problem for outcome in outcomes)


def test_the_broken_loop_on_the_page_lacks_the_zeroing_and_nothing_else() -> None:
    def loop(lesson: str) -> list[str]:
        lines = PAGE.section(lesson).text("en").splitlines()
        code = [line.strip() for line in lines if line.startswith("    ")]
        return [line for line in code if not line.startswith(("#", "print("))]

    assert [line for line in loop("autograd") if ".zero_()" not in line] == loop("no-zero")


def test_the_broken_loop_ends_above_the_loss_it_began_with() -> None:
    start, _ = run(PAGE, "backward")
    end, outcomes = run(PAGE, "no-zero")

    assert end > start
    assert not any(outcome.problem for outcome in outcomes)
