"""What the site keeps on the reader's device is what it says it keeps."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from site_tools.read import LANGUAGES, Language
from tests.site.conftest import BELOW, Site
from tests.site.test_search import found, turn_to_search

# Everything in which a page can keep something.
KEPT = """async () => [
  ...Object.keys(localStorage),
  ...Object.keys(sessionStorage).map((key) => `session: ${key}`),
  ...(await indexedDB.databases()).map(({ name }) => `database: ${name}`),
  ...(await caches.keys()).map((key) => `cache: ${key}`),
  ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `worker: ${scope}`),
]"""


def without_path(key: str) -> str:
    """Material puts the site's path in front of its keys."""
    return key.removeprefix(f"/{BELOW}.")


def stated(site: Site, tab: Page, language: Language) -> set[str]:
    """The names in the page's list."""
    tab.goto(f"{site.url}{'en/' if language == 'en' else ''}how-to/#stored")
    names = tab.locator("#stored ~ ul").first.locator("li > code:first-child")
    return set(names.all_inner_texts())


def use(tab: Page, home: str) -> None:
    """What a reader does who tries everything."""
    tab.goto(home)
    tab.locator(".picks label").nth(1).click()
    tab.locator("label[for=__palette_1]:visible, label[for=__palette_0]:visible").first.click()
    turn_to_search(tab)
    found(tab, "tensor")
    tab.goto(f"{home}installation/")
    tab.locator(".tabbed-labels label").nth(1).click()
    tab.goto(f"{home}tensors/")
    tab.locator(".md-code__button[data-md-type=copy]").first.click()
    tab.locator("#summary").scroll_into_view_if_needed()
    tab.locator(".read-mark").first.wait_for(state="attached")
    tab.goto(f"{home}errors/")
    tab.locator(".error-search textarea").fill("mat1 and mat2 shapes cannot be multiplied")
    tab.locator(".error-search li a").first.click()
    tab.locator("[data-language-switch]").click()
    tab.wait_for_load_state()


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_all_has_been_used_the_device_holds_what_the_page_states(
    site: Site, context: BrowserContext, language: Language
) -> None:
    tab = context.new_page()
    for home in (site.url, f"{site.url}en/"):
        use(tab, home)
    kept = {without_path(key) for key in tab.evaluate(KEPT)}
    assert kept == stated(site, tab, language)
    assert context.cookies() == []


def test_each_page_links_to_what_is_stored(site: Site) -> None:
    for path in site.pages:
        html = (site.folder / path / "index.html").read_text(encoding="utf-8")
        assert re.search(r'<div class="md-copyright">.*?href="[^"]*#stored"', html, re.DOTALL), path


@pytest.mark.parametrize("kept", ["{}", "[]", "null", "3", '{"color": {}}', "no JSON"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_something_else_under_the_palettes_key_stops_no_script(
    site: Site, context: BrowserContext, language: Language, kept: str
) -> None:
    tab, errors = context.new_page(), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(f"{site.url}robots.txt")
    tab.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [f"/{BELOW}.__palette", kept])
    tab.goto(f"{site.url}{'en/' if language == 'en' else ''}tensors/")
    turn_to_search(tab)
    assert found(tab, "tensor")
    assert errors == []


def test_a_dark_page_stays_dark_in_the_other_language(site: Site, tab: Page) -> None:
    tab.goto(f"{site.url}tensors/")
    before = tab.locator("body").get_attribute("data-md-color-scheme")
    tab.locator("label[for=__palette_1]:visible, label[for=__palette_0]:visible").first.click()
    after = tab.locator("body").get_attribute("data-md-color-scheme")
    assert after != before
    tab.locator("[data-language-switch]").click()
    tab.wait_for_url(f"{site.url}en/tensors/")
    assert tab.locator("body").get_attribute("data-md-color-scheme") == after
