"""Gives the blocks of every page to pytest, through Sybil."""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil

from site_tools.read.files import read_text
from site_tools.read.page import read_page
from site_tools.run.prepare import page_folders
from site_tools.run.proof import Proof
from site_tools.run.run import SECONDS_A_BLOCK
from site_tools.run.update import Updates
from tutorial_lib.errors import InputError

_PROOF = "__proof__"


class PageBlocks(Sybil):
    """The Python blocks of the pages, one test each, named by the section it shows."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            [self._regions], pattern="*.md", path=str(root / "docs"), teardown=self._close
        )
        self.root = root
        self.prepare = page_folders(root)
        self.session = ""
        self.seconds = SECONDS_A_BLOCK
        """How long a block may take."""
        self.updates: Updates | None = None
        """Takes outcomes that can be rewritten, which otherwise fail."""

    def identify(self, example: Example) -> str:
        proof, index = example.parsed
        name: str = proof.run.program.blocks[index].name
        return name

    def parse(self, path: Path) -> Document:
        try:
            read_text(path)  # refuses in a sentence what Sybil meets with a traceback
        except InputError as error:
            raise pytest.Collector.CollectError(str(error)) from None
        return super().parse(path)

    def _regions(self, document: Document) -> Iterator[Region]:
        try:
            page = read_page(Path(document.path))
        except InputError as error:
            raise pytest.Collector.CollectError(str(error)) from None
        proof = document.namespace[_PROOF] = Proof(
            self.root, page, self.session, self.prepare, self.seconds
        )
        starts = [0, *accumulate(len(line) + 1 for line in document.text.split("\n"))]
        for index, (line, _) in enumerate(page.sections):
            yield Region(starts[line - 1], starts[line], (proof, index), self._evaluate)

    def _evaluate(self, example: Example) -> str | None:
        proof, index = example.parsed
        try:
            problems = proof.problems(index)
            if problems and self.updates is not None:
                problems = self.updates.take(proof.run, index)
        except InputError as error:
            return str(error)
        return "\n\n".join(problems) or None

    @staticmethod
    def _close(names: dict[str, Any]) -> None:
        names[_PROOF].close()
