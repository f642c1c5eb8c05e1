"""On a 3G line, the first words of a page can be read within 2.5 seconds."""

import pytest
from playwright.sync_api import BrowserContext

from tests.site.conftest import Site

# WebPageTest's "3G": what a phone far from the next mast gets.
THREE_G = {
    "offline": False,
    "latency": 300,  # milliseconds, there and back
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 768_000 / 8,
}
SECONDS = 2.5

_FIRST_WORDS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const first = list.getEntriesByName("first-contentful-paint")[0];
    if (first) resolve(first.startTime / 1000);
  }).observe({ type: "paint", buffered: true });
})"""


@pytest.mark.parametrize("path", ["", "tensors/", "mnist/", "en/", "en/tensors/", "en/mnist/"])
def test_the_first_words_come_soon(site: Site, context: BrowserContext, path: str) -> None:
    tab = context.new_page()
    context.new_cdp_session(tab).send("Network.emulateNetworkConditions", THREE_G)
    tab.goto(site.url + path, wait_until="commit")
    seconds = tab.evaluate(_FIRST_WORDS)
    assert 0.6 < seconds < SECONDS  # two trips there and back at least: the page, and what it wears
