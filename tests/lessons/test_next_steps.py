"""What the last page says of its run, a network that knows its rows by heart against a line, is what was recorded."""

import re

import pytest

from site_tools.read import LANGUAGES, Language, read_snippet

from .conftest import ROOT
from .pages import numbers_of
from .records import record_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_of_the_comparison_is_of_the_recorded_run_or_promised(
    language: Language,
) -> None:
    record = record_of("next-steps")
    promised = read_snippet("next-steps.py", ROOT).section("naive").text(language)
    known = re.findall(r"\d+\.\d", record["outputs"]["compare"] + promised)
    shown = {one for one in numbers_of("next-steps", language, "own-project") if "." in one}
    assert shown - {"2.15"} == {*known}
