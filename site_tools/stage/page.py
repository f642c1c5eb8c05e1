"""A page as plain Markdown for any generator that runs Python-Markdown: nothing in it asks for this repository.

Its code is in it, in the words of its language; pictures, formulas and the frames of exercises are HTML. Above its
words stands its head (cover, part, title, minutes, downloads), below them what has been proven of its code.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from site_tools.read.page import FIGURE, INCLUDE, Figure, Page
from site_tools.read.snippet import Language
from site_tools.stage.cells import end_of_settings
from site_tools.stage.chapters import HOME, Part
from site_tools.stage.downloads import colab
from site_tools.stage.figures import figure, read_cover
from site_tools.stage.formulas import formulas
from site_tools.stage.reading import minutes
from site_tools.stage.words import Table
from tutorial_lib.errors import InputError

# No words of the page: the search need not find them.
_UNSEARCHED = ' data-search-exclude="true"'
_HEADING = re.compile(r"#{1,3} .*?(?:\{ *#(?P<exercise>exercise-)[\w-]+ *\})?$")


@dataclass(frozen=True)
class Setting:
    """What stands around the pages of one language."""

    root: Path
    words: Table
    playthings: Table
    parts: tuple[Part, ...]
    titles: dict[str, str]
    descriptions: dict[str, str]
    repository: str
    offline: bool


def settings_of(page: Page) -> dict[str, Any]:
    """The page's own settings, between two rules at its top.

    Raises:
        InputError: they are not YAML.
    """
    lines = page.text.splitlines()[1 : max(end_of_settings(page.text.splitlines()) - 1, 0)]
    try:
        return yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise InputError(f"{page.path}: its settings are not YAML: {error}") from None


def staged(page: Page, around: Setting, slots: dict[str, str], foot: str) -> str:
    """The page's Markdown. ``slots`` says what stands for lines such as ``[CHAPTERS]``."""
    settings = settings_of(page)
    if page.name == HOME:
        lines = [*_body(page, around, slots)]
    else:
        settings["title"] = page.title
        lines = [*_framed(_body(page, around, slots, _head(page, around))), "", foot]
    top = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=1000)
    return "\n".join(["---", f"{top}---", *lines, ""])


def chapter_list(around: Setting, language: Language) -> str:
    """The cards of the home page: part by part, each page with its cover, its title and what it is about."""
    lines, number = [], 0
    for part in around.parts:
        lines += [f"### {part.titles[language]} {{ #{part.id} }}", ""]
        for name in part.pages:
            number += part.numbered
            mark = f"{number}." if part.numbered else "-"
            link = f"[{around.titles[name]}]({name}.md)"
            cover = read_cover(around.root, name)
            lines.append(f"{mark} {cover}{link} {around.descriptions.get(name, '')}")
        lines.append("")
    return "\n".join(lines)


def downloads_folder(page: Page, around: Setting) -> str:
    """Where the page's notebook and script lie, seen from the root: beside its HTML."""
    return "" if around.offline else f"{page.name}/"


def _head(page: Page, around: Setting, *, name: str = "") -> list[str]:
    """What stands around the title, with ``{}`` in the title's own place; empty where there is no cover.

    ``name`` is that of the page's notebook, whose head is shorter.
    """
    cover = read_cover(around.root, name or page.name)
    if not cover:
        return []
    lines = [
        '<header class="chapter" markdown>',
        f'<div class="emblem">{cover}</div>',
        "<div markdown>",
    ]
    if part := next((part for part in around.parts if page.name in part.pages), None):
        lines.append(f'<p class="part"{_UNSEARCHED}>{part.titles[page.language]}</p>')
    lines += ["", "{}", ""]
    if not name and (time := minutes(page)):
        words = around.words["head"]["minutes"].format(minutes=time)
        lines.append(f'<p class="reading-time"{_UNSEARCHED}>{words}</p>')
    if not name and page.sections:
        lines += ["", *_downloads(page, around)]
    return [*lines, "", "</div>", "</header>"]


