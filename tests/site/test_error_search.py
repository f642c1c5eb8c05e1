"""An error message pasted into the search box, numbers and all, leads to its explanation."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_tools.read import LANGUAGES, Language, read_page
from tests.site.conftest import Site
from tests.site.test_search import HOME, found, turn_to_search

ROOT = Path(__file__).parents[2]
MESSAGE = re.compile(r"[\w.]*(?:Error|Exception): ")


def messages() -> list[str]:
    """The errors that the snippets of the errors page raise, each as a terminal shows its first line."""
    page = read_page(ROOT / "docs/en/errors.md")
    promises = [
        one.promise.lines[0]
        for _, section in page.sections
        for one in section.statements
        if one.promise
    ]
    return sorted({line.rstrip("…").strip() for line in promises if MESSAGE.match(line)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_of_the_errors_page_finds_it(
    site: Site, tab: Page, language: Language
) -> None:
    home = site.url + HOME[language]
    tab.goto(home)
    turn_to_search(tab)
    asked = messages()
    assert len(asked) >= 20
    # What goes wrong while loading is explained three times: each of the three is an answer.
    answers = (f"{home}errors/", f"{home}saving/", f"{home}performance/")
    assert [message for message in asked if not found(tab, message)[0].startswith(answers)] == []
