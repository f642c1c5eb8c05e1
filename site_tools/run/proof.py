"""Runs a page's program unless this session has run it already, and takes down what came of it.

Both languages of a page show one program: whichever asks first runs it, in whichever process, and the other is told.
"""

import contextlib
import platform
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from site_tools.read.page import Page
from site_tools.run import record
from site_tools.run.run import SECONDS_A_BLOCK, PageRun, Prepare, nothing
from tutorial_lib.errors import InputError


class Proof:
    """What is wrong with each block of a page, as far as it has been asked.

    Args:
        session: a name that all processes share which run pages together.
    """

    def __init__(
        self,
        root: Path,
        page: Page,
        session: str,
        prepare: Prepare = nothing,
        seconds: float = SECONDS_A_BLOCK,
    ) -> None:
        self.run = PageRun(page, prepare, seconds=seconds)
        self._root = root
        self._rules = record.rules(root)
        self._session = session
        self._known: list[list[str]] | None = None
        self._lock = FileLock(root / record.RECORD / f"{page.name}.lock")

    def problems(self, index: int) -> list[str]:
        """What is wrong with the block at ``index``; the blocks before it run first.

        Raises:
            InputError: what came of it cannot be written down.
        """
        name, program = self.run.page.name, self.run.program
        if self._known is None and not self._lock.is_locked:
            lock = Path(self._lock.lock_file)
            try:
                lock.parent.mkdir(parents=True, exist_ok=True)
                self._lock.acquire()
            except OSError as error:
                raise InputError(f"{lock}: cannot be written: {error.strerror}") from None
            before = record.read_run(self._root, name)
            if before and (before["session"], before["digest"]) == (self._session, program.digest):
                self._known = before["problems"]
                self._lock.release()
        if self._known is not None:
            return self._known[index]
        found = self.run.problems(index)
        if found:
            record.forget(self._root, name)  # until it has run to its end
        if index + 1 == len(program.blocks):
            self._known = [self.run.problems(block) for block in range(len(program.blocks))]
            record.write_run(self._root, name, self._taken_down(self._known))
            self.close()
        return found

    def close(self) -> None:
        self.run.close()
        self._lock.release()

    def _taken_down(self, problems: list[list[str]]) -> record.Run:
        blocks = self.run.program.blocks
        return {
            "digest": self.run.program.digest,
            "rules": self._rules,
            "session": self._session,
            "blocks": [block.name for block in blocks],
            "problems": problems,
            "outputs": [
                [one.output for one in self.run.outcomes(index)] for index in range(len(blocks))
            ],
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": record.commit(self._root),
            "python": platform.python_version(),
            "platform": f"{platform.system()} {platform.machine()}",
            "device": self.run.device,
            "versions": record.versions(),
        }


def prove(root: Path, pages: Iterable[Page], prepare: Prepare = nothing) -> dict[str, list[str]]:
    """Runs the programs of these pages, each once; what is wrong with the blocks of each, by the page's name."""
    programs = {page.name: page for page in pages if page.sections}
    found = {}
    for name, page in programs.items():
        with contextlib.closing(Proof(root, page, uuid.uuid4().hex, prepare)) as proof:
            blocks = range(len(page.sections))
            found[name] = [problem for index in blocks for problem in proof.problems(index)]
    return found
