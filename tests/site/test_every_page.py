"""What holds for every page of both languages, in a real browser: each is visited once."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from site_tools.finish.links import Built
from tests.site.conftest import PUBLIC, Site
from tests.site.test_search import INDEX, found, turn_to_search
from tests.site.test_stored import stated, without_path
from tests.site.visits import LAPTOP, PHONE, Visit, visit, watching

# Over the wire, on a first visit.
KB = 1000
HOME = 130 * KB
CHAPTER = 150 * KB
WITH_FORMULAS = 330 * KB
ERRORS = 180 * KB  # a hundred entries, of which a reader looks up one


MISSING = "no/such/page/"
"""Answered with 404.html: as every page, but that it is missing."""


@pytest.fixture(scope="module")
def all_visits(site: Site, browser: Browser) -> dict[str, Visit]:
    with watching(browser) as context:
        return {path: visit(context, site.url + path, site.sent) for path in [*site.pages, MISSING]}


@pytest.fixture(scope="module")
def visits(all_visits: dict[str, Visit]) -> dict[str, Visit]:
    """Every page of both languages."""
    return {path: visit for path, visit in all_visits.items() if path != MISSING}


def test_both_languages_have_the_same_pages(site: Site) -> None:
    english = {page.removeprefix("en/") for page in site.pages if page.startswith("en/")}
    chinese = {page for page in site.pages if not page.startswith("en/")}
    assert english == chinese
    assert len(chinese) > 1


def test_no_request_leaves_the_site(site: Site, visits: dict[str, Visit]) -> None:
    hosts = {urlsplit(url).netloc for visit in visits.values() for url in visit.requests}
    assert hosts == {urlsplit(site.url).netloc}


def test_nothing_that_a_page_asks_for_is_missing_or_fails(visits: dict[str, Visit]) -> None:
    assert {path: visit.failures for path, visit in visits.items() if visit.failures} == {}


def test_every_link_leads_to_something(site: Site) -> None:
    assert list(Built(site.folder, PUBLIC).broken_links()) == []


def test_no_page_scrolls_sideways_on_a_phone(visits: dict[str, Visit]) -> None:
    assert {path: visit.width for path, visit in visits.items() if visit.width > PHONE} == {}


def test_every_page_has_one_title_and_no_id_twice(visits: dict[str, Visit]) -> None:
    assert {
        path: visit.headings for path, visit in visits.items() if len(visit.headings) != 1
    } == {}
    assert {path: ids for path, visit in visits.items() if (ids := visit.repeated_ids)} == {}


def test_every_admonition_has_a_title(visits: dict[str, Visit]) -> None:
    assert {path: visit.untitled for path, visit in visits.items() if visit.untitled} == {}


def test_no_link_counts_on_the_site_being_at_the_root_of_its_host(visits: dict[str, Visit]) -> None:
    rooted = {link for visit in visits.values() for link in visit.links if link.startswith("/")}
    assert rooted == set()


def test_a_missing_page_is_answered_in_both_languages_and_leads_home(site: Site, tab: Page) -> None:
    tab.goto(f"{site.url}en/no/such/page/")
    for language in ("zh", "en"):
        tab.locator(f"div[lang={language}] a").first.click()
        assert tab.url == site.url + ("en/" if language == "en" else "")
        tab.go_back()


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_no_script_fails_on_the_answer_to_a_missing_page(
    site: Site, context: BrowserContext, width: int
) -> None:
    tab, errors = context.new_page(), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(site.url + MISSING)
    tab.wait_for_selector("html.js")  # now Material's script has run
    if width == LAPTOP:
        turn_to_search(tab)
        assert found(tab, "tensor")
    # There is no navigation on this page, so there is no button that opens it.
    assert tab.locator("[for=__drawer] button").count() == 0
    assert errors == []


def test_each_page_names_its_translation_by_absolute_address(site: Site) -> None:
    for path in site.pages:
        plain = path.removeprefix("en/")
        html = (site.folder / path / "index.html").read_text(encoding="utf-8")
        named = dict(re.findall(r'hreflang="([\w-]+)" href="(http[^"]+)"', html))
        chinese, english = PUBLIC + plain, PUBLIC + "en/" + plain
        assert named == {"zh-Hans": chinese, "en": english, "x-default": chinese}, path
        assert f'<link rel="canonical" href="{PUBLIC}{path}">' in html


def test_without_javascript_the_answer_to_a_missing_page_offers_no_search(
    site: Site, browser: Browser
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"{site.url}no/such/page/")
        assert tab.locator(".not-found a").count() == 6
        assert not tab.locator(".search-above:visible").count()


def allowed(site: Site, path: str) -> int:
    if path in ("", "en/"):
        return HOME
    if path.endswith("errors/"):
        return ERRORS
    html = (site.folder / path / "index.html").read_text(encoding="utf-8")
    return WITH_FORMULAS if "<math" in html else CHAPTER


def weight(visit: Visit) -> int:
    return sum(size for _, size in visit.sent)


def test_every_page_is_light(site: Site, visits: dict[str, Visit]) -> None:
    heavy = {
        path: sorted(visit.sent, key=lambda answer: -answer[1])
        for path, visit in visits.items()
        if weight(visit) > allowed(site, path)
    }
    assert heavy == {}


def test_what_was_weighed_is_the_whole_page(site: Site, visits: dict[str, Visit]) -> None:
    parts = ("/main.", "/bundle.", "css/tokens.css", "css/print.css", "js/access.js")
    left_out = {}
    for path, seen in visits.items():
        sent = " ".join(answer for answer, _ in seen.sent)
        if missing := [
            part for part in (urlsplit(site.url + path).path, *parts) if part not in sent
        ]:
            left_out[path] = missing
    assert left_out == {}


def test_nothing_on_a_page_jumps(visits: dict[str, Visit]) -> None:
    assert {path: visit.shift for path, visit in visits.items() if visit.shift > 0.02} == {}


def test_no_page_fetches_the_index_by_itself(visits: dict[str, Visit]) -> None:
    assert [path for path, visit in visits.items() for url in visit.unasked if INDEX in url] == []


def test_no_page_needs_what_is_forbidden(visits: dict[str, Visit]) -> None:
    assert {path: visit.violations for path, visit in visits.items() if visit.violations} == {}


def test_no_page_keeps_more_than_is_stated(site: Site, tab: Page, visits: dict[str, Visit]) -> None:
    kept = {without_path(key) for visit in visits.values() for key in visit.stored}
    assert kept <= stated(site, tab, "zh")


def test_axe_finds_nothing_on_any_page(all_visits: dict[str, Visit]) -> None:
    assert {path: visit.axe for path, visit in all_visits.items() if visit.axe} == {}


def test_at_twice_the_size_nothing_is_cut_off_on_any_page(all_visits: dict[str, Visit]) -> None:
    assert {path: visit.zoomed for path, visit in all_visits.items() if visit.zoomed} == {}


def test_axe_would_find_a_fault(browser: Browser) -> None:
    with watching(browser) as context, context.new_page() as tab:
        tab.set_content('<p style="color: #ccc">faint</p><a href="#"><svg></svg></a>')
        assert "color-contrast" in " ".join(tab.evaluate("askAxe.colors()"))
        assert "link-name" in " ".join(tab.evaluate("askAxe.all()"))
