"""The ball walks as gradient descent in torch does."""

import pytest
import torch
from playwright.sync_api import expect
from torch import Tensor

from tests.site.playthings.conftest import Play

CURVES = {
    "bowl": lambda w: w**2,
    "valleys": lambda w: w**4 / 4 - 2 * w**2 + w / 2 + 5,
}


def walk(curve: str, start: float, rate: float, steps: int) -> list[float]:
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=rate)
    places = [w.item()]
    for _ in range(steps):
        optimizer.zero_grad()
        loss: Tensor = CURVES[curve](w)
        loss.backward()
        optimizer.step()
        places.append(w.item())
    return places


def test_every_walk_is_that_of_torch(play: Play) -> None:
    tab = play("descent")
    for curve, start, rate in [
        *(("bowl", 4.0, rate) for rate in (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)),
        *(("valleys", start, 0.05) for start in (-3.2, -0.4, 0.12, 0.14, 3.0)),
        ("valleys", 3.0, 0.2),
    ]:
        found = tab.evaluate(
            "([curve, w, rate]) => playthings.math('descent').descend(curve, w, rate, 30)",
            [curve, start, rate],
        )
        assert found == pytest.approx(walk(curve, start, rate, 30), rel=1e-9, abs=1e-12)
        w = torch.tensor(start, dtype=torch.float64)
        loss = tab.evaluate(
            "([curve, w]) => playthings.math('descent').loss(curve, w)", [curve, start]
        )
        assert loss == pytest.approx(CURVES[curve](w).item())


def test_a_step_says_its_own_arithmetic(play: Play) -> None:
    tab = play("descent", "zh")
    says = tab.locator(".plaything .says")
    expect(says).to_contain_text("w = 4，损失 16，这里的坡度（梯度）是 8")
    tab.get_by_role("button", name="走一步").press("Enter")
    expect(says).to_contain_text("第 1 步：w = 4 − 0.10 × (8) = 3.2，损失 10.24")


def test_the_learning_rate_decides_whether_it_arrives(play: Play) -> None:
    tab = play("descent")
    says = tab.locator(".plaything .says")
    rate = tab.get_by_role("slider", name="Learning rate")
    step, run = (
        tab.get_by_role("button", name="One step"),
        tab.get_by_role("button", name="20 steps"),
    )
    rate.fill("0.5")
    step.click()
    expect(says).to_contain_text("this is a bottom")
    rate.fill("1.05")
    step.click()
    expect(says).to_contain_text("The loss went up")
    rate.fill("1.1")
    for _ in range(110):
        if run.is_disabled():
            break
        run.click()
    expect(says).to_contain_text("it diverged")
    tab.get_by_role("button", name="Start over").click()
    expect(run).to_be_enabled()


def test_where_it_ends_depends_on_where_it_starts(play: Play) -> None:
    tab = play("descent")
    tab.get_by_role("radio", name="two dips").check()
    ends = []
    for start in ("-3", "3"):
        tab.get_by_role("slider", name="Start").fill(start)
        for _ in range(3):
            tab.get_by_role("button", name="20 steps").click()
        expect(tab.locator(".plaything .says")).to_contain_text("this is a bottom")
        ends.append(walk("valleys", float(start), 0.05, 60)[-1])
        shown = f"{ends[-1]:.3f}".rstrip("0").replace("-", "−")
        expect(tab.locator(".plaything .says")).to_contain_text(f"= {shown}")
    assert ends[0] < 0 < ends[1]


def test_it_moves_one_step_after_the_other_where_things_may_move(play: Play) -> None:
    tab = play("descent", moving=True)
    tab.get_by_role("button", name="20 steps").click()
    expect(tab.locator(".plaything .says")).to_contain_text("Step 1:")
    expect(tab.locator(".plaything .says")).to_contain_text("Step 20:", timeout=15_000)
