"""A network that knows its training rows by heart loses to a straight line: the page's run, and ten seeds of it."""

import json
import statistics
from typing import Any

import pytest

from site_tools.read import LANGUAGES, Language

from .conftest import ROOT
from .pages import rows_of


def record() -> dict[str, Any]:
    text = (ROOT / "docs/figures/records/next-steps-seeds.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_ten_seeds_is_the_recorded_one(language: Language) -> None:
    measured = record()["off_by"]
    shown = [row[1:] for row in rows_of("next-steps", language, "own-project")[1:]]
    assert shown == [
        [f"{value:.1f}" for value in (min(values), statistics.mean(values), max(values))]
        for values in (measured[name] for name in ("naive", "line", "network"))
    ]


def test_with_every_seed_the_line_beats_the_network_on_new_rows_and_both_beat_the_mean() -> None:
    measured = record()
    off_by = measured["off_by"]
    for naive, line, network, known in zip(
        *(off_by[name] for name in ("naive", "line", "network", "known")), strict=True
    ):
        assert known < line < network < naive
    assert measured["seeds"] == len(off_by["line"]) == 10
