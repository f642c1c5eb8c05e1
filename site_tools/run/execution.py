"""Runs the statements of sections and says how each compares with its promise."""

import ast
import contextlib
import io
import re
import sys
import traceback
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_tools.read.snippet import Section, Statement
from site_tools.run.promise import keeps

_ATTRIBUTE = re.compile(r"(?P<name>shape|dtype|device|requires_grad): ")
_ERROR = re.compile(r"(?P<type>[\w.]*(?:Error|Exception|Warning|Exit|StopIteration)): ")


@dataclass(frozen=True)
class Outcome:
    """What one statement did."""

    section: Section
    statement: Statement
    output: str | None
    """What it printed, raised, or is worth; ``None`` for a statement that has no output at all."""
    error: BaseException | None = None

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
        if self.error is not None and type(self.error).__name__ not in promise.text:
            return "raises, and documents another output"  # not even a lone `…` stands for an error
        if not keeps(promise.text, self.output):
            return "documents another output"
        if (
            self.error is not None
            and self.statement.last_line < self.section.statements[-1].last_line
        ):
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


class Namespace:
    """Where the blocks of one page run, one after the other.

    The names live in a module that stands in ``sys.modules["__main__"]`` while a block runs: ``pickle``
    looks classes up there, and without it ``torch.save(model)`` fails.
    """

    def __init__(self, filename: str) -> None:
        self.module = types.ModuleType("__main__")
        self.module.__file__ = filename
        self.names = self.module.__dict__

    def run(self, section: Section, statements: Sequence[Statement] | None = None) -> list[Outcome]:
        """Runs a section, or these statements in its place; stops after the first that raises."""
        self.module.__file__ = str(section.file.path)
        replaced = sys.modules["__main__"]
        sys.modules["__main__"] = self.module
        try:
            return list(self._outcomes(section, statements or section.statements))
        finally:
            sys.modules["__main__"] = replaced

    def _outcomes(self, section: Section, statements: Sequence[Statement]) -> Iterator[Outcome]:
        for statement in statements:
            printed = io.StringIO()
            value: object = None
            try:
                with contextlib.redirect_stdout(printed):
                    value = self._execute(statement.node, str(section.file.path))
            except (Exception, SystemExit) as error:
                raised = "".join(traceback.format_exception_only(error))
                yield Outcome(section, statement, printed.getvalue() + raised.rstrip("\n"), error)
                return
            output = printed.getvalue() or None
            if output is None and statement.promise and value is not _NO_VALUE:
                output = _documented(value, statement.promise.text)
            yield Outcome(section, statement, output)

    def _execute(self, node: ast.stmt, filename: str) -> object:
        """Runs one statement; its value where it is an expression or an assignment."""
        if isinstance(node, ast.Expr):
            return eval(compile(ast.Expression(node.value), filename, "eval"), self.names)
        exec(compile(ast.Module([node], []), filename, "exec"), self.names)
        if isinstance(node, ast.Assign):
            return eval(ast.unparse(node.targets[0]), self.names)
        if isinstance(node, ast.AugAssign) or (isinstance(node, ast.AnnAssign) and node.value):
            return eval(ast.unparse(node.target), self.names)
        return _NO_VALUE


_NO_VALUE = object()


def _error_type(output: str) -> str:
    """``ValueError`` of ``ValueError: …``; empty where the output is not an error's."""
    error = _ERROR.match(output)
    return error["type"] if error else ""


def _documented(value: object, promised: str) -> str:
    """The value in the form that its promise asks for: its repr, or one attribute."""
    attribute = _ATTRIBUTE.match(promised)
    if not attribute or not hasattr(value, attribute["name"]):
        return repr(value)
    found = getattr(value, attribute["name"])
    if attribute["name"] == "shape":
        found = tuple(found)
    return f"{attribute['name']}: {found}"
