"""What deployment.md measures: rounding weights costs next to nothing, a slip in preparation costs much."""

import math
from statistics import mean

import pytest
import torch

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT, Run
from .pages import part_of, rows_of
from .records import record_of

NETWORKS = ("MNISTNet", "SmallCNN")
DATA = ["data", "tutorial_lib/models.py:MNISTNet", "train"]
SLIPS = ("not standardized", "not divided by 255", "not inverted", "rows and columns exchanged")


MNIST = record_of("deployment-mnist")


def shares(kind: str, key: str) -> list[str]:
    """The mean over the runs of both networks, as the page writes it."""
    return [
        f"{mean(run[kind][key] for run in MNIST['right'][name]) / MNIST['digits']:.2%}"
        for name in NETWORKS
    ]


def test_int8_costs_at_most_a_tenth_of_a_point_of_ten_networks() -> None:
    runs = [run for name in NETWORKS for run in MNIST["right"][name]]
    assert len(runs) == 10
    assert max(abs(run["float"] - run["bits"]["8"]) for run in runs) <= 10  # of 10,000
    for run in runs:
        for slip in SLIPS:
            assert run["float"] - run["preparation"][slip] > 10 * (run["float"] - run["bits"]["8"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_hold_what_was_measured_on_all_of_mnist(language: Language) -> None:
    exact = [
        f"{mean(run['float'] for run in MNIST['right'][name]) / MNIST['digits']:.2%}"
        for name in NETWORKS
    ]
    _, first, *rest = rows_of("deployment", language, "int8")
    assert first[1:] == exact
    assert {row[0]: row[1:] for row in rest} == {
        bits: shares("bits", bits) for bits in ("8", "6", "5", "4", "3", "2")
    }
    _, first, int8, *rest = rows_of("deployment", language, "preparation")
    assert first[1:] == exact
    assert int8[1:] == shares("bits", "8")
    assert [row[1:] for row in rest] == [shares("preparation", slip) for slip in SLIPS]
    words = "\n".join(part_of("deployment", language, "int8"))
    assert f"{MNIST['pad'] / MNIST['digits']:.2%}" in words
    worst = max(
        run["float"] - run["bits"]["8"] for name in NETWORKS for run in MNIST["right"][name]
    )
    assert f" {worst} " in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_range_of_changed_answers_is_that_of_ten_seeds(language: Language) -> None:
    runs = record_of("deployment-seeds")["runs"]
    changed = [run["changed"] for run in runs]
    assert len(runs) == 10
    words = "\n".join(part_of("deployment", language, "training-mode"))
    assert f" {min(changed)} " in words
    assert f" {max(changed)} " in words


def test_on_ten_seeds_of_the_page_rounding_is_free_and_every_slip_is_not() -> None:
    for run in record_of("deployment-seeds")["runs"]:
        assert run["float"] > 0.91
        assert abs(run["float"] - run["int8"]) <= 0.003
        assert run["not standardized"] < run["float"] - 0.003
        assert run["dark on light"] < 0.3
        assert run["rows and columns swapped"] < 0.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_run_that_the_page_shows_is_the_recorded_one(language: Language) -> None:
    printed = "".join(record_of("deployment")["outputs"].values()).splitlines()
    page = read_page(ROOT / "docs" / language / "deployment.md")
    shown = [line for block in page.blocks if block.word == "text" for line in block.lines]
    assert shown
    assert [line for line in shown if line not in printed] == []


def test_one_scale_for_all_rows_is_coarser_than_a_scale_for_each(run: Run) -> None:
    quantize = run("deployment", ["data", "quantize"])["quantize"]
    coarse = run(
        "deployment",
        ["data", "quantize"],
        broken={"amax(dim=1, keepdim=True)": "amax().reshape(1, 1)"},
    )["quantize"]
    weight = torch.tensor([[0.01, 0.004], [1.27, 0.3]])
    for make, error in ((quantize, 0.01 / 254), (coarse, 0.01 / 2)):
        whole, scale = make(weight)
        assert (whole * scale - weight)[0].abs().max() <= error
    whole, scale = coarse(weight)
    assert not whole[0, 1]  # nothing is left of it


def test_a_row_of_zeros_stays_zero(run: Run) -> None:
    quantize = run("deployment", ["data", "quantize"])["quantize"]
    whole, scale = quantize(torch.zeros(1, 3))
    assert not whole.any()
    assert math.isfinite(scale.item())
