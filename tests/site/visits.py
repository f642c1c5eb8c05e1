"""One visit to a page, on which everything is asked that every page has to answer: axe, weight, requests, zoom.

Opening a page costs a browser more than any question about it, so a page is opened once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
)

HERE = Path(__file__).parent
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PHONE, LAPTOP = 360, 1280

# What the Content-Security-Policy of a page kept its browser from, in `window.violations`.
WATCH_POLICY = """window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""

# What moves by itself, summed up over the whole visit: never less than Chromium's own score.
WATCH_SHIFTS = """
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""

SCROLL_THROUGH = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo({ top: y, behavior: "instant" });
    await frame();
    await frame();
  }
  return window.shift;
}"""

_LOOK = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return {
    width: document.documentElement.scrollWidth,
    repeated_ids: ids.filter((id, place) => ids.indexOf(id) !== place),
    headings: [...document.querySelectorAll("article h1")].map((heading) => heading.textContent),
    untitled: [...document.querySelectorAll(".admonition, details")]
      .filter((block) => !block.querySelector(":scope > .admonition-title, :scope > summary")?.textContent.trim())
      .map((block) => block.textContent.trim().slice(0, 60)),
    links: [...document.querySelectorAll("a[href], link[href], script[src], img[src]")]
      .map((element) => element.getAttribute("href") ?? element.getAttribute("src")),
    stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
  };
}"""

# Everything that can be pressed on a page, and a search.
_USE = """async () => {
  const query = document.querySelector("input[name=query]");
  query.focus();
  query.value = "tensor";
  query.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  const pressed =
    "article :is(.md-code__button, .tabbed-labels > label, summary, .play), [data-md-component=palette] input";
  for (const control of document.querySelectorAll(pressed)) control.click();
  const found = () => document.querySelector(".md-search-result__item");
  for (let turn = 0; turn < 400 && !found(); turn++) await new Promise((done) => setTimeout(done, 50));
  if (!found()) violations.push("the search found nothing");
}"""

# Every fold-out and every plaything.
_OPEN = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const button of document.querySelectorAll("figure .play")) button.click();
}"""

_WEAR = "scheme => document.body.setAttribute('data-md-color-scheme', scheme)"

# What is cut off, scrolls sideways, or lies over something else.
_CUT_OFF = """() => {
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


@dataclass
class Visit:
    """What one page did in a browser as narrow as a phone that had never seen the site, and how it looks elsewhere."""

    requests: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    """Those of its requests that came before anybody touched it."""
    failures: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    sent: list[tuple[str, int]] = field(default_factory=list)
    """Path and bytes on the wire of what the host sent before anybody touched the page."""
    shift: float = 0
    width: int = 0
    repeated_ids: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    untitled: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    """What axe-core finds, on a laptop and a phone, light and dark."""
    zoomed: list[str] = field(default_factory=list)
    """What is cut off or scrolls sideways at 200 %, of the page or of its words alone."""

    def listen(self, tab: Page) -> None:
        tab.on("request", self._note_request)
        tab.on("response", self._note_response)
        tab.on("pageerror", self._note_error)
        tab.on("console", self._note_console)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.status} {response.url}")

    def _note_error(self, error: Error) -> None:
        self.failures.append(str(error))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.failures.append(message.text)


def load(tab: Page, url: str) -> None:
    """Opens a page and waits until it has all it asked for and asks for no more.

    On a busy machine a page may be quiet for long before it has begun to ask; hence `load` first.
    """
    tab.goto(url, wait_until="load")
    tab.wait_for_load_state("networkidle")


def watching(browser: Browser) -> BrowserContext:
    """A browser for visits: it counts what moves, notes what is refused, and has axe at hand."""
    context = browser.new_context(viewport={"width": PHONE, "height": 740})
    context.add_init_script(WATCH_POLICY)
    context.add_init_script(WATCH_SHIFTS)
    context.add_init_script(path=AXE)
    context.add_init_script(path=HERE / "ask_axe.js")
    return context


def visit(context: BrowserContext, url: str, sent: list[tuple[str, int]]) -> Visit:
    """Visits a page once; `sent` is the host's account of its answers."""
    seen = Visit()
    with context.new_page() as tab:
        seen.listen(tab)
        before = len(sent)
        load(tab, url)
        seen.sent = sent[before:]
        seen.shift = tab.evaluate(SCROLL_THROUGH)
        for name, value in tab.evaluate(_LOOK).items():
            setattr(seen, name, value)
        seen.unasked = list(seen.requests)
        tab.wait_for_selector("html.js")  # now Material's script has run
        # From here on nothing moves, so that no color is on its way to another when axe looks.
        tab.emulate_media(reduced_motion="reduce")
        tab.evaluate(_OPEN)
        tab.wait_for_load_state("networkidle")
        seen.axe = list(_axe(tab))
        seen.zoomed = list(_zoomed(tab, context.new_cdp_session(tab)))
        tab.evaluate(_USE)
        seen.violations = tab.evaluate("violations")
    return seen


def _axe(tab: Page) -> Iterator[str]:
    for width in (LAPTOP, PHONE):
        tab.set_viewport_size({"width": width, "height": 800})
        yield from (f"{width} px: {fault}" for fault in tab.evaluate("askAxe.all()"))
        for scheme in ("light", "dark"):
            tab.evaluate(_WEAR, scheme)
            found = tab.evaluate("askAxe.colors()")
            yield from (f"{width} px, {scheme}: {fault}" for fault in found)


def _zoomed(tab: Page, chromium: CDPSession) -> Iterator[str]:
    tab.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    # A laptop of 1280 pixels whose browser shows everything at 200 %.
    tab.set_viewport_size({"width": LAPTOP // 2, "height": 400})
    yield from (f"the page at 200 %: {fault}" for fault in tab.evaluate(_CUT_OFF))
    # The size that a reader sets in the browser, from which all others are counted; 16 is usual.
    tab.set_viewport_size({"width": LAPTOP, "height": 800})
    chromium.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    if tab.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") < 32:
        yield "the words did not grow with the size that a reader sets"
    yield from (f"words at 200 %: {fault}" for fault in tab.evaluate(_CUT_OFF))
