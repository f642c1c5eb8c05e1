"""What training looks like when one line is wrong and nothing is raised, and what the page says of it."""

import statistics
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn, optim

from .conftest import Run
from .pages import numbers_of, rows_of
from .records import record_of

SETUP = ["digits", "tutorial_lib/models.py:SimpleNet", "loss", "accuracy-function", "loader"]
FIT = [*SETUP, "fit"]

# As the page recommends them.
OPTIMIZERS: dict[str, Callable[[Any], optim.Optimizer]] = {
    "SGD": lambda parameters: optim.SGD(parameters, lr=0.01),
    "SGD with momentum": lambda parameters: optim.SGD(parameters, lr=0.01, momentum=0.9),
    "RMSprop": lambda parameters: optim.RMSprop(parameters, lr=0.001),
    "Adam": lambda parameters: optim.Adam(parameters, lr=0.001),
    "AdamW": lambda parameters: optim.AdamW(parameters, lr=0.001, weight_decay=0.01),
}


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return record_of("training-measured")


def span(shares: list[float]) -> str:
    """As the tables write it: lowest and highest in percent."""
    low, high = (f"{share:.0%}".removesuffix("%") for share in (min(shares), max(shares)))
    return f"{low}%" if low == high else f"{low}–{high}%"


def test_the_shown_loop_learns_and_the_shown_mistakes_learn_less(run: Run) -> None:
    names = run("training", [*FIT, "no-zero-grad", "softmax"])

    assert names["complete"] > 0.87
    assert names["uncleared"] < names["complete"] - 0.03
    assert names["loss"].item() > 1.4611


def test_each_optimizer_s_loss_of_accuracy_is_told_as_it_was_measured(
    record: dict[str, Any],
) -> None:
    mistakes = {"SGD at 0.1": record["SGD at 0.1"], **record["mistakes"]}
    order = ["SGD", "SGD at 0.1", "SGD with momentum", "RMSprop", "Adam", "AdamW"]
    expected = [
        [span(mistakes[name][mistake]) for mistake in ("complete", "no zero_grad", "softmax")]
        for name in order
    ]
    for language in ("zh", "en"):
        rows = rows_of("training", language, "missing-lines")
        assert [row[1:] for row in rows[1:]] == expected, language


def test_each_learning_rate_is_told_as_it_was_measured(record: dict[str, Any]) -> None:
    expected = [
        [f"{statistics.mean(shares):.0%}" for shares in rates.values()]
        for rates in record["rates"].values()
    ]
    assert record["rates"].keys() == OPTIMIZERS.keys()
    for language in ("zh", "en"):
        rows = [row for row in rows_of("training", language, "optimizer") if len(row) == 8]
        assert [row[1:] for row in rows[1:]] == expected, language
        assert rows[0][1:] == list(record["rates"]["Adam"]), language


def test_no_mistake_costs_the_same_with_every_optimizer(record: dict[str, Any]) -> None:
    means = {
        name: {mistake: statistics.mean(shares) for mistake, shares in found.items()}
        for name, found in record["mistakes"].items()
    }
    # What the page says in words.
    assert means["SGD"]["no zero_grad"] > means["SGD"]["complete"]
    assert means["SGD with momentum"]["no zero_grad"] < 0.15
    assert means["RMSprop"]["no zero_grad"] > 0.85
    assert means["Adam"]["complete"] - means["Adam"]["softmax"] < 0.03
    assert means["SGD"]["softmax"] < 0.3
    for found in means.values():
        assert found["in order"] < 0.35


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_signs_show_with_every_optimizer(name: str) -> None:
    torch.manual_seed(0)
    inputs, labels = torch.randn(60, 8), torch.randint(0, 10, (60,))
    for clear in (True, False):
        model = nn.Linear(8, 10)
        optimizer = OPTIMIZERS[name](model.parameters())
        for step in range(3):
            loss = nn.CrossEntropyLoss()(model(inputs), labels)
            if clear:
                optimizer.zero_grad()
            assert (model.weight.grad is None) is (clear or step == 0)
            loss.backward()
            optimizer.step()

    softened = nn.Sequential(nn.Linear(8, 10), nn.Softmax(dim=1))
    optimizer = OPTIMIZERS[name](softened.parameters())
    for _ in range(50):
        loss = nn.CrossEntropyLoss()(softened(inputs), labels)
        assert loss.item() > 1.4611
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.testing.assert_close(softened(inputs).sum(dim=1), torch.ones(60))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("missing", ["backward", "step", "zero_grad in the wrong place"])
def test_nothing_moves_without_gradient_or_step(name: str, missing: str) -> None:
    model = nn.Linear(8, 10)
    before = model.weight.detach().clone()
    optimizer = OPTIMIZERS[name](model.parameters())
    for _ in range(3):
        loss = nn.CrossEntropyLoss()(model(torch.randn(4, 8)), torch.randint(0, 10, (4,)))
        optimizer.zero_grad()
        if missing != "backward":
            loss.backward()
        if missing == "zero_grad in the wrong place":
            optimizer.zero_grad()
        if missing != "step":
            optimizer.step()
    assert torch.equal(model.weight, before)


@pytest.mark.parametrize(("logit", "gradient"), [(16.0, 1.0), (16.6, 1.0), (17.0, 0.0)])
def test_the_cliff_of_bceloss_is_at_a_logit_of_17(logit: float, gradient: float) -> None:
    output = torch.tensor([logit], requires_grad=True)
    nn.BCELoss()(torch.sigmoid(output), torch.zeros(1)).backward()
    assert output.grad is not None
    assert output.grad.item() == pytest.approx(gradient, abs=1e-5)


def test_a_mean_of_means_is_not_the_mean(run: Run) -> None:
    names = run("training", [*SETUP, "batches", "average"])

    assert abs(names["weighted"] - names["exact"]) < 0.0001
    assert abs(names["naive"] - names["exact"]) > 0.01


def test_words_tell_the_numbers_of_the_recorded_run() -> None:
    outputs = record_of("training")["outputs"]

    def percent(name: str) -> str:
        return str(next(word for word in outputs[name].split() if "%" in word)).rstrip(",")

    guessing, loss = outputs["random-labels"].replace(",", "").split()[1::2]
    last = outputs["batches"].splitlines()[-1].split()[-1]
    for language in ("zh", "en"):
        assert percent("full-batch") in numbers_of("training", language, "loop")
        assert {last, percent("full-batch")} <= set(numbers_of("training", language, "batches"))
        assert percent("fit") in numbers_of("training", language, "missing-lines")
        assert percent("no-zero-grad") in numbers_of("training", language, "no-zero-grad")
        assert percent("softmax") in numbers_of("training", language, "softmax")
        assert {guessing, loss} <= set(numbers_of("training", language, "random-labels"))
