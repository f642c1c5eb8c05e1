"""Convolution, as torch computes it: every kernel, digit, padding and stride."""

import itertools
import random
import re
import runpy
from collections.abc import Callable
from typing import cast

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch import nn

from site_tools.read import LANGUAGES
from tests.site.conftest import ROOT
from tests.site.playthings.conftest import Play, find
from tests.site.visits import PHONE

Numbers = list[list[float]]


def place_of(tab: Page) -> Locator:
    return find(tab, "convolution").locator(".plaything")


def by_torch(image: Numbers, kernel: list[float], padding: int, stride: int) -> torch.Tensor:
    """What torch makes of an image."""
    weight = torch.tensor(kernel, dtype=torch.float64).reshape(1, 1, 3, 3)
    pixels = torch.tensor(image, dtype=torch.float64).reshape(1, 1, len(image), len(image))
    return nn.functional.conv2d(pixels, weight, padding=padding, stride=stride)[0, 0]


def test_every_feature_map_is_what_torch_computes(play: Play) -> None:
    tab = play("convolution")
    chance = random.Random(0)
    known = tab.evaluate(
        "(({ IMAGES, KERNELS }) => ({ IMAGES, KERNELS }))(playthings.math('convolution'))"
    )
    images = list(known["IMAGES"].values())
    images += [
        [[chance.randint(0, 9) for _ in range(size)] for _ in range(size)] for size in (5, 8)
    ]
    kernels = list(known["KERNELS"].values())
    kernels += [[round(chance.uniform(-3, 3), 2) for _ in range(9)] for _ in range(5)]
    cases = list(itertools.product(images, kernels, (0, 1), (1, 2)))
    maps = tab.evaluate(
        """(cases) => cases.map(([image, kernel, padding, stride]) =>
          playthings.math("convolution").convolve(image, kernel, { padding, stride }))""",
        cases,
    )
    for case, made in zip(cases, maps, strict=True):
        torch.testing.assert_close(
            torch.tensor(made, dtype=torch.float64), by_torch(*case), rtol=0, atol=1e-6
        )


