"""The sizes that `installation.md` tells were measured."""

import re
from pathlib import Path

import pytest

from site_tools.read import LANGUAGES, Language, read_page

from .records import record_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_the_measured_sizes(language: Language) -> None:
    record = record_of("installation")
    text = read_page(ROOT / "docs" / language / "installation.md").text
    told = next(line for line in text.splitlines() if f"torch {record['torch']}"[:-2] in line)
    download, windows, linux = record["bytes"].values()
    assert re.findall(r"([\d.]+) (MB|GB)", told) == [
        (f"{download / 1e6:.0f}", "MB"),
        (f"{windows / 1e6:.0f}", "MB"),
        (f"{linux / 1e9:.1f}", "GB"),
    ]
