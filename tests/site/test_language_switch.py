"""A reader who changes the language stays where they were."""

import pytest
from playwright.sync_api import Page

from tests.site.conftest import Site

PAGE = "tensors/"
SECTION = "create"


def section_at_top(tab: Page) -> str:
    """The id of the heading that the page was scrolled to."""
    tab.wait_for_timeout(100)  # the browser scrolls to the address's section after load
    return str(
        tab.evaluate(
            """() => [...document.querySelectorAll("article :is(h2, h3)[id]")]
                .filter((heading) => heading.getBoundingClientRect().top < 120).at(-1)?.id ?? "" """
        )
    )


def scroll_to(tab: Page, section: str) -> None:
    tab.evaluate("id => document.getElementById(id).scrollIntoView()", section)


@pytest.mark.parametrize(("start", "end"), [("", "en/"), ("en/", "")], ids=["to-en", "to-zh"])
def test_it_keeps_page_and_section(site: Site, tab: Page, start: str, end: str) -> None:
    tab.goto(site.url + start + PAGE)
    scroll_to(tab, SECTION)
    tab.locator("[data-language-switch]").click()
    tab.wait_for_load_state()
    assert tab.url == f"{site.url}{end}{PAGE}#{SECTION}"
    assert section_at_top(tab) == SECTION


def test_it_works_with_the_keyboard(site: Site, tab: Page) -> None:
    tab.goto(site.url + PAGE)
    scroll_to(tab, SECTION)
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.hasAttribute('data-language-switch')"):
            break
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{site.url}en/{PAGE}#{SECTION}")


def test_at_the_top_of_a_page_it_leads_to_the_top(site: Site, tab: Page) -> None:
    tab.goto(site.url + PAGE)
    tab.locator("[data-language-switch]").click()
    tab.wait_for_url(f"{site.url}en/{PAGE}")


def test_it_leads_from_home_to_home(site: Site, tab: Page) -> None:
    tab.goto(site.url)
    tab.locator("[data-language-switch]").click()
    tab.wait_for_url(f"{site.url}en/")
    tab.locator("[data-language-switch]").click()
    tab.wait_for_url(site.url)
