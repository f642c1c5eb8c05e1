"""What was measured in a real run, for pages to quote."""

import json
from typing import Any

from .conftest import ROOT

RECORDS = ROOT / "docs/figures/records"


def record_of(name: str) -> dict[str, Any]:
    """The record of that name, written by the command that it names."""
    content: dict[str, Any] = json.loads((RECORDS / f"{name}.json").read_text(encoding="utf-8"))
    return content
