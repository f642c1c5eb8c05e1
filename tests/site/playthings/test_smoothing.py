"""The smoothed line is TensorBoard's: a mean in which older losses count less and less."""

import json

import pytest
import torch
from playwright.sync_api import expect

from tests.site.conftest import ROOT
from tests.site.playthings.conftest import Play

RECORD = ROOT / "docs/figures/records/tensorboard-losses.json"
LOSSES = json.loads(RECORD.read_text(encoding="utf-8"))["losses"][:315]


def smoothed(values: list[float], weight: float) -> list[float]:
    """Each value is a weighted mean of all before it: the one k steps back has the weight w^k."""
    losses = torch.tensor(values, dtype=torch.float64)
    age = torch.arange(len(values)).unsqueeze(1) - torch.arange(len(values))
    share = torch.where(age >= 0, torch.tensor(weight, dtype=torch.float64) ** age.clamp(min=0), 0)
    return ((share @ losses) / share.sum(dim=1)).tolist()


def test_the_losses_are_those_of_the_recorded_run(play: Play) -> None:
    assert play("smoothing").evaluate("playthings.math('smoothing').losses") == LOSSES


@pytest.mark.parametrize("weight", [0, 0.01, 0.6, 0.9, 0.99])
def test_every_point_is_the_weighted_mean_of_those_before(play: Play, weight: float) -> None:
    found = play("smoothing").evaluate(
        "([values, weight]) => playthings.math('smoothing').smooth(values, weight)",
        [LOSSES, weight],
    )
    assert found == pytest.approx(smoothed(LOSSES, weight), rel=1e-9)


def test_the_sentence_says_both_losses_and_when_the_line_is_late(play: Play) -> None:
    tab = play("smoothing")
    says = tab.locator(".plaything .says")
    weight, step = (tab.get_by_role("slider", name=name) for name in ("Smoothing", "Step"))
    step.fill("100")
    weight.fill("0")
    expect(says).to_have_text(
        f"At step 100, the loss of the batch is {LOSSES[100]:.3f}, the smoothed one {LOSSES[100]:.3f}."
    )
    weight.fill("0.99")
    expect(says).to_contain_text(f"the smoothed one {smoothed(LOSSES, 0.99)[100]:.3f}")
    expect(says).to_contain_text("The line is late: the mean of the last 10 batches is only")
    step.press("ArrowRight")
    expect(says).to_contain_text("At step 101")


def test_it_speaks_chinese(play: Play) -> None:
    tab = play("smoothing", "zh")
    tab.get_by_role("slider", name="第几步").fill("0")
    expect(tab.locator(".plaything .says")).to_contain_text(
        f"第 0 步：这一批的损失是 {LOSSES[0]:.3f}，平滑之后是 {LOSSES[0]:.3f}。"
    )
