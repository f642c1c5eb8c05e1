"""Scores that are wrong although nothing is raised, and what the page says of its recorded run."""

from typing import Any

import pytest
import torch

from .conftest import ROOT, LessonBitesError, Run
from .pages import numbers_of, rows_of
from .records import record_of

SETUP = [
    "digits",
    "tutorial_lib/models.py:SimpleNet",
    "tutorial_lib/mnist/training.py:train_one_epoch",
]


def test_dropout_left_on_lowers_the_score_and_is_told_apart(run: Run) -> None:
    sections = [*SETUP, "dropout", "no-eval"]
    names = run("evaluation", sections)
    assert min(names["careful"]) - max(names["careless"]) > 0.03
    assert len(set(names["careful"])) == 1
    assert len(set(names["careless"])) > 1


def test_a_score_on_the_images_used_to_choose_is_too_good(run: Run) -> None:
    sections = ["digits", "choose-on-test"]
    names = run("evaluation", sections)
    assert names["scores"].max() > 0.15
    assert abs(names["honest"] - 0.1) < 0.03

    used_twice = {
        "guesses[winner, 200:] == test_labels[200:]": "guesses[winner, :200] == test_labels[:200]"
    }
    with pytest.raises(LessonBitesError, match="on other images"):
        run("evaluation", sections, broken=used_twice)


def test_a_best_state_that_is_not_copied_is_told_apart(run: Run) -> None:
    shared = {"copied = copy.deepcopy(line.state_dict())": "copied = line.state_dict()"}
    with pytest.raises(LessonBitesError, match="Documented"):
        run("evaluation", ["digits", "state-is-shared"], broken=shared)


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return record_of("evaluation-curves")


def test_the_page_says_what_its_recorded_run_says(record: dict[str, Any]) -> None:
    few = record["curves"]["few"]["validation"]
    confusion = record["confusion"]
    mistakes = sorted(
        (
            (count, label, guess)
            for label, row in enumerate(confusion)
            for guess, count in enumerate(row)
            if label != guess
        ),
        reverse=True,
    )
    assert mistakes[0][0] == mistakes[1][0] > mistakes[2][0]  # the page names two
    curves = [str(few.index(min(few)) + 1), f"{min(few):.2f}", f"{few[-1]:.2f}"]
    right = sum(confusion[digit][digit] for digit in range(10))
    matrix = [str(right), *(str(number) for found in mistakes[:2] for number in found)]
    for language in ("zh", "en"):
        assert set(curves) <= set(numbers_of("evaluation", language, "curves"))
        assert set(matrix) <= set(numbers_of("evaluation", language, "confusion"))


def test_the_middle_learning_rate_wins_as_the_picture_shows(record: dict[str, Any]) -> None:
    lowest = {rate: min(losses) for rate, losses in record["rates"].items()}
    assert list(lowest) == ["0.0001", "0.001", "0.01"]
    assert min(lowest, key=lambda rate: lowest[rate]) == "0.001"
    assert record["rates"]["0.0001"][-1] == lowest["0.0001"]  # still falling


def test_the_cures_of_overfitting_are_told_as_they_were_measured(record: dict[str, Any]) -> None:
    cures = record["cures"]
    expected = [[f"{cure['lowest']:.3f}", f"{cure['last']:.3f}"] for cure in cures.values()]
    for language in ("zh", "en"):
        rows = rows_of("evaluation", language, "cures")
        assert [row[1:] for row in rows[1:]] == expected, language
        assert str(record["seeds of cures"]) in numbers_of("evaluation", language, "cures")
    plain = cures.pop("plain")
    for cure in cures.values():
        assert cure["lowest"] < plain["lowest"]
        assert cure["last"] < plain["last"]
    climbs = {name: cure["last"] - cure["lowest"] for name, cure in cures.items()}
    assert max(climbs["weight decay 1.0"], climbs["Dropout 0.5"]) < 0.06
    assert min(cures, key=lambda name: cures[name]["lowest"]) == "3000 digits"


def test_inference_tensors_may_be_added_but_not_kept_for_the_way_back() -> None:
    with torch.inference_mode():
        outputs = torch.ones(3)
    factor = torch.tensor(2.0, requires_grad=True)
    (outputs + factor).sum().backward()
    assert factor.grad == 3
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        outputs * factor


def test_the_test_set_is_scored_once_and_no_mistake_is_looked_for_in_it() -> None:
    source = (ROOT / "snippets/evaluation.py").read_text(encoding="utf-8")
    assert source.count("test_loader") == 2  # made, and used
    assert "test_images" not in source.partition("[end:digits]")[2]
