"""What a reader can see: colors that stand out, and a way to every page."""

import re

import pytest
from playwright.sync_api import Browser

from tests.site.conftest import ROOT, Site

CSS = (ROOT / "theme" / "css" / "tokens.css").read_text(encoding="utf-8")
ON_PAPER = ("ink", "ink-soft", "accent", "note", "tip", "warning", "danger", "exercise")
ON_SURFACE = (
    *("ink", "ink-soft", "accent", "code-keyword", "code-string", "code-number"),
    *("code-function", "code-constant", "code-comment"),
)


def colors(scheme: str) -> dict[str, str]:
    block = re.search(rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\}}', CSS, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(color: str) -> str:
    """A color as a browser says it."""
    return f"rgb({', '.join(str(int(color[place : place + 2], 16)) for place in (1, 3, 5))})"


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_and_code_stands_out_from_its_ground(scheme: str) -> None:
    color = colors(scheme)
    pairs = [(name, ground) for name in ON_PAPER for ground in ("paper", "raised")]
    pairs += [(name, "surface") for name in ON_SURFACE] + [("on-accent", "accent-fill")]
    faint = {pair: contrast(color[pair[0]], color[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


def test_a_page_is_printed_in_ink_on_white_paper_whatever_the_screen_shows(
    site: Site, browser: Browser
) -> None:
    with browser.new_context(color_scheme="dark") as context:
        tab = context.new_page()
        tab.goto(f"{site.url}tensors/")
        seen = """() => [document.body, document.querySelector("h1"), document.querySelector("pre > code")]
            .map((element) => getComputedStyle(element)).map((style) => [style.color, style.backgroundColor])"""
        screen = tab.evaluate(seen)
        tab.emulate_media(media="print")
        printed = tab.evaluate(seen)
        light = colors("light")
        assert screen != printed
        assert printed[0][1] == "rgb(255, 255, 255)"
        assert [color for color, _ in printed[1:]] == [rgb(light["ink"])] * 2
        assert (
            tab.locator(".md-sidebar:visible, .md-header:visible, .md-footer:visible").count() == 0
        )
