"""The introduction's program learns because it shuffles sorted digits and trains; its numbers are recorded."""

import json
import re
import statistics
from pathlib import Path

import pytest

from site_tools.read import LANGUAGES, Language, read_page, read_snippet
from tests.namespace import Namespace

from .records import record_of

ROOT = Path(__file__).parents[2]
PROGRAM = read_snippet("introduction.py", ROOT).section("loop")


def accuracy(change: tuple[str, str] | None = None) -> float:
    """What the page's program reaches with one part of its source replaced."""
    source = PROGRAM.text("en")
    if change:
        assert change[0] in source
        source = source.replace(*change)
    namespace = Namespace("introduction.py")
    exec(compile(source, "introduction.py", "exec"), namespace.names)
    return float(namespace.names["accuracy"])


def test_the_shown_program_reads_nine_digits_in_ten() -> None:
    assert accuracy() > 0.9


def test_without_shuffling_the_program_reads_almost_nothing() -> None:
    assert accuracy(("torch.randperm(5000)", "torch.arange(5000)")) < 0.05


def test_without_changing_the_parameters_the_program_learns_nothing() -> None:
    assert accuracy(("optimizer.step()", "pass")) < 0.3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_accuracies_told_are_those_of_the_record(language: Language) -> None:
    text = read_page(ROOT / "docs" / language / "introduction.md").text
    record = record_of("introduction")
    trained, blind = (
        [run[name] for run in record["seeds"]] for name in ("accuracy", "blind_accuracy")
    )
    assert f"```text\n{trained[0]:.1%}\n```" in text
    told = re.findall(r"\d+\.\d%", text)
    shown = [trained[0], min(trained), max(trained), blind[0], min(blind), max(blind)]
    assert told == [f"{accuracy:.1%}" for accuracy in shown]
    assert f"torch {record['versions']['torch'].split('+')[0]}" in text
    assert min(trained) > 0.9
    assert statistics.median(run["seconds"] for run in record["seeds"]) < 10, "a few seconds"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_times_of_cpu_and_gpu_are_those_of_the_record(language: Language) -> None:
    record = json.loads((ROOT / "benchmarks/results/devices-cuda.json").read_text("utf-8"))
    text = read_page(ROOT / "docs" / language / "introduction.md").text
    head = next(line for line in text.splitlines() if record["gpu"] in line)
    assert f" {record['threads']} " in head
    for size, unit in (("64", 1e-6), ("4096", 1e-3)):
        row = next(line for line in text.splitlines() if f"{size} × {size}" in line)
        _, cpu, gpu, _ = row.lstrip("|").split("|")
        seconds = record["seconds of matrix @ matrix"][size]
        for cell, device in ((cpu, "cpu"), (gpu, "cuda")):
            told = re.search(r"[\d.]+", cell)
            assert told
            assert float(told[0]) * unit == pytest.approx(seconds[device], rel=0.02)
