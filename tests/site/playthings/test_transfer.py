"""The layer that learns from a few examples learns as torch's does."""

import base64
import json
import re
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from sklearn.datasets import load_digits  # type: ignore[import-untyped]
from torch import nn

from site_tools.read import LANGUAGES
from tests.site.conftest import ROOT, Site
from tests.site.playthings.conftest import Play, address, find

SCRIPT = ROOT / "theme" / "playthings" / "transfer-digits.js"
CONTENT: dict[str, str] = json.loads(
    SCRIPT.read_text(encoding="utf-8").removeprefix("playthings.transfer = ").rstrip(";\n")
)


def numbers(name: str, size: int) -> torch.Tensor:
    raw = bytearray(base64.b64decode(CONTENT[name]))
    return torch.frombuffer(raw, dtype=torch.uint8).reshape(-1, size)


LABELS = numbers("labels", 1)[:, 0].long()
SOURCES = {
    "features": numbers("features", 256).double() / 255,
    "pixels": numbers("pixels", 64).double() / 16,
}
POOL = [at for digit in range(10) for at in LABELS.eq(digit).nonzero()[:10, 0].tolist()]
TESTED = [at for at in range(len(LABELS)) if at not in POOL]


def place_of(tab: Page) -> Locator:
    place = find(tab, "transfer").locator(".plaything")
    expect(place.locator("circle").first).to_be_attached()
    return place


def by_torch(source: str, chosen: list[int]) -> nn.Linear:
    numbers = SOURCES[source]
    layer = nn.Linear(numbers.shape[1], 10).double()
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.3)
    for _ in range(200):
        loss = nn.functional.cross_entropy(layer(numbers[chosen]), LABELS[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return layer


def score(layer: nn.Linear, source: str) -> float:
    with torch.no_grad():
        answers = layer(SOURCES[source][TESTED]).argmax(dim=1)
    return float((answers == LABELS[TESTED]).double().mean())


@pytest.mark.parametrize(("shots", "number"), [(1, 0), (2, 3), (5, 1)])
def test_weights_and_score_are_torch_s(play: Play, shots: int, number: int) -> None:
    tab = play("transfer")
    found: Any = tab.evaluate(
        """async ([shots, number]) => {
          const { draw, learn, accuracy, fetchAll } = playthings.math("transfer");
          const known = await fetchAll();
          const chosen = draw(shots, number).map((at) => known.pool[at]);
          const of = (name) => {
            const { numbers, size } = known[name];
            const layer = learn(numbers, size, known.labels, chosen);
            return { ...layer, score: accuracy(layer, numbers, size, known.labels, known.tested) };
          };
          const listed = ({ weight, bias, score }) => ({ weight: [...weight], bias: [...bias], score });
          return { chosen, features: listed(of("features")), pixels: listed(of("pixels")) };
        }""",
        [shots, number],
    )
    chosen = found["chosen"]
    assert LABELS[chosen].tolist() == [digit for digit in range(10) for _ in range(shots)]
    assert len(set(chosen)) == 10 * shots
    assert set(chosen) <= set(POOL)
    for source in SOURCES:
        layer = by_torch(source, chosen)
        weight = torch.tensor(found[source]["weight"], dtype=torch.float64).reshape(10, -1)
        torch.testing.assert_close(weight, layer.weight.detach(), rtol=0, atol=1e-9)
        bias = torch.tensor(found[source]["bias"], dtype=torch.float64)
        torch.testing.assert_close(bias, layer.bias.detach(), rtol=0, atol=1e-9)
        assert found[source]["score"] == pytest.approx(score(layer, source))


def test_the_digits_are_scikit_learn_s_thirty_of_each() -> None:
    assert torch.bincount(LABELS).tolist() == [30] * 10
    assert len(TESTED) == 200
    digits = load_digits()
    known = {
        tuple(image.flatten().astype(int)): label
        for image, label in zip(digits.images, digits.target, strict=True)
    }
    for pixels, label in zip(numbers("pixels", 64).tolist(), LABELS.tolist(), strict=True):
        assert known[tuple(pixels)] == label


def test_each_draw_adds_a_point_and_the_sentences_say_this_one_and_the_mean(play: Play) -> None:
    for language in LANGUAGES:
        place = place_of(play("transfer", language))
        again = place.get_by_role("button")
        expect(place.locator("circle")).to_have_count(10)
        place.get_by_role("slider").press("Home")
        said = []
        for draws in range(1, 4):
            expect(place.locator("circle")).to_have_count(2 * draws)
            said.append(re.findall(r"(\d+\.\d)%", place.locator(".says").inner_text()))
            again.press("Enter")
        place.locator("circle").nth(7).wait_for(state="attached")
        said.append(re.findall(r"(\d+\.\d)%", place.locator(".says").inner_text()))
        means = re.findall(r"(\d+\.\d)%", place.locator("p").last.inner_text())
        for row in range(2):
            mean = sum(float(one[row]) for one in said) / len(said)
            assert float(means[row]) == pytest.approx(mean, abs=0.06)


def test_the_slider_says_how_many_and_begins_anew(play: Play) -> None:
    tab = play("transfer")
    place = place_of(tab)
    expect(place.locator("circle")).to_have_count(10)
    place.get_by_role("slider").focus()
    tab.keyboard.press("ArrowRight")
    expect(place.get_by_role("slider")).to_have_value("3")
    expect(place.locator("circle")).to_have_count(2)
    expect(place.locator("canvas")).to_have_attribute("aria-label", re.compile("3 of each"))
    assert place.locator("canvas").evaluate("(canvas) => [canvas.width, canvas.height]") == [89, 26]


def test_digits_that_do_not_arrive_are_named(site: Site, tab: Page) -> None:
    tab.route("**/transfer-digits.js", lambda route: route.abort())
    tab.goto(address(site, "transfer", "en"))
    find(tab, "transfer").locator(".play").click()
    expect(find(tab, "transfer").locator(".says")).to_contain_text("did not arrive")
