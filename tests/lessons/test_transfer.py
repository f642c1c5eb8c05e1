"""What transfer.md says of its ten draws, and BatchNorm, which moves in a frozen network."""

import statistics
from typing import Any

import pytest
import torch

from site_tools.read import LANGUAGES, Language
from tutorial_lib.models import SmallCNN

from .conftest import LessonBitesError, Run
from .pages import numbers_of, rows_of
from .records import record_of

BOTH = pytest.mark.parametrize("language", LANGUAGES)
WAYS = ("scratch", "head", "all")


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return record_of("transfer-seeds")


@BOTH
def test_the_table_holds_mean_and_range_of_ten_draws(
    language: Language, record: dict[str, Any]
) -> None:
    def told(scores: list[float]) -> str:
        assert len(scores) == 10
        return f"{statistics.mean(scores):.1%} ({min(scores):.1%}–{max(scores):.1%})"

    rows = rows_of("transfer", language, "shots")[1:]
    expected = [
        [shots, *(told(found[way]) for way in WAYS)] for shots, found in record["draws"].items()
    ]
    assert rows == expected


def test_what_was_learned_before_helps_most_where_there_are_fewest_examples(
    record: dict[str, Any],
) -> None:
    draws = record["draws"]
    for shots in ("2", "5"):
        pairs = zip(draws[shots]["head"], draws[shots]["scratch"], strict=True)
        assert all(head > scratch for head, scratch in pairs)
    mean = {
        shots: {way: 100 * statistics.mean(found[way]) for way in WAYS}
        for shots, found in draws.items()
    }
    gains = [mean[shots]["head"] - mean[shots]["scratch"] for shots in ("2", "5", "10")]
    assert sorted(gains, reverse=True) == gains
    assert 5 <= gains[0] < 6
    assert 0 < gains[2] < 1
    for shots, found in draws.items():
        assert 0 < mean[shots]["all"] - mean[shots]["head"] < 1.5
        better = [every > head for every, head in zip(found["all"], found["head"], strict=True)]
        assert True in better
        assert False in better


@BOTH
def test_what_the_notes_say_of_other_settings_is_recorded(
    language: Language, record: dict[str, Any]
) -> None:
    def mean(name: str, way: str) -> str:
        return f"{statistics.mean(record[name][way]):.1%}"

    frozen = numbers_of("transfer", language, "frozen")
    assert mean("body in training mode, 2 examples", "head") in frozen
    assert f"{statistics.mean(record['draws']['2']['head']):.1%}" in frozen
    kept = numbers_of("transfer", language, "shots")
    for way in ("head", "all"):
        assert mean("old head, 2 examples", way) in kept


def test_each_way_has_the_best_of_three_rates(record: dict[str, Any]) -> None:
    tried = record["rates, draws 100 to 102"]
    assert len(tried) == 3
    for way, rate in (("scratch", "0.003"), ("head", "0.01"), ("all", "0.001")):
        over_shots = {
            one: statistics.mean(found[way] for found in by_shots.values())
            for one, by_shots in tried.items()
        }
        assert max(over_shots, key=over_shots.__getitem__) == rate, way


def test_without_eval_a_body_whose_parameters_are_frozen_changes_its_answers() -> None:
    torch.manual_seed(0)
    model, pictures = SmallCNN().requires_grad_(False), torch.randn(20, 1, 28, 28) + 1
    body = model.net[:-1]
    for keep_still in (True, False):
        model.eval()
        before = body(pictures)
        model.train(not keep_still)
        for _ in range(5):
            body(pictures)
        model.eval()
        assert torch.equal(body(pictures), before) is keep_still


def test_the_page_is_told_apart_if_it_stays_in_evaluation_mode(run: Run) -> None:
    sections = ["mnist", "other", "train", "tutorial_lib/models.py:SmallCNN", "pretrain", "pick"]
    quick = {"epochs=5": "epochs=1", "MNIST: 9…": "MNIST: …", "MNIST before: 9…": "MNIST before: …"}
    names = run("transfer", [*sections, "frozen"], quick)
    assert names["moved"] < names["on_mnist"]
    with pytest.raises(LessonBitesError):
        run("transfer", [*sections, "frozen"], quick | {"model.train()\nfor": "model.eval()\nfor"})
