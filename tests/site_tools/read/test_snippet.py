"""What a snippet file says, and how a wrong one is refused."""

import pytest

from site_tools.read import read_snippet
from tests.site_tools.conftest import Project
from tutorial_lib.errors import InputError


def test_each_language_sees_its_own_words_and_every_promise(project: Project) -> None:
    section = read_snippet("numbers.py", project.root).section("create")
    assert section.text("zh") == "# 一个列表\nnumbers = [1, 2, 3]\nprint(sum(numbers))  # 6"
    assert section.text("en") == "# a list\nnumbers = [1, 2, 3]\nprint(sum(numbers))  # 6"


def test_words_at_the_end_of_a_line_lose_their_tags(project: Project) -> None:
    project.write("snippets/words.py", "x = 1  # zh: 一  # en: one\n")
    whole = read_snippet("words.py", project.root).section("")
    assert (whole.text("zh"), whole.text("en")) == ("x = 1  # 一", "x = 1  # one")


def test_a_string_that_looks_like_a_comment_is_left_alone(project: Project) -> None:
    code = 'x = "# zh: no words"\n'
    project.write("snippets/text.py", code)
    assert read_snippet("text.py", project.root).section("").text("en") == code.strip()


def test_markers_of_inner_sections_are_not_shown(project: Project) -> None:
    project.write(
        "snippets/nested.py",
        """
        # --8<-- [start:all]
        x = 1
        # --8<-- [start:part]
        y = 2
        # --8<-- [end:part]
        # --8<-- [end:all]
        """,
    )
    assert read_snippet("nested.py", project.root).section("all").text("zh") == "x = 1\ny = 2"


def test_a_changed_file_is_read_again(project: Project) -> None:
    read_snippet("numbers.py", project.root)
    project.replace("snippets/numbers.py", "a list", "some numbers")
    text = read_snippet("numbers.py", project.root).section("create").text("en")
    assert text.startswith("# some numbers")


@pytest.mark.parametrize(
    ("code", "line", "problem"),
    [
        ("# --8<-- [start:a]\nx = 1\n", 1, "section 'a' is opened and never closed"),
        ("x = 1\n# --8<-- [end:a]\n", 2, "section 'a' is closed but was not opened"),
        ("# --8<-- [start:a]\n# --8<-- [end:a]\n# --8<-- [start:a]\n", 3, "opened twice"),
        ("# --8<-- [start a]\n", 1, "not a section marker"),
        (
            "def f():\n    # --8<-- [start:a]\n    pass\n    # --8<-- [end:a]\n",
            2,
            "cuts the statement",
        ),
        ("# a stray comment\nx = 1\n", 1, "neither words"),
        ("x = 1\n\n# a stray comment\n", 3, "neither words"),
        ("# zh: 只有中文\nx = 1\n", 1, "words in one language only; add the matching `# en: …`"),
        ("x = 1  # en: one\n", 1, "words in one language only; add the matching `# zh: …`"),
        ("# zh: 一\n# zh: 二\n# en: one\nx = 1\n", 1, "words in one language only"),
        ("# zh:\n# en: one\nx = 1\n", 1, "empty words"),
        ("def f():\n    return 1  # 1\n", 2, "the statement before it has no output"),
        ("class A:\n    pass\n# A\n", 3, "the statement before it has no output"),
        ("print(1)  # loss … and more\n", 1, "nothing may follow it"),
        ("x = (\n", 1, "not valid Python"),
    ],
)
def test_a_wrong_snippet_is_refused_with_file_and_line(
    project: Project, code: str, line: int, problem: str
) -> None:
    path = project.write("snippets/wrong.py", code)
    with pytest.raises(InputError) as refused:
        read_snippet("wrong.py", project.root)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert problem in str(refused.value)


def test_an_unknown_section_is_answered_with_the_known_ones(project: Project) -> None:
    with pytest.raises(InputError, match=r"no section 'creat' .* \(it has: create, use\)"):
        read_snippet("numbers.py", project.root).section("creat")


def test_ordinary_comments_outside_sections_are_free_in_library_files(project: Project) -> None:
    project.write("tutorial_lib/net.py", "# why\n# --8<-- [start:a]\nx = 1\n# --8<-- [end:a]\n")
    assert read_snippet("tutorial_lib/net.py", project.root).section("a").text("zh") == "x = 1"


def test_a_string_may_have_a_chinese_form(project: Project) -> None:
    code = 'assert n == 9, f"{n} should be 9"  # zh: f"应该是 9，却得到 {n}"'
    project.write("snippets/check.py", f"n = 9\n{code}\n")
    whole = read_snippet("check.py", project.root).section("")
    assert whole.text("zh") == 'n = 9\nassert n == 9, f"应该是 9，却得到 {n}"'
    assert whole.text("en") == 'n = 9\nassert n == 9, f"{n} should be 9"'


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ('n = 9  # zh: "九"', "a string in Chinese, and no string before it"),
        ('assert n, f"{n} is 0"  # zh: "是 0"', "the two languages of this string hold other"),
    ],
)
def test_a_chinese_string_that_does_not_fit_is_refused(
    project: Project, code: str, problem: str
) -> None:
    project.write("snippets/check.py", f"n = 9\n{code}\n")
    with pytest.raises(InputError, match=rf"check.py:2: {problem}"):
        read_snippet("check.py", project.root)
