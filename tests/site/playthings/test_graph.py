"""The graph of y = x² + 2x + 1 goes forward and backward as autograd does."""

import pytest
import torch
from playwright.sync_api import expect

from tests.site.playthings.conftest import Play

BACK, NEXT, RESET = range(3)


def test_values_and_gradients_are_those_of_autograd(play: Play) -> None:
    tab = play("graph")
    for place in torch.linspace(-4, 4, 17, dtype=torch.float64).tolist():
        x = torch.tensor(place, dtype=torch.float64, requires_grad=True)
        square, double = x**2, 2 * x
        y = square + double + 1
        for tensor in (square, double, y):
            tensor.retain_grad()
        y.backward()
        found = tab.evaluate("x => playthings.math('graph').graph(x)", place)
        assert found["values"] == pytest.approx(
            {"x": place, "square": square.item(), "double": double.item(), "y": y.item()}
        )
        expected = {"x": x.grad, "square": square.grad, "double": double.grad, "y": y.grad}
        for name, gradient in expected.items():
            assert gradient is not None
            assert found["gradients"][name] == pytest.approx(gradient.item())
        # The two parts that meet at x: each path by itself.
        (by_square,) = torch.autograd.grad(x**2, x)
        assert found["gradients"]["bySquare"] == pytest.approx(by_square.item())
        assert found["gradients"]["bySquare"] + found["gradients"]["byDouble"] == x.grad


def test_step_by_step_it_ends_at_the_gradient_of_the_chapter(play: Play) -> None:
    tab = play("graph", "zh")
    plaything = tab.locator(".plaything")
    buttons, says = plaything.get_by_role("button"), plaything.locator(".says")
    assert plaything.locator(".gradient").count() == 0
    for _ in range(3):
        buttons.nth(NEXT).press("Enter")
    expect(says).to_contain_text("y = 9 + 6 + 1 = 16")
    assert plaything.locator(".value").all_text_contents() == ["3", "9", "6", "16"]
    for _ in range(4):
        buttons.nth(NEXT).press("Enter")
    expect(says).to_contain_text("x.grad = 6 + 2 = 8")
    assert plaything.locator(".gradient").all_text_contents() == [
        "grad 8",
        "grad 1",
        "grad 1",
        "grad 1",
    ]
    expect(buttons.nth(NEXT)).to_be_disabled()

    buttons.nth(BACK).press("Enter")  # one path only has come back to x
    assert plaything.locator(".gradient").first.text_content() == "grad 6"
    buttons.nth(RESET).press("Enter")
    expect(buttons.nth(BACK)).to_be_disabled()


def test_moving_x_moves_all_that_follows_from_it(play: Play) -> None:
    tab = play("graph")
    plaything = tab.locator(".plaything")
    for _ in range(7):
        plaything.get_by_role("button", name="Next").click()
    plaything.get_by_role("slider").focus()
    for _ in range(8):
        tab.keyboard.press("ArrowLeft")
    expect(plaything.locator(".says")).to_contain_text("x.grad = −2 + 2 = 0")
    assert plaything.locator(".value").all_text_contents() == ["−1", "1", "−2", "0"]
