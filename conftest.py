"""Makes `pytest docs/` run every block of every page, and `pytest README.md` those of the README."""

import os
from pathlib import Path

import pytest

from tutorial_lib.pages.collection import PageBlocks
from tutorial_lib.pages.record import RunRecord
from tutorial_lib.pages.update import write_outputs

ROOT = Path(__file__).parent
os.environ["MPLBACKEND"] = "Agg"  # no window opens while tests run

blocks = PageBlocks(ROOT)
record = RunRecord(ROOT)
pytest_collect_file = blocks.pytest()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-outputs",
        action="store_true",
        help="write the real outputs into the snippets whose promises no longer hold",
    )


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
