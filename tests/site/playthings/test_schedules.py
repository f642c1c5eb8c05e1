"""The learning rate goes where the schedulers of torch take it."""

import pytest
import torch
from playwright.sync_api import expect
from torch import nn
from torch.optim import lr_scheduler

from tests.site.playthings.conftest import Play

STEPS, RATE = 60, 0.1
OWN = {"OneCycleLR": {"max_lr": RATE, "total_steps": STEPS}}


def optimizer() -> torch.optim.Optimizer:
    return torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=RATE, momentum=0.9)


def rates(name: str, settings: dict[str, float]) -> list[float]:
    scheduler = getattr(lr_scheduler, name)(optimizer(), **OWN.get(name, {}), **settings)
    found = [scheduler.get_last_lr()[0]]
    for _ in range(STEPS - 1):
        scheduler.optimizer.step()
        scheduler.step()
        found.append(scheduler.get_last_lr()[0])
    return found


@pytest.mark.parametrize(
    ("name", "all_settings"),
    [
        (
            "StepLR",
            [
                {"step_size": size, "gamma": gamma}
                for size in (5, 7, 20, 40)
                for gamma in (0.1, 0.9)
            ],
        ),
        ("CosineAnnealingLR", [{"T_max": period} for period in (10, 23, 30, 58, 59)]),
        ("OneCycleLR", [{"pct_start": part / 10} for part in range(1, 10)]),
    ],
)
def test_every_rate_is_that_of_torch(
    play: Play, name: str, all_settings: list[dict[str, float]]
) -> None:
    tab = play("schedules")
    for settings in all_settings:
        shown = tab.evaluate(
            "([name, settings]) => playthings.math('schedules').rates(name, settings)",
            [name, settings],
        )
        assert shown == pytest.approx(rates(name, settings), rel=1e-6, abs=1e-9), settings


def test_the_step_that_is_looked_at_says_its_rate(play: Play) -> None:
    tab = play("schedules", "zh")
    says = tab.locator(".plaything .says")
    expect(says).to_have_text("第 0 步，学习率是 0.1。 每走 20 步，就乘一次 0.5。")
    step = tab.get_by_role("slider", name="第几步")
    step.fill("19")
    expect(says).to_contain_text("第 19 步，学习率是 0.1。")
    step.press("ArrowRight")
    expect(says).to_contain_text("第 20 步，学习率是 0.05。")
    assert rates("StepLR", {"step_size": 20, "gamma": 0.5})[19:21] == [0.1, 0.05]


def test_a_cosine_shorter_than_the_training_climbs_again(play: Play) -> None:
    tab = play("schedules")
    says = tab.locator(".plaything .says")
    tab.get_by_role("radio", name="CosineAnnealingLR").check()
    expect(says).to_contain_text("reaches 0 at the last step, 59.")
    tab.get_by_role("slider", name="T_max").fill("30")
    expect(says).to_contain_text("It reaches 0 at step 30 and then climbs again")
    expect(tab.locator(".plaything .written")).to_have_text(
        "CosineAnnealingLR(optimizer, T_max=30)"
    )
    found = rates("CosineAnnealingLR", {"T_max": 30})
    assert found[30] == pytest.approx(0)
    assert found[59] > found[31] > 0


def test_the_line_of_python_makes_the_scheduler_that_is_shown(play: Play) -> None:
    tab = play("schedules")
    tab.get_by_role("radio", name="OneCycleLR").check()
    tab.get_by_role("slider", name="pct_start").fill("0.4")
    written = tab.locator(".plaything .written").inner_text()
    made = eval(written, {**vars(lr_scheduler), "optimizer": optimizer()})
    assert isinstance(made, lr_scheduler.OneCycleLR)
    first, top = made.get_last_lr()[0], rates("OneCycleLR", {"pct_start": 0.4}).index(RATE)
    expect(tab.locator(".plaything .says")).to_contain_text(
        f"starts at {first:g}, is highest at step {top}"
    )
