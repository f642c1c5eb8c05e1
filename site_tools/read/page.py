"""A page: its headings and its blocks of code, each Python block bound to the snippet it shows."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from site_tools.read.snippet import LANGUAGES, Language, Section, read_snippet, read_text
from tutorial_lib.errors import InputError

# What may stand behind the backticks. Python runs; how the others are checked stands in ledger.py.
FENCE_WORDS = ("python", "bash", "powershell", "text", "json", "toml", "yaml")

INCLUDE = re.compile(r'--8<-- "(?P<file>[^":]+\.py)(?::(?P<section>[^":]+))?"$')
FIGURE = re.compile(
    r"!\[(?P<alt>.*?)\]\(\.\./figures/(?P<name>[\w-]+)\.svg\)"
    r"(?:\{ *data-play=(?P<plaything>[\w-]+) *\})?"
)
_FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,}|~{3,})(?P<info>.*)$")
_INFO = re.compile(r"(?P<word>[a-z]+)(?: +(?P<options>[a-z_]+=.*))?$")
_HEADING = re.compile(r"^(?P<marks>#{1,6}) +(?P<title>.*?)(?: +\{ *#(?P<id>[\w-]+)[^}]*\})? *#*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    level: int
    title: str
    id: str | None
    """The explicit id, ``{ #create }``; both languages share it."""
    line: int


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    word: str
    line: int
    """Where its opening fence stands."""
    lines: tuple[str, ...]
    """What stands between the fences, without their indentation."""
    sections: tuple[tuple[int, Section], ...] = ()
    """What a Python block shows: the line of each include, and its section. Empty for other kinds."""

    def text(self, language: Language) -> str:
        """The block as a page in this language shows it."""
        shown = {line: section.text(language) for line, section in self.sections}
        lines = enumerate(self.lines, self.line + 1)
        return "\n".join(shown.get(number, line) for number, line in lines)


@dataclass(frozen=True)
class Figure:
    """A picture drawn by code in ``docs/figures``, shown as inline SVG."""

    name: str
    alt: str
    path: Path
    line: int
    plaything: str | None = None
    """The plaything that a reader can open in its place."""


@dataclass(frozen=True)
class Page:
    path: Path
    name: str
    """The same in every language: ``tensors`` for ``docs/zh/tensors.md``."""
    language: Language
    text: str
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]

    @property
    def title(self) -> str:
        return next((heading.title for heading in self.headings if heading.level == 1), self.name)

    @property
    def sections(self) -> tuple[tuple[int, Section], ...]:
        """What runs, in order: the line of each include, and its section."""
        return tuple(shown for block in self.blocks for shown in block.sections)

    @cached_property
    def section_names(self) -> tuple[str, ...]:
        """A name of its own for each of `sections`: one shown again is ``tensors.py:create (2)``."""
        seen = Counter[str]()
        names = []
        for _, section in self.sections:
            seen[str(section)] += 1
            again = seen[str(section)]
            names.append(f"{section} ({again})" if again > 1 else str(section))
        return tuple(names)

    @property
    def promises(self) -> int:
        """How many outputs the page's code documents."""
        return sum(bool(one.promise) for _, section in self.sections for one in section.statements)

    @cached_property
    def prose(self) -> list[str]:
        """The page's lines with those of code blocks and HTML comments blanked: line numbers hold."""
        return _prose(self.text, self.blocks)


def read_page(path: Path) -> Page:
    """Reads ``docs/<language>/<name>.md`` and all that it includes.

    Raises:
        InputError: ``file:line: what is wrong``, for the page or for a snippet that it shows.
    """
    root, language, name = _place(path)
    text = read_text(path)
    try:
        fences = list(_fences(text.splitlines()))
    except InputError as error:
        raise InputError(f"{path}:{error}") from None
    blocks = tuple(_block(path, root, *fence) for fence in fences)
    prose = _prose(text, blocks)
    headings = tuple(_headings(prose))
    figures = tuple(_figures(path, root / "docs" / "figures", prose))
    return Page(path, name, language, text, headings, blocks, figures)


