"""What the reader has read is remembered on the device, shown in both languages, and forgotten on request."""

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.site.conftest import Site
from tests.site.visits import PHONE

KEY = "pytorch-tutorial.progress"
# The progress of someone in the middle of the tutorial.
SOME = {"read": ["how-to", "tensors"], "at": "shapes#broadcasting"}


def kept(tab: Page) -> dict[str, object] | None:
    value = tab.evaluate("key => localStorage.getItem(key)", KEY)
    return json.loads(value) if value else None


def remember(context: BrowserContext, site: Site, progress: object) -> None:
    tab = context.new_page()
    tab.goto(f"{site.url}robots.txt")
    tab.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, json.dumps(progress)])
    tab.close()


def cards_read(tab: Page) -> list[str]:
    links = tab.locator(".path li:has(.read-mark) > a").all()
    return [str(link.evaluate("link => link.pathname.split('/').at(-2)")) for link in links]


def scroll_to(tab: Page, section: str) -> None:
    tab.evaluate("id => document.getElementById(id).scrollIntoView()", section)
    # An observer reports after the next frame.
    tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")


def test_a_chapter_whose_summary_is_reached_counts_as_read_in_both_languages(
    site: Site, tab: Page
) -> None:
    tab.clock.install()
    tab.goto(f"{site.url}tensors/")
    tab.clock.run_for(5000)
    assert kept(tab) is None
    tab.clock.resume()
    scroll_to(tab, "summary")
    mark = tab.locator(".md-nav--primary a[href='./'] .read-mark")
    expect(mark).to_have_attribute("aria-label", "已读")
    for home, word in ((site.url, "已读"), (f"{site.url}en/", "read")):
        tab.goto(home)
        assert cards_read(tab) == ["tensors"]
        expect(tab.locator(".path li > a .read-mark")).to_have_attribute("aria-label", word)


def test_who_jumps_past_the_summary_and_back_has_not_read_the_chapter(
    site: Site, tab: Page
) -> None:
    tab.goto(f"{site.url}tensors/")
    scroll_to(tab, "summary")
    scroll_to(tab, "create")
    tab.wait_for_timeout(2300)
    assert kept(tab) is None


def test_home_leads_to_the_section_where_the_reader_left(site: Site, tab: Page) -> None:
    tab.goto(f"{site.url}tensors/")
    scroll_to(tab, "create")
    tab.goto(f"{site.url}en/")
    tab.locator(".progress a").click()
    tab.wait_for_url(f"{site.url}en/tensors/#create")


@pytest.mark.parametrize(
    ("progress", "path"),
    [
        (SOME, "shapes/#broadcasting"),
        (SOME | {"at": "tensors#summary"}, "shapes/"),
        ({"read": ["how-to"], "at": "mnist-notebook#"}, "introduction/"),
        ({"read": ["next-steps"], "at": "next-steps#"}, "how-to/"),
    ],
    ids=["in a chapter", "at the end of one", "elsewhere", "at the end of all"],
)
def test_home_leads_to_what_is_to_be_read_next(
    site: Site, context: BrowserContext, progress: object, path: str
) -> None:
    remember(context, site, progress)
    tab = context.new_page()
    tab.goto(site.url)
    assert tab.locator(".progress a").evaluate("link => link.href") == site.url + path


def test_one_button_forgets_everything_and_says_so(site: Site, context: BrowserContext) -> None:
    remember(context, site, SOME)
    tab = context.new_page()
    tab.goto(f"{site.url}en/")
    assert cards_read(tab) == ["how-to", "tensors"]
    tab.get_by_role("button", name="Forget my progress").press("Enter")
    assert kept(tab) is None
    assert cards_read(tab) == []
    expect(tab.locator(".progress")).to_be_focused()
    expect(tab.locator(".progress")).to_contain_text("deleted")


def test_what_someone_else_left_under_the_key_does_no_harm(site: Site, tab: Page) -> None:
    failures: list[str] = []
    tab.on("pageerror", lambda error: failures.append(str(error)))
    for strange in ([1], "text", {"read": 5, "at": None}, {"read": ["no-such"], "at": {}}):
        remember(tab.context, site, strange)
        tab.goto(site.url)
        expect(tab.locator(".progress")).not_to_be_empty()
    assert failures == []


def test_with_storage_refused_the_site_works_and_is_silent_about_progress(
    site: Site, context: BrowserContext
) -> None:
    context.add_init_script(
        """for (const act of ["getItem", "setItem", "removeItem"])
          Storage.prototype[act] = () => { throw new DOMException("refused", "SecurityError"); };"""
    )
    tab = context.new_page()
    failures: list[str] = []
    tab.on("pageerror", lambda error: failures.append(error.stack or ""))
    tab.goto(f"{site.url}tensors/")
    scroll_to(tab, "summary")
    tab.wait_for_timeout(2200)
    tab.goto(site.url)
    expect(tab.locator(".progress")).to_be_empty()
    assert [failure for failure in failures if "progress.js" in failure] == []


def test_without_javascript_nothing_is_said_and_no_room_is_kept(
    site: Site, browser: Browser
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(site.url)
        box = tab.locator(".progress").bounding_box()
        assert box is None or box["height"] == 0


@pytest.mark.parametrize(
    ("path", "width"), [("", 1280), ("en/", 1280), ("", PHONE), ("en/", PHONE), ("tensors/", 1280)]
)
def test_marks_and_words_move_nothing(
    site: Site, context: BrowserContext, path: str, width: int
) -> None:
    """Neither before the script has run, nor with progress, is anything elsewhere than without."""
    places = []
    for progress, script in ((None, False), (None, True), (SOME, True)):
        with context.browser.new_context(  # type: ignore[union-attr]
            viewport={"width": width, "height": 800}
        ) as fresh:
            if progress:
                remember(fresh, site, progress)
            if not script:
                fresh.route("**/js/progress.js", lambda route: route.abort())
            tab = fresh.new_page()
            tab.goto(site.url + path)
            places.append(
                tab.evaluate(
                    """() => [...document.querySelectorAll(".path li, .md-nav__link, article > *")].map((element) => {
                      const { x, y, width, height } = element.getBoundingClientRect();
                      return [element.textContent.trim().slice(0, 20), x, y, width, height];
                    })"""
                )
            )
    assert places[0] == places[1]
    assert [place[1:] for place in places[0]] == [place[1:] for place in places[2]]
