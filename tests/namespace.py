"""Runs sections of snippets inside the process of a test, which then looks at what they define."""

import contextlib
import io
import sys
import types
from collections.abc import Sequence

from site_tools.read.snippet import Section, Statement
from site_tools.run.execution import execute
from site_tools.run.outcome import Outcome
from site_tools.run.program import codes


class Namespace:
    """Where sections run, one after the other, as ``__main__``: ``pickle`` looks classes up there."""

    def __init__(self, filename: str) -> None:
        self.module = types.ModuleType("__main__")
        self.module.__file__ = filename
        self.names = self.module.__dict__

    def run(self, section: Section, statements: Sequence[Statement] | None = None) -> list[Outcome]:
        """Runs a section, or these statements in its place; stops after the first that raises."""
        chosen = tuple(statements or section.statements)
        out = io.StringIO()

        def printed() -> str:
            text = out.getvalue()
            out.seek(0)
            out.truncate()
            return text

        replaced = sys.modules["__main__"]
        sys.modules["__main__"] = self.module
        self.module.__file__ = str(section.file.path)
        try:
            with contextlib.redirect_stdout(out):
                return [
                    Outcome(section, chosen[index], **result)
                    for index, result in execute(
                        codes(chosen), self.names, str(section.file.path), printed
                    )
                ]
        finally:
            sys.modules["__main__"] = replaced
