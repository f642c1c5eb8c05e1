"""Scores that are wrong although nothing is raised, and what the page says of its recorded run."""

import json
from typing import Any

import pytest

from .conftest import ROOT, LessonBitesError, Run

SETUP = [
    "digits",
    "tutorial_lib/models.py:SimpleNet",
    "tutorial_lib/mnist/training.py:train_one_epoch",
]


def test_dropout_left_on_lowers_the_score_and_is_told_apart(run: Run) -> None:
    sections = [*SETUP, "dropout", "no-eval"]
    names = run("evaluation", sections)
    assert min(names["careful"]) - max(names["careless"]) > 0.03

    with pytest.raises(LessonBitesError):
        run("evaluation", sections, broken={"dropout_net.eval()": "dropout_net.train()"})


def test_a_score_on_the_images_used_to_choose_is_too_good(run: Run) -> None:
    sections = ["digits", "choose-on-test"]
    names = run("evaluation", sections)
    assert names["scores"].max() > 0.15
    assert abs(names["honest"] - 0.1) < 0.03

    used_twice = {"guesses[winner, 200:] == y_test[200:]": "guesses[winner, :200] == y_test[:200]"}
    with pytest.raises(LessonBitesError, match="on other images"):
        run("evaluation", sections, broken=used_twice)


def test_a_best_state_that_is_not_copied_is_told_apart(run: Run) -> None:
    shared = {"copied = copy.deepcopy(line.state_dict())": "copied = line.state_dict()"}
    with pytest.raises(LessonBitesError, match="Documented"):
        run("evaluation", ["digits", "state-is-shared"], broken=shared)


def test_the_page_says_what_its_recorded_run_says() -> None:
    record: dict[str, Any] = json.loads((ROOT / "docs/figures/evaluation.json").read_text("utf-8"))
    few = record["curves"]["few"]["validation"]
    confusion = record["confusion"]
    mistakes = [
        (count, label, guess)
        for label, row in enumerate(confusion)
        for guess, count in enumerate(row)
        if label != guess
    ]

    said = {
        "best epoch": few.index(min(few)) + 1,
        "validation losses": (round(min(few), 2), round(few[-1], 2)),
        "right of 1000": sum(confusion[digit][digit] for digit in range(10)),
        "most frequent mistake": max(mistakes),
    }

    assert said == {
        "best epoch": 9,
        "validation losses": (0.48, 0.59),
        "right of 1000": 932,
        "most frequent mistake": (6, 5, 3),
    }
