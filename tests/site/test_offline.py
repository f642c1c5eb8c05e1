"""The site unpacked from its zip and opened as a file: no server, no network."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from site_tools.publish.build import NAME, write_zip
from site_tools.stage.site import Settings
from tests.site.conftest import ROOT
from tests.site.visits import WATCH_POLICY


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("offline")
    write_zip(ROOT, place / "site.zip", Settings("https://example.org/tutorial/"))
    with zipfile.ZipFile(place / "site.zip") as packed:
        packed.extractall(place)
    return place / NAME


class Reader:
    """Somebody who reads from that folder, and what their browser asked for and complained about."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        context.add_init_script(WATCH_POLICY)
        self.tab: Page = context.new_page()
        self.home = folder.as_uri()
        self.outside: list[str] = []
        self.failures: list[str] = []
        self.tab.on("request", self.note_request)
        self.tab.on("requestfailed", lambda request: self.failures.append(request.url))
        self.tab.on("pageerror", lambda error: self.failures.append(str(error)))

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.outside.append(request.url)

    def open(self, page: str) -> None:
        self.tab.goto(f"{self.home}/{page}")

    def search(self, words: str) -> str:
        """The first page that the search finds."""
        self.tab.locator("[data-md-component=search-query]").click()
        self.tab.keyboard.insert_text(words)
        self.tab.keyboard.press("End")  # Material reads the query when a key is let go
        found = self.tab.locator(".md-search-result__link").first
        found.wait_for()
        return str(found.get_attribute("href")).partition("?")[0].partition("#")[0]


@pytest.fixture
def reader(context: BrowserContext, folder: Path) -> Reader:
    return Reader(context, folder)


def test_every_page_opens_and_nothing_is_asked_for_outside_the_folder(
    reader: Reader, folder: Path
) -> None:
    pages = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    assert len(pages) > 40
    for page in pages:
        reader.open(page)
        assert reader.tab.locator("h1").count() == 1, page
        assert reader.tab.evaluate("violations") == [], page
        for place in reader.tab.locator("a[href]").evaluate_all("links => links.map(a => a.href)"):
            if place.startswith("file:"):
                target = place.removeprefix(folder.as_uri()).partition("#")[0]
                assert (folder / target.lstrip("/")).is_file(), f"{page} leads to {place}"
    assert reader.outside == []
    assert reader.failures == []


@pytest.mark.parametrize(
    ("start", "words", "below"),
    [("index.html", "反向传播", "/"), ("en/tensors.html", "zero_grad", "/en/")],
)
def test_the_search_finds(reader: Reader, start: str, words: str, below: str) -> None:
    reader.open(start)
    place = reader.search(words)
    assert place.startswith(reader.home + below)
    reader.tab.locator(".md-search-result__link").first.click()
    reader.tab.wait_for_url(f"{place}*")
    assert words in reader.tab.locator("article").inner_text()
    assert reader.outside == []
    assert reader.failures == []


def test_a_reader_changes_the_language_and_comes_home(reader: Reader) -> None:
    reader.open("tensors.html")
    reader.tab.locator("[data-language-switch]").click()
    reader.tab.wait_for_url(f"{reader.home}/en/tensors.html")
    reader.tab.locator(".md-header a.md-logo").click()
    reader.tab.wait_for_url(f"{reader.home}/en/index.html")
    reader.tab.locator("[data-language-switch]").click()
    reader.tab.wait_for_url(f"{reader.home}/index.html")


def test_a_plaything_starts(reader: Reader) -> None:
    reader.open("shapes.html")
    reader.tab.locator(".play").first.click()
    reader.tab.locator(".plaything").first.wait_for()
    assert reader.failures == []


def test_what_is_taken_along_lies_beside_its_page_and_names_the_published_site(
    folder: Path,
) -> None:
    page = (folder / "en/tensors.html").read_text(encoding="utf-8")
    assert 'href="tensors.ipynb"' in page
    assert "canonical" not in page
    script = (folder / "en/tensors.py").read_text(encoding="utf-8")
    assert "https://example.org/tutorial/en/tensors/" in script
