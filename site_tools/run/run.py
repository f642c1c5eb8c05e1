"""One run of one page: its blocks in order, in one namespace and one temporary folder."""

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from site_tools.read.page import Page
from site_tools.run.execution import Namespace, Outcome

Prepare = Callable[[Page, Path], None]
"""Gets a page and the folder in which its blocks will run, to put files there."""


def nothing(page: Page, folder: Path) -> None:
    """Leaves the folder empty."""


class PageRun:
    """Runs the blocks of a page as a reader would who copies them one after the other.

    Args:
        page: the page to run.
        prepare: called once with the page and the folder in which its blocks run, to put files there.
    """

    def __init__(self, page: Page, prepare: Prepare = nothing) -> None:
        self.page = page
        self._prepare = prepare
        self._namespace = Namespace(str(page.path))
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._outcomes: list[list[Outcome]] = []

    def outcomes(self, index: int) -> list[Outcome]:
        """The outcomes of the page's block at ``index``; the blocks before it run first, once."""
        blocks = self.page.sections
        while len(self._outcomes) <= index:
            _, section = blocks[len(self._outcomes)]
            with contextlib.chdir(self._place()):
                self._outcomes.append(self._namespace.run(section))
        return self._outcomes[index]

    def broken_before(self, index: int) -> Outcome | None:
        """The first outcome that breaks its promise in the blocks before ``index``, once they ran."""
        earlier = (outcome for outcomes in self._outcomes[:index] for outcome in outcomes)
        return next((outcome for outcome in earlier if outcome.problem), None)

    def close(self) -> None:
        """Removes the folder with all that the blocks wrote."""
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def _place(self) -> str:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="page-")
            self._prepare(self.page, Path(self._folder.name))
        return self._folder.name
