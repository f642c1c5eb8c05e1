"""What `pytest docs/` does, on a small tutorial of its own."""

import json
import shutil
from pathlib import Path

import pytest

from site_tools.run.record import RECORD
from tests.site_tools.conftest import Project

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    shutil.copy(ROOT / "conftest.py", pytester.path)
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    return Project(pytester.path)


def test_every_block_of_both_languages_runs_and_is_named_by_its_section(
    project: Project, pytester: pytest.Pytester
) -> None:
    ran = pytester.runpytest_inprocess("docs", "-v")
    ran.assert_outcomes(passed=4)
    ran.stdout.fnmatch_lines(["docs/en/numbers.md::numbers.py:create PASSED*"])


def test_a_broken_promise_fails_in_both_languages_and_says_where_and_what(
    project: Project, pytester: pytest.Pytester
) -> None:
    project.replace("snippets/numbers.py", "# 6", "# 7")
    ran = pytester.runpytest_inprocess("docs")
    ran.assert_outcomes(passed=2, failed=2)
    ran.stdout.fnmatch_lines(
        [
            "snippets/numbers.py:5: documents another output",
            "print(sum(numbers))  # 7",
            "Documented:",
            "    7",
            "Got:",
            "    6",
        ]
    )


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        ("  # 6", "", "snippets/numbers.py:5: prints, and documents no output"),
        ("print(sum(numbers))", "if numbers: pass", "*:5: documents an output, and has none"),
        ("print(sum(numbers))", "sum(numbers) + 1", "*:5: documents another output"),
        ("= [1, 2, 3]", "= [1, 2, 3][9]", "*:4: raises, and documents no error"),
        (
            "print(sum(numbers))  # 6",
            "print(numbers[9])  # …",
            "*:5: raises, and documents another*",
        ),
        ("= [1, 2, 3]", "= __import__('warnings').warn('old')", "*UserWarning: old*"),
        ("= [1, 2, 3]", "= exit(3)", "*:4: raises, and documents no error"),
    ],
)
def test_what_the_code_does_otherwise_is_reported(
    project: Project, pytester: pytest.Pytester, old: str, new: str, report: str
) -> None:
    project.replace("snippets/numbers.py", old, new)
    ran = pytester.runpytest_inprocess("docs/en")
    assert ran.ret == 1
    ran.stdout.fnmatch_lines([report])


def test_an_error_is_shown_with_the_line_of_the_snippet_that_raised_it(
    project: Project, pytester: pytest.Pytester
) -> None:
    project.replace("snippets/numbers.py", "numbers = [1, 2, 3]", "numbers = [1, 2, 3][9]")
    ran = pytester.runpytest_inprocess("docs/en")
    ran.stdout.fnmatch_lines(
        ["*numbers.py*, line 4, in <module>", "    numbers = [[]1, 2, 3[]][[]9[]]"]
    )
    ran.stdout.no_fnmatch_line("*execution.py*")


def test_a_documented_error_ends_its_section_and_the_page_goes_on(
    project: Project, pytester: pytest.Pytester
) -> None:
    project.replace(
        "snippets/numbers.py", "print(sum(numbers))  # 6", "numbers[9]\n# IndexError: list index …"
    )
    pytester.runpytest_inprocess("docs").assert_outcomes(passed=4)
    project.replace(
        "snippets/numbers.py", "# IndexError: list index …", "# IndexError: list index …\nx = 1"
    )
    ran = pytester.runpytest_inprocess("docs/en")
    ran.stdout.fnmatch_lines(["*raises, so the statements after it never run*"])


def test_one_block_alone_runs_after_the_blocks_it_needs(
    project: Project, pytester: pytest.Pytester
) -> None:
    pytester.runpytest_inprocess("docs", "-k", "use").assert_outcomes(passed=2, deselected=2)


def test_two_processes_share_the_blocks(project: Project, pytester: pytest.Pytester) -> None:
    pytester.runpytest_subprocess("docs", "-n", "2").assert_outcomes(passed=4)
    assert json.loads((project.root / RECORD).read_text())["en/numbers"]["blocks"] == [
        "numbers.py:create",
        "numbers.py:use",
    ]


def test_a_section_that_a_page_shows_again_runs_again(
    project: Project, pytester: pytest.Pytester
) -> None:
    for language in ("zh", "en"):
        project.append(
            f"docs/{language}/numbers.md", '\n```python\n--8<-- "numbers.py:create"\n```\n'
        )
    pytester.runpytest_subprocess("docs", "-n", "2").assert_outcomes(passed=6)
    assert json.loads((project.root / RECORD).read_text())["en/numbers"]["blocks"] == [
        "numbers.py:create",
        "numbers.py:use",
        "numbers.py:create (2)",
    ]


def test_files_that_a_page_writes_stay_out_of_the_repository(
    project: Project, pytester: pytest.Pytester
) -> None:
    project.replace(
        "snippets/numbers.py",
        "numbers = [1, 2, 3]",
        "numbers = [1, 2, 3]\nopen('a.txt', 'w').close()",
    )
    pytester.runpytest_inprocess("docs").assert_outcomes(passed=4)
    assert not list(project.root.rglob("a.txt"))


def test_classes_of_a_page_can_be_pickled(project: Project, pytester: pytest.Pytester) -> None:
    code = "import pickle\n\n\nclass Net:\n    pass\n\n\nprint(type(pickle.loads(pickle.dumps(Net()))).__name__)  # Net"
    project.replace("snippets/numbers.py", "numbers = [1, 2, 3]", f"{code}\nnumbers = [1, 2, 3]")
    pytester.runpytest_inprocess("docs").assert_outcomes(passed=4)


def test_a_wrong_page_ends_in_one_sentence_and_no_traceback(
    project: Project, pytester: pytest.Pytester
) -> None:
    project.replace("docs/en/numbers.md", "numbers.py:use", "numbers.py:us")
    ran = pytester.runpytest_inprocess("docs")
    assert ran.ret != 0
    ran.stdout.fnmatch_lines(["*docs/en/numbers.md:12: no section 'us' in numbers.py*"])
    ran.stdout.no_fnmatch_line("*Traceback*")


def test_the_record_forgets_a_page_that_fails(project: Project, pytester: pytest.Pytester) -> None:
    pytester.runpytest_inprocess("docs")
    assert json.loads((project.root / RECORD).read_text()).keys() == {"en/numbers", "zh/numbers"}
    project.replace("snippets/numbers.py", "# 6", "# 7")
    pytester.runpytest_inprocess("docs/en")
    assert json.loads((project.root / RECORD).read_text()).keys() == {"zh/numbers"}
