"""The record of the last run of the pages: which blocks ran, when, where and on which versions.

The ledger reads it to know that no block was missed; a page's foot says it to the reader.
"""

import hashlib
import json
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from tutorial_lib.pages.page import Page, read_page

RECORD = Path("build/pages-run.json")
_PACKAGES = ("torch", "torchvision", "numpy")


def digest(page: Page) -> str:
    """A hash of the code that the page shows: another hash, another page to run."""
    code = [str(section) + section.text("en") for _, section in page.sections]
    return hashlib.sha256("\0".join(code).encode()).hexdigest()


def read_record(root: Path) -> dict[str, Any]:
    """``{"zh/tensors": {"digest", "blocks", "when", "python", "platform", "versions"}, …}``.

    Empty where the pages have not been run yet.
    """
    path = root / RECORD
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


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
        pages = read_record(self._root)
        for path, outcomes in self._outcomes.items():
            page = read_page(self._root / path)
            name = f"{page.language}/{page.name}"
            blocks = [str(section) for _, section in page.sections]
            if not all(passed for _, passed in outcomes):
                pages.pop(name, None)  # what an earlier run said of this page no longer holds
            elif sorted(block for block, _ in outcomes) == sorted(blocks):
                pages[name] = {
                    "digest": digest(page),
                    "blocks": blocks,
                    "when": datetime.now(UTC).isoformat(timespec="seconds"),
                    "python": platform.python_version(),
                    "platform": f"{platform.system()} {platform.machine()}",
                    "versions": {package: metadata.version(package) for package in _PACKAGES},
                }
        if self._outcomes:
            target = self._root / RECORD
            target.parent.mkdir(parents=True, exist_ok=True)
            aside = target.with_suffix(".new")
            aside.write_text(json.dumps(pages, indent=1, sort_keys=True), encoding="utf-8")
            aside.replace(target)
