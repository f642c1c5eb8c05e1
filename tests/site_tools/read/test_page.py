"""What a page says, and how a wrong one is refused."""

import pytest

from site_tools.read import read_page
from tests.site_tools.conftest import Project
from tutorial_lib.errors import InputError


def test_a_page_knows_its_headings_and_the_sections_it_shows(project: Project) -> None:
    page = read_page(project.root / "docs/zh/numbers.md")
    assert [(heading.level, heading.id) for heading in page.headings] == [(1, None), (2, "create")]
    assert [str(section) for _, section in page.sections] == [
        "numbers.py:create",
        "numbers.py:use",
    ]
    assert (page.language, page.name) == ("zh", "numbers")


def test_a_block_may_put_several_sections_together(project: Project) -> None:
    path = project.write(
        "docs/en/whole.md",
        '# Whole\n\n```python\n--8<-- "numbers.py:create"\n\n--8<-- "numbers.py:use"\n```\n',
    )
    page = read_page(path)
    assert [(line, section.name) for line, section in page.sections] == [(4, "create"), (6, "use")]
    (block,) = page.blocks
    parts = [section.text("en") for _, section in page.sections]
    assert block.text("en") == "\n\n".join(parts)


def test_code_is_not_prose(project: Project) -> None:
    path = project.write(
        "docs/en/shell.md", "# One\n\n```bash\n# not a heading\n```\n\n## Two { #two }\n"
    )
    page = read_page(path)
    assert [heading.title for heading in page.headings] == ["One", "Two"]
    assert len(page.prose) == 7


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('```python\n--8<-- "numbers.py:creat"\n```\n', 2, "no section 'creat'"),
        ('```python\n--8<-- "number.py:create"\n```\n', 2, "no file 'number.py'"),
        (
            '```python\n--8<-- "numbers.py:create"\nprint(1)\n```\n',
            1,
            "Python itself stands in snippets/",
        ),
        ("```python\nprint(1)\n```\n", 1, "Python itself stands in snippets/"),
        ("```python\n```\n", 1, "Python itself stands in snippets/"),
        ("```py\nprint(1)\n```\n", 1, "a block opened with '```py'"),
        ("```{.python .numberLines}\n```\n", 1, "a block opened with"),
        ("```\nplain\n```\n", 1, "a block opened with '```'"),
        ("text\n\n```bash\nls\n", 3, "opened and never closed"),
        ('```bash\n--8<-- "numbers.py:create"\n```\n', 1, "only a python block includes a snippet"),
        ("![](../figures/a.svg)\n", 1, "a picture without a description"),
        ("![A picture](../figures/a.svg)\n", 1, "no picture a.svg"),
    ],
)
def test_a_wrong_page_is_refused_with_file_and_line(
    project: Project, text: str, line: int, problem: str
) -> None:
    path = project.write("docs/en/wrong.md", text)
    with pytest.raises(InputError) as refused:
        read_page(path)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert problem in str(refused.value)


@pytest.mark.parametrize("name", ["docs/en/numbers.md", "snippets/numbers.py"])
def test_bytes_that_are_not_utf_8_are_refused_with_file_and_line(
    project: Project, name: str
) -> None:
    path = project.root / name
    path.write_bytes(b"\n" + "张量".encode("gbk"))
    with pytest.raises(InputError) as refused:
        read_page(project.root / "docs/en/numbers.md")
    assert str(refused.value) == f"{path}:2: not valid UTF-8; save the file as UTF-8"


def test_a_fault_in_a_snippet_names_the_snippet(project: Project) -> None:
    path = project.replace("snippets/numbers.py", "# en: a list\n", "")
    with pytest.raises(InputError) as refused:
        read_page(project.root / "docs/en/numbers.md")
    assert str(refused.value).startswith(f"{path}:2: words in one language only")
