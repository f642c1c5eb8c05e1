"""Search finds the right page first, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.site.conftest import PHONE, Site

# Until the index has arrived, Material says that it is on its way; then, that one may type.
READY = """() => document.querySelector(".md-search-result__meta").innerText ===
    JSON.parse(document.getElementById("__config").textContent).translations["search.result.placeholder"]"""

# Several chapters explain a gradient and when to clear it; each of them is an answer.
GRADIENT = ("autograd/", "gradient-descent/")
ZERO_GRAD = (*GRADIENT, "training/")


def first_result(tab: Page, query: str) -> str:
    """The address of what search lists first."""
    tab.wait_for_function(READY)
    tab.locator("input[name=query]").click()
    tab.keyboard.insert_text(query)
    tab.keyboard.press("End")  # Material reads the query when a key is let go
    found = tab.locator(".md-search-result__item a").first
    found.wait_for(state="attached")
    return str(found.evaluate("link => link.href"))


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("张量", ("tensors/",)),
        ("tensor", ("tensors/",)),
        ("求导", ("autograd/",)),
        ("自动求导", ("autograd/",)),
        ("梯度", GRADIENT),
        ("zero_grad", ZERO_GRAD),
    ],
)
def test_in_chinese(site: Site, tab: Page, query: str, pages: tuple[str, ...]) -> None:
    tab.goto(site.url)
    assert first_result(tab, query).startswith(tuple(site.url + page for page in pages))


@pytest.mark.parametrize(("query", "pages"), [("tensor", ("tensors/",)), ("gradient", GRADIENT)])
def test_in_english(site: Site, tab: Page, query: str, pages: tuple[str, ...]) -> None:
    tab.goto(f"{site.url}en/")
    assert first_result(tab, query).startswith(tuple(f"{site.url}en/{page}" for page in pages))


def test_on_a_phone_the_results_can_be_seen(site: Site, tab: Page) -> None:
    tab.set_viewport_size({"width": PHONE, "height": 740})
    tab.goto(site.url)
    tab.locator(".md-header__button[for=__search]").click()
    assert first_result(tab, "autograd").startswith(site.url)
    expect(tab.locator(".md-search-result__item a").first).to_be_in_viewport()
