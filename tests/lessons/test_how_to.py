"""What `how-to.md` says of the comparison is what the comparison does."""

import re
from pathlib import Path

import pytest

from site_tools.read import LANGUAGES, Language, read_page
from site_tools.run.promise import matches

from .conftest import LessonBitesError, Run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_rule_come_out_as_the_page_says(language: Language) -> None:
    text = read_page(ROOT / "docs" / language / "how-to.md").text
    rule = next(line for line in text.splitlines() if "`0.1234`" in line)
    passes, refused, differ = re.findall(r"`(\d\.\d{4})`[^`]+`(\d\.\d{4})`", rule)
    assert matches(*passes)
    assert not matches(*refused)
    assert not matches(*differ)
    assert not matches(*reversed(differ))


def test_a_third_decimal_may_not_differ() -> None:
    assert not matches("0.123", "0.124")


def test_without_super_init_the_parents_attributes_are_missing(run: Run) -> None:
    sections = ["classes", "inheritance"]
    assert run("how-to", sections)["line"].calls == 1
    with pytest.raises(LessonBitesError, match="AttributeError"):
        run("how-to", sections, broken={"        super().__init__(factor)\n": ""})
