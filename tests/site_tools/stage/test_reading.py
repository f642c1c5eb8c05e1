"""How long a chapter takes to read is computed from what it says, and both languages say the same."""

from pathlib import Path

import pytest

from site_tools.read import LANGUAGES, Language, read_page, read_pages
from site_tools.stage.reading import (
    CHINESE_CHARACTERS_A_MINUTE,
    SECONDS_A_LINE_OF_CODE,
    WORDS_A_MINUTE,
    minutes,
)
from tests.site_tools.conftest import Project

ROOT = Path(__file__).parents[3]


def minutes_of(project: Project, text: str, language: Language = "en") -> int | None:
    page = project.root / f"docs/{language}/numbers.md"
    page.write_text(text, encoding="utf-8")
    return minutes(read_page(page))


def test_words_and_chinese_characters_count_at_their_own_pace(project: Project) -> None:
    words = "word " * 3 * WORDS_A_MINUTE
    characters = "字" * 4 * CHINESE_CHARACTERS_A_MINUTE
    assert minutes_of(project, f"{words}\n\n## End {{ #summary }}\n") == 3
    assert minutes_of(project, f"{characters}\n\n## 小结 {{ #summary }}\n", "zh") == 4
    assert minutes_of(project, f"{characters} {words}\n\n## 小结 {{ #summary }}\n", "zh") == 7


def test_each_line_of_code_counts_with_its_outputs(project: Project) -> None:
    block = '```python\n--8<-- "numbers.py:use"\n```\n\n'  # six lines
    times = 5 * 60 // SECONDS_A_LINE_OF_CODE // 6 + 1
    lines = 6 * times
    expected = round(lines * SECONDS_A_LINE_OF_CODE / 60)
    assert expected >= 5
    assert minutes_of(project, f"{block * times}## End {{ #summary }}\n") == expected


@pytest.mark.parametrize(
    "unread",
    [
        "[a](" + "path/" * 900 + ")",
        "<!-- " + "word " * 900 + "-->",
        "### Try { #exercise-try }\n\n" + "word " * 900,
    ],
)
def test_addresses_comments_and_exercises_do_not_count(project: Project, unread: str) -> None:
    text = (
        "word " * 2 * WORDS_A_MINUTE
        + "\n\n## Exercises { #exercises }\n\n{}\n\n## End {{ #summary }}\n"
    )
    head, tail = text.split("{}")
    assert minutes_of(project, f"{head}{unread}{tail.replace('{{', '{').replace('}}', '}')}") == 2


def test_a_page_to_look_things_up_has_no_reading_time(project: Project) -> None:
    assert minutes_of(project, "word " * 900) is None
    reference = {"index", "errors", "cheatsheet", "glossary"}
    for pages in read_pages(ROOT).values():
        assert {page.name for page in pages if minutes(page) is None} >= reference
        assert all(minutes(page) for page in pages if page.name == "tensors")


def test_a_chapter_takes_about_as_long_in_both_languages() -> None:
    times = [
        {page.name: minutes(page) or 0 for page in pages} for pages in read_pages(ROOT).values()
    ]
    apart = {name: (time, times[1][name]) for name, time in times[0].items()}
    assert {name: pair for name, pair in apart.items() if abs(pair[0] - pair[1]) > 3} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_types_a_reading_time(language: Language) -> None:
    typed = ("Reading time", "阅读时间")
    pages = read_pages(ROOT)[language]
    assert [page.name for page in pages if any(words in page.text for words in typed)] == []
