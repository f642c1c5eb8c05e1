"""Planted faults are caught where a promise covers them, and named where none does."""

import os

import pytest

from site_tools.check.mutation import code_mutants, promise_mutants
from site_tools.read import read_page
from tests.site_tools.conftest import Project


def test_every_changed_digit_of_a_promise_is_caught(project: Project) -> None:
    mutants = list(promise_mutants(read_page(project.root / "docs/en/numbers.md")))
    digits = len("6" + "246" + "033" + "066" + "10")
    assert len(mutants) == 9 * digits
    assert all(mutant.caught for mutant in mutants)


def test_only_a_fourth_decimal_off_by_one_survives(project: Project) -> None:
    project.replace("snippets/numbers.py", "# 0.33…", "# 0.3333…")
    mutants = promise_mutants(read_page(project.root / "docs/en/numbers.md"))
    survived = {mutant.change.splitlines()[0] for mutant in mutants if not mutant.caught}
    assert survived == {"0.3332…", "0.3334…"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="code mutants branch off by fork")
def test_code_that_no_promise_covers_survives_and_all_other_mutants_are_caught(
    project: Project,
) -> None:
    project.replace(
        "snippets/numbers.py", "numbers = [1, 2, 3]\n", "numbers = [1, 2, 3]\nunseen = 7\n"
    )
    mutants = list(code_mutants(read_page(project.root / "docs/en/numbers.md")))
    survived = {mutant.change for mutant in mutants if not mutant.caught}
    assert survived == {"7 -> 8", "deleted: unseen = 7"}
    assert {"1 -> 2", "2 * number -> 2 + number"} <= {mutant.change for mutant in mutants}
