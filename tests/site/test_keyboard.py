"""Everything on a page can be reached and used with the keyboard alone, and one always sees where the focus is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.site.conftest import Site
from tests.site.visits import PHONE, load

PAGE = "installation/"  # has all of it: tabs, fold-outs, wide code, tables, exercises

# What has the focus: its kind, and whether it can be seen where it is. A hidden radio button or box to tick shows its
# focus on what it chooses; the search shows its own by opening.
_FOCUS = """async () => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const shown = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
    const seen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return seen && outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && width > 4 && height > 4 &&
      bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };
  const search = document.getElementById("__search");
  for (let turn = 0; focused.matches("[name=query]") && !search.checked && turn < 50; turn++)
    await new Promise((done) => setTimeout(done, 20));
  const open = focused.matches("[name=query]") && search.checked;
  const labels = [...(focused.labels ?? []), focused.nextElementSibling];
  const tabs = focused.closest(".tabbed-set")?.querySelector(":scope > .tabbed-labels");
  const radio = focused.matches("input[type=radio], input[type=checkbox]");
  return {
    kind: `${focused.localName} ${focused.id || focused.className}`.trim(),
    seen: open || shown(focused) || (radio && [...labels, tabs].some((one) => one && shown(one))),
  };
}"""


@pytest.fixture(params=[1280, PHONE], ids=["laptop", "phone"])
def page(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    viewport = {"width": request.param, "height": 800}
    with browser.new_context(viewport=viewport, reduced_motion="reduce") as context:  # type: ignore[arg-type]
        tab = context.new_page()
        load(tab, site.url + PAGE)
        yield tab


def stops(tab: Page) -> Iterator[dict[str, object]]:
    """What Tab comes to, from the top of the page to its end."""
    for _ in range(300):
        tab.keyboard.press("Tab")
        focus = tab.evaluate(_FOCUS)
        if focus is None:
            return
        yield focus
    raise AssertionError("the page has no end")


def press_tab_until(tab: Page, selector: str) -> None:
    for _ in range(300):
        tab.keyboard.press("Tab")
        if tab.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_tab_comes_to_everything_and_its_focus_is_seen(page: Page) -> None:
    found = list(stops(page))
    assert [stop["kind"] for stop in found if not stop["seen"]] == []
    kinds = " ".join(str(stop["kind"]) for stop in found)
    for wanted in (
        "md-skip",
        "language-switch",
        "__palette",
        "md-search__input",
        "md-code__button",
    ):
        assert wanted in kinds
    for wanted in ("__tabbed_1_1", "summary", "md-footer__link--next"):
        assert wanted in kinds


def test_the_first_stop_of_a_laptop_skips_to_the_words(site: Site, tab: Page) -> None:
    tab.goto(site.url + PAGE)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('article') !== null")


def test_keys_do_what_a_pointer_does(site: Site, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    load(tab, site.url + PAGE)

    press_tab_until(tab, "[data-md-component=palette] input")
    before = tab.locator("body").get_attribute("data-md-color-scheme")
    tab.keyboard.press("ArrowRight")
    expect(tab.locator("body")).not_to_have_attribute("data-md-color-scheme", str(before))

    press_tab_until(tab, "article .tabbed-set > input")
    second = tab.locator("article .tabbed-set").first.locator(":scope > .tabbed-content > *").nth(1)
    tab.keyboard.press("ArrowRight")
    expect(second).to_be_visible()

    press_tab_until(tab, ".md-code__button")
    code = tab.evaluate(
        "document.activeElement.closest('.highlight').querySelector('code').innerText"
    )
    tab.keyboard.press("Enter")
    tab.wait_for_function("navigator.clipboard.readText().then((text) => text !== '')")
    assert tab.evaluate("navigator.clipboard.readText()").strip() == code.strip()

    press_tab_until(tab, "article summary")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.parentElement.open")

    press_tab_until(tab, ".md-footer__link--next")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: url != site.url + PAGE)


def test_the_search_is_used_with_keys_alone(site: Site, tab: Page) -> None:
    load(tab, site.url + PAGE)
    press_tab_until(tab, "[name=query]")
    tab.keyboard.type("tensor")
    tab.locator(".md-search-result__item a").first.wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: not url.startswith(site.url + PAGE))


def test_the_drawer_of_a_phone_is_used_with_keys_alone(site: Site, tab: Page) -> None:
    tab.set_viewport_size({"width": PHONE, "height": 740})
    load(tab, site.url + PAGE)
    drawer = tab.locator("#__drawer")
    press_tab_until(tab, ".md-header [for=__drawer] button")
    tab.keyboard.press("Space")
    expect(drawer).to_be_checked()
    tab.keyboard.press("Escape")
    expect(drawer).not_to_be_checked()
    tab.keyboard.press("Space")
    expect(tab.locator(".md-nav__toggle:checked").first).to_be_focused()  # out of this part …
    tab.keyboard.press("Space")
    press_tab_until(tab, ".md-nav__toggle:not(:checked, #__nav_2)")  # … into the next
    tab.keyboard.press("Space")
    press_tab_until(tab, ".md-nav__link[href$='/shapes/']")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{site.url}shapes/")
