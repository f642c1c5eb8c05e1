"""What holds for every plaything: its words, its weight, and what a reader meets when something is missing."""

import re
import tomllib

import pytest
from playwright.sync_api import Browser, Page, expect

from site_tools.read import LANGUAGES, Language
from tests.site.conftest import PHONE, ROOT, Site, load
from tests.site.playthings.conftest import PAGES, Play, address, find

SCRIPTS = ROOT / "theme" / "playthings"
WORDS = tomllib.loads((ROOT / "docs" / "playthings.toml").read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EVERY = pytest.mark.parametrize("plaything", sorted(PAGES))


def said_by(script: str) -> set[str]:
    return set(re.findall(r"\bwords\.(\w+)", (SCRIPTS / script).read_text(encoding="utf-8")))


@EVERY
def test_a_script_says_every_word_of_its_table_and_no_other(plaything: str) -> None:
    said = said_by(f"{plaything}.js")
    # The page itself says `open`, before any script runs.
    assert said - WORDS["all"].keys() == WORDS[plaything].keys() - {"open"}


def test_every_table_of_words_and_every_shared_word_is_used() -> None:
    assert WORDS.keys() - {"all"} == PAGES.keys()
    shared = said_by("playthings.js").union(*(said_by(f"{name}.js") for name in PAGES))
    assert WORDS["all"].keys() - shared == {"open"}


@EVERY
def test_a_translation_leaves_the_same_gaps_to_fill(plaything: str) -> None:
    for key, said in WORDS[plaything].items():
        gaps = [sorted(re.findall(r"\{\w+\}", said[language])) for language in LANGUAGES]
        assert gaps[0] == gaps[1], key


@BOTH
@EVERY
def test_nothing_that_is_filled_in_is_missing(
    play: Play, plaything: str, language: Language
) -> None:
    place = find(play(plaything, language), plaything).locator(".plaything")
    said = place.evaluate(
        "(place) => [place.textContent, ...[...place.querySelectorAll('[aria-label]')].map((one) => one.ariaLabel)]"
    )
    assert not re.search(r"undefined|NaN|\[object|[{}]", "\n".join(said))


@BOTH
@EVERY
def test_it_opens_in_the_place_of_its_picture_and_takes_its_name_and_the_focus(
    site: Site, tab: Page, plaything: str, language: Language
) -> None:
    tab.goto(address(site, plaything, language))
    figure = find(tab, plaything)
    name = figure.get_by_role("img").get_attribute("aria-label")
    assert name
    figure.get_by_role("button", name=(WORDS["all"] | WORDS[plaything])["open"][language]).press(
        "Enter"
    )
    expect(figure.get_by_role("group", name=name, exact=True)).to_be_visible()
    expect(figure.locator(f"svg[aria-label='{name}']")).to_have_count(0)
    assert figure.evaluate("(figure) => figure.contains(document.activeElement)")


@EVERY
def test_no_script_is_fetched_before_the_reader_asks(site: Site, tab: Page, plaything: str) -> None:
    fetched: list[str] = []
    tab.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    load(tab, address(site, plaything, "en"))
    wanted = {"parts.js", "playthings.css", f"{plaything}.css", f"{plaything}.js"}
    assert wanted.isdisjoint(fetched)
    find(tab, plaything).locator(".play").click()
    find(tab, plaything).locator(".plaything").wait_for()
    assert wanted <= set(fetched)


@EVERY
def test_without_javascript_the_picture_stands_and_no_button_is_seen(
    site: Site, browser: Browser, plaything: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(address(site, plaything, "zh"))
        expect(find(tab, plaything).get_by_role("img").first).to_be_visible()
        expect(find(tab, plaything).locator(".play")).to_be_hidden()


@BOTH
@EVERY
def test_a_script_that_does_not_arrive_is_named_and_a_second_press_works(
    site: Site, tab: Page, plaything: str, language: Language
) -> None:
    tab.goto(address(site, plaything, language))
    tab.route(f"**/{plaything}.js", lambda route: route.abort())
    figure = find(tab, plaything)
    figure.locator(".play").click()
    again = figure.get_by_role("button", name=WORDS["all"]["failed"][language])
    expect(again).to_be_enabled()
    expect(figure.get_by_role("img").first).to_be_visible()
    tab.unroute(f"**/{plaything}.js")
    again.click()
    expect(figure.locator(".plaything")).to_be_visible()


@BOTH
@EVERY
def test_it_fits_on_a_phone(play: Play, plaything: str, language: Language) -> None:
    tab = play(plaything, language, PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") == PHONE
    wide = """(place) => [...place.querySelectorAll(":not(svg *)")]
        .filter((one) => one.scrollWidth > place.clientWidth).length"""
    assert find(tab, plaything).locator(".plaything").evaluate(wide) == 0
