"""The record of the last run of the pages: which blocks ran, when, where and on which versions.

The ledger reads it to know that no block was missed; a page's foot says it to the reader.
"""

import hashlib
import json
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TypedDict

from site_tools.read.page import Page, read_page

RECORD = Path("build/pages-run.json")
_PACKAGES = ("torch", "torchvision", "numpy")


class Run(TypedDict):
    """The last run of a page in which all of its blocks passed."""

    digest: str
    blocks: list[str]
    when: str  # ISO 8601, UTC
    commit: str | None  # None where files differed from it
    python: str
    platform: str
    device: str  # the name of the GPU, or CPU
    versions: dict[str, str]


def digest(page: Page) -> str:
    """A hash of the code that the page shows: another hash, another page to run."""
    code = [str(section) + section.text("en") for _, section in page.sections]
    return hashlib.sha256("\0".join(code).encode()).hexdigest()


def read_record(root: Path) -> dict[str, Run]:
    """``{"zh/tensors": …}``; empty where the pages have not been run yet.

    What an older version of this module wrote is not understood, and so counts as not run.
    """
    path = root / RECORD
    pages = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: run for name, run in pages.items() if run.keys() == Run.__annotations__.keys()}


class RunRecord:
    """Collects which blocks passed while pytest runs, and writes them down at its end."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._outcomes: dict[str, list[tuple[str, bool]]] = {}

    def note(self, nodeid: str, when: str, outcome: str) -> None:
        """One report of pytest; ``docs/zh/tensors.md::tensors.py:create`` is a block that ran."""
        path, _, block = nodeid.partition("::")
        if path.startswith("docs/") and path.endswith(".md") and when == "call":
            self._outcomes.setdefault(path, []).append((block, outcome == "passed"))

    def write(self) -> None:
        """Adds the pages whose blocks all ran in this session to the record on disk."""
        if not self._outcomes:
            return
        pages = read_record(self._root)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        commit, device = _commit(self._root), _device()
        for path, outcomes in self._outcomes.items():
            page = read_page(self._root / path)
            name = f"{page.language}/{page.name}"
            blocks = [*page.section_names]
            if not all(passed for _, passed in outcomes):
                pages.pop(name, None)  # what an earlier run said of this page no longer holds
            elif sorted(block for block, _ in outcomes) == sorted(blocks):
                pages[name] = {
                    "digest": digest(page),
                    "blocks": blocks,
                    "when": when,
                    "commit": commit,
                    "python": platform.python_version(),
                    "platform": f"{platform.system()} {platform.machine()}",
                    "device": device,
                    "versions": {package: metadata.version(package) for package in _PACKAGES},
                }
        target = self._root / RECORD
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_suffix(".new")
        aside.write_text(json.dumps(pages, indent=1, sort_keys=True), encoding="utf-8")
        aside.replace(target)


def _commit(root: Path) -> str | None:
    """The commit that ran; ``None`` outside a repository, or where files differ from it.

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
    commit, changed = said
    return None if changed else commit


def _device() -> str:
    """The accelerator that the pages' code found: its name, or its type where it has none; else CPU."""
    # Only who runs pages needs torch: the site reads their record without it.
    import torch

    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if accelerator is None:
        return "CPU"
    return torch.cuda.get_device_name() if accelerator.type == "cuda" else accelerator.type
