"""The messages that the tutorial explains, and where: what the field of the errors page and the search compare with.

Nothing is listed by hand. A page explains

- what its code prints, from the line on that names an error (``RuntimeError: …``);
- what its words quote as inline code, where the quotation names an error or stands in an entry: a section whose heading
  quotes a message;
- what its section ``{ #symptoms }`` describes: each item of the list leads to the place that it links to.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from site_tools.read.page import Heading, Page

SYMPTOMS = "symptoms"
"""The id of the section whose items describe what goes wrong without a message."""

_ERROR = re.compile(r"^(?:(?:\w+\.)*\w*(?:Error|Exception|Warning)\b|(?:ERROR|error|WARNING): )")
_QUOTED = re.compile(r"(`+) ?(.+?) ?\1(?!`)")
_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CODE = re.compile(r"^[\w.\[\]]+ [-+*/]?= |^[\w.]+\([^:]*\)$|^(?:if|for|with|import|from|print) ")
_ITEM = re.compile(r"^ *[-*] +(?P<text>.*)\[[^\]]*\]\((?P<page>[\w-]*)(?:\.md)?#(?P<id>[\w-]+)\)")


@dataclass
class Explained:
    """A place on the site and what it explains."""

    place: str
    """``errors#mat1-mat2``: the page's name and the heading's id."""
    title: str
    """The heading as Markdown: what is between backticks is code."""
    entry: bool = False
    """Whether the place is there to explain messages, and does not only show one."""
    messages: list[str] = field(default_factory=list)
    symptoms: list[str] = field(default_factory=list)


def explained(pages: Iterable[Page]) -> list[Explained]:
    """Every place of these pages, which are of one language, that explains a message or a symptom."""
    pages = list(pages)
    places = [place for page in pages for place in _places(page)]
    by_name = {place.place: place for place in places}
    for page in pages:
        for name, symptom in _symptoms(page):
            if name in by_name:  # MkDocs itself complains of a link that leads nowhere
                by_name[name].symptoms.append(symptom)
    return [place for place in places if place.messages or place.symptoms]


def as_script(places: list[Explained]) -> str:
    """What ``theme/js/messages.js`` is told: a script, for from a folder a browser fetches nothing."""
    known = json.dumps(
        [asdict(place) for place in places], ensure_ascii=False, separators=(",", ":")
    )
    return f"messages.learn({known});\n"


def _places(page: Page) -> Iterator[Explained]:
    headings = [heading for heading in page.headings if heading.id and heading.level > 1]
    lines = [*(heading.line for heading in headings), len(page.prose) + 1]
    printed = dict(page.sections)
    for heading, (start, end) in zip(headings, pairwise(lines), strict=True):
        entry = _is_message(heading)
        found = []
        for number in range(start, end):
            for _, code in _QUOTED.findall(page.prose[number - 1]):
                if _names_error(code) or (entry and _is_sentence(code)):
                    found.append(code)
            if section := printed.get(number):
                promises = (one.promise.lines for one in section.statements if one.promise)
                found += [text for lines in promises if (text := _printed_error(lines))]
        yield Explained(
            f"{page.name}#{heading.id}", heading.title, entry, list(dict.fromkeys(found))
        )


def _is_message(heading: Heading) -> bool:
    return any(
        _is_sentence(code) or _names_error(code) for _, code in _QUOTED.findall(heading.title)
    )


def _is_sentence(code: str) -> bool:
    """Whether it is three words or more, and not a line of a program."""
    words = len(code.split()) > 2 and len(_WORD.findall(code)) > 1
    return (words or len(_HAN.findall(code)) > 3) and not _CODE.search(code)


def _names_error(code: str) -> bool:
    error = _ERROR.match(code)
    return error is not None and code[error.end() :].strip(": ") != ""


def _printed_error(lines: tuple[str, ...]) -> str:
    start = next((at for at, line in enumerate(lines) if _ERROR.match(line)), len(lines))
    text = "\n".join(line.rstrip("…") for line in lines[start:] if line != "…")
    return text if _names_error(text) else ""


def _symptoms(page: Page) -> Iterator[tuple[str, str]]:
    inside = False
    headings = {heading.line: heading for heading in page.headings}
    for number, line in enumerate(page.prose, 1):
        if heading := headings.get(number):
            inside = heading.id == SYMPTOMS
        if inside and (item := _ITEM.match(line)):
            yield f"{item['page'] or page.name}#{item['id']}", item["text"]
