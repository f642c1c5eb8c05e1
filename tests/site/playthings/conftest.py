"""Playthings on their own pages, opened as a reader opens them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.site.conftest import ROOT, Site
from tutorial_lib.pages import Language, read_pages

PAGES = {
    figure.plaything: page.name
    for page in read_pages(ROOT)["en"]
    for figure in page.figures
    if figure.plaything
}
"""The page on which each plaything lies."""


def address(site: Site, plaything: str, language: Language) -> str:
    return f"{site.url}{'' if language == 'zh' else 'en/'}{PAGES[plaything]}/"


def find(tab: Page, plaything: str) -> Locator:
    """The figure of a plaything, opened or not."""
    return tab.locator(f"figure[data-play={plaything}]")


Play = Callable[..., Page]


@pytest.fixture
def play(site: Site, browser: Browser) -> Iterator[Play]:
    """`play(name)`: a browser in which the plaything is open; a script's error fails the test.

    Nothing moves by itself there, as some readers wish it; `moving=True` asks for all.
    """
    errors: list[str] = []
    contexts = []

    def opened(
        plaything: str, language: Language = "en", width: int = 1280, moving: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            reduced_motion="no-preference" if moving else "reduce",
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        tab.goto(address(site, plaything, language))
        find(tab, plaything).locator(".play").click()
        find(tab, plaything).locator(".plaything").wait_for()
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
