"""What a page says under one of its headings: the rows of its tables, the numbers of its prose."""

import re

from site_tools.read import Language, read_page

from .conftest import ROOT

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?%?")


def part_of(page: str, language: Language, heading: str) -> list[str]:
    """The lines from the heading with this id down to the next heading of any level."""
    found = read_page(ROOT / "docs" / language / f"{page}.md")
    start = next(one.line for one in found.headings if one.id == heading)
    ends = [one.line for one in found.headings if one.line > start]
    lines = (ROOT / "docs" / language / f"{page}.md").read_text(encoding="utf-8").splitlines()
    return lines[start : (ends[0] - 1 if ends else len(lines))]


def rows_of(page: str, language: Language, heading: str) -> list[list[str]]:
    """The cells of each row of the tables in that part, without the rules below their heads."""
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in part_of(page, language, heading)
        if line.strip().startswith("|") and not set(line.strip()) <= set("|-: ")
    ]


def numbers_of(page: str, language: Language, heading: str) -> list[str]:
    return _NUMBER.findall("\n".join(part_of(page, language, heading)))
