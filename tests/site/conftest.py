"""The site as it is published: built once for its public address, served by a plain server, seen by a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from site_tools.publish.build import build
from site_tools.stage.site import Settings
from tests.site import browser as chromium
from tests.site.host import serve

ROOT = Path(__file__).parents[2]
# A host often serves a project below its name; nothing on the site may count on being at the root, nor on its host.
BELOW = "pytorch-tutorial/"
PUBLIC = f"https://example.org/{BELOW}"


def mkdocs(
    *arguments: str, cwd: Path = ROOT, site_url: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs MkDocs as `make build` does, in the repository or in a copy of it at `cwd`."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=cwd,
        env=os.environ
        | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": site_url, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@dataclass(frozen=True)
class Site:
    """The built site and where it is served."""

    folder: Path
    url: str
    sent: list[tuple[str, int]]
    """What has been sent so far: path and bytes on the wire of every answer."""

    @property
    def pages(self) -> list[str]:
        """The path of every page: "", "tensors/", "en/", "en/tensors/" …"""
        pages = (path.relative_to(self.folder).parent for path in self.folder.rglob("index.html"))
        return sorted("" if page == Path() else f"{page.as_posix()}/" for page in pages)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("host")
    with serve(root, BELOW) as host:
        build(ROOT, root / BELOW, Settings(PUBLIC))
        yield Site(root / BELOW, host.url, host.sent)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    executable = chromium.find(playwright)
    if executable is None:
        pytest.skip(chromium.NONE)
    with chromium.launch(playwright, executable) as launched:
        yield launched


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's browser at the width of a laptop, with nothing remembered."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    return context.new_page()


@dataclass
class Visit:
    """What one page did in a browser as narrow as a phone that had never seen the site."""

    requests: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    """Those of its requests that came before anybody touched it."""
    failures: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    sent: list[tuple[str, int]] = field(default_factory=list)
    shift: float = 0
    width: int = 0
    repeated_ids: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    untitled: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.status} {response.url}")

    def note_error(self, error: Error) -> None:
        self.failures.append(str(error))

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.failures.append(message.text)


def load(tab: Page, url: str) -> None:
    """Opens a page and waits until it has all it asked for and asks for no more.

    On a busy machine a page may be quiet for long before it has begun to ask; hence `load` first.
    """
    tab.goto(url, wait_until="load")
    tab.wait_for_load_state("networkidle")


PHONE = 360

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


@pytest.fixture(scope="session")
def visits(site: Site, browser: Browser) -> dict[str, Visit]:
    """Every page of both languages, visited once on a phone."""
    visits = {}
    with browser.new_context(viewport={"width": PHONE, "height": 740}) as context:
        context.add_init_script(WATCH_POLICY)
        context.add_init_script(WATCH_SHIFTS)
        for path in site.pages:
            tab, visit, before = context.new_page(), Visit(), len(site.sent)
            tab.on("request", visit.note_request)
            tab.on("response", visit.note_response)
            tab.on("pageerror", visit.note_error)
            tab.on("console", visit.note_console)
            load(tab, site.url + path)
            visit.sent = site.sent[before:]
            visit.shift = tab.evaluate(SCROLL_THROUGH)
            for name, value in tab.evaluate(_LOOK).items():
                setattr(visit, name, value)
            visit.unasked = list(visit.requests)
            tab.wait_for_selector("html.js")  # now Material's script has run
            tab.evaluate(_USE)
            visit.violations = tab.evaluate("violations")
            visits[path] = visit
            tab.close()
    return visits
