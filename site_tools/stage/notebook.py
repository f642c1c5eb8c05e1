"""A page as a Jupyter notebook: its words as Markdown cells, its sections as code cells, in its language."""

import tempfile
from pathlib import Path

import nbformat

from site_tools.read.files import write_text
from site_tools.read.page import Page
from site_tools.run.run import Prepare
from site_tools.stage.cells import Cell, cut
from site_tools.stage.words import read_words

# Plots as SVG, with their words as text: sharp at any size, and small.
_SVG = """%config InlineBackend.figure_formats = ["svg"]
%config InlineBackend.rc = {"svg.fonttype": "none"}"""


def to_notebook(page: Page) -> nbformat.NotebookNode:
    """The page as a notebook for the site, which shows its outputs once it has run."""
    made_from = read_words(page.language)["notebook"]["made_from"]
    cells = cut(page, made_from.format(title=page.title, name=page.name))
    if any("matplotlib" in cell.text for cell in cells if cell.is_code):
        cells.insert(1, Cell(_SVG, is_code=True))
    return of_cells(cells)


def of_cells(cells: list[Cell]) -> nbformat.NotebookNode:
    """A valid notebook that has not run yet."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    # nbformat's own makers of cells draw their ids by lot, and look at each cell twice.
    notebook: nbformat.NotebookNode = nbformat.from_dict(
        {
            "cells": [_made(f"cell-{number}", cell) for number, cell in enumerate(cells)],
            "metadata": {"kernelspec": kernel},
            "nbformat": nbformat.current_nbformat,
            "nbformat_minor": nbformat.current_nbformat_minor,
        }
    )
    nbformat.validate(notebook)
    return notebook


def _made(name: str, cell: Cell) -> dict[str, object]:
    made: dict[str, object] = {"id": name, "metadata": {}, "source": cell.text}
    if cell.is_code:
        return {"cell_type": "code", "execution_count": None, "outputs": [], **made}
    return {"cell_type": "markdown", **made}


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
    write_text(path, nbformat.writes(notebook) + "\n")
