"""The record of what has run: a file for each program, with what was sent to its process and what came back.

The ledger reads it to know that no block was missed; a page's foot says it to the reader. It holds for the text that
ran, the rules by which it was judged, and the versions it ran on; where one of these has changed, nothing has run.
"""

import hashlib
import json
import platform
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, TypedDict

from site_tools.read.files import write_text
from site_tools.read.page import Page
from site_tools.run.program import program_of

RECORD = Path("build/record")
_PACKAGES = ("torch", "torchvision", "numpy")
_ROOMS = ("read", "run")


class Run(TypedDict):
    """The last complete run of a program."""

    digest: str  # of what was sent
    rules: str
    session: str
    blocks: list[str]
    problems: list[list[str]]  # of each block; all empty: what the page shows is true
    outputs: list[list[str | None]]  # what each statement of each block put out
    when: str  # ISO 8601, UTC
    commit: str | None  # None where files differed from it
    python: str
    platform: str
    device: str  # the name of the GPU, or CPU
    versions: dict[str, str]


def digest(page: Page) -> str:
    """A hash of the program that the page shows: another hash, another page to run."""
    return program_of(page).digest


def rules(root: Path) -> str:
    """A hash of the code that runs pages and compares what they do with what they promise."""
    here = Path(__file__).parents[1]
    files = [path for room in _ROOMS for path in sorted((here / room).glob("*.py"))]
    texts = [path.read_bytes() for path in [*files, root / "conftest.py"] if path.is_file()]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def versions() -> dict[str, str]:
    """The installed versions of what pages run on. A machine that only builds the site has no torch."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def read_run(root: Path, name: str) -> Run | None:
    """What was recorded of the program of that name; what is damaged or of another kind has not run."""
    path = root / RECORD / f"{name}.json"
    try:
        run: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(run, dict) or run.keys() != Run.__annotations__.keys():
        return None
    known: Run = run  # type: ignore[assignment]
    return known


def read_record(root: Path) -> dict[str, Run]:
    """``{"tensors": …}``: every program whose outputs are true, by the rules and on the versions of today."""
    now, by = versions(), rules(root)
    proven = {}
    for path in sorted((root / RECORD).rglob("*.json")):
        name = path.relative_to(root / RECORD).with_suffix("").as_posix()
        run = read_run(root, name)
        if (
            run
            and not any(run["problems"])
            and run["rules"] == by
            and run["python"] == platform.python_version()
            and now.items() <= run["versions"].items()
        ):
            proven[name] = run
    return proven


@dataclass(frozen=True)
class Stamp:
    program: str
    """The name of the page's program, which both languages show."""
    blocks: int
    """How many blocks of Python the page shows."""
    promises: int
    run: Run | None
    """The page's entry in the record; ``None`` if its code has not run as it stands."""


def stamp(page: Page, record: dict[str, Run]) -> Stamp:
    """What the record says of a page."""
    run = record.get(page.name)
    blocks = sum(block.word == "python" for block in page.blocks)
    ran = run and run["digest"] == digest(page)
    return Stamp(page.name, blocks, page.promises, run if ran else None)


def write_run(root: Path, name: str, run: Run) -> None:
    write_text(root / RECORD / f"{name}.json", json.dumps(run, indent=1, ensure_ascii=True))


def forget(root: Path, name: str) -> None:
    (root / RECORD / f"{name}.json").unlink(missing_ok=True)


@cache
def commit(root: Path) -> str | None:
    """The commit that runs; ``None`` outside a repository, or where files differ from it.

    A notebook that has been run again differs, and the pages do not: its code is theirs.
    """
    said = []
    changes = ["status", "--porcelain", "--", ".", ":(exclude)docs/*/*.ipynb"]
    for question in (["rev-parse", "--short", "HEAD"], changes):
        try:
            asked = subprocess.run(
                ["git", *question], cwd=root, capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            return None
        said.append(asked.stdout.strip())
    name, changed = said
    return None if changed else name
