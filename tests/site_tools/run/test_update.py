"""`pytest docs/ --update-outputs`: what it writes, and what it leaves to a person."""

import errno
import os
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from site_tools.read import read_page
from site_tools.read.files import write_text
from site_tools.run.record import read_record, stamp
from site_tools.run.run import PageRun, nothing
from site_tools.run.update import Updates
from tests.site_tools.conftest import Project
from tutorial_lib.errors import InputError

pytestmark = pytest.mark.usefixtures("project")


def updated(pytester: pytest.Pytester, code: str) -> str:
    """The snippet after one update, which must pass then, and after which another changes nothing."""
    body = f"# --8<-- [start:create]\n{code}\n# --8<-- [end:create]\n"
    path = pytester.path / "snippets/numbers.py"
    path.write_text(body + "\n# --8<-- [start:use]\n# --8<-- [end:use]\n", encoding="utf-8")
    pytester.runpytest_inprocess("docs", "--update-outputs").assert_outcomes(passed=4)
    once = path.read_text(encoding="utf-8")
    pytester.runpytest_inprocess("docs").assert_outcomes(passed=4)
    pytester.runpytest_inprocess("docs", "--update-outputs").assert_outcomes(passed=4)
    assert path.read_text(encoding="utf-8") == once
    return once.removeprefix("# --8<-- [start:create]\n").partition("\n# --8<-- [end:create]")[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(1 + 1)  # 3", "print(1 + 1)  # 2"),
        ("print(1 + 1)", "print(1 + 1)  # 2"),
        ("x = 1 + 1  # 3", "x = 1 + 1  # 2"),
        ("print('a\\nb')\n# a\n# c", "print('a\\nb')\n# a\n# b"),
        ("print('a\\nb')  # a", "print('a\\nb')\n# a\n# b"),
        ("print('a')\n# a\n# b", "print('a')  # a"),
        ("for i in range(2):\n    print(i)\n    # 5", "for i in range(2):\n    print(i)\n# 0\n# 1"),
        (
            "int('x')\n# ValueError: wrong",
            "int('x')\n# ValueError: invalid literal for int() with base 10: 'x'",
        ),
        ("x = 1  # zh: 一  # en: one\nprint(x)  # 2", "x = 1  # zh: 一  # en: one\nprint(x)  # 1"),
        ("print(1)  # zh: 一  # en: one", "print(1)  # zh: 一  # en: one\n# 1"),
        ("print('a\\n\\nb')", "print('a\\n\\nb')\n# a\n#\n# b"),
    ],
)
def test_the_real_output_takes_the_place_of_the_old_one(
    pytester: pytest.Pytester, before: str, after: str
) -> None:
    assert updated(pytester, before) == after


@pytest.mark.parametrize(
    "code",
    [
        "print(1)  # 1\n[][1]  # 2",
        "int('x')",
        "int('x')\n# KeyError: 'x'",
        "print(1)\n# ValueError: wrong",
        "print(12)  # 2…",
        "if True:\n    pass\n# 3",
    ],
)
def test_a_failure_without_explanation_is_reported_and_not_written(
    pytester: pytest.Pytester, code: str
) -> None:
    body = f"# --8<-- [start:create]\n{code}\n# --8<-- [end:create]\n"
    body += "# --8<-- [start:use]\n# --8<-- [end:use]\n"
    path = pytester.path / "snippets/numbers.py"
    path.write_text(body, encoding="utf-8")
    pytester.runpytest_inprocess("docs", "--update-outputs").assert_outcomes(passed=2, failed=2)
    assert path.read_text(encoding="utf-8") == body


def test_an_output_that_still_holds_within_its_allowance_is_left_alone(
    pytester: pytest.Pytester,
) -> None:
    assert updated(pytester, "print('0.12346')  # 0.12345") == "print('0.12346')  # 0.12345"


def test_updating_in_several_processes_is_refused(pytester: pytest.Pytester) -> None:
    ran = pytester.runpytest_subprocess("docs", "--update-outputs", "-n", "2")
    ran.stderr.fnmatch_lines(["*--update-outputs writes files: run it without -n*"])


