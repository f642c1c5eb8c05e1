"""What each schedule is worth, the traps that raise nothing, and that the page quotes its records."""

from statistics import mean

import pytest

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT, LessonBitesError, Run
from .pages import rows_of
from .records import record_of

SETUP = ["digits", "tutorial_lib/models.py:SimpleNet", "range-test", "schedules"]


SEEDS = record_of("schedules-seeds")["accuracy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_runs_are_the_recorded_one(language: Language) -> None:
    printed = "".join(record_of("schedules")["outputs"].values()).splitlines()
    page = read_page(ROOT / "docs" / language / "schedules.md")
    shown = [line.strip() for block in page.blocks if block.word == "text" for line in block.lines]
    assert len(shown) == 15
    assert [line for line in shown if line not in printed] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_hold_the_means_of_ten_seeds(language: Language) -> None:
    expected = [
        [rate, *(f"{mean(scores):.1%}" for scores in schedules.values())]
        for rates in SEEDS.values()
        for rate, schedules in rates.items()
    ]
    rows = [row for row in rows_of("schedules", language, "experiment") if row[0][0].isdigit()]
    assert rows == expected


def test_what_the_page_says_of_the_table_holds() -> None:
    sgd = SEEDS["SGD"]
    assert all(len(scores) == 10 for rates in sgd.values() for scores in rates.values())
    falling = [name for name in sgd["0.1"] if name != "constant"]
    smooth = ("cosine", "warm_up_cosine", "one_cycle")
    for name in falling:
        assert mean(sgd["0.1"][name]) > mean(sgd["0.1"]["constant"])
    assert (
        max(mean(sgd["0.1"][name]) for name in smooth)
        - min(mean(sgd["0.1"][name]) for name in smooth)
        < 0.01
    )
    large, small = sgd["0.2"], sgd["0.03"]
    assert sum(score < 0.15 for score in large["constant"]) == 7
    assert min(large["one_cycle"]) > 0.92
    assert mean(large["warm_up_cosine"]) < mean(large["cosine"])
    assert max(mean(scores) for scores in small.values()) - mean(small["constant"]) < 0.01
    assert mean(small["stairs"]) < mean(small["constant"])
    adam = SEEDS["Adam"]
    assert min(score for rates in adam.values() for runs in rates.values() for score in runs) > 0.85
    for name in falling:
        assert mean(adam["0.001"][name]) < mean(adam["0.001"]["constant"])
    for rate in ("0.003", "0.01"):
        for name in smooth:
            assert 0.007 < mean(adam[rate][name]) - mean(adam[rate]["constant"]) < 0.025


def test_the_range_test_turns_after_the_rate_that_was_chosen() -> None:
    found = record_of("schedules-seeds")["range test"]
    losses = found["losses"]
    lowest = found["rates"][losses.index(min(losses))]
    assert 0.05 < lowest < 0.3
    assert losses[0] > 2
    assert min(losses[-5:]) > min(losses) + 0.3


def test_counting_batches_as_epochs_stops_the_training(run: Run) -> None:
    names = run("schedules", [*SETUP, "train", "once-a-batch", "meant-epochs"])
    assert names["rates"][20] < 1e-10
    assert names["accuracy"](names["model"]) < 0.7


def test_steps_once_an_epoch_break_the_promise_of_a_thousandth(run: Run) -> None:
    once = {
        '    optimizer.step()\n    scheduler.step()\nprint(f"{scheduler.get_last_lr()[0]:.4f}")': (
            '    optimizer.step()\nscheduler.step()\nprint(f"{scheduler.get_last_lr()[0]:.4f}")'
        )
    }
    with pytest.raises(LessonBitesError, match=r"0\.1000"):
        run("schedules", ["digits", "schedules", "once-a-batch"], once)


def test_a_cosine_as_long_as_the_training_does_not_climb(run: Run) -> None:
    whole = {"T_max=STEPS // 2": "T_max=STEPS"}
    with pytest.raises(LessonBitesError, match=r"0\.00"):
        run("schedules", [*SETUP, "train", "climbs"], whole)


def test_the_right_order_gives_every_rate_its_epochs(run: Run) -> None:
    lines = "        scheduler.step()\n        used.append(scheduler.get_last_lr()[0])\n        optimizer.step()\n"
    right = "        used.append(scheduler.get_last_lr()[0])\n        optimizer.step()\n        scheduler.step()\n"
    with pytest.raises(LessonBitesError, match=r"\[0\.1, 0\.1, 0\.05, 0\.05\]"):
        run("schedules", ["digits", "schedules", "order"], {lines: right})
