"""What tensorboard.md says is what was recorded, and its two traps are told apart by what it shows."""

import statistics

import pytest
import torch

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT, LessonBitesError, Run
from .pages import rows_of
from .records import record_of

RATES = ("0.0001", "0.001", "0.01", "0.1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_run_printed_stands_in_the_record(language: Language) -> None:
    outputs = record_of("tensorboard")["outputs"]
    printed = iter([line for output in outputs.values() for line in output.splitlines()])
    page = read_page(ROOT / "docs" / language / "tensorboard.md")
    shown = [line for block in page.blocks if block.word == "text" for line in block.lines]
    assert len(shown) > 8
    for line in shown:
        assert line in printed, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_that_of_ten_seeds(language: Language) -> None:
    found = record_of("tensorboard-seeds")["accuracy at the end"]
    assert all(len(found[rate]) == 10 for rate in RATES)
    expected = [
        [rate, *(f"{f(found[rate]):.1%}" for f in (min, statistics.mean, max))] for rate in RATES
    ]
    assert rows_of("tensorboard", language, "compare")[1:] == expected


def test_what_the_page_says_of_the_rates_holds_on_the_recorded_seeds() -> None:
    found = record_of("tensorboard-seeds")["accuracy at the end"]
    slow, usual, fast, wild = (found[rate] for rate in RATES)
    assert max(wild) < min(slow + usual + fast) - 0.3
    assert all(one < other for one, other in zip(slow, usual, strict=True))
    assert all(one <= other for one, other in zip(fast, usual, strict=True))
    assert sum(one == other for one, other in zip(fast, usual, strict=True)) == 2
    assert sum(one < other for one, other in zip(fast, slow, strict=True)) == 1


def test_the_picture_of_the_real_program_is_small_and_in_its_figure() -> None:
    picture = (ROOT / "docs/figures/records/tensorboard-screen.webp").read_bytes()
    assert picture[8:12] == b"WEBP"
    assert len(picture) < 29_000


def test_two_runs_in_one_folder_go_back_in_time_and_two_folders_do_not(run: Run) -> None:
    sections = ["digits", "train", "reading", "mixed"]
    # The page's own `files` section names Path; here the trap runs alone.
    broken = {"points = read": "from pathlib import Path\npoints = read"}
    names = run("tensorboard", sections, broken)
    steps = [step for step, _ in names["points"]]
    assert steps != sorted(steps)
    apart = broken | {'train("mixed/run", lr': 'train(f"mixed/run{lr}", lr'}
    apart |= {'read("mixed/run"': 'read("mixed/run0.1"'}
    with pytest.raises(LessonBitesError, match="63"):
        run("tensorboard", sections, apart)


def test_a_kept_loss_keeps_its_graph_and_its_number_does_not() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
    loss = model(torch.rand(3, 4)).square().sum()
    assert loss.grad_fn is not None
    assert loss.grad_fn.next_functions
    assert isinstance(loss.item(), float)
    loss.backward()
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


def test_smoothing_divides_by_the_weight_so_far(run: Run) -> None:
    names = run("tensorboard", ["smooth"])
    assert names["smooth"]([3.0] * 5, 0.9) == pytest.approx([3.0] * 5)
    with pytest.raises(LessonBitesError):
        run("tensorboard", ["smooth"], {" / (1 - weight**count)": ""})
