"""Gives the blocks of every page to pytest, through Sybil."""

import os
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil

from site_tools.read.page import read_page
from site_tools.run.execution import Outcome
from site_tools.run.report import difference
from site_tools.run.run import PageRun, Prepare, nothing
from tutorial_lib.errors import InputError

_RUN = "__page_run__"


class PageBlocks(Sybil):
    """The Python blocks of the pages, one test each, named by the section it shows.

    Args:
        prepare: called with each page and its temporary folder before its first block runs.
    """

    def __init__(self, root: Path, prepare: Prepare = nothing) -> None:
        super().__init__(
            [self._regions], pattern="*.md", path=str(root / "docs"), teardown=self._close
        )
        self.prepare = prepare
        self.updates: list[Outcome] | None = None
        """Where outcomes that can be rewritten go instead of failing; ``None``: they fail."""

    def identify(self, example: Example) -> str:
        run, index = example.parsed
        name: str = run.page.section_names[index]
        return name

    def _regions(self, document: Document) -> Iterator[Region]:
        try:
            page = read_page(Path(document.path))
        except InputError as error:
            raise pytest.Collector.CollectError(str(error)) from None
        run = document.namespace[_RUN] = PageRun(page, self.prepare)
        lengths = map(len, document.text.splitlines(keepends=True))
        starts = [0, *accumulate(lengths)]
        for index, (line, _) in enumerate(page.sections):
            yield Region(starts[line - 1], starts[line], (run, index), self._evaluate)

    def _evaluate(self, example: Example) -> str | None:
        run, index = example.parsed
        outcomes = run.outcomes(index)
        broken = [outcome for outcome in outcomes if outcome.problem]
        if self.updates is not None:
            self.updates += [outcome for outcome in broken if outcome.is_updatable]
            broken = [outcome for outcome in broken if not outcome.is_updatable]
        if not broken:
            return None
        report = "\n\n".join(difference(outcome) for outcome in broken)
        if (earlier := run.broken_before(index)) and broken[0].error:
            where = f"{os.path.relpath(earlier.section.file.path)}:{earlier.statement.first_line}"
            report += f"\n(An earlier block of this page already failed, at {where}.)"
        return report

    @staticmethod
    def _close(names: dict[str, Any]) -> None:
        names[_RUN].close()
