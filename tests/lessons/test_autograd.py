"""The lessons of `autograd.md` that run silently when broken: each is told apart from the right code."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from site_tools.read import read_snippet
from site_tools.read.snippet import SnippetFile
from tests.namespace import Namespace

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
    assert page.names["y"].item() > 1


def test_the_page_shows_what_forgetting_does() -> None:
    forgetful = breaking("descend", "    x.grad = None\n", "")

    def code(snippet: SnippetFile, section: str) -> list[str]:
        return [
            line for line in snippet.section(section).text("en").splitlines() if "# " not in line
        ]

    assert code(forgetful, "descend") == code(SNIPPET, "descend-wrong")


@pytest.mark.parametrize("lesson", ["descend", "descend-wrong"])
def test_each_printed_y_belongs_to_the_x_printed_beside_it(
    lesson: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Namespace("autograd.py")
    page.run(SNIPPET.section("first-gradient"))
    printed = "".join(outcome.output or "" for outcome in page.run(SNIPPET.section(lesson)))
    pairs = re.findall(r"x = (\S+), y = (\S+)", printed)
    assert len(pairs) == 4
    for x, y in pairs:
        assert (float(x) + 1) ** 2 == pytest.approx(float(y), abs=5e-4)


@pytest.mark.parametrize(("divisor", "expected"), [(4, 28.0), (1, 112.0)])
def test_means_of_parts_add_up_to_the_whole_only_when_divided_by_their_number(
    divisor: int, expected: float
) -> None:
    w = torch.tensor(1.0, requires_grad=True)
    page = Namespace("autograd.py")
    page.run(SNIPPET.section("first-gradient"))
    assert not any(outcome.problem for outcome in page.run(SNIPPET.section("parts")))
    for part in page.names["x"].split(2):
        ((w * part).mean() / divisor).backward()
    assert w.grad is not None
    assert w.grad.item() == pytest.approx(expected)


def test_the_class_of_twenty_lines_finds_the_gradients_that_autograd_finds() -> None:
    page = Namespace("autograd.py")
    assert not any(outcome.problem for outcome in page.run(SNIPPET.section("by-hand")))
    value = page.names["Value"]
    for numbers in [(2.0, -3.0, 0.5), (-1.0, 4.0, 3.0)]:
        ours = [value(number) for number in numbers]
        theirs = [torch.tensor(number, requires_grad=True) for number in numbers]
        for a, b, c in (ours, theirs):
            (a * b * a + c * b + a).backward()
        assert [one.grad for one in ours] == [
            one.grad.item() for one in theirs if one.grad is not None
        ]


def test_inference_tensors_may_be_added_but_not_multiplied_where_a_gradient_is_wanted() -> None:
    page, problems = run(SNIPPET, ["first-gradient", "inference-error"])
    assert not problems
    features, w = page.names["features"], torch.ones(2, requires_grad=True)
    assert features.is_inference()
    (w + features).sum().backward()
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        (w * features).sum().backward()
    (w * features.clone()).sum().backward()


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
