"""What rnn.md shows because nothing is raised, and what it says of its recorded runs."""

import json
import math
import re
import statistics
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT, LessonBitesError, Run
from .pages import numbers_of, rows_of
from .records import record_of

LETTERS = ["memory", "names", "encode", "pad"]
QUICK = {"for _ in range(5)": "for _ in range(1)"}
"""Where it does not matter how well the writer writes."""
SUNSPOTS = ["memory", "sunspots", "windows", "naive"]


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return record_of("rnn-seeds")


# ---- What raises nothing ----


def test_a_recurrence_without_a_bend_is_weaker_and_its_memory_is_a_sum(run: Run) -> None:
    names = run("rnn", [*LETTERS, "writer", "no-bend", "no-bend-why"])
    with torch.no_grad():
        bent, straight = (
            names["loss_on"](names[name], names["validation_names"]).item()
            for name in ("writer", "straight")
        )
    assert bent < straight - 0.05
    forgotten = QUICK | {"Writer(torch.tanh)": "Writer(nn.Identity())"}
    with pytest.raises(LessonBitesError, match="False"):
        run("rnn", [*LETTERS, "writer", "no-bend", "no-bend-why"], broken=forgotten)


def test_without_batch_first_samples_change_each_other(run: Run) -> None:
    forgotten = "careless = nn.RNN(input_size=3, hidden_size=5)"
    right = {forgotten: forgotten.replace(")", ", batch_first=True)")}
    run("rnn", ["memory", "layer", "batch-first"])
    with pytest.raises(LessonBitesError):
        run("rnn", ["memory", "layer", "batch-first"], broken=right)


def test_clipping_saves_sgd_and_adam_is_only_held_back(run: Run) -> None:
    names = run("rnn", ["memory", "clip", "clip-not"])
    weight = torch.tensor(1.1, requires_grad=True)
    ((weight**49 - 1) ** 2).backward()
    assert weight.grad is not None
    assert int(1.1 - 0.001 * weight.grad.item()) == -1004
    assert math.isnan(names["keep_the_one"](float("inf")))
    names = run("rnn", ["memory", "clip"], broken={"torch.optim.SGD": "torch.optim.Adam"})
    assert f"{names['keep_the_one'](float('inf')):.2f}" == "1.05"


@pytest.mark.parametrize("layer", [nn.RNN, nn.LSTM, nn.GRU])
def test_padding_gets_into_the_last_memory_of_every_layer_unless_packed(
    layer: Callable[..., nn.Module],
) -> None:
    torch.manual_seed(0)
    rnn, lengths = layer(4, 8, batch_first=True), [3, 11, 7]
    padded = torch.randn(3, 11, 4)
    packed = nn.utils.rnn.pack_padded_sequence(
        padded, lengths, batch_first=True, enforce_sorted=False
    )
    last, clean = (
        state[0] if isinstance(state, tuple) else state
        for state in (rnn(padded)[1], rnn(packed)[1])
    )
    for at, length in enumerate(lengths):
        alone = rnn(padded[at : at + 1, :length])[0][0, -1]
        assert torch.allclose(clean[0, at], alone, atol=1e-5)
        assert torch.allclose(last[0, at], alone, atol=1e-2) is (length == 11)


def test_a_shuffled_split_would_show_the_years_around_each_test_year(run: Run) -> None:
    names = run("rnn", SUNSPOTS)
    spots, size = names["spots"], names["train_inputs"].shape[1]
    last_trained = size + len(names["train_targets"]) - 1
    assert 1700 + last_trained == 1929
    assert torch.equal(names["train_targets"][-1], spots[last_trained])
    assert torch.equal(names["test_inputs"][0], spots[last_trained + 1 - size : last_trained + 1])


def test_the_page_forecasts_in_time_and_a_network_that_sees_the_answer_is_told_apart(
    run: Run, record: dict[str, Any]
) -> None:
    leaky = {"spots[t - 22 : t]": "spots[t - 21 : t + 1]"}
    with pytest.raises(LessonBitesError):
        run("rnn", [*SUNSPOTS], broken=leaky)


# ---- What was recorded ----


def test_every_seed_beats_the_naive_forecast_by_as_much_as_asked(record: dict[str, Any]) -> None:
    for name, errors in record["sunspots"].items():
        assert len(errors) == 10, name
        assert max(errors) <= 0.65 * record["naive"], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_forecasts_is_that_of_ten_seeds(
    record: dict[str, Any], language: Language
) -> None:
    naive = record["naive"]
    expected = [[f"{naive:.1f}", "100%"]]
    for errors in record["sunspots"].values():
        mean = statistics.mean(errors)
        spread = re.findall(r"[\d.]+", f"{mean:.1f} {min(errors):.1f} {max(errors):.1f}")
        expected.append([*spread, f"{mean / naive:.0%}"])
    found = [
        re.findall(r"\d+(?:\.\d+)?%?", " ".join(row[1:]))
        for row in rows_of("rnn", language, "sunspots")[1:]
    ]
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_prose_says_of_ten_seeds_was_recorded(
    record: dict[str, Any], language: Language
) -> None:
    recall, letters = record["recall"], record["letters"]
    learned = {
        str(sum(right > 0.9 for right in recall[name])) for name in ("clipped", "not clipped")
    }
    assert learned <= set(numbers_of("rnn", language, "forgetting"))
    assert min(recall["LSTM, gate open"]) > 0.9
    assert max(recall["LSTM"]) < 0.6
    gap = [
        straight - bent for bent, straight in zip(letters["tanh"], letters["no bend"], strict=True)
    ]
    assert min(gap) > 0
    said = set(numbers_of("rnn", language, "no-bend"))
    assert {f"{statistics.mean(letters[name]):.2f}" for name in letters} <= said
    new = record["new names"]
    shares = {f"{statistics.mean(shares):.0%}" for shares in new.values()}
    assert shares <= set(numbers_of("rnn", language, "temperature"))
    assert f"{record['least squares']:.1f}" in numbers_of("rnn", language, "exercise-straight")


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_output_is_of_the_recorded_run(language: Language) -> None:
    outputs = record_of("rnn")["outputs"]
    printed = iter([line for output in outputs.values() for line in output.splitlines()])
    page = read_page(ROOT / "docs" / language / "rnn.md")
    shown = [line for block in page.blocks if block.word == "text" for line in block.lines]
    assert shown
    for line in shown:
        assert line.strip() in printed, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_called_new_stand_in_no_list(run: Run, language: Language) -> None:
    printed = record_of("rnn")["outputs"]["new-names"]
    known = run("rnn", ["memory", "names", "known"])["known"]
    new = [name for line in printed.splitlines() for name in line.split("new, ")[1].split()]
    assert len(new) == 18
    assert not known & set(new)


def test_the_network_of_the_plaything_is_as_good_as_that_of_the_page(
    run: Run, record: dict[str, Any]
) -> None:
    script = (ROOT / "theme/playthings/letters-network.js").read_text(encoding="utf-8")
    network = json.loads(script.partition("=")[2].rstrip(";\n"))
    names = run("rnn", [*LETTERS, "writer"], broken=QUICK)
    rounded = names["Writer"](torch.tanh)
    with torch.no_grad():
        for name, parameter in rounded.named_parameters():
            key = name.removesuffix(".weight").replace(".bias", "_bias")
            parameter.copy_(torch.tensor(network[key]))
        loss = names["loss_on"](rounded, names["validation_names"]).item()
    assert loss == pytest.approx(record["letters"]["tanh"][0], abs=0.05)
