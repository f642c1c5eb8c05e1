"""The site as it is published: built once for its public address, served by a plain server, seen by a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

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
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """The site, built once for all of pytest-xdist's workers; each serves it itself."""
    shared = tmp_path_factory.getbasetemp()
    root = (shared if worker_id == "master" else shared.parent) / "host"
    with FileLock(root.with_suffix(".lock")):
        if not root.is_dir():
            build(ROOT, root / BELOW, Settings(PUBLIC))
    with serve(root, BELOW) as host:
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