def test_the_digits_are_real_and_those_of_the_picture(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs" / "figures")
    figures = runpy.run_path(str(ROOT / "docs" / "figures" / "networks.py"))
    small_digit = cast(Callable[[int], Numbers], figures["small_digit"])
    shown = play("convolution").evaluate("playthings.math('convolution').IMAGES")
    assert shown == {"2": small_digit(1007), "4": small_digit(2000), "5": small_digit(2507)}


def numbers(place: Locator, matrix: int) -> list[float]:
    """What stands in one of the three matrices: pixels, kernel, products."""
    cells = place.locator(".matrix").nth(matrix)
    written = cells.evaluate(
        "(matrix) => [...matrix.children].map((one) => one.value ?? one.textContent)"
    )
    return [float(one.replace("−", "-")) for one in written]


def total(place: Locator) -> float:
    return float(place.locator(".sum strong").inner_text().replace("−", "-"))


def test_the_nine_products_and_their_sum_are_shown_for_every_place_of_the_window(
    play: Play,
) -> None:
    tab = play("convolution")
    place = place_of(tab)
    image = tab.evaluate("playthings.math('convolution').IMAGES[5]")
    place.get_by_role("button", name="Start over").click()
    for kernel, stride in (("sharpen", "2"), ("blur", "1")):
        place.get_by_role("radio", name=kernel).check()
        place.get_by_role("group", name="Stride").get_by_role("radio", name=stride).check()
        weights = numbers(place, 1)
        expected = by_torch(image, weights, 1, int(stride)).flatten().tolist()
        cells = place.get_by_role("gridcell")
        assert cells.count() == len(expected)
        for at in range(0, len(expected), 7):
            cells.nth(at).focus()
            pixels, products = numbers(place, 0), numbers(place, 2)
            assert products == [round(a * b, 2) for a, b in zip(pixels, weights, strict=True)]
            assert total(place) == round(sum(products), 2) == round(expected[at], 2)


def test_the_map_fills_one_cell_a_step_and_whole_at_once(play: Play) -> None:
    for language in LANGUAGES:
        place = place_of(play(language=language, plaything="convolution"))
        buttons = place.locator(".row > button")
        filled = place.locator("[role=gridcell]:not(.empty)")
        buttons.nth(4).click()
        expect(filled).to_have_count(1)
        expect(place.locator(".here:not(.empty)")).to_have_count(1)
        buttons.nth(1).click()
        buttons.nth(1).click()
        expect(filled).to_have_count(3)
        buttons.nth(0).click()
        expect(place.get_by_role("status")).to_have_text(re.compile(r"1\D+2"))
        expect(filled).to_have_count(3)
        buttons.nth(3).click()
        expect(filled).to_have_count(144)
        # Another kernel computes all of them anew, another size too.
        place.locator("[value=outline]").check()
        place.get_by_role("radio", name="0", exact=True).check()
        expect(filled).to_have_count(100)


def test_it_plays_to_the_end_and_stops_when_asked(play: Play) -> None:
    place = place_of(play("convolution"))
    place.get_by_role("group", name="Stride").get_by_role("radio", name="2").check()
    status = place.get_by_role("status")
    place.get_by_role("button", name="Play").click()
    # Nobody is read dozens of sums.
    expect(status).to_have_attribute("aria-live", "off")
    place.get_by_role("button", name="Pause").click()
    before = place.locator("[role=gridcell]:not(.empty)").count()
    assert before < 36
    place.get_by_role("button", name="Play").click()
    expect(status).to_contain_text("Row 6, column 6")
    expect(place.get_by_role("button", name="Play")).to_be_visible()
    expect(status).to_have_attribute("aria-live", "polite")
    assert place.locator(".empty").count() == 0


def test_arrow_keys_move_the_window_and_the_image_can_be_pointed_at(play: Play) -> None:
    tab = play("convolution")
    place = place_of(tab)
    place.get_by_role("gridcell").first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "End", "ArrowLeft", "ArrowUp"):
        tab.keyboard.press(key)
    expect(tab.locator(":focus")).to_have_attribute("aria-label", re.compile("^Row 2, column 11:"))
    # A ring of zeros lies around the image, so that the window is over the pixel that is pointed at.
    place.locator(".pixel").nth(12 * 7 + 4).hover()
    expect(place.get_by_role("status")).to_contain_text("Row 8, column 5:")


def test_the_size_formula_holds_for_every_setting(play: Play) -> None:
    place = place_of(play("convolution", width=PHONE))
    for padding, stride in itertools.product((0, 1), (1, 2)):
        for name, value in (("Padding", padding), ("Stride", stride)):
            place.get_by_role("group", name=name).get_by_role("radio", name=str(value)).check()
        code = place.locator(".written").inner_text().replace("\n", "")
        layer = eval(code, {"nn": nn})
        assert next(iter(layer.parameters())).numel() == 9
        size = layer(torch.zeros(1, 1, 12, 12)).shape[-1]
        expect(place.locator("code").first).to_have_text(
            f"⌊(12 + 2×{padding} − 3) / {stride}⌋ + 1 = {size}"
        )
        assert place.get_by_role("row").count() == size


def test_a_reader_can_write_a_kernel(play: Play) -> None:
    tab = play("convolution")
    place = place_of(tab)
    image = tab.evaluate("playthings.math('convolution').IMAGES[5]")
    kernel = [0.5, 0, 0, 0, -2, 0, 0, 0, 3]
    for at, weight in enumerate(kernel):
        name = f"Kernel, row {at // 3 + 1}, column {at % 3 + 1}"
        place.get_by_role("spinbutton", name=name).fill(str(weight))
    assert place.get_by_role("group", name="Kernel").locator(":checked").count() == 0
    expect(place.get_by_text("A kernel of your own.")).to_be_visible()
    place.get_by_role("gridcell").nth(12 * 6 + 8).focus()
    assert total(place) == by_torch(image, kernel, 1, 1)[6, 8].item()
