"""The lessons of `autograd.md` that run silently when broken: each is told apart from the right code."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from site_tools.read import read_snippet
from site_tools.read.snippet import SnippetFile
from site_tools.run.execution import Namespace

SNIPPET = read_snippet("autograd.py", Path(__file__).parents[2])


def run(snippet: SnippetFile, sections: Iterable[str]) -> tuple[Namespace, list[str]]:
    """The names after the sections have run, and what is wrong with the outputs they promise."""
    page = Namespace("autograd.py")
    outcomes = [outcome for name in sections for outcome in page.run(snippet.section(name))]
    return page, [outcome.problem for outcome in outcomes if outcome.problem]


def breaking(section: str, right: str, wrong: str) -> SnippetFile:
    """The snippet with `right` replaced by `wrong` in one of its sections."""
    start = SNIPPET.source.index(f"[start:{section}]")
    end = SNIPPET.source.index(f"[end:{section}]")
    shown = SNIPPET.source[start:end]
    assert shown.count(right) == 1, f"{section} shows {right!r} once"
    broken = shown.replace(right, wrong)
    return replace(SNIPPET, source=SNIPPET.source[:start] + broken + SNIPPET.source[end:])


def test_clearing_the_gradient_walks_down_to_the_lowest_point() -> None:
    page, problems = run(SNIPPET, ["first-gradient", "descend"])
    assert not problems
    assert page.names["x"].item() == pytest.approx(-1, abs=0.01)


def test_without_clearing_it_never_settles() -> None:
    forgetful = breaking("descend", "    x.grad = None\n", "")
    page, problems = run(forgetful, ["first-gradient", "descend"])
    assert problems, "the promises of the page tell the two apart"
    assert page.names["y"].item() > 9


def test_the_page_shows_what_forgetting_does() -> None:
    forgetful = breaking("descend", "    x.grad = None\n", "")

    def code(snippet: SnippetFile, section: str) -> list[str]:
        return [
            line for line in snippet.section(section).text("en").splitlines() if "# " not in line
        ]

    assert code(forgetful, "descend") == code(SNIPPET, "descend-wrong")


@pytest.mark.parametrize(
    ("sections", "right", "wrong"),
    [
        (["accumulate", "zero"], "    x.grad = None\n", ""),
        (["detach-shares"], "y = x.detach()", "y = x.detach().clone()"),
        (["not-eval"], "dropout.eval()\n", ""),
    ],
    ids=["gradients add up", "detach shares memory", "no_grad is not eval()"],
)
def test_each_silent_slip_breaks_a_promise(sections: list[str], right: str, wrong: str) -> None:
    assert not run(SNIPPET, ["first-gradient", *sections])[1]
    assert run(breaking(sections[-1], right, wrong), ["first-gradient", *sections])[1]
