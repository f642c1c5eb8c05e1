"""Photographs of digits, with all that lies beside them, are read or refused; seldom wrongly, hardly ever surely."""

import json

import pytest
from torch import nn

from benchmarks.made_pictures import KINDS, NO_DIGIT
from benchmarks.pictures import DIGITS, OUT, Outcome, checks, read
from tutorial_lib.mnist.export import MANIFEST, load_int8

EACH = 1  # of each class; the record has 6


@pytest.fixture(scope="module")
def network() -> nn.Module:
    return load_int8(DIGITS / MANIFEST)


def hold(outcome: Outcome) -> None:
    shown = outcome["shown"]
    assert outcome["right"] + outcome["refused"] >= 0.9 * shown, outcome
    assert outcome["sure"] <= 0.03 * shown, outcome


@pytest.mark.parametrize("kind", KINDS)
def test_digits_are_read_or_refused(kind: str, network: nn.Module) -> None:
    digits, labels = checks(EACH)
    outcome = read(network, KINDS[kind], digits, labels, seed=1)
    hold({**outcome, "sure": max(0, outcome["sure"] - 1)})  # one of so few is more than 3 %
    assert outcome["right"] >= 0.75 * len(digits), outcome


@pytest.mark.parametrize("kind", NO_DIGIT)
def test_what_is_no_digit_or_several_is_refused(kind: str, network: nn.Module) -> None:
    digits, _ = checks(EACH)
    outcome = read(network, NO_DIGIT[kind], digits, None, seed=1)
    assert outcome["refused"] >= 0.9 * len(digits), outcome


def test_the_record_holds_for_every_kind() -> None:
    record = json.loads(OUT.read_text(encoding="utf-8"))
    assert record["kinds"].keys() == KINDS.keys()
    assert record["no digit"].keys() == NO_DIGIT.keys()
    for outcome in (*record["kinds"].values(), *record["no digit"].values()):
        assert outcome["shown"] >= 60
        hold(outcome)
    plain, pictures = record["test digits"].values()
    assert pictures["right"] >= plain - 0.004 * pictures["shown"]  # one in 300 is refused
