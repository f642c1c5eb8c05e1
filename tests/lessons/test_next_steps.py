"""Freezing parameters does not freeze what BatchNorm remembers: the page shows it, and what helps."""

import dataclasses
from pathlib import Path

from site_tools.read import read_snippet
from site_tools.run.outcome import Outcome
from tests.namespace import Namespace

PAGE = read_snippet("next-steps.py", Path(__file__).parents[2])
STILL = "        model.eval()\n        model.fc.train()\n"


def outcomes(source: str) -> list[Outcome]:
    page = dataclasses.replace(PAGE, source=source)
    namespace = Namespace(str(PAGE.path))
    for name in ("kernel", "transfer"):
        namespace.run(page.section(name))
    return namespace.run(page.section("frozen-but-moving"))


def test_at_a_learning_rate_of_zero_the_answers_change_unless_batch_norm_is_kept_still() -> None:
    assert not any(outcome.problem for outcome in outcomes(PAGE.source))


def test_without_the_evaluation_mode_the_promise_breaks() -> None:
    assert STILL in PAGE.source
    broken = outcomes(PAGE.source.replace(STILL, "        pass\n"))
    assert not any(outcome.error for outcome in broken)
    assert any(outcome.problem for outcome in broken)
