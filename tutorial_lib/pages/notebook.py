"""A page as a Jupyter notebook: its words as Markdown cells, its sections as code cells, in its language.

A section that the page shows twice, as in a whole program made of earlier parts, becomes a cell once: a notebook
remembers. What is folded on the page stands open, and a box becomes a quotation.
"""

import re
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tutorial_lib.pages.page import Page
from tutorial_lib.pages.run import Prepare
from tutorial_lib.pages.snippet import Language

_BOX = re.compile(r'(?:!!!|\?\?\?\+?) \w+ "(?P<title>.*)"$')
_HEADING_ID = re.compile(r"^(?P<heading>#{2,6} .*?) +\{ *#(?P<id>[\w-]+) *\}$")
# Plots as SVG, with their words as text: sharp at any size, and small.
_SVG = """%config InlineBackend.figure_formats = ["svg"]
%config InlineBackend.rc = {"svg.fonttype": "none"}"""
_MADE_FROM: dict[Language, str] = {
    "zh": "> 这是[《{title}》]({name}.md)的 notebook：同样的文字，同样的代码，输出来自一次真实的运行。",
    "en": "> The notebook of [{title}]({name}.md): the same words, the same code, and the outputs of a real run.",
}


def to_notebook(page: Page) -> nbformat.NotebookNode:
    """The page as a valid notebook that has not run yet."""
    cells = list(_cells(page))
    if any("matplotlib" in cell.source for cell in cells if cell.cell_type == "code"):
        cells.insert(1, new_code_cell(_SVG))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # nbformat draws them by lot, and every writing would differ
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook: nbformat.NotebookNode = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.validate(notebook)
    return notebook


def execute(notebook: nbformat.NotebookNode, page: Page, prepare: Prepare) -> None:
    """Runs the cells in a process of their own, in a folder that `prepare` fills, and keeps their outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: the code of a cell fails.
    """
    from nbclient import NotebookClient  # building the site needs no kernel

    with tempfile.TemporaryDirectory(prefix="notebook-") as folder:
        prepare(page, Path(folder))
        NotebookClient(
            notebook,
            timeout=600,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": folder}},
        ).execute()
    # Which Python ran it is no part of the notebook: the next reader's is another one.
    notebook.metadata.pop("language_info", None)


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    aside = path.with_suffix(".ipynb.new")
    aside.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    aside.replace(path)


def _cells(page: Page) -> Iterator[nbformat.NotebookNode]:
    lines = page.text.splitlines()
    shown: set[str] = set()
    start = 0
    for block in page.blocks:
        if not block.sections:
            continue
        yield from _markdown(page, lines[start : block.line - 1])
        for _, section in block.sections:
            if str(section) not in shown:
                shown.add(str(section))
                yield new_code_cell(section.text(page.language))
        start = block.line + len(block.lines) + 1
    yield from _markdown(page, lines[start:])


def _markdown(page: Page, lines: list[str]) -> Iterator[nbformat.NotebookNode]:
    text = textwrap.dedent("\n".join(_plain(page, lines))).strip()
    if text:
        yield new_markdown_cell(text)


def _plain(page: Page, lines: list[str]) -> Iterator[str]:
    """Markdown that Jupyter knows: no boxes, and ids of headings as HTML."""
    boxed = False
    for line in lines:
        if line.startswith("# "):
            title = line.removeprefix("# ")
            yield from (line, "", _MADE_FROM[page.language].format(title=title, name=page.name))
        elif box := _BOX.match(line):
            boxed = True
            yield f"> **{box['title']}**"
        elif heading := _HEADING_ID.match(line):
            boxed = False
            yield f'{heading["heading"]} <a id="{heading["id"]}"></a>'
        elif boxed and (not line or line.startswith("    ")):
            yield f"> {line[4:]}".rstrip()
        else:
            if boxed:
                yield ""  # else Markdown would take the line for the quotation's last
            boxed = False
            yield line