def _downloads(page: Page, around: Setting) -> Iterator[str]:
    words, folder = around.words["head"], downloads_folder(page, around)
    yield f"[{words['notebook']}]({folder}{page.name}.ipynb){{ download }}"
    yield f"[{words['script']}]({folder}{page.name}.py){{ download }}"
    below = "" if page.language == "zh" else "en/"
    if address := colab(around.repository, f"{below}{page.name}/{page.name}.ipynb"):
        yield f"[{words['colab']}]({address})"
    yield f"{{ .downloads{_UNSEARCHED} }}"


def _body(
    page: Page, around: Setting, slots: dict[str, str], head: list[str] | None = None
) -> Iterator[str]:
    lines = page.text.splitlines()
    figures = {shown.line: shown for shown in page.figures}
    headings = {heading.line: heading for heading in page.headings}
    code = {number: section for block in page.blocks for number, section in block.sections}
    fenced = {
        number
        for block in page.blocks
        for number in range(block.line, block.line + len(block.lines) + 2)
    }
    number = end_of_settings(lines)
    while number < len(lines):
        number += 1
        line = lines[number - 1]
        heading = headings.get(number)
        if number in code:
            indent = line[: len(line) - len(line.lstrip())]
            for shown_line in code[number].text(page.language).splitlines():
                yield f"{indent}{shown_line}".rstrip()
        elif number in fenced:
            yield line
        elif INCLUDE.match(line.strip()):
            raise InputError(f"{page.path}:{number}: a section stands inside a block of Python")
        elif number in figures:
            if line != line.lstrip():
                raise InputError(f"{page.path}:{number}: a picture stands in no box and no list")
            shown, number = figures[number], _end_of_paragraph(lines, number)
            yield _figure(lines[shown.line - 1 : number], shown, page, around)
        elif FIGURE.search(line):
            raise InputError(f"{page.path}:{number}: a picture begins its paragraph")
        elif line.strip() in slots:
            yield slots[line.strip()]
        else:
            line = line.replace("-notebook.ipynb)", "-notebook.md)")
            if line.strip() == "$$":  # a formula on lines of its own
                end = _end_of_paragraph(lines, number)
                line, number = "".join(lines[number - 1 : end]), end
            try:
                line = formulas(line)
            except InputError as error:
                raise InputError(f"{page.path}:{number}: {error}") from None
            if heading and heading.level == 1 and head:
                yield from (_title(line) if one == "{}" else one for one in head)
            else:
                yield line


def staged_notebook(text: str, page: Page, around: Setting) -> str:
    """The page of the notebook that is made of ``page``, whose pictures it shows as well."""
    figures = {shown.name: shown for shown in page.figures}
    lines, staged, number = text.splitlines(), [], 0
    while number < len(lines):
        number += 1
        line = lines[number - 1].replace("-notebook.ipynb)", "-notebook.md)")
        if found := FIGURE.match(line):
            start, number = number, _end_of_paragraph(lines, number)
            staged.append(_figure(lines[start - 1 : number], figures[found["name"]], page, around))
        elif line.startswith("# ") and not any(one.startswith("# ") for one in staged):
            head = _head(page, around, name=f"{page.name}-notebook") or ["{}"]
            staged += [_title(line) if one == "{}" else one for one in head]
        else:
            staged.append(line)
    return "\n".join([*_framed(staged), ""])


def _title(line: str) -> str:
    """In a head the title would be a section of the search of its own, beside that of the page's first words."""
    return f"{line} {{{_UNSEARCHED} }}"


def _framed(lines: Iterable[str]) -> Iterator[str]:
    """A frame around each exercise: from its heading to the next one."""
    inside = fenced = False
    for line in lines:
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (heading := _HEADING.match(line)):
            if inside:
                yield from ("</section>", "")
            if inside := bool(heading["exercise"]):
                yield from ('<section class="exercise" markdown>', "")
        yield line
    if inside:
        yield from ("", "</section>")


def _end_of_paragraph(lines: list[str], number: int) -> int:
    while number < len(lines) and lines[number].strip():
        number += 1
    return number


def _figure(paragraph: list[str], shown: Figure, page: Page, around: Setting) -> str:
    first = FIGURE.sub("", paragraph[0], count=1).strip()
    caption = "\n".join(line for line in [first, *paragraph[1:]] if line)
    return figure(shown, formulas(caption), page.language, around.playthings)
