"""The network of names in the browser says what it says in torch, and draws by what it says."""

import json
from typing import Any

import pytest
import torch
from playwright.sync_api import Page, expect

from site_tools.read import LANGUAGES
from tests.site.conftest import ROOT, Site
from tests.site.playthings.conftest import Play, address, find
from tests.site.visits import PHONE

ALPHABET = ".abcdefghijklmnopqrstuvwxyz"
BEGINNINGS = ["", "a", "mar", "qu", "christophe", "zzz"]


@pytest.fixture(scope="module")
def network() -> dict[str, torch.Tensor]:
    script = (ROOT / "theme/playthings/letters-network.js").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(script.partition("=")[2].rstrip(";\n"))
    return {
        name: torch.tensor(value, dtype=torch.float64)
        for name, value in content.items()
        if isinstance(value, list)
    }


def by_torch(network: dict[str, torch.Tensor], beginning: str) -> torch.Tensor:
    """The same weights in the layers of torch: an embedding, an RNN, a fully connected layer."""
    rnn = torch.nn.RNN(16, 64, batch_first=True, dtype=torch.float64)
    rnn.load_state_dict(
        {
            "weight_ih_l0": network["step"][:, :16],
            "weight_hh_l0": network["step"][:, 16:],
            "bias_ih_l0": network["step_bias"],
            "bias_hh_l0": torch.zeros(64),
        }
    )
    letters = torch.tensor([[ALPHABET.index(letter) for letter in f".{beginning}"]])
    with torch.no_grad():
        _, memory = rnn(network["embedding"][letters])
        scores: torch.Tensor = memory[0, 0] @ network["output"].T + network["output_bias"]
    return scores


def test_every_probability_is_that_of_torch(play: Play, network: dict[str, torch.Tensor]) -> None:
    tab = play("letters")
    tab.wait_for_function("playthings.letters")
    for beginning in BEGINNINGS:
        for temperature in (0.1, 0.7, 1.0, 3.0):
            shares = tab.evaluate(
                """([text, temperature]) => {
                  const { logits, probabilities } = playthings.math("letters");
                  return probabilities(logits(playthings.letters, text), temperature);
                }""",
                [beginning, temperature],
            )
            expected = torch.softmax(by_torch(network, beginning) / temperature, dim=0)
            torch.testing.assert_close(
                torch.tensor(shares, dtype=torch.float64), expected, rtol=0, atol=1e-9
            )


def test_letters_are_drawn_as_often_as_they_are_likely(play: Play) -> None:
    tab = play("letters")
    picked = tab.evaluate(
        """() => {
          const { pick } = playthings.math("letters");
          return Array.from({ length: 1000 }, (_, at) => pick([0.2, 0, 0.5, 0.3], (at + 0.5) / 1000));
        }"""
    )
    assert [picked.count(at) for at in range(4)] == [200, 0, 500, 300]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_is_likeliest_after_what_was_typed(
    play: Play, network: dict[str, torch.Tensor], language: str
) -> None:
    place = play("letters", language).locator(".plaything")
    says, heat = place.locator(".says"), place.get_by_role("slider")
    for beginning, temperature in (("mar", "1"), ("q", "0.5"), ("eliza", "2.5")):
        place.get_by_role("textbox").fill(beginning.upper() + "1 ")
        heat.fill(temperature)
        shares = torch.softmax(by_torch(network, beginning) / float(temperature), dim=0)
        likely = int(shares.argmax())
        share = 100 * float(shares[likely])
        letter = ALPHABET[likely] if likely else "⏎"
        expect(says).to_contain_text(f"{letter} {share:.{0 if share >= 9.95 else 1}f}%")
        expect(place.locator(".bar")).to_have_count(27)
        expect(place.locator(".likely")).to_have_count(1)


def test_cold_it_repeats_itself_more_than_hot(play: Play) -> None:
    place = play("letters", width=PHONE).locator(".plaything")
    heat, write = place.get_by_role("slider"), place.get_by_role("button").last
    written = place.get_by_role("listitem")
    place.get_by_role("textbox").fill("christ")
    different = []
    for temperature in ("0.1", "3"):
        heat.fill(temperature)
        write.press("Enter")
        expect(written).to_have_count(8)
        names = written.all_inner_texts()
        assert all(name.startswith("christ") for name in names)
        different.append(len(set(names)))
    cold, hot = different
    assert cold < hot


def test_a_letter_is_drawn_at_a_time_until_the_end(play: Play) -> None:
    tab = play("letters")
    place = tab.locator(".plaything")
    box, draw = place.get_by_role("textbox"), place.get_by_role("button").first
    tab.evaluate("Math.random = () => 0.999999")
    box.fill("")
    draw.click()
    assert box.input_value() in set(ALPHABET[1:])
    tab.evaluate("Math.random = () => 0")
    draw.click()
    expect(place.locator(".says")).to_contain_text("It drew the end")


def test_without_its_weights_it_says_so(site: Site, tab: Page) -> None:
    tab.route("**/letters-network.js", lambda route: route.abort())
    tab.goto(address(site, "letters", "en"))
    find(tab, "letters").locator(".play").click()
    expect(tab.locator(".plaything .says")).to_contain_text("did not arrive")
    expect(tab.locator(".plaything button").first).to_be_disabled()
