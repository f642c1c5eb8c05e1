"""`pytest docs/ --update-outputs`: what it writes, and what it leaves to a person."""

import pytest

from tests.site_tools.run.test_collection import project  # noqa: F401 - the fixture with a conftest.py

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
