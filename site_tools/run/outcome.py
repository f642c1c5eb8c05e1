"""What a statement did, how that compares with what it documents, and how a difference is reported."""

import os
import re
import textwrap
from dataclasses import dataclass

from site_tools.read.snippet import Section, Statement
from site_tools.run.promise import matches

_ERROR = re.compile(r"(?P<type>[\w.]*(?:Error|Exception|Warning|Exit|StopIteration)): ")


@dataclass(frozen=True)
class Outcome:
    """What one statement did."""

    section: Section
    statement: Statement
    output: str | None
    """What it printed, raised, or is worth; ``None`` for a statement that has no output at all."""
    error: str | None = None
    """The type of what it raised."""
    trace: str = ""
    """The traceback of that error."""

    @property
    def place(self) -> str:
        return f"{os.path.relpath(self.section.file.path)}:{self.statement.first_line}"

    @property
    def problem(self) -> str | None:
        """What is wrong with the outcome, in a few words; ``None`` where the snippet is true."""
        promise = self.statement.promise
        if promise is None:
            if self.error is not None:
                return "raises, and documents no error"
            return None if self.output is None else "prints, and documents no output"
        if self.output is None:
            return "documents an output, and has none"
        if self.error is not None and self.error not in promise.text:
            return "raises, and documents another output"  # not even a lone `…` stands for an error
        if not matches(promise.text, self.output):
            return "documents another output"
        last = self.section.statements[-1:]
        if self.error is not None and last and self.statement.last_line < last[0].last_line:
            return "raises, so the statements after it never run; end the section here"
        return None

    @property
    def is_updatable(self) -> bool:
        """Whether the promise may be rewritten to what the statement really does.

        Not where an error came instead of an output or the other way round, nor where ``…`` leaves
        open what the promise means: a person has to look at those.
        """
        promise = self.statement.promise
        if self.problem is None or self.output is None:
            return False
        if promise is None:
            return self.error is None
        if "…" in promise.text:
            return False
        return _error_type(promise.text) == (_error_type(self.output) if self.error else "")


def difference(outcome: Outcome) -> str:
    """File and line, the statement, the documented output and the real one."""
    parts = [f"{outcome.place}: {outcome.problem}", outcome.statement.source]
    if outcome.statement.promise:
        parts += ["Documented:", _indented(outcome.statement.promise.text)]
    parts += ["Got:", _indented(outcome.output or "(nothing)")]
    if outcome.trace:
        parts += [outcome.trace]
    if outcome.is_updatable:
        parts += ["`pytest docs/ --update-outputs` writes the real output into the snippet."]
    return "\n".join(parts)


def _error_type(output: str) -> str:
    """``ValueError`` of ``ValueError: …``; empty where the output is not an error's."""
    error = _ERROR.match(output)
    return error["type"] if error else ""


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ", lambda _: True)
