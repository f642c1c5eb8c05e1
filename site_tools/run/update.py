"""Writes real outputs into the promises that no longer hold, in place."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from site_tools.run.execution import Outcome


def write_outputs(outcomes: Iterable[Outcome]) -> list[str]:
    """Rewrites the promises of these outcomes; says which, as ``file:line``.

    A promise keeps its place: at the end of its line, inside its statement, or in the lines after it.
    Where the new output has another number of lines it moves behind the statement.
    """
    by_file: dict[Path, dict[int, Outcome]] = defaultdict(dict)
    for outcome in outcomes:
        # A page in each language runs the same statement: one rewriting is enough.
        by_file[outcome.section.file.path][outcome.statement.first_line] = outcome
    written = []
    for path, updates in by_file.items():
        lines = path.read_text(encoding="utf-8").splitlines()
        for first_line in sorted(updates, reverse=True):
            _rewrite(lines, updates[first_line])
        aside = path.with_suffix(".py.new")
        aside.write_text("\n".join(lines) + "\n", encoding="utf-8")
        aside.replace(path)
        written += [f"{os.path.relpath(path)}:{line}" for line in sorted(updates)]
    return written


def _rewrite(lines: list[str], outcome: Outcome) -> None:
    statement, promise = outcome.statement, outcome.statement.promise
    new = [f"# {line}".rstrip() for line in (outcome.output or "").rstrip("\n").split("\n")]
    if promise and len(new) == len(promise.lines):
        for number, comment in zip(promise.line_numbers, new, strict=True):
            old = lines[number - 1]
            lines[number - 1] = old[: _column(outcome, number)] + comment
        return
    end = statement.last_line
    for number in reversed(promise.line_numbers if promise else ()):
        kept = lines[number - 1][: _column(outcome, number)].rstrip()
        lines[number - 1 : number] = [kept] if kept else []
        end -= 0 if kept or number > statement.last_line else 1
    if len(new) == 1 and end not in _commented(outcome):
        lines[end - 1] += f"  {new[0]}"
    else:
        lines[end:end] = new


def _column(outcome: Outcome, line: int) -> int:
    return outcome.section.file.comments[line].column


def _commented(outcome: Outcome) -> set[int]:
    """Lines that already end with words."""
    return {line for line, comment in outcome.section.file.comments.items() if comment.words}
