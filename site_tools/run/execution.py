"""Runs statements as a reader's Python would, and takes down what each prints, raises or is worth.

Needs nothing but the standard library and knows nothing of pages: this is what runs inside a page's process.
"""

import ast
import re
import traceback
from collections.abc import Callable, Iterator
from typing import Any, TypedDict

_ATTRIBUTE = re.compile(r"(?P<name>shape|dtype|device|requires_grad): ")
_NO_VALUE = object()


class Code(TypedDict):
    """One statement."""

    line: int
    source: str
    promise: str | None
    hidden: bool
    """A bound that no page shows: what it defines, the shown code does not see."""


class Result(TypedDict):
    output: str | None
    error: str | None
    trace: str


def execute(
    codes: list[Code], names: dict[str, Any], file: str, printed: Callable[[], str]
) -> Iterator[tuple[int, Result]]:
    """Runs the statements of a section; those after one that raises are left out.

    Args:
        codes: the statements.
        names: where they run.
        file: what tracebacks call their file.
        printed: what has come out since it was last asked.
    """
    raised = False
    aside: dict[str, Any] | None = None
    for index, code in enumerate(codes):
        if code["hidden"] and aside is None:
            aside, raised = dict(names), False
        if not raised:
            result = _result(code, names if aside is None else aside, file, printed)
            raised = result["error"] is not None
            yield index, result


def _result(code: Code, names: dict[str, Any], file: str, printed: Callable[[], str]) -> Result:
    try:
        value = _value(code, names, file)
        output = printed() or _documented(value, code["promise"])
        del value
        output = printed() or output  # of the end of the value, if nothing else holds it
    except (Exception, SystemExit) as error:
        raised = "".join(traceback.format_exception_only(error)).rstrip("\n")
        # Our own frames come first, the page's after them.
        frames = traceback.extract_tb(error.__traceback__)
        shown = [frame for frame in frames if frame.filename != __file__]
        trace = "Traceback (most recent call last):\n" + "".join(traceback.format_list(shown))
        name = type(error).__name__
        return Result(output=printed() + raised, error=name, trace=trace.rstrip())
    return Result(output=output, error=None, trace="")


def _value(code: Code, names: dict[str, Any], file: str) -> object:
    """Runs one statement; its value where it is an expression or an assignment."""
    (node,) = ast.parse("\n" * (code["line"] - 1) + code["source"], file).body
    if isinstance(node, ast.Expr):
        return eval(compile(ast.Expression(node.value), file, "eval"), names)
    exec(compile(ast.Module([node], []), file, "exec"), names)
    if code["promise"] is None:
        return _NO_VALUE
    if isinstance(node, ast.Assign):
        return eval(ast.unparse(node.targets[0]), names)
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.AnnAssign) and node.value):
        return eval(ast.unparse(node.target), names)
    return _NO_VALUE


def _documented(value: object, promise: str | None) -> str | None:
    """The value in the form that its promise asks for: its repr, or one attribute."""
    if value is _NO_VALUE or promise is None:
        return None
    attribute = _ATTRIBUTE.match(promise)
    if not attribute or not hasattr(value, attribute["name"]):
        return repr(value)
    found = getattr(value, attribute["name"])
    if attribute["name"] == "shape":
        found = tuple(found)
    return f"{attribute['name']}: {found}"
