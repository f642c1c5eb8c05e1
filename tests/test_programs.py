"""Each page is one program: in both languages, in its snippets, as a script and as a notebook. So it runs once."""

import ast
from collections.abc import Iterable
from pathlib import Path

import nbformat
import pytest

from site_tools.read import LANGUAGES, Page, Section, read_pages
from site_tools.read.comments import is_string, string_before
from site_tools.run.program import program_of
from site_tools.stage.downloads import Origin, as_notebook, as_script
from site_tools.stage.words import read_words

ROOT = Path(__file__).parents[1]
PAGES = {
    language: {page.name: page for page in pages if page.sections}
    for language, pages in read_pages(ROOT).items()
}
NOWHERE = {language: Origin(read_words(language), "") for language in LANGUAGES}


def statements(code: str) -> list[ast.stmt]:
    return ast.parse(code).body


def translations(sections: Iterable[Section]) -> set[tuple[str, str]]:
    """The strings that stand in another language on a Chinese page: English, Chinese."""
    found = set()
    for file in {section.file for section in sections}:
        for comment in file.comments.values():
            if comment.string:
                here = string_before(comment, file.lines[comment.line - 1], file.tree)
                assert here
                found.add((ast.dump(here[0]), ast.dump(comment.string)))
    return found


def same(one: object, other: object, translated: set[tuple[str, str]]) -> bool:
    """Whether two syntax trees are equal but for translated strings."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            same(*pair, translated) for pair in zip(one, other, strict=True)
        )
    if not (isinstance(one, ast.AST) and isinstance(other, ast.AST)):
        return one == other
    if is_string(one) and (ast.dump(one), ast.dump(other)) in translated:  # type: ignore[arg-type]
        return True
    return type(one) is type(other) and all(
        same(getattr(one, field, None), getattr(other, field, None), translated)
        for field in one._fields
    )


def once(page: Page) -> list[Section]:
    """What the page shows, without what it shows again: a notebook remembers."""
    return list(dict.fromkeys(section for _, section in page.sections))


@pytest.mark.parametrize("name", PAGES["en"])
def test_both_languages_show_the_same_program(name: str) -> None:
    chinese, english = (program_of(PAGES[language][name]) for language in ("zh", "en"))
    assert chinese.digest == english.digest


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES["en"])
def test_what_a_page_shows_and_gives_away_is_the_program_that_runs(
    name: str, language: str
) -> None:
    page = PAGES["zh" if language == "zh" else "en"][name]
    sections = [section for _, section in page.sections]
    translated = translations(sections) if language == "zh" else set()
    ran = [one for block in program_of(page).sent for one in block["codes"] if not one["hidden"]]
    program = statements("\n".join(one["source"] for one in ran))
    shown = "\n".join(block.text(page.language) for block in page.blocks if block.sections)
    assert same(program, statements(shown), translated)

    single = [statement.source for section in once(page) for statement in section.statements]
    program = statements("\n".join(single))
    assert same(program, statements(as_script(page, None, NOWHERE[page.language])), translated)
    cells = nbformat.reads(
        as_notebook(page, None, NOWHERE[page.language]), as_version=nbformat.NO_CONVERT
    ).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert same(program, statements(code), translated)


def test_a_page_s_own_snippet_holds_nothing_that_its_page_does_not_run() -> None:
    """But for imports that let the file run on its own, and what comes before its first section."""
    for page in PAGES["en"].values():
        program = program_of(page)
        for file in {
            block.section.file for block in program.blocks if block.section.file.is_snippet
        }:
            ran = {one for block in program.blocks for one in (*block.statements, *block.hidden)}
            first = min(section.first_line for section in file.sections.values())
            left = [
                one
                for one in file.statements
                if one.first_line > first
                and one not in ran
                and not isinstance(one.node, ast.Import | ast.ImportFrom)
                and not any(
                    section.first_line <= one.first_line <= section.last_line
                    for section in file.sections.values()
                )
            ]
            assert left == [], f"{file.name}:{[one.first_line for one in left]}"


def test_a_string_that_is_no_translation_makes_another_program() -> None:
    assert same(statements("print('a')"), statements("print('a')"), set())
    assert not same(statements("print('a')"), statements("print('b')"), set())
    pair = tuple(ast.dump(ast.parse(text, mode="eval").body) for text in ("'a'", "'b'"))
    assert same(statements("print('a')"), statements("print('b')"), {(pair[0], pair[1])})
    assert not same(statements("print('a')"), statements("show('b')"), {(pair[0], pair[1])})
