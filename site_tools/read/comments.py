"""The comments of a Python file: words in two languages, a string's Chinese form, or a promise."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_TAG = re.compile(r"(?:^|  +)#? ?(?P<language>zh|en):(?: |$)")


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
        return literal if is_string(literal) else None

    @property
    def promised(self) -> str:
        return self.text[1:].removeprefix(" ").rstrip()


def read_comments(source: str) -> Iterator[Comment]:
    """The comments of a Python source, in order."""
    lines = source.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            yield Comment(line, column, token.string, not lines[line - 1][:column].strip())


def is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def fields(string: ast.expr) -> list[str]:
    """What stands between the braces of an f-string, sorted: languages order their words differently."""
    return sorted(
        ast.unparse(node) for node in ast.walk(string) if isinstance(node, ast.FormattedValue)
    )


def string_before(
    comment: Comment, line: str, tree: ast.Module
) -> tuple[ast.expr, int, int] | None:
    """The last string on the comment's line, and the columns that it takes; ``None`` without one."""
    strings = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.expr) and is_string(node)
        and node.lineno == node.end_lineno == comment.line
    ]  # fmt: skip
    if not strings:
        return None
    # An f-string holds strings of its own: the outermost begins first.
    last = max(strings, key=lambda node: (node.end_col_offset or 0, -node.col_offset))
    data = line.encode()
    start, end = data[: last.col_offset], data[: last.end_col_offset]
    return last, len(start.decode()), len(end.decode())


def faults_of_words(comments: Iterable[Comment]) -> Iterator[tuple[int, str]]:
    """Where words are empty or stand in one language only: the line, and what is wrong there."""
    for group in _word_groups(comments):
        counts = dict.fromkeys(LANGUAGES, 0)
        for comment in group:
            for language, words in comment.words.items():
                if not words:
                    yield comment.line, f"empty words after '{language}:'"
                counts[language] += 1
        if counts["zh"] != counts["en"]:
            missing = "en" if counts["zh"] > counts["en"] else "zh"
            yield group[0].line, f"words in one language only; add the matching `# {missing}: …`"


def _word_groups(comments: Iterable[Comment]) -> Iterator[list[Comment]]:
    """Words that belong together: a run of lines of their own, or one comment after code."""
    group: list[Comment] = []
    for comment in comments:
        if not comment.words or comment.string:
            continue
        if group and not (comment.alone and group[-1].alone and comment.line == group[-1].line + 1):
            yield group
            group = []
        group.append(comment)
    if group:
        yield group
