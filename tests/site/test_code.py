"""What a reader takes from a page's code is that code."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from site_tools.read import Language, read_page
from tests.site.conftest import PHONE, ROOT, Site

PAGE = "tensors"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_copy_button_gives_exactly_the_code_of_the_page(
    site: Site, context: BrowserContext, language: Language
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(f"{site.url}{'en/' if language == 'en' else ''}{PAGE}/")
    for folded in tab.locator("article details > summary").all():
        folded.click()
    copied = []
    for button in tab.locator("article .md-code__button[data-md-type=copy]").all():
        button.click()
        copied.append(tab.evaluate("navigator.clipboard.readText()"))
    blocks = read_page(ROOT / "docs" / language / f"{PAGE}.md").blocks
    assert copied == [block.text(language).rstrip() for block in blocks]


def test_no_script_need_change_a_block_or_color_a_page_again(site: Site) -> None:
    """See theme/code.py and theme/main.html: a phone feels both."""
    for path in site.pages:
        page = (site.folder / path / "index.html").read_text(encoding="utf-8")
        assert page.count("<pre>") == page.count(' data-md-type="copy"'), path
        assert "/stylesheets/main." in page
        assert "/stylesheets/palette." not in page


def test_without_javascript_a_page_can_be_read_and_left(
    site: Site, context: BrowserContext
) -> None:
    with context.browser.new_context(java_script_enabled=False) as bare:  # type: ignore[union-attr]
        tab = bare.new_page()
        tab.goto(f"{site.url}{PAGE}/")
        assert tab.locator("article pre code").first.is_visible()
        tab.locator(".md-footer__link--next").click()
        assert tab.url != f"{site.url}{PAGE}/"
        tab.locator("[data-language-switch]").click()
        assert "/en/" in tab.url


def test_without_javascript_tabs_can_be_chosen(site: Site, context: BrowserContext) -> None:
    with context.browser.new_context(java_script_enabled=False) as bare:  # type: ignore[union-attr]
        tab = bare.new_page()
        tab.goto(f"{site.url}installation/")
        choices = tab.locator(".tabbed-set").first
        blocks = choices.locator(":scope > .tabbed-content > .tabbed-block")
        assert blocks.nth(0).is_visible()
        assert not blocks.nth(1).is_visible()
        choices.locator(":scope > .tabbed-labels > label").nth(1).click()
        assert blocks.nth(1).is_visible()
        assert not blocks.nth(0).is_visible()


def test_without_javascript_the_drawer_of_a_phone_leads_to_every_page(
    site: Site, browser: Browser
) -> None:
    viewport = {"width": PHONE, "height": 740}
    with browser.new_context(java_script_enabled=False, viewport=viewport) as bare:  # type: ignore[arg-type]
        tab = bare.new_page()
        tab.goto(f"{site.url}{PAGE}/")
        link = tab.locator(".md-nav--primary .md-nav__link[href$='/shapes/']")
        assert not link.is_visible()
        tab.locator(".md-header__button[for=__drawer]").click()
        link.click()
        assert tab.url == f"{site.url}shapes/"


def test_without_javascript_nothing_is_shown_that_does_nothing(
    site: Site, browser: Browser
) -> None:
    with browser.new_context(java_script_enabled=False) as bare:
        tab = bare.new_page()
        tab.goto(f"{site.url}shapes/")
        idle = ".md-search, .md-header__button[for=__search], [data-md-component=palette] label, article button"
        assert [one for one in tab.locator(idle).all() if one.is_visible()] == []
