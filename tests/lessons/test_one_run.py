"""What a page shows of one real run is what was recorded of it."""

import pytest

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT
from .records import record_of

RECORDED = ("training", "evaluation")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDED)
def test_plain_output_is_of_the_recorded_run(name: str, language: Language) -> None:
    record = record_of(name)
    printed = [line for output in record["outputs"].values() for line in output.splitlines()]
    page = read_page(ROOT / "docs" / language / f"{name}.md")
    shown = [line for block in page.blocks if block.word == "text" for line in block.lines]
    assert shown
    # In the order of the page, and nothing that the run did not print.
    rest = iter(printed)
    for line in shown:
        assert line in rest, line
