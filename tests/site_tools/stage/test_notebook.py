"""A page as a notebook: all its words and code, in its language, and true when it runs."""

import re
from pathlib import Path

import nbformat
import pytest

from site_tools.read import LANGUAGES, Language, Page, read_page
from site_tools.run.prepare import page_folders
from site_tools.run.run import nothing
from site_tools.stage.notebook import execute, to_notebook
from tests.site_tools.conftest import Project

ROOT = Path(__file__).parents[3]


def code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def words(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_each_block_becomes_a_cell_with_the_words_of_the_language(project: Project) -> None:
    for language, comment in (("zh", "# 一个列表"), ("en", "# a list")):
        made = to_notebook(read_page(project.root / f"docs/{language}/numbers.md"))
        assert [source.splitlines()[0] for source in code(made)] == [
            comment,
            "doubled = [2 * number for number in numbers]  # [2, 4, 6]",
        ]


def test_headings_keep_their_ids_and_boxes_become_quotations(project: Project) -> None:
    text = words(to_notebook(read_page(project.root / "docs/en/numbers.md")))
    assert '## Numbers <a id="create"></a>' in text
    assert "> **Numbers**" in text
    assert "!!!" not in text
    assert "--8<--" not in text


def test_a_section_shown_again_is_one_cell(project: Project) -> None:
    page = project.root / "docs/en/numbers.md"
    again = '\n```python\n--8<-- "numbers.py:create"\n--8<-- "numbers.py:use"\n```\n'
    page.write_text(page.read_text(encoding="utf-8") + again, encoding="utf-8")
    assert len(code(to_notebook(read_page(page)))) == 2


def test_running_keeps_what_the_cells_print(project: Project) -> None:
    page = read_page(project.root / "docs/en/numbers.md")
    made = to_notebook(page)
    execute(made, page, nothing)
    printed = [cell.outputs[0].text for cell in made.cells if cell.cell_type == "code"]
    assert printed[0] == "6\n"
    assert printed[1].endswith("1.0\n")


def mnist(language: Language) -> tuple[Page, nbformat.NotebookNode]:
    page = read_page(ROOT / "docs" / language / "mnist.md")
    path = page.path.with_name("mnist-notebook.ipynb")
    return page, nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebook_of_the_mnist_run_is_its_page_as_it_stands(language: Language) -> None:
    page, kept = mnist(language)
    fresh = [cell.source for cell in to_notebook(page).cells]
    again = "run `python -m site_tools notebooks mnist`"
    assert [cell.source for cell in kept.cells] == fresh, again


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebook_of_the_mnist_run_shows_the_outputs_of_a_whole_run(language: Language) -> None:
    _, kept = mnist(language)
    cells = [cell for cell in kept.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [output for output in outputs if output.output_type == "error"]
    plots = [output for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert len(plots) == 3  # losses, confusion matrix, misread digits
    assert any("Epoch 10/10" in output.get("text", "") for output in outputs)


def test_the_notebook_of_the_mnist_run_runs_again_without_an_error() -> None:
    page, kept = mnist("zh")
    execute(kept, page, page_folders(ROOT))


def test_both_languages_run_the_same_code() -> None:
    bare = [
        # What a check says is in the language of its page.
        [
            re.sub(r'f?"[^"]*"', '""', line).partition("#")[0].rstrip()
            for line in source.splitlines()
        ]
        for language in LANGUAGES
        for source in ["\n".join(code(mnist(language)[1]))]
    ]
    assert bare[0] == bare[1]
