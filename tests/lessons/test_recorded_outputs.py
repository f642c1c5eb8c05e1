"""What a page shows as one real run is what its record holds, number by number."""

import re

import pytest

from site_tools.read import LANGUAGES, Language, read_pages

from .conftest import ROOT
from .records import RECORDS, record_of

PAGES = {
    (language, page.name): page for language, pages in read_pages(ROOT).items() for page in pages
}


RECORDED = [
    path.stem for path in sorted(RECORDS.glob("*.json")) if "outputs" in record_of(path.stem)
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDED)
def test_each_printed_run_stands_in_the_record_of_its_page(language: Language, name: str) -> None:
    recorded = "".join(record_of(name)["outputs"].values()).splitlines()
    shown = [
        line
        for block in PAGES[language, name].blocks
        if block.word == "text"
        for line in block.lines
        if line.strip()
    ]
    assert shown
    assert [line for line in shown if line.strip() not in recorded] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_the_gpu_page_hold_the_numbers_that_were_measured(language: Language) -> None:
    measured = record_of("accelerators-gpu")
    rows = re.findall(r"^ *\| .+ \|$", PAGES[language, "accelerators"].text, re.M)
    numbers = [tuple(re.findall(r"(?<![\d×-])\d+(?:\.\d+)?(?= \|)", row)) for row in rows]
    for times in measured["milliseconds"].values():
        assert (f"{times['returned']:.2f}", f"{times['done']:.2f}") in numbers
    for what, style in (("product", ".2f"), ("step", ".2f"), ("peak_mib", "d")):
        cells = tuple(format(kind[what], style) for kind in measured["half_the_bits"].values())
        assert cells in numbers


def test_one_stream_takes_the_sum_and_two_streams_hide_the_copy() -> None:
    done = {
        name: times["done"] for name, times in record_of("accelerators-gpu")["milliseconds"].items()
    }
    together = done["compute"] + done["copy, pinned memory"]
    assert done["both, one stream"] == pytest.approx(together, rel=0.01)
    assert done["both, two streams"] == pytest.approx(done["compute"], rel=0.01)
