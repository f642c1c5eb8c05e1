"""Both READMEs name every verb of the Makefile, and none that it lacks."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_table_of_verbs_is_the_makefile(readme: str) -> None:
    rows = re.findall(r"^\| `make (\w+)` \|", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    verbs = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted({*verbs} - {"help"})
