"""One run of one page's program, in a process and a folder of its own."""

import os
import queue
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from site_tools.read.page import Page
from site_tools.run.outcome import Outcome, difference
from site_tools.run.process import WarmProcess, shared
from site_tools.run.program import Program, program_of

Prepare = Callable[[Page, Path], None]
"""Gets a page and the folder in which its blocks will run, to put files there."""

SECONDS_A_BLOCK = 120.0
_SECONDS_TO_IMPORT = 600.0
# Where the program runs, within its sandbox: what it writes one or two folders up is found there.
_FOLDER = Path("home/lessons/page")


def nothing(page: Page, folder: Path) -> None:
    """Leaves the folder empty."""


class PageRun:
    """Runs the blocks of a page as a reader would who copies them one after the other into a fresh Python.

    Args:
        page: the page to run, or its program.
        prepare: called once with the page and the folder in which its blocks run, to put files there.
        process: what to run it in; by default what all runs of this process share, one after the other.
        seconds: how long a block may take.
    """

    def __init__(
        self,
        page: Page | Program,
        prepare: Prepare = nothing,
        process: WarmProcess | None = None,
        seconds: float = SECONDS_A_BLOCK,
    ) -> None:
        self.program = page if isinstance(page, Program) else program_of(page)
        self.page = self.program.page
        self.device = "CPU"
        self._outcomes: list[list[Outcome]] = [[] for _ in self.program.blocks]
        self._faults: list[list[str]] = [[] for _ in self.program.blocks]
        self._prepare = prepare
        self._process = process or shared()
        self._seconds = seconds
        self._sandbox: Path | None = None
        self._deadline = 0.0
        self._done = 0  # blocks
        self._left = False  # whether the program came to its end
        self._over = not self.program.blocks

    def outcomes(self, index: int) -> list[Outcome]:
        """The outcomes of the page's block at ``index``; the blocks before it run first, once."""
        self._go_on_to(index)
        return self._outcomes[index]

    def faults(self, index: int) -> list[str]:
        """What else is wrong with that block, in a sentence each; with the last, also what the page leaves behind."""
        self._go_on_to(index)
        return self._faults[index]

    def problems(self, index: int) -> list[str]:
        """All that is wrong with that block, as reports."""
        broken = [outcome for outcome in self.outcomes(index) if outcome.problem]
        return [difference(outcome) for outcome in broken] + self.faults(index)

    def close(self) -> None:
        """Ends the program where it stands, and removes the folder with all that it wrote."""
        if self._sandbox and not self._over:
            self._process.stop()
        self._over = True
        if self._sandbox:
            shutil.rmtree(self._sandbox, ignore_errors=True)
            self._sandbox = None

    def _go_on_to(self, index: int) -> None:
        is_last = index + 1 == len(self.program.blocks)
        while not self._over and (is_last or self._done <= index):
            if self._sandbox is None:
                self._start()
            try:
                message = self._process.receive(max(0, self._deadline - time.monotonic()))
            except queue.Empty:
                self._process.end()
                self._lose(f"still runs after {self._seconds:g} s and was stopped")
            else:
                self._hear(message or {"ended": 0})

    def _start(self) -> None:
        self._sandbox = Path(tempfile.mkdtemp(prefix="page-")).resolve()
        folder = self._sandbox / _FOLDER
        folder.mkdir(parents=True)
        (self._sandbox / "tmp").mkdir()
        self._prepare(self.page, folder)
        self._known = self._tutorial()
        self._deadline = time.monotonic() + _SECONDS_TO_IMPORT
        text = self.program.text
        wanted = {
            "torch": "torch",
            "torch._dynamo": "torch.optim",
            "torchvision": "torchvision",
            # Warns where there is CUDA's compiler but no GPU.
            "torch.utils.benchmark": "torch.utils.benchmark",
        }
        job = {
            "name": self.page.name,
            "sandbox": str(self._sandbox),
            "folder": str(folder),
            "imports": [name for name, sign in wanted.items() if sign in text],
            "blocks": self.program.sent,
        }
        self._process.send(job)

    def _hear(self, message: dict[str, Any]) -> None:
        if "statement" in message:
            block = self.program.blocks[message["block"]]
            statement = [*block.statements, *block.hidden][message["statement"]]
            said = message["output"], message["error"], message["trace"]
            self._outcomes[self._done].append(Outcome(block.section, statement, *said))
        elif "faults" in message:
            block = self.program.blocks[self._done]
            where = f"{os.path.relpath(block.section.file.path)}: section '{block.name}'"
            self._faults[self._done] += [f"{where} {fault}" for fault in message["faults"]]
            self._done += 1
            self._deadline = time.monotonic() + self._seconds
        elif "begun" in message:
            self._deadline = time.monotonic() + self._seconds
        elif "left" in message:
            self._left, self.device = True, message["device"]
            self._faults[-1] += [f"{self.page.path}: {sentence}" for sentence in message["left"]]
        elif self._left:
            self._faults[-1] += [f"{self.page.path}: {fault}" for fault in self._left_behind()]
            self._over = True
        else:
            self._lose(f"ends the process with exit code {message['ended']}")

    def _lose(self, reason: str) -> None:
        """The process has ended before its program."""
        at = min(self._done, len(self.program.blocks) - 1)
        block, ran = self.program.blocks[at], len(self._outcomes[at])
        statements = [*block.statements, *block.hidden]
        line = statements[min(ran, len(statements) - 1)].first_line if statements else 1
        where = f"{os.path.relpath(block.section.file.path)}:{line}"
        self._faults[at].append(f"{where}: section '{block.name}' of {self.page.path} {reason}")
        for faults in self._faults[at + 1 :]:
            faults.append(f"did not run, because section '{block.name}' {reason}")
        self._over = True

    def _tutorial(self) -> set[str]:
        """The files that pages are made of; another program that a page starts may write there."""
        root = self.page.root
        files = (path for folder in ("docs", "snippets") for path in (root / folder).rglob("[!.]*"))
        return {
            path.relative_to(root).as_posix() for path in files if "__pycache__" not in path.parts
        }

    def _left_behind(self) -> list[str]:
        """Files outside the program's folder that nothing else has named."""
        assert self._sandbox
        faults = []
        named = "\n".join(fault for faults in self._faults for fault in faults)
        new = sorted(self._tutorial() - self._known)
        faults += [
            f"while it ran, {one} appeared in the repository" for one in new if one not in named
        ]
        expected = [self._sandbox / part for part in (_FOLDER, "tmp", "home/.cache", "output")]
        for path in sorted(self._sandbox.rglob("*")):
            if not any(path.is_relative_to(one) or one.is_relative_to(path) for one in expected):
                name = str(path.relative_to(self._sandbox)).replace("home", "~", 1)
                if name not in named:
                    faults.append(f"writes outside its folder: {name}")
        return faults
