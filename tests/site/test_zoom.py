"""At twice the size, of the page or of its words alone, nothing is cut off and nothing scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.site.conftest import Site

PAGES = (
    *("", "installation/", "tensors/", "shapes/", "gradient-descent/", "mnist/"),
    *("mnist-notebook/", "errors/", "cheatsheet/", "no/such/page/"),
)

_FAULTS = """() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`scrolls sideways: ${wide} > ${innerWidth}`);
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  for (const element of document.querySelectorAll("article *, .md-footer *, .md-header *")) {
    if (!seen(element) || element.closest("svg, math")) continue;
    const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
    const cut = (overflow, inside, box) => ["hidden", "clip"].includes(overflow) && inside > box + 2;
    if (textOverflow !== "ellipsis" && element.clientWidth > 1 && element.innerText?.trim() &&
        (cut(overflowX, element.scrollWidth, element.clientWidth) || cut(overflowY, element.scrollHeight, element.clientHeight)))
      faults.push(`cut off: ${element.localName}.${element.className}`);
  }
  const controls = [...document.querySelectorAll(".md-header :is(a, label, input[name=query])")]
    .filter((one) => seen(one) && one.getBoundingClientRect().width > 1 && !one.closest(".md-search__options, .md-search__output"))
    .filter((one) => !one.matches(".md-search *") || one.matches("[name=query]"));
  for (const one of controls) {
    const { left, right } = one.getBoundingClientRect();
    if (left < 0 || right > innerWidth) faults.push(`outside: ${one.className}`);
    for (const other of controls) {
      const box = other.getBoundingClientRect();
      if (other !== one && box.left >= left && box.left < right - 1) faults.push(`${other.className} over ${one.className}`);
    }
  }
  return faults;
}"""  # noqa: E501


@pytest.fixture(scope="module")
def twice(browser: Browser) -> Iterator[Page]:
    """A laptop of 1280 pixels whose browser shows everything at 200 %."""
    viewport = {"width": 640, "height": 400}
    with browser.new_context(viewport=viewport, device_scale_factor=2) as context:  # type: ignore[arg-type]
        yield context.new_page()


def faults(site: Site, tab: Page) -> dict[str, list[str]]:
    found = {}
    for language in ("", "en/"):
        for page in PAGES:
            tab.goto(site.url + language + page)
            if said := tab.evaluate(_FAULTS):
                found[language + page] = said
    return found


def test_a_page_zoomed_to_200_percent(site: Site, twice: Page) -> None:
    assert faults(site, twice) == {}


def test_words_at_200_percent(site: Site, context: BrowserContext) -> None:
    tab = context.new_page()
    # The size that a reader sets in the browser, from which all others are counted; 16 is usual.
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
    context.new_cdp_session(tab).send("Page.setFontSizes", sizes)
    assert faults(site, tab) == {}
    assert tab.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 32
