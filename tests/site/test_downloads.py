"""What a reader takes along from a page: its notebook and its script, whole and true without the site."""

import ast
import html
import re
from pathlib import Path

import jupytext
import nbformat
import pytest

from site_tools.read import LANGUAGES, Language, read_pages
from tests.site.conftest import PUBLIC, ROOT, Site

NAMES = [page.name for page in read_pages(ROOT)["zh"] if page.sections and page.name != "index"]
FOLDERS: dict[Language, str] = {"zh": "", "en": "en/"}


def place(site: Site, language: Language, name: str, suffix: str) -> Path:
    return site.folder / FOLDERS[language] / name / f"{name}{suffix}"


def notebook(site: Site, language: Language, name: str) -> nbformat.NotebookNode:
    text = place(site, language, name, ".ipynb").read_text(encoding="utf-8")
    made: nbformat.NotebookNode = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    return made


def script(site: Site, language: Language, name: str) -> str:
    return place(site, language, name, ".py").read_text(encoding="utf-8")


def code(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def words(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def statements(code: str) -> list[str]:
    return [ast.dump(statement) for statement in ast.parse(code).body]


def shown(site: Site, language: Language, name: str) -> list[str]:
    """The blocks of Python as they stand on the built page."""
    page = (site.folder / FOLDERS[language] / name / "index.html").read_text(encoding="utf-8")
    blocks = re.findall(
        r'<div class="language-python[^>]*>.*?<code[^>]*>(.*?)</code>', page, re.DOTALL
    )
    return [html.unescape(re.sub("<[^>]*>", "", block)) for block in blocks]


def test_each_page_with_code_leads_to_its_notebook_and_its_script(site: Site) -> None:
    for path in site.pages:
        page = (site.folder / path / "index.html").read_text(encoding="utf-8")
        name = path.removeprefix("en/").strip("/")
        there = [f"{name}.ipynb", f"{name}.py"] if name in NAMES else []
        assert re.findall(r'<a (?=[^>]*(?<= )download[ =>])[^>]*href="([^"]*)"', page) == there, (
            path
        )
        assert [file.name for file in sorted((site.folder / path).glob("*.[ip]*y*"))] == there
        assert "colab.research.google.com/github" not in page, "no repository is configured"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_valid_and_shows_no_output_that_it_did_not_make(
    site: Site, language: Language, name: str
) -> None:
    made = notebook(site, language, name)
    nbformat.validate(made)
    assert not any(cell.outputs or cell.execution_count for cell in made.cells if "outputs" in cell)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_page_notebook_and_script_hold_the_same_code(
    site: Site, language: Language, name: str
) -> None:
    """That both languages hold one program, and that it has run, tests/test_programs.py shows."""
    taken = statements(code(notebook(site, language, name)))
    assert statements(script(site, language, name)) == taken
    page = {one for block in shown(site, language, name) for one in statements(block)}
    assert page == set(taken)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_an_editor_opens_the_script_as_the_cells_of_the_notebook(
    site: Site, language: Language, name: str
) -> None:
    cells = jupytext.reads(script(site, language, name), fmt="py:percent").cells
    expected = notebook(site, language, name).cells
    assert [cell.cell_type for cell in cells] == [cell.cell_type for cell in expected]
    assert [cell.source for cell in cells if cell.cell_type == "code"] == [
        cell.source for cell in expected if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_notebook_leads_to_a_place_on_the_site_or_to_another(
    site: Site, language: Language, name: str
) -> None:
    text = words(notebook(site, language, name))
    links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL))
    assert f"{PUBLIC}{FOLDERS[language]}{name}/" in links, "the page it is from"
    for link in links:
        target, _, anchor = link.partition("#")
        if not target:
            assert f'<a id="{anchor}"></a>' in text
        elif target.startswith(PUBLIC):
            page = site.folder / target.removeprefix(PUBLIC) / "index.html"
            assert page.is_file(), link
            assert not anchor or f'id="{anchor}"' in page.read_text(encoding="utf-8"), link
        else:
            assert target.startswith("https://")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_how_to_install_what_its_code_needs_beyond_the_installation(
    site: Site, name: str
) -> None:
    # Of installation.md, for every chapter; Pillow comes with torchvision.
    told = {"torch", "torchvision", "numpy", "matplotlib", "pillow"}
    for language in LANGUAGES:
        text = words(notebook(site, language, name))
        (asked,) = re.findall(r"`%pip install ([\w -]+)`", text)
        on_page = re.findall(r"python -m pip install ([\w -]+)", text)
        assert set(asked.split()) - told <= {name for line in on_page for name in line.split()}
