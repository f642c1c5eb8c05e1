"""A snippet file: its sections, its statements, and what its comments mean.

In a snippet every comment is either words or a promise:

- ``# zh: …`` and ``# en: …`` are words. They come in pairs; a page shows its own language's only.
- ``# zh: "…"`` behind a string is that string in Chinese: ``assert n == 9, "n should be 9"  # zh: "n 应该是 9"``.
- Any other comment is the documented output of the top-level statement it stands in or directly after.

Files in ``snippets/`` obey this everywhere; other Python files (``tutorial_lib/models.py``) only inside
their sections, which is all that a page can show of them.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, Never

from tutorial_lib.errors import InputError

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_MARKER = re.compile(r"# --8<-- \[(?P<edge>start|end):(?P<name>[^\]]*)\]$")
_NAME = re.compile(r"[A-Za-z][\w-]*$")
_TAG = re.compile(r"(?:^|  +)#? ?(?P<language>zh|en):(?: |$)")
# Statements that neither print nor have a value worth documenting.
_SILENT = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass, ast.Global, ast.Delete)


@dataclass(frozen=True)
class Promise:
    """The documented output of one statement."""

    lines: tuple[str, ...]
    """What the comments say, one entry a comment, without ``# ``."""
    line_numbers: tuple[int, ...]
    """Where those comments stand, in the same order."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Statement:
    """A top-level statement of a snippet file and, where it has one, its promise."""

    node: ast.stmt
    first_line: int
    last_line: int
    promise: Promise | None


@dataclass(frozen=True)
class Comment:
    line: int
    column: int
    text: str
    """With its ``#``."""
    alone: bool
    """Whether the comment has its line to itself."""

    @property
    def words(self) -> dict[Language, str]:
        """The comment's text a language; empty where the comment is not words."""
        body = self.text[1:].removeprefix(" ")
        tags = list(_TAG.finditer(body))
        if not tags or tags[0].start() != 0:
            return {}
        ends = [tag.start() for tag in tags[1:]] + [len(body)]
        return {
            "zh" if tag["language"] == "zh" else "en": body[tag.end() : end].strip()
            for tag, end in zip(tags, ends, strict=True)
        }

    @property
    def string(self) -> ast.expr | None:
        """The Chinese form of the string before the comment; ``None`` where the comment is something else."""
        if self.alone or self.words.keys() != {"zh"}:
            return None
        try:
            literal = ast.parse(self.words["zh"], mode="eval").body
        except SyntaxError:
            return None
        return literal if _is_string(literal) else None

    @property
    def promised(self) -> str:
        return self.text[1:].removeprefix(" ").rstrip()


@dataclass(frozen=True)
class Section:
    """A named part of a snippet file, or the whole file where ``name`` is empty."""

    file: "SnippetFile"
    name: str
    first_line: int
    last_line: int

    def __str__(self) -> str:
        return f"{self.file.name}:{self.name}" if self.name else self.file.name

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(
            statement
            for statement in self.file.statements
            if self.first_line <= statement.first_line and statement.last_line <= self.last_line
        )

    def text(self, language: Language) -> str:
        """The section as a page shows it: the words of one language, without tags and markers."""
        lines = []
        for number in range(self.first_line, self.last_line + 1):
            line = self.file.lines[number - 1]
            comment = self.file.comments.get(number)
            if comment and _MARKER.match(comment.text):
                continue
            if comment and comment.string:
                line = self.file.spoken(comment, language)
            elif comment and comment.words:
                words = comment.words.get(language)
                if words is None and comment.alone:
                    continue
                shown = f"# {words}" if words else ""
                line = f"{line[: comment.column]}{shown}".rstrip()
            lines.append(line)
        text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines))
        return text.strip("\n")


