"""Makes `pytest docs/` run every block of every page, and `pytest README.md` those of the README."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from pytest_codeblocks.plugin import MarkdownFile, TestBlock

from site_tools.run.collection import PageBlocks
from site_tools.run.prepare import page_folders
from site_tools.run.record import RunRecord
from site_tools.run.update import write_outputs

ROOT = Path(__file__).parent
# Small tensors gain nothing from a second thread, and on a busy machine the two wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["MPLBACKEND"] = "Agg"  # no window opens while tests run
# The README's commands mean the Python that runs the tests, as after activating its environment.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

blocks = PageBlocks(ROOT, page_folders(ROOT))
record = RunRecord(ROOT)
collect_page: Callable[[Path, pytest.Collector], pytest.Collector | None] = blocks.pytest()


class ReadmeBlock(TestBlock):  # type: ignore[misc]
    def runtest(self) -> None:
        with contextlib.chdir(self.parent.folder.name):
            super().runtest()


class Readme(MarkdownFile):  # type: ignore[misc]
    """The README's blocks, in order, in one temporary folder; each ends at its first failing command."""

    def setup(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="readme-")

    def teardown(self) -> None:
        self.folder.cleanup()

    def collect(self) -> Iterator[ReadmeBlock]:
        for item in super().collect():
            block = ReadmeBlock.from_parent(self, name=item.name)
            block.obj = item.obj
            if block.obj.syntax == "bash":
                block.obj.code = "set -euo pipefail\n" + block.obj.code
            yield block


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path == ROOT / "README.md":
        readme: pytest.Collector = Readme.from_parent(parent, path=file_path)
        return readme
    return collect_page(file_path, parent)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-outputs",
        action="store_true",
        help="write the real outputs into the snippets whose promises no longer hold",
    )
    parser.addoption(
        "--no-skips",
        action="store_true",
        help="fail where a test skips itself: for a machine that has all that the tests need",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which --no-skips forbids: {report.longrepr}"
    return report


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-outputs"):
        if config.getoption("numprocesses", None):
            raise pytest.UsageError("--update-outputs writes files: run it without -n")
        blocks.updates = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    record.note(report.nodeid, report.when, report.outcome)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # pytest-xdist's workers report to this process
        record.write()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if blocks.updates is not None:
        written = write_outputs(blocks.updates)
        terminalreporter.section(f"{len(written)} outputs rewritten")
        for place in written:
            terminalreporter.line(place)
