"""Playthings on their own pages, opened as a reader opens them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page

from site_tools.read import Language, read_pages
from tests.site.conftest import ROOT, Site

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


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[Callable[[int, bool], Page]]:
    """One tab for each width, where things move and where they do not: a plaything keeps nothing, and a tab takes long
    to open."""
    opened: dict[tuple[int, bool], Page] = {}

    def tab(width: int, moving: bool) -> Page:
        if (width, moving) not in opened:
            opened[width, moving] = browser.new_context(
                viewport={"width": width, "height": 900},
                reduced_motion="no-preference" if moving else "reduce",
            ).new_page()
        return opened[width, moving]

    yield tab
    for one in opened.values():
        one.context.close()


@pytest.fixture
def play(site: Site, tabs: Callable[[int, bool], Page]) -> Iterator[Play]:
    """`play(name)`: a tab in which the plaything is open; a script's error fails the test.

    Nothing moves by itself there, as some readers wish it; `moving=True` asks for all.
    """
    errors: list[str] = []
    used: set[Page] = set()

    def note_error(error: Error) -> None:
        errors.append(str(error))

    def note_console(said: ConsoleMessage) -> None:
        if said.type == "error":
            errors.append(said.text)

    def opened(
        plaything: str, language: Language = "en", width: int = 1280, moving: bool = False
    ) -> Page:
        tab = tabs(width, moving)
        if tab not in used:
            used.add(tab)
            tab.on("pageerror", note_error)
            tab.on("console", note_console)
        tab.goto(address(site, plaything, language))
        find(tab, plaything).locator(".play").click()
        find(tab, plaything).locator(".plaything").wait_for()
        return tab

    yield opened
    for tab in used:
        tab.remove_listener("pageerror", note_error)
        tab.remove_listener("console", note_console)
    assert errors == []