@dataclass(frozen=True, eq=False)
class SnippetFile:
    """A Python file that pages include.

    Args:
        path: where the file lies.
        name: how pages call it: ``tensors.py`` for ``snippets/tensors.py``, else the path from the
            repository's root.
        source: its text.
    """

    path: Path
    name: str
    source: str
    is_snippet: bool
    """Whether every comment of the file is words or a promise (files in ``snippets/``)."""

    @cached_property
    def lines(self) -> list[str]:
        return self.source.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        try:
            return ast.parse(self.source, filename=str(self.path))
        except SyntaxError as error:
            self.refuse(error.lineno or 1, f"not valid Python: {error.msg}")

    @cached_property
    def comments(self) -> dict[int, Comment]:
        """The file's comments by line."""
        comments = {}
        for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                alone = not self.lines[line - 1][:column].strip()
                comments[line] = Comment(line, column, token.string, alone)
        return comments

    @cached_property
    def sections(self) -> dict[str, Section]:
        opened: dict[str, int] = {}
        sections: dict[str, Section] = {}
        for comment in self.comments.values():
            if "--8<--" not in comment.text:
                continue
            marker = _MARKER.match(comment.text)
            if not (marker and _NAME.match(marker["name"]) and comment.alone):
                self.refuse(
                    comment.line,
                    "not a section marker; write `# --8<-- [start:name]` or `# --8<-- [end:name]`",
                )
            name = marker["name"]
            if marker["edge"] == "start":
                if name in opened or name in sections:
                    self.refuse(comment.line, f"section '{name}' is opened twice")
                opened[name] = comment.line
            elif name not in opened:
                self.refuse(comment.line, f"section '{name}' is closed but was not opened")
            else:
                sections[name] = Section(self, name, opened.pop(name) + 1, comment.line - 1)
        for name, line in opened.items():
            self.refuse(line, f"section '{name}' is opened and never closed")
        for section in sections.values():
            self._refuse_cut(section)
        return sections

    @cached_property
    def whole(self) -> Section:
        return Section(self, "", 1, len(self.lines))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The top-level statements with their promises; checks every comment on the way."""
        self._check_words()
        unclaimed = {
            line: comment
            for line, comment in self.comments.items()
            if self._is_checked(line) and not comment.words and not _MARKER.match(comment.text)
        }
        statements = [self._statement(node, unclaimed) for node in self.tree.body]
        for line in unclaimed:
            self.refuse(
                line,
                "this comment is neither words (`# zh: …`, `# en: …`) nor the output of a statement "
                "right before it; tag it or remove it",
            )
        return tuple(statements)

    def section(self, name: str) -> Section:
        """The section of that name; ``InputError`` where there is none."""
        if not name:
            return self.whole
        if name not in self.sections:
            known = ", ".join(self.sections) or "none"
            raise InputError(f"no section '{name}' in {self.name} (it has: {known})")
        return self.sections[name]

    def spoken(self, comment: Comment, language: Language) -> str:
        """The code before a comment that translates its string, with that string in this language."""
        code = self.lines[comment.line - 1][: comment.column].rstrip()
        if language == "en":
            return code
        _, start, end = self._string_before(comment)
        return f"{code[:start]}{comment.words['zh']}{code[end:]}"

    def refuse(self, line: int, problem: str) -> Never:
        raise InputError(f"{self.path}:{line}: {problem}")

    def _statement(self, node: ast.stmt, unclaimed: dict[int, Comment]) -> Statement:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        last = node.end_lineno or node.lineno
        numbers = [line for line in range(first, last + 1) if line in unclaimed]
        after = last + 1
        while after in unclaimed and unclaimed[after].alone:
            numbers.append(after)
            after += 1
        if not numbers:
            return Statement(node, first, last, None)
        if isinstance(node, _SILENT):
            self.refuse(
                numbers[0], "a promise, but the statement before it has no output; remove it"
            )
        lines = tuple(unclaimed.pop(line).promised for line in numbers)
        for line, text in zip(numbers, lines, strict=True):
            if "…" in text[:-1]:
                self.refuse(line, "'…' stands for the rest of its line; nothing may follow it")
        return Statement(node, first, last, Promise(lines, tuple(numbers)))

    def _is_checked(self, line: int) -> bool:
        return self.is_snippet or any(
            section.first_line <= line <= section.last_line for section in self.sections.values()
        )

    def _check_words(self) -> None:
        for group in self._word_groups():
            counts = dict.fromkeys(LANGUAGES, 0)
            for comment in group:
                for language, words in comment.words.items():
                    if not words:
                        self.refuse(comment.line, f"empty words after '{language}:'")
                    counts[language] += 1
            if counts["zh"] != counts["en"]:
                missing = "en" if counts["zh"] > counts["en"] else "zh"
                self.refuse(
                    group[0].line, f"words in one language only; add the matching `# {missing}: …`"
                )

        for line, comment in self.comments.items():
            if comment.string and self._is_checked(line):
                string, _, _ = self._string_before(comment)
                if _fields(string) != _fields(comment.string):
                    self.refuse(line, "the two languages of this string hold other {fields}")

    def _string_before(self, comment: Comment) -> tuple[ast.expr, int, int]:
        """The last string on the comment's line, and the columns that it takes."""
        data = self.lines[comment.line - 1].encode()
        strings = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.expr) and _is_string(node)
            and node.lineno == node.end_lineno == comment.line
        ]  # fmt: skip
        if not strings:
            self.refuse(comment.line, "a string in Chinese, and no string before it on its line")
        # An f-string holds strings of its own: the outermost begins first.
        last = max(strings, key=lambda node: (node.end_col_offset or 0, -node.col_offset))
        start, end = last.col_offset, last.end_col_offset
        return last, len(data[:start].decode()), len(data[:end].decode())

    def _word_groups(self) -> Iterator[list[Comment]]:
        """Words that belong together: a run of lines of their own, or one comment after code."""
        group: list[Comment] = []
        for line, comment in self.comments.items():
            if not comment.words or comment.string or not self._is_checked(line):
                continue
            if group and not (comment.alone and group[-1].alone and line == group[-1].line + 1):
                yield group
                group = []
            group.append(comment)
        if group:
            yield group

    def _refuse_cut(self, section: Section) -> None:
        for node in self.tree.body:
            start, end = node.lineno, node.end_lineno or node.lineno
            inside = [section.first_line <= line <= section.last_line for line in (start, end)]
            within = start < section.first_line and section.last_line < end
            if inside[0] != inside[1] or within:
                self.refuse(
                    section.first_line - 1,
                    f"section '{section.name}' cuts the statement at line {start}",
                )


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _fields(string: ast.expr) -> list[str]:
    """What stands between the braces of an f-string, sorted: languages order their words differently."""
    return sorted(
        ast.unparse(node) for node in ast.walk(string) if isinstance(node, ast.FormattedValue)
    )


def read_text(path: Path) -> str:
    """The file's text; ``InputError`` names the line that is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{path}:{line}: not valid UTF-8; save the file as UTF-8") from None


def read_snippet(name: str, root: Path) -> SnippetFile:
    """The Python file that a page calls ``name``, in ``root/snippets`` or in ``root`` itself."""
    for folder, is_snippet in ((root / "snippets", True), (root, False)):
        path = folder / name
        if path.is_file():
            return _read_snippet(path, name, is_snippet, path.stat().st_mtime_ns)
    raise InputError(f"no file '{name}' in snippets/ nor at the repository's root")


@lru_cache(maxsize=512)
def _read_snippet(path: Path, name: str, is_snippet: bool, _modified: int) -> SnippetFile:
    # `mkdocs serve` reads a file again at every rebuild: its time of change is part of the key.
    file = SnippetFile(path, name, read_text(path), is_snippet)
    _ = file.tree, file.sections, file.statements  # reading a file checks it whole
    return file
