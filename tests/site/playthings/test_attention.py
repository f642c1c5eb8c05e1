"""The attention map of the reader's digits, as the page's own class computes it with the same weights."""

import random
import runpy
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from site_tools.read import LANGUAGES, Language
from tests.site.conftest import ROOT, Site
from tests.site.playthings.conftest import Play, find

NETWORKS = ("reverse", "blind", "sort")


def place_of(tab: Page) -> Locator:
    place = find(tab, "attention").locator(".plaything")
    expect(place.get_by_role("gridcell")).to_have_count(64)
    return place


@pytest.fixture(scope="module")
def models() -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs/figures")
        figures = runpy.run_path(str(ROOT / "docs/figures/transformer.py"))
    made: dict[str, Any] = figures["models"]()
    return made


def test_every_map_and_every_score_is_what_torch_computes(
    play: Play, models: dict[str, Any]
) -> None:
    tab = play("attention")
    place_of(tab)
    chance = random.Random(0)
    rows = [[chance.randint(0, 9) for _ in range(8)] for _ in range(40)]
    rows += [[7] * 8, list(range(8)), [9, 8, 7, 6, 5, 4, 3, 2]]
    assert set(models) == set(NETWORKS)
    for name, model in models.items():
        read = tab.evaluate(
            "([name, rows]) => rows.map((row) => playthings.math('attention').read(name, row))",
            [name, rows],
        )
        with torch.no_grad():
            logits = model(torch.tensor(rows))
        weights = model.blocks[0].attention.weights[:, 0]
        torch.testing.assert_close(
            torch.tensor([one["weights"] for one in read]), weights, rtol=0, atol=1e-4
        )
        torch.testing.assert_close(
            torch.tensor([one["logits"] for one in read]), logits, rtol=1e-4, atol=1e-2
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_follows_what_is_typed_under_each_network(play: Play, language: Language) -> None:
    place = place_of(play("attention", language))
    digits, result = place.get_by_role("textbox"), place.locator(".sum")
    expect(result).to_have_text("31415926 → 62951413")
    digits.fill("27182818")
    expect(result).to_have_text("27182818 → 81828172")
    place.locator("[value=sort]").check()
    expect(result).to_have_text("27182818 → 11227888")
    place.locator("[value=blind]").check()
    expect(result).not_to_have_text("27182818 → 81828172")

    # The same digit asks the same question wherever it stands.
    def shades(row: int) -> list[str]:
        cells = place.get_by_role("row").nth(row).get_by_role("gridcell")
        return [cells.nth(column).get_attribute("fill-opacity") or "" for column in range(8)]

    assert shades(0) == shades(4)


def test_fewer_than_eight_digits_and_letters_are_asked_for_again(play: Play) -> None:
    place = place_of(play("attention"))
    for typed in ("1234567", "1234567x", ""):
        place.get_by_role("textbox").fill(typed)
        expect(place.get_by_role("status")).to_contain_text("Exactly eight digits")
        expect(place.locator(".sum")).to_have_text("31415926 → 62951413")


def test_arrow_keys_lead_through_the_map_and_each_cell_says_what_it_takes(play: Play) -> None:
    tab = play("attention")
    place = place_of(tab)
    place.get_by_role("gridcell").first.focus()
    for key in ("ArrowDown", "End"):
        tab.keyboard.press(key)
    expect(place.get_by_role("status")).to_contain_text("Place 1 of the answer, a 2, takes")
    expect(place.get_by_role("status")).to_contain_text("from place 7 of the input, a 6.")
    place.get_by_role("gridcell").nth(8 + 6).hover()
    expect(place.get_by_role("status")).to_contain_text("from place 6 of the input, a 2.")


def test_other_digits_are_drawn(play: Play) -> None:
    place = place_of(play("attention"))
    place.get_by_role("button", name="Draw others").click()
    expect(place.get_by_role("textbox")).not_to_have_value("31415926")
    assert len(place.get_by_role("textbox").input_value()) == 8


def test_weights_that_do_not_arrive_are_named_and_asked_for_again(site: Site, tab: Page) -> None:
    tab.route("**/attention-networks.js", lambda route: route.abort())
    tab.goto(f"{site.url}en/transformer/")
    find(tab, "attention").locator(".play").click()
    place = find(tab, "attention").locator(".plaything")
    expect(place.get_by_role("status")).to_contain_text("The weights did not arrive.")
    tab.unroute("**/attention-networks.js")
    place.get_by_role("button", name="Draw others").click()
    expect(place.get_by_role("gridcell")).to_have_count(64)
