"""A page cut into cells: its words, as Markdown that Jupyter knows, and its sections of code, in turn.

A section that the page shows twice, as in a whole program made of earlier parts, becomes a cell once: a notebook
remembers. What is folded on the page stands open, and a box or a tab becomes a quotation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from site_tools.read.page import Block, Page

_BOX = re.compile(r'(?:(?:!!!|\?\?\?\+?) \w+|===) "(?P<title>.*)"$')
_INSIDE = "    "


@dataclass(frozen=True)
class Cell:
    text: str
    is_code: bool = False


def cut(page: Page, introduction: str) -> list[Cell]:
    """The page's cells; the introduction, in Markdown, stands below its title."""
    return list(_cells(page, introduction))


def _cells(page: Page, introduction: str) -> Iterator[Cell]:
    words: list[str] = []
    shown: set[str] = set()
    for part in _parts(page, introduction):
        if isinstance(part, str):
            words.append(part)
            continue
        yield from _markdown(words)
        words.clear()
        for _, section in part.sections:
            if str(section) not in shown:
                shown.add(str(section))
                yield Cell(section.text(page.language), is_code=True)
    yield from _markdown(words)


def _markdown(words: list[str]) -> Iterator[Cell]:
    text = re.sub(r"^(?:>?\n)+|(?:\n>?)+$", "", "\n".join(words))
    if text:
        text = re.sub(r"(?:\n>)+\n(?!>)", "\n\n", text)
        yield Cell(re.sub(r"\n{3,}", "\n\n", text))


def _parts(page: Page, introduction: str) -> Iterator[str | Block]:
    """The page from top to bottom: lines of words, and blocks of Python in their place."""
    lines = page.text.splitlines()
    python = {block.line: block for block in page.blocks if block.sections}
    headings = {heading.line: heading for heading in page.headings}
    fenced = {
        number
        for block in page.blocks
        for number in range(block.line, block.line + len(block.lines) + 2)
    }
    boxed = False
    margin = ""  # of an item of a list in which a block of Python has stood
    number = _end_of_settings(lines)
    while number < len(lines):
        number += 1
        line = lines[number - 1] if number in fenced else page.prose[number - 1]
        inside = line.startswith(_INSIDE) or not line
        box = _BOX.match(line)
        heading = headings.get(number)
        if block := python.get(number):
            boxed = boxed and inside
            margin = "" if boxed else line[: len(line) - len(line.lstrip())]
            yield block
            number += len(block.lines) + 1
        elif box:
            yield from (["", f"> **{box['title']}**"])
            boxed = True
        elif boxed and inside:
            yield f"> {line[4:]}".rstrip()
        elif heading:
            boxed, margin = False, ""
            anchor = f' <a id="{heading.id}"></a>' if heading.id else ""
            yield f"{'#' * heading.level} {heading.title}{anchor}"
            if heading.level == 1:
                yield from ("", introduction)
        else:
            if boxed:
                yield ""  # else Markdown would take the line for the quotation's last
            boxed = False
            if line and not line.startswith(margin):
                margin = ""
            yield line.removeprefix(margin)


def _end_of_settings(lines: list[str]) -> int:
    """How many lines the page's settings take, between two rules at its top."""
    return lines.index("---", 1) + 1 if lines[:1] == ["---"] else 0
