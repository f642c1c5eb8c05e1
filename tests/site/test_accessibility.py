"""axe-core finds nothing to complain of: on no page, in neither language, light or dark, on a phone or a laptop."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.site.conftest import PHONE, Site

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
LAPTOP = 1280

# Every fold-out and every plaything.
_OPEN = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const button of document.querySelectorAll("figure .play")) button.click();
}"""

_WEAR = "scheme => document.body.setAttribute('data-md-color-scheme', scheme)"


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which axe waits on every page, and in which no color is on its way to another."""
    with browser.new_context(reduced_motion="reduce") as context:
        context.add_init_script(path=AXE)
        context.add_init_script(path=Path(__file__).with_name("ask_axe.js"))
        yield context


def faults(context: BrowserContext, url: str) -> Iterator[str]:
    with context.new_page() as tab:
        tab.set_viewport_size({"width": LAPTOP, "height": 800})
        tab.goto(url)
        tab.evaluate(_OPEN)
        tab.wait_for_load_state("networkidle")
        for width in (LAPTOP, PHONE):
            tab.set_viewport_size({"width": width, "height": 800})
            yield from (f"{width} px: {fault}" for fault in tab.evaluate("askAxe.all()"))
            for scheme in ("light", "dark"):
                tab.evaluate(_WEAR, scheme)
                found = tab.evaluate("askAxe.colors()")
                yield from (f"{width} px, {scheme}: {fault}" for fault in found)


def test_axe_finds_nothing_on_any_page(site: Site, still: BrowserContext) -> None:
    pages = [*site.pages, "no/such/page/"]
    assert [f"{page}: {fault}" for page in pages for fault in faults(still, site.url + page)] == []


def test_axe_would_find_a_fault(still: BrowserContext) -> None:
    with still.new_page() as tab:
        tab.set_content('<p style="color: #ccc">faint</p><a href="#"><svg></svg></a>')
        assert "color-contrast" in " ".join(tab.evaluate("askAxe.colors()"))
        assert "link-name" in " ".join(tab.evaluate("askAxe.all()"))
