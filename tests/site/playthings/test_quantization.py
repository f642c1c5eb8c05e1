"""The whole numbers, the scale and the error of the row are those of torch, and of the page's own `quantize`."""

import pytest
import torch
from playwright.sync_api import expect

from tests.site.playthings.conftest import Play


def by_torch(row: list[float], bits: int) -> tuple[torch.Tensor, torch.Tensor]:
    weight = torch.tensor(row, dtype=torch.float64)
    scale = weight.abs().max() / (2 ** (bits - 1) - 1)
    return (weight / scale).round(), scale


@pytest.mark.parametrize("bits", range(2, 9))
def test_every_row_becomes_what_torch_makes_of_it(play: Play, bits: int) -> None:
    tab = play("quantization")
    torch.manual_seed(bits)
    rows = [torch.randn(12, dtype=torch.float64).tolist() for _ in range(5)]
    # Halves: torch rounds them to the even number.
    largest = 2 ** (bits - 1) - 1
    rows += [[float(largest), 0.5, -0.5, 1.5, -1.5, 2.5][: 2 + largest]]
    rows += [tab.evaluate("playthings.math('quantization').row()")]
    for row in rows:
        found = tab.evaluate(
            "([row, bits]) => playthings.math('quantization').quantize(row, bits)", [row, bits]
        )
        whole, scale = by_torch(row, bits)
        assert found["whole"] == whole.tolist()
        assert found["scale"] == pytest.approx(scale.item(), rel=1e-12)
        error = (torch.tensor(row, dtype=torch.float64) - whole * scale).abs().max().item()
        assert found["error"] == pytest.approx(error, abs=1e-12)
        assert found["error"] <= found["scale"] / 2 + 1e-12


def test_eight_bits_take_the_bytes_of_the_page_s_exercise(play: Play) -> None:
    tab = play("quantization")
    size = "playthings.math('quantization').bytes([784, 256, 128, 10], 8)"
    assert tab.evaluate(size) == 237904


def test_the_slider_says_what_is_left_of_the_weights(play: Play) -> None:
    tab = play("quantization", "zh")
    says = tab.locator(".plaything .says")
    bits = tab.get_by_role("slider", name="每个权重的位数")
    whole, scale = by_torch(tab.evaluate("playthings.math('quantization').row()"), 3)
    expect(says).to_contain_text(f"整数从 −3 到 3，一格是 {scale:.4f}。")
    shown = ", ".join(f"{number:.0f}".replace("-", "−") for number in whole + 0.0)
    expect(tab.locator(".plaything svg")).to_have_attribute(
        "aria-label", f"八个权重变成的整数: {shown}"
    )
    bits.press("End")
    expect(says).to_contain_text("整数从 −127 到 127，一格是 0.0100。")
    expect(says).to_contain_text("整个 MNISTNet 要 238 kB。")
    bits.press("Home")
    expect(says).to_contain_text("整数从 −1 到 1，一格是 1.2700。")
