"""What performance.md says is what was measured, and its traps are told apart by what it shows."""

import json
import re
import statistics
from typing import Any

import pytest
import torch

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT, LessonBitesError, Run
from .pages import numbers_of, part_of, rows_of
from .records import record_of

BOTH = pytest.mark.parametrize("language", LANGUAGES)


@BOTH
def test_what_a_run_printed_stands_in_the_record(language: Language) -> None:
    outputs = record_of("performance")["outputs"]
    printed = iter([line for output in outputs.values() for line in output.splitlines()])
    page = read_page(ROOT / "docs" / language / "performance.md")
    shown = [line for block in page.blocks if block.word == "text" for line in block.lines]
    assert len(shown) > 20
    for line in shown:
        assert line in printed, line


@BOTH
def test_the_profiler_s_table_is_that_of_the_run(language: Language) -> None:
    table = record_of("performance")["outputs"]["profile"]
    rows = [re.split(r"\s{2,}", line.strip()) for line in table.splitlines() if "%" in line]
    # Name, share and time of its own, time with what it called, and calls.
    expected = [[cells[place] for place in (0, 1, 2, 4, 6)] for cells in rows]
    shown = rows_of("performance", language, "profiler")
    assert [[cell.strip("`") for cell in row] for row in shown] == expected
    assert len(shown) == 7
    assert "DataLoader" in shown[1][0]


@BOTH
def test_the_share_of_loading_is_that_of_ten_epochs(language: Language) -> None:
    rounds = record_of("performance-loader")["milliseconds"]
    assert all(len(epochs) == 10 for epochs in rounds.values())
    shares = [one["loading"] / sum(one.values()) for one in rounds["DataLoader"]]
    prose = [line for line in part_of("performance", language, "loader") if "-loader.json" in line]
    assert re.findall(r"\d+%", prose[0]) == [f"{min(shares):.0%}", f"{max(shares):.0%}"]
    totals = {
        name: statistics.median(sum(one.values()) for one in epochs)
        for name, epochs in rounds.items()
    }
    assert min(shares) > 0.5
    assert totals["one tensor"] < totals["DataLoader"] / 3


@BOTH
def test_the_steps_are_told_as_they_were_measured(language: Language) -> None:
    steps = json.loads((ROOT / "benchmarks/results/steps-cpu.json").read_text("utf-8"))
    rows = rows_of("performance", language, "steps")[1:]
    assert [row[1] for row in rows] == [f"{seconds:.1f}" for seconds in steps["median"].values()]
    assert steps["device"] in " ".join(part_of("performance", language, "steps"))


@BOTH
def test_half_the_bits_are_told_as_they_were_measured(language: Language) -> None:
    found = record_of("performance-compile")["bfloat16"]
    prose = "\n".join(part_of("performance", language, "steps"))
    for times in found.values():
        for number in times.values():
            assert re.search(rf"(?<!\d){number}(?!\d)", prose), number


@BOTH
def test_compiling_is_told_as_it_was_measured(language: Language) -> None:
    found = record_of("performance-compile")
    rows = rows_of("performance", language, "compile")[1:]
    expected = [
        [
            f"{found[name]['first call, seconds']:.1f}",
            f"{found[name]['compiled, microseconds']}",
            f"{found[name]['plain, microseconds']}",
        ]
        for name in ("training step", "chain")
    ]
    assert [[cell.split()[0] for cell in row[1:]] for row in rows] == expected


@BOTH
def test_the_watch_that_stops_too_early_is_that_of_the_record(language: Language) -> None:
    compute = record_of("accelerators-gpu")["milliseconds"]["compute"]
    rows = rows_of("performance", language, "gpu")[1:]
    assert [row[1] for row in rows] == [f"{compute['returned']:.2f}", f"{compute['done']:.2f}"]
    factor = f"{compute['done'] / compute['returned']:.0f}"
    assert factor in numbers_of("performance", language, "gpu")


@BOTH
def test_threads_beside_a_busy_process_are_told_as_they_were_measured(language: Language) -> None:
    found = record_of("performance-threads")
    rows = rows_of("performance", language, "threads")[1:]
    expected = [
        [f"{times['quiet']:.2f}", f"{times['busy']:.2f}"] for times in found["seconds"].values()
    ]
    assert [[cell.split()[0] for cell in row[1:]] for row in rows] == expected
    prose = numbers_of("performance", language, "threads")
    assert {str(found["steps"]), str(found["cores"])} <= set(prose)


def test_one_thread_costs_little_and_the_default_costs_much_beside_a_busy_process() -> None:
    every, calm, one = record_of("performance-threads")["seconds"].values()
    assert 6.5 < every["busy"] / every["quiet"] < 7.5  # "about seven times"
    assert every["quiet"] == pytest.approx(one["quiet"], rel=0.25)
    assert one["busy"] < 2 * one["quiet"]
    assert calm["busy"] < one["busy"]
    assert calm["quiet"] > 2 * every["quiet"]


def test_compiling_loses_on_the_small_network_and_wins_on_the_chain() -> None:
    found = record_of("performance-compile")
    step, chain = found["training step"], found["chain"]
    assert step["compiled, microseconds"] > step["plain, microseconds"]
    saved = (chain["plain, microseconds"] - chain["compiled, microseconds"]) / 1e6
    assert chain["first call, seconds"] / saved * chain["plain, microseconds"] / 1e6 < 2
    product, small = found["bfloat16"].values()
    assert product["float32, microseconds"] > 2 * product["bfloat16, microseconds"]
    assert small["float32, microseconds"] < small["bfloat16, microseconds"]


def test_both_loops_train_the_same_network_and_one_waits(run: Run) -> None:
    names = run("performance", ["digits", "parts", "one-tensor", "same-result"])
    assert names["slow_spent"]["loading"] > 0.5 * sum(names["slow_spent"].values())
    assert names["fast_spent"]["loading"] < 0.4 * sum(names["fast_spent"].values())


def test_batches_in_another_order_give_another_network(run: Run) -> None:
    with pytest.raises(LessonBitesError):
        run(
            "performance",
            ["digits", "parts", "one-tensor", "same-result"],
            {"torch.arange(5000)": "torch.randperm(5000)"},
        )


def test_a_compiled_model_s_names_are_told_apart_from_those_of_one_compiled_in_place() -> None:
    plain = torch.nn.Sequential(torch.nn.Linear(4, 2))
    wrapped: Any = torch.compile(plain, backend="eager")
    assert all(name.startswith("_orig_mod.") for name in wrapped.state_dict())
    with pytest.raises(RuntimeError, match="_orig_mod"):
        torch.nn.Sequential(torch.nn.Linear(4, 2)).load_state_dict(wrapped.state_dict())
    plain.compile(backend="eager")
    torch.nn.Sequential(torch.nn.Linear(4, 2)).load_state_dict(plain.state_dict())


def test_a_mean_is_moved_by_one_slow_call_and_the_median_is_not() -> None:
    quiet = [2.0, 2.1, 1.9, 2.0, 2.2]
    assert statistics.median([*quiet, 90.0, 1.8]) == statistics.median(quiet)
    assert statistics.mean([*quiet, 90.0, 1.8]) > 5 * statistics.mean(quiet)
