"""What readers paste is answered by the right place, in the field of the errors page and by the search.

The messages and their places stand in messages.toml; others of their kind have to find theirs as well.
"""

import re
import tomllib
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from site_tools.read import LANGUAGES, Language, read_pages
from site_tools.stage.messages import explained
from tests.site.conftest import ROOT, Site
from tests.site.test_search import HOME, found, turn_to_search

LISTS = tomllib.loads((ROOT / "tests/site/messages.toml").read_text(encoding="utf-8"))
WAY_ON = "errors#not-found"

# Both scripts are fetched when the reader turns to the field.
LEARNED = (
    "() => typeof messages !== 'undefined' && messages.find('Numpy is not available').length > 0"
)
FIND = "(texts) => texts.map((text) => messages.find(text).map(({ place }) => place))"


@dataclass(frozen=True)
class Asked:
    text: str
    places: tuple[str, ...]


def asked(language: Language) -> list[Asked]:
    found = []
    for one in LISTS["asked"]:
        places = (one["place"],) if isinstance(one["place"], str) else tuple(one["place"])
        texts = one["texts"] + (one.get("zh", []) if language == "zh" else [])
        found += [Asked(text, places) for text in texts]
    return found


def unrelated(language: Language, *, sentences: bool) -> list[str]:
    kinds = ["texts"] + ["zh"] * (language == "zh")
    if sentences:
        kinds += ["sentences"] + ["zh_sentences"] * (language == "zh")
    return [text for kind in kinds for text in LISTS["unrelated"][kind]]


def judge(language: Language, answers: list[list[str]], nothing: dict[str, list[str]]) -> None:
    """At least 95 % first, all among the first three, and nothing where there is nothing: for 95 %."""
    questions = asked(language)
    pairs = list(zip(questions, answers, strict=True))
    later = [(one.text, some) for one, some in pairs if some[:1] and some[0] not in one.places]
    missed = [(one.text, some) for one, some in pairs if not set(some[:3]) & set(one.places)]
    assert missed == []
    assert len(later) <= 0.05 * len(questions), later
    wrong = {text: some for text, some in nothing.items() if some}
    assert len(wrong) <= 0.05 * len(nothing), wrong


def test_the_lists_are_long_and_hold_no_heading() -> None:
    for language in LANGUAGES:
        assert len(asked(language)) >= 150
        assert len(unrelated(language, sentences=False)) >= 40
    headings = {
        place.title.split("`")[1]
        for pages in read_pages(ROOT).values()
        for place in explained(pages)
        if "`" in place.title
    }
    assert [one.text for one in asked("zh") if one.text.strip() in headings] == []


def test_every_right_place_is_there_in_both_languages() -> None:
    for language, pages in read_pages(ROOT).items():
        places = {place.place for place in explained(pages)}
        alone = [one for one in asked(language) if not set(one.places) & places]
        assert alone == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_field_leads_to_the_right_place_or_says_that_it_knows_none(
    site: Site, tab: Page, language: Language
) -> None:
    tab.goto(f"{site.url}{HOME[language]}errors/")
    tab.locator(".error-search textarea").focus()
    tab.wait_for_function(LEARNED)
    answers = tab.evaluate(FIND, [one.text for one in asked(language)])
    texts = unrelated(language, sentences=True)
    judge(language, answers, dict(zip(texts, tab.evaluate(FIND, texts), strict=True)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_answers_them_as_the_field_does(
    site: Site, tab: Page, language: Language
) -> None:
    home = site.url + HOME[language]
    tab.goto(home)
    turn_to_search(tab)

    def places(text: str) -> list[str]:
        # As the box takes what is pasted: its one line keeps a gap where a line ended.
        addresses = found(tab, "  ".join(text.split("\n")))
        parts = (one.removeprefix(home).partition("#") for one in addresses)
        return [f"{page.partition('/')[0]}#{id}" for page, _, id in parts]

    answers = [places(one.text) for one in asked(language)]
    texts = unrelated(language, sentences=False)
    judge(language, answers, {text: [p for p in places(text) if p != WAY_ON] for text in texts})


# As a mouse does it, and the browser's menu: no key is pressed.
PASTE = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  const field = document.querySelector("input[name=query]");
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_the_search_answers_what_is_pasted_or_dictated_without_a_key(site: Site, tab: Page) -> None:
    tab.goto(site.url)
    turn_to_search(tab)
    query, first = tab.locator("input[name=query]"), tab.locator(".md-search-result__item a").first
    query.fill("autograd")  # only an `input` event tells of it, as of what is dictated
    expect(first).to_have_attribute("href", re.compile("/autograd/"))
    query.fill("")
    tab.evaluate(PASTE, "Traceback:\n  File 'a.py'\nRuntimeError: Numpy is not available\n")
    expect(first).to_have_attribute("href", re.compile("/errors/.*#numpy-2$"))
    assert query.input_value().endswith("'a.py'  RuntimeError: Numpy is not available")
