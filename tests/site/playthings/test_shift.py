"""Moved digits, read as torch reads them: three networks, ten digits, 81 places."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch import nn

from site_tools.read import LANGUAGES
from tests.site.conftest import ROOT, Site
from tests.site.playthings.conftest import Play, address, find
from tests.site.visits import PHONE
from tutorial_lib.mnist.data import normalize
from tutorial_lib.mnist.export import MANIFEST, load_int8

SCRIPT = ROOT / "theme" / "playthings" / "shift-networks.js"
CONTENT: dict[str, Any] = json.loads(
    SCRIPT.read_text(encoding="utf-8").removeprefix("playthings.shift = ").rstrip(";\n")
)
NAMES = ("mlp", "cnn", "anywhere")
DIGITS = torch.frombuffer(bytearray(base64.b64decode(CONTENT["digits"])), dtype=torch.uint8)
DIGITS = DIGITS.reshape(10, 28, 28)
PLACES = [(right, down) for down in range(-4, 5) for right in range(-4, 5)]


def network(name: str, folder: Path) -> nn.Module:
    """The network in torch, from what the page fetches."""
    manifest = {key: value for key, value in CONTENT[name].items() if key != "content"}
    (folder / manifest["file"]).write_bytes(base64.b64decode(CONTENT[name]["content"]))
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return load_int8(folder / MANIFEST)


def moved(image: torch.Tensor, right: int, down: int) -> torch.Tensor:
    return nn.functional.pad(image, (right, -right, down, -down))


def place_of(tab: Page) -> Locator:
    place = find(tab, "shift").locator(".plaything")
    expect(place.locator(".right").first).to_be_attached(timeout=30_000)
    return place


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_at_every_place_is_torch_s(play: Play, name: str, tmp_path: Path) -> None:
    tab = play("shift")
    place_of(tab)
    found = tab.evaluate(
        """async (name) => {
          const { everywhere, fetchAll } = playthings.math("shift");
          const { networks, digits } = await fetchAll();
          return digits.map((digit) => everywhere(networks[name], digit).flat());
        }""",
        name,
    )
    model = network(name, tmp_path)
    for digit, answers in zip(DIGITS, found, strict=True):
        images = torch.stack([moved(digit, *place) for place in PLACES])
        with torch.no_grad():
            probability, answer = model(normalize(images)).softmax(dim=1).max(dim=1)
        sure = torch.tensor([one["probability"] for one in answers])
        torch.testing.assert_close(sure, probability, rtol=0, atol=1e-4)
        assert [one["digit"] for one in answers] == answer.tolist()


def test_the_digits_are_one_of_each_and_the_networks_read_nearly_all_in_the_middle(
    tmp_path: Path,
) -> None:
    for name in NAMES:
        answers = network(name, tmp_path)(normalize(DIGITS)).argmax(dim=1)
        assert (answers == torch.arange(10)).sum() >= 8, name


def test_in_both_languages_the_counts_are_those_of_the_green_cells(play: Play) -> None:
    for language in LANGUAGES:
        place = place_of(play("shift", language))
        for digit in (7, 2):
            place.get_by_role("radio", name=str(digit)).check()
            for panel in place.locator(".map").all():
                green = panel.locator(".right").count()
                assert green + panel.locator(".wrong").count() == 81
                expect(panel.locator("p").last).to_have_text(re.compile(rf"^{green}\D+81$"))


def test_arrow_keys_move_the_digit_and_the_sentence_says_what_each_network_reads(
    play: Play, tmp_path: Path
) -> None:
    tab = play("shift")
    place = place_of(tab)
    place.get_by_role("radio", name="5").check()
    place.get_by_role("grid", name="CNN", exact=True).locator("[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp"):
        tab.keyboard.press(key)
    expect(place.get_by_role("img")).to_have_attribute(
        "aria-label", "a handwritten 5, 3 right, 1 up"
    )
    image = normalize(moved(DIGITS[5], 3, -1)[None])
    said = place.get_by_role("status").inner_text()
    read = [network(name, tmp_path)(image).argmax().item() for name in NAMES]
    assert re.findall(r"(\d) \(\d", said) == [str(one) for one in read]
    shown = place.locator("canvas").evaluate(
        "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 3)"
    )
    assert shown == moved(DIGITS[5], 3, -1).flatten().tolist()


def test_pointing_at_a_cell_moves_the_digit_there(play: Play) -> None:
    place = place_of(play("shift", width=PHONE))
    place.locator(".map").first.get_by_role("gridcell").first.hover()
    expect(place.get_by_role("status")).to_contain_text("4 left, 4 up")


def test_networks_that_do_not_arrive_are_named(site: Site, tab: Page) -> None:
    tab.route("**/shift-networks.js", lambda route: route.abort())
    tab.goto(address(site, "shift", "en"))
    find(tab, "shift").locator(".play").click()
    expect(find(tab, "shift").get_by_role("status")).to_contain_text("did not arrive")
