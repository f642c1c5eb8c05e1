"""The notebook of the MNIST run looks and weighs like the other pages."""

import gzip

import pytest
from playwright.sync_api import Page

from tests.site.conftest import Site

NOTEBOOKS = ["mnist-notebook/", "en/mnist-notebook/"]


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_the_notebook_weighs_like_a_page(site: Site, path: str) -> None:
    html = (site.folder / path / "index.html").read_bytes()
    assert len(gzip.compress(html)) < 60_000


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_the_notebook_shows_code_outputs_and_plots_as_pages_do(
    site: Site, tab: Page, path: str
) -> None:
    tab.goto(site.url + path)
    article = tab.locator("article")
    assert article.locator(".language-python.highlight").count() > 20
    assert "Epoch 10/10 | Train Loss: 0." in article.inner_text()
    plots = article.locator("img.plot").all()
    assert len(plots) == 3
    for plot in plots:
        drawn, given = plot.evaluate("({naturalWidth, width}) => [naturalWidth, width]")
        assert drawn == pytest.approx(given, abs=1)
        assert plot.get_attribute("alt")
    assert "&lt;" not in article.inner_text()


def test_a_search_finds_the_page_and_not_its_notebook_too(site: Site) -> None:
    for language in ("", "en/"):
        index = (site.folder / language / "search" / "search_index.json").read_text(
            encoding="utf-8"
        )
        assert '"mnist/' in index
        assert "mnist-notebook" not in index
