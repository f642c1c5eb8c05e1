"""What `pytest docs/` does, on a small tutorial of its own."""

import json
import subprocess
import sys

import pytest

from site_tools.read import read_page
from site_tools.run.record import RECORD, read_record, stamp
from tests.site_tools.conftest import Project


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
    assert json.loads((project.root / RECORD / "numbers.json").read_text())["blocks"] == [
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
    assert json.loads((project.root / RECORD / "numbers.json").read_text())["blocks"] == [
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
    assert read_record(project.root).keys() == {"numbers"}
    project.replace("snippets/numbers.py", "# 6", "# 7")
    pytester.runpytest_inprocess("docs/en", "-k", "create")
    project.replace("snippets/numbers.py", "# 7", "# 6")
    assert read_record(project.root).keys() == set()


def test_a_page_runs_once_for_both_languages(project: Project, pytester: pytest.Pytester) -> None:
    count = project.write("runs.txt", "")
    project.replace(
        "snippets/numbers.py",
        "numbers = [1, 2, 3]",
        f"import os\nnumbers = [1, 2, 3]\nstatus = os.system('echo run >> {count}')",
    )
    pytester.runpytest_inprocess("docs").assert_outcomes(passed=4)
    assert count.read_text(encoding="utf-8").split() == ["run"]


def test_pages_that_run_in_two_terminals_at_once_are_both_recorded(project: Project) -> None:
    for language in ("zh", "en"):
        path = project.root / f"docs/{language}/numbers.md"
        path.with_name("more.md").write_text(path.read_text().replace("numbers.py", "more.py"))
    project.write("snippets/more.py", project.snippet.read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "pytest", "-q"]
    with (
        subprocess.Popen([*command, "docs/en/numbers.md"], cwd=project.root) as one,
        subprocess.Popen([*command, "docs/zh/more.md"], cwd=project.root) as other,
    ):
        assert (one.wait(), other.wait()) == (0, 0)
    assert read_record(project.root).keys() == {"numbers", "more"}


def test_the_rules_are_part_of_what_was_proven(project: Project, pytester: pytest.Pytester) -> None:
    pytester.runpytest_inprocess("docs/en")
    assert read_record(project.root).keys() == {"numbers"}
    project.append("conftest.py", "# another rule\n")
    assert read_record(project.root).keys() == set()


def test_a_snippet_that_is_edited_while_its_page_runs_proves_nothing_of_the_new_text(
    project: Project, pytester: pytest.Pytester
) -> None:
    wrong = project.snippet.read_text(encoding="utf-8").replace("# 6", "# 7")
    project.write(
        "edit.py",
        f"from pathlib import Path\nPath({str(project.snippet)!r}).write_text({wrong!r})\n",
    )
    project.replace(
        "snippets/numbers.py",
        "numbers = [1, 2, 3]",
        f"import os, sys\nstatus = os.system(f'{{sys.executable}} {project.root}/edit.py')\nnumbers = [1, 2, 3]",
    )
    pytester.runpytest_inprocess("docs/en").assert_outcomes(passed=2)
    page = read_page(project.root / "docs/en/numbers.md")
    assert stamp(page, read_record(project.root)).run is None


def test_a_block_that_ends_python_fails_and_the_other_pages_are_run(
    project: Project, pytester: pytest.Pytester
) -> None:
    project.write(
        "snippets/bad.py", "# --8<-- [start:a]\nimport os\nos._exit(0)\n# --8<-- [end:a]\n"
    )
    project.write("docs/en/bad.md", '# Bad\n\n```python\n--8<-- "bad.py:a"\n```\n')
    ran = pytester.runpytest_inprocess("docs/en")
    ran.assert_outcomes(passed=2, failed=1)
    ran.stdout.fnmatch_lines(["*bad.py:3: section 'bad.py:a' of *docs/en/bad.md ends the process*"])


def test_a_page_that_is_not_utf_8_ends_in_one_sentence(
    project: Project, pytester: pytest.Pytester
) -> None:
    (project.root / "docs/en/numbers.md").write_bytes("张量".encode("gbk"))
    ran = pytester.runpytest_inprocess("docs")
    ran.stdout.fnmatch_lines(["*docs/en/numbers.md:1: not valid UTF-8; save the file as UTF-8*"])
    ran.stdout.no_fnmatch_line("*Traceback*")


def test_a_repository_that_cannot_be_written_is_told_in_one_sentence(
    project: Project, pytester: pytest.Pytester
) -> None:
    project.write("build", "in the way of the record")
    ran = pytester.runpytest_inprocess("docs/en")
    assert ran.ret != 0
    ran.stdout.fnmatch_lines(["*build*: cannot be written*"])
    ran.stdout.no_fnmatch_line("*Traceback*")


def test_a_block_has_a_time_limit(project: Project, pytester: pytest.Pytester) -> None:
    project.replace("snippets/numbers.py", "numbers = [1, 2, 3]", "while True:\n    pass")
    ran = pytester.runpytest_inprocess("docs/en", "--seconds-a-block", "1")
    ran.assert_outcomes(failed=2)
    ran.stdout.fnmatch_lines(
        ["*numbers.py:4: section 'numbers.py:create' of *numbers.md still runs after 1 s*"]
    )