def read_pages(root: Path) -> dict[Language, list[Page]]:
    """Every page of the tutorial under ``root/docs``, by language, in the order of their names."""
    return {
        language: [read_page(path) for path in sorted((root / "docs" / language).rglob("*.md"))]
        for language in LANGUAGES
    }


def _place(path: Path) -> tuple[Path, Language, str]:
    for docs in path.resolve().parents:
        for language in LANGUAGES:
            folder = docs / language
            if docs.name == "docs" and path.resolve().is_relative_to(folder):
                name = path.resolve().relative_to(folder).with_suffix("").as_posix()
                return docs.parent, language, name
    raise InputError(f"{path}: a page lies in docs/zh or docs/en")


def _fences(lines: list[str]) -> Iterator[tuple[int, str, list[str]]]:
    """Line of the opening fence, info string, lines inside."""
    number = 0
    while number < len(lines):
        number += 1
        opened = _FENCE.match(lines[number - 1])
        if not opened:
            continue
        start, inside = number, []
        ticks, indent = opened["ticks"], len(opened["indent"])
        while True:
            number += 1
            if number > len(lines):
                raise InputError(f"{start}: this block is opened and never closed")
            line = lines[number - 1]
            closing = line.strip()
            if set(closing) == {ticks[0]} and len(closing) >= len(ticks):
                break
            inside.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        yield start, opened["info"].strip(), inside


def _block(path: Path, root: Path, line: int, info: str, lines: list[str]) -> Block:
    where = f"{path}:{line}"
    match = _INFO.match(info)
    if not match or match["word"] not in FENCE_WORDS:
        raise InputError(
            f"{where}: a block opened with '```{info}'; write one of {', '.join(FENCE_WORDS)} "
            "behind the backticks"
        )
    included = [INCLUDE.match(text.strip()) for text in lines]
    if match["word"] != "python":
        if any(included):
            raise InputError(f"{where}: only a python block includes a snippet")
        return Block(match["word"], line, tuple(lines))
    if not any(included) or any(
        text.strip() for text, one in zip(lines, included, strict=True) if not one
    ):
        raise InputError(
            f'{where}: a python block holds `--8<-- "file.py:section"` and nothing else; '
            "Python itself stands in snippets/"
        )
    sections = []
    for number, asked in enumerate(included, line + 1):
        try:
            sections += [(number, include(asked, root))] if asked else []
        except InputError as error:
            message = str(error)
            # A fault inside the snippet already names its own file and line.
            named = message if ".py:" in message else f"{path}:{number}: {message}"
            raise InputError(named) from None
    return Block("python", line, tuple(lines), tuple(sections))


def include(match: re.Match[str], root: Path) -> Section:
    """The section that a matched ``--8<--`` line asks for."""
    return read_snippet(match["file"], root).section(match["section"] or "")


def _prose(text: str, blocks: tuple[Block, ...]) -> list[str]:
    lines = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text).splitlines()
    for block in blocks:
        for number in range(block.line, block.line + len(block.lines) + 2):
            lines[number - 1] = ""
    return lines


def _headings(prose: list[str]) -> Iterator[Heading]:
    for number, line in enumerate(prose, 1):
        heading = _HEADING.match(line)
        if heading:
            yield Heading(len(heading["marks"]), heading["title"], heading["id"], number)


def _figures(path: Path, folder: Path, prose: list[str]) -> Iterator[Figure]:
    for number, line in enumerate(prose, 1):
        image = FIGURE.match(line.strip())
        if not image:
            continue
        if not image["alt"].strip():
            raise InputError(
                f"{path}:{number}: a picture without a description between the brackets"
            )
        svg = folder / f"{image['name']}.svg"
        if not svg.is_file():
            raise InputError(f"{path}:{number}: no picture {svg.name} in docs/figures")
        yield Figure(image["name"], image["alt"], svg, number, image["plaything"])