def refused(project: Project, code: str) -> str:
    """What is said where nothing is written; the file stays as it was."""
    body = f"# --8<-- [start:create]\n{code}\n# --8<-- [end:create]\n"
    path = project.root / "snippets/numbers.py"
    path.write_bytes((body + "# --8<-- [start:use]\n# --8<-- [end:use]\n").encode())
    before = path.read_bytes()
    updates = Updates(nothing)
    with closing(PageRun(read_page(project.root / "docs/en/numbers.md"))) as run:
        (said,) = updates.take(run, 0)
    assert updates.write() == []
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]
    return said


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("print('loss … and more')  # 1", "it holds '…'"),
        ("print('more …')", "it holds '…'"),
        ("print('zh: a')  # 1", "it cannot stand in a comment as it is"),
        ("print('en: a')  # 1", "it cannot stand in a comment as it is"),
        ("print('zh:')", "it cannot stand in a comment as it is"),
        ("print('--8<-- [start:a]')  # 1", "it cannot stand in a comment as it is"),
        ("print('--8<-- [end:create]')  # 1", "it cannot stand in a comment as it is"),
        ("print('a\\rb')  # 1", "a character that a line of comment cannot hold"),
        ("print('a\\0b')  # 1", "a character that a line of comment cannot hold"),
        ("print('a\\x1b[1mb')  # 1", "a character that a line of comment cannot hold"),
        ("print('a\\x85b', 'a\\u2028b')  # 1", "a character that a line of comment cannot hold"),
        ("x = object()  # 1", "an address in memory"),
        ("print({'a', 'b', 'c'})  # 1", "a set, whose order differs"),
        ("print(frozenset('ab'))  # 1", "a set, whose order differs"),
        ("print(list({'a', 'b', 'c', 'd', 'e', 'f'}))  # 1", "a second run in a fresh Python"),
        ("print(hash('a'))  # 1", "a second run in a fresh Python"),
        ("import os\nprint(os.getpid())  # 1", "a second run in a fresh Python"),
        ("import time\nprint(time.perf_counter())  # 1", "a second run in a fresh Python"),
        ("import random\nprint(random.random())  # 1", "a second run in a fresh Python"),
        ("print('\\ud800')  # 1", "raises, and documents another output"),
        ("class A:\n    def __repr__(self):\n        raise ValueError('no')\n\n\na = A()  # 1",
         "raises, and documents another output"),
    ],
)  # fmt: skip
def test_what_no_promise_can_hold_is_refused_in_one_sentence(
    project: Project, code: str, reason: str
) -> None:
    said = refused(project, code)
    assert reason in said
    assert said.count("Not written") == int("raises" not in reason)


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\f", "\v", "\x1c"])
def test_a_string_that_holds_a_strange_line_end_stays_whole(
    pytester: pytest.Pytester, mark: str
) -> None:
    before = f's = "a{mark}b"\nprint(len(s))  # 9'
    assert updated(pytester, before) == f's = "a{mark}b"\nprint(len(s))  # 3'


def test_line_ends_of_windows_are_kept(pytester: pytest.Pytester) -> None:
    path = pytester.path / "snippets/numbers.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").replace(b"# 6", b"# 7"))
    pytester.runpytest_inprocess("docs", "--update-outputs").assert_outcomes(passed=4)
    text = path.read_bytes()
    assert b"# 6\r\n" in text
    assert text.count(b"\n") == text.count(b"\r\n")


@pytest.mark.parametrize(
    "code", ["a = 1; print(a)  # 9", "if True: print(1); print(2)\nx = 1; y = 2"]
)
def test_several_statements_on_one_line_are_refused(pytester: pytest.Pytester, code: str) -> None:
    path = pytester.path / "snippets/numbers.py"
    path.write_text(f"# --8<-- [start:create]\n{code}\n# --8<-- [end:create]\n", encoding="utf-8")
    before = path.read_bytes()
    ran = pytester.runpytest_inprocess("docs/en", "--update-outputs")
    assert ran.ret != 0
    ran.stdout.fnmatch_lines(["*numbers.py:*: several statements on one line*"])
    assert path.read_bytes() == before


def test_a_file_that_changes_while_its_page_runs_is_not_written(project: Project) -> None:
    path = project.replace("snippets/numbers.py", "# 6", "# 7")
    updates = Updates(nothing)
    with closing(PageRun(read_page(project.root / "docs/en/numbers.md"))) as run:
        assert updates.take(run, 0) == []
    project.append("snippets/numbers.py", "\n")
    before = path.read_bytes()
    with pytest.raises(InputError, match="changed while its page ran"):
        updates.write()
    assert path.read_bytes() == before


def test_a_disk_that_is_full_is_told_and_leaves_nothing_half_written(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pytester.path / "snippets/numbers.py"
    path.write_text(path.read_text(encoding="utf-8").replace("# 6", "# 7"), encoding="utf-8")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("site_tools.run.update.write_text", partial(_written_by, full))
    ran = pytester.runpytest_inprocess("docs/en", "--update-outputs")
    assert ran.ret == 1
    ran.stdout.fnmatch_lines(["*numbers.py: cannot be written: No space left on device"])
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def _written_by(replace: Callable[..., None], path: Path, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", replace)
        write_text(path, text)


def test_what_was_updated_has_not_been_proven(pytester: pytest.Pytester) -> None:
    path = pytester.path / "snippets/numbers.py"
    old = path.read_text(encoding="utf-8").replace("# 6", "# 7")
    path.write_text(old, encoding="utf-8")
    pytester.runpytest_inprocess("docs/en", "--update-outputs").assert_outcomes(passed=2)
    for text in (path.read_text(encoding="utf-8"), old):
        path.write_text(text, encoding="utf-8")
        assert (
            stamp(read_page(pytester.path / "docs/en/numbers.md"), read_record(pytester.path)).run
            is None
        )
