"""Mutants: faults planted one at a time, to see whether the promises of the pages catch them.

A promise mutant changes a digit, a dtype or a truth value of what a snippet documents; the page runs once and
the mutants are compared with its real outputs. A code mutant changes a constant, an operator or a name of the
code, or deletes a statement; each runs the rest of its page in a process of its own.
"""

import ast
import contextlib
import copy
import os
import re
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from site_tools.read.page import Page
from site_tools.read.snippet import Section, Statement
from site_tools.run.execution import Namespace
from site_tools.run.promise import keeps
from site_tools.run.run import PageRun, Prepare, nothing
from tutorial_lib.errors import InputError

# A mutant that never ends is caught: its reader would notice.
_SECONDS_A_MUTANT = 60

_WORDS = {"float32": "float64", "float64": "float32", "int64": "int32", "int32": "int64", "True": "False",
          "False": "True"}  # fmt: skip
_WORD = re.compile("|".join(rf"\b{word}\b" for word in _WORDS))

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.USub: ast.UAdd, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.And: ast.Or,
    ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    section: Section
    line: int
    change: str
    caught: bool


def promise_mutants(page: Page, prepare: Prepare = nothing) -> Iterator[Mutant]:
    """Runs the page once and changes every digit, dtype and truth value that its snippets promise."""
    run = PageRun(page, prepare)
    try:
        for index, (_, section) in enumerate(page.sections):
            for outcome in run.outcomes(index):
                promise = outcome.statement.promise
                if promise is None or outcome.output is None:
                    continue
                for mutated in _changed(promise.text):
                    caught = not keeps(mutated, outcome.output)
                    yield Mutant(section, promise.line_numbers[0], mutated, caught)
    finally:
        run.close()


def code_mutants(page: Page, prepare: Prepare = nothing, every: int = 1) -> Iterator[Mutant]:
    """Runs every mutant of the page's code, or every n-th of a section; needs a system that can fork.

    Before each section, one process a mutant branches off and goes on to the page's end, as the tests do: a
    promise that breaks, an error or a warning catches it. A deleted statement that has a promise is caught
    without running: it leaves a comment that documents nothing, which no snippet may hold.
    """
    if not hasattr(os, "fork"):
        raise InputError("code mutants need a system that can fork: Linux or macOS")
    sections = [section for _, section in page.sections]
    with tempfile.TemporaryDirectory(prefix="page-") as folder, contextlib.chdir(folder):
        prepare(page, Path(folder))
        # Once for nothing, elsewhere: what the page imports, its mutants then need not import one by one.
        with tempfile.TemporaryDirectory(prefix="page-") as other, contextlib.chdir(other):
            prepare(page, Path(other))
            _broken(Namespace(str(page.path)), sections)
        namespace = Namespace(str(page.path))
        for index, section in enumerate(sections):
            for line, change, statements in islice(_mutated(section), 0, None, every):
                left = {statement.promise for statement in statements}
                caught = any(one.promise not in left for one in section.statements) or _fails(
                    namespace, section, statements, sections[index + 1 :]
                )
                yield Mutant(section, line, change, caught)
            namespace.run(section)


def _broken(namespace: Namespace, sections: list[Section]) -> bool:
    """Runs the sections up to the first that breaks a promise, and says whether one does."""
    return any(outcome.problem for section in sections for outcome in namespace.run(section))


def _changed(text: str) -> Iterator[str]:
    for digit in re.finditer(r"\d", text):
        for other in "0123456789".replace(digit[0], ""):
            yield text[: digit.start()] + other + text[digit.end() :]
    for word in _WORD.finditer(text):
        yield text[: word.start()] + _WORDS[word[0]] + text[word.end() :]


def _fails(
    namespace: Namespace, section: Section, statements: list[Statement], rest: list[Section]
) -> bool:
    """Whether the page fails from here on, with these statements in the section's place."""
    child = os.fork()
    if child == 0:
        status = 1  # an error that no promise explains catches the mutant as well
        with contextlib.suppress(BaseException):
            status = int(_child_fails(namespace, section, statements, rest))
        os._exit(status)
    _, status = os.waitpid(child, 0)
    return status != 0


def _child_fails(
    namespace: Namespace, section: Section, statements: list[Statement], rest: list[Section]
) -> bool:
    signal.alarm(_SECONDS_A_MUTANT)
    warnings.simplefilter("error")
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stderr(nowhere),
        tempfile.TemporaryDirectory(prefix="mutant-") as folder,
    ):
        # A copy of what the page has written so far, to spoil as the mutant likes.
        shutil.copytree(Path.cwd(), folder, dirs_exist_ok=True)
        with contextlib.chdir(folder):
            outcomes = namespace.run(section, statements)
            return any(outcome.problem for outcome in outcomes) or _broken(namespace, rest)


def _mutated(section: Section) -> Iterator[tuple[int, str, list[Statement]]]:
    """Line, description, and the section's statements with one of them changed or gone."""
    statements = list(section.statements)
    names = _assigned(statements)
    for index, statement in enumerate(statements):
        if isinstance(statement.node, ast.Import | ast.ImportFrom):
            continue
        others = statements[:index] + statements[index + 1 :]
        yield statement.first_line, "deleted: " + _first(statement.node), others
        for line, change, node in _changed_nodes(statement.node, names):
            changed = replace(statement, node=node)
            yield line, change, [*statements[:index], changed, *statements[index + 1 :]]


def _changed_nodes(node: ast.stmt, names: list[str]) -> Iterator[tuple[int, str, ast.stmt]]:
    """Copies of the statement, each with one node changed."""
    for position, found in enumerate(ast.walk(node)):
        for change in _changes(found, names):
            copied = copy.deepcopy(node)
            twin = list(ast.walk(copied))[position]
            change(twin)
            ast.fix_missing_locations(copied)
            if ast.unparse(copied) != ast.unparse(node):
                line = getattr(found, "lineno", node.lineno)
                yield line, f"{_first(found)} -> {_first(twin)}", copied


def _changes(node: ast.AST, names: list[str]) -> Iterator[Callable[[Any], None]]:
    """What can be changed at this node, as functions that change a copy of it."""
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            yield lambda twin: setattr(twin, "value", _other_constant(value))
        case ast.Compare(ops=[operator, *_]) if type(operator) in _OPERATORS:
            yield lambda twin: twin.ops.__setitem__(0, _OPERATORS[type(operator)]())
        case ast.BinOp() | ast.UnaryOp() | ast.BoolOp() | ast.AugAssign():
            other = _OPERATORS.get(type(node.op))
            if other:
                yield lambda twin: setattr(twin, "op", other())
        case ast.Name(id=name, ctx=ast.Load()) if name in names and len(names) > 1:
            # Another variable of the same section in this one's place.
            stranger = names[(names.index(name) + 1) % len(names)]
            yield lambda twin: setattr(twin, "id", stranger)
        case ast.For() | ast.While() | ast.If() | ast.With() | ast.FunctionDef() | ast.ClassDef():
            for index in range(len(node.body) if len(node.body) > 1 else 0):
                yield partial(_delete, index)


def _delete(
    index: int, node: ast.For | ast.While | ast.If | ast.With | ast.FunctionDef | ast.ClassDef
) -> None:
    del node.body[index]


def _other_constant(value: bool | float) -> bool | float:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) or not value else value * 2


def _assigned(statements: list[Statement]) -> list[str]:
    """The variables that these statements set, in the order of their names."""
    return sorted(
        {
            name.id
            for statement in statements
            for name in ast.walk(statement.node)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        }
    )


def _first(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]
