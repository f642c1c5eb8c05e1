"""Writes real outputs into the promises that no longer hold, in place, and refuses what no comment can hold."""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from site_tools.read.files import read_text, write_text
from site_tools.read.snippet import SnippetFile
from site_tools.run.outcome import Outcome, difference
from site_tools.run.process import WarmProcess
from site_tools.run.program import Program
from site_tools.run.run import PageRun, Prepare
from tutorial_lib.errors import InputError

_ADDRESS = re.compile(r"\b0x[0-9a-f]{5,}")
_SET = re.compile(r"(?<![\w.])(?:\{|set\()[^{}:]*,[^{}:]*\}")


class Updates:
    """Collects the outcomes whose promises can be rewritten, and rewrites them all at the end."""

    def __init__(self, prepare: Prepare) -> None:
        self._prepare = prepare
        self._accepted: dict[Path, dict[int, Outcome]] = defaultdict(dict)
        # Sets come in another order there, and objects lie elsewhere.
        self._other = WarmProcess(hash_seed="1")
        self._again: dict[str, PageRun] = {}

    def take(self, run: PageRun, index: int) -> list[str]:
        """Takes what can be rewritten of a block; returns what cannot, as reports."""
        problems = list(run.faults(index))
        for number, outcome in enumerate(run.outcomes(index)):
            if outcome.problem is None:
                continue
            if not outcome.is_updatable:
                problems.append(difference(outcome))
                continue
            again = self._second(run.program).outcomes(index)[number : number + 1]
            reason = _refusal(outcome.output or "", again[0].output if again else None)
            if reason is None and not _reads_back(outcome):
                reason = "it cannot stand in a comment as it is"
            if reason:
                problems.append(f"{difference(outcome)}\nNot written: {reason}.")
            else:
                # A page in each language runs the same statement: one rewriting is enough.
                file = outcome.section.file.path
                self._accepted[file][outcome.statement.first_line] = outcome
        return problems

    def write(self) -> list[str]:
        """Rewrites the promises; says which, as ``file:line``.

        Raises:
            InputError: a file has changed since its page ran, or cannot be written.
        """
        self._other.end()
        for path, outcomes in self._accepted.items():
            file = next(iter(outcomes.values())).section.file
            if read_text(path) != file.source:
                raise InputError(f"{path}: changed while its page ran; update its outputs again")
            lines = [*file.lines]
            for line in sorted(outcomes, reverse=True):
                _rewrite(lines, outcomes[line])
            end = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
            write_text(path, end.join([*lines, ""]))
        return [
            outcomes[line].place
            for outcomes in self._accepted.values()
            for line in sorted(outcomes)
        ]

    def _second(self, program: Program) -> PageRun:
        if program.digest not in self._again:
            run = PageRun(program, self._prepare, self._other)
            self._again[program.digest] = run
            run.outcomes(len(program.blocks) - 1)
            run.close()
        return self._again[program.digest]


def _refusal(output: str, again: str | None) -> str | None:
    """Why this output can be no promise; ``None`` where it can."""
    if "…" in output:
        return "it holds '…', which in a promise leaves the rest of a line open"
    if any(
        unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in output if one not in "\n\t"
    ):
        return "it holds a character that a line of comment cannot hold, such as a carriage return"
    if _ADDRESS.search(output):
        return "it holds an address in memory, another at every run"
    if _SET.search(output):
        return "it shows a set, whose order differs from run to run; print it sorted"
    if again != output:
        return "a second run in a fresh Python put out something else"
    return None


def _reads_back(outcome: Outcome) -> bool:
    """Whether the rewritten file documents this output and is otherwise as sound as before."""
    file = outcome.section.file
    lines = [*file.lines]
    _rewrite(lines, outcome)
    written = SnippetFile(file.path, file.name, "\n".join([*lines, ""]), file.is_snippet)
    try:
        found = [
            one for one in written.statements if one.first_line == outcome.statement.first_line
        ]
        sections = written.sections.keys()
    except InputError:
        return False
    shown = [line.rstrip() for line in (outcome.output or "").rstrip("\n").split("\n")]
    promise = found[0].promise if found else None
    return sections == file.sections.keys() and promise is not None and [*promise.lines] == shown


def _rewrite(lines: list[str], outcome: Outcome) -> None:
    """A promise keeps its place: at the end of its line, inside its statement, or in the lines after it.

    Where the new output has another number of lines it moves behind the statement.
    """
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
