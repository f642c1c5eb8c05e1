"""What a built page holds, read once: what its browser runs, fetches and follows."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

# Attributes whose address a browser fetches without being asked; `link` only with other relations than these.
_FETCHED = {
    *(("script", "src"), ("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset")),
    *(("iframe", "src"), ("embed", "src"), ("object", "data"), ("input", "src"), ("track", "src")),
    *(("video", "src"), ("video", "poster"), ("audio", "src"), ("link", "href")),
    *(("image", "href"), ("image", "xlink:href"), ("use", "href"), ("use", "xlink:href")),
}  # fmt: skip
_ONLY_NAMED = {"alternate", "author", "canonical", "help", "license", "next", "prev", "search"}
_FOLLOWED = {("a", "href"), ("area", "href"), ("a", "xlink:href")}

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_ADDRESS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
)
# Half of a page's tags color its code. They say nothing here, and Python's parser is slow.
_COLORS = re.compile(r'<span class="\w+">|</span>')
# Browsers leave these out of an address.
_IGNORED = re.compile(r"[\x00-\x20]+")


@dataclass
class File:
    """A page or a stylesheet: what it can be linked at, where it leads, and what runs in it."""

    ids: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    """The text of each script inside the page."""
    refused: list[str] = field(default_factory=list)
    """Tags that the policy of the page lets no browser apply, as they stand there."""


@lru_cache(maxsize=1024)
def read_page(text: str) -> File:
    """A page, or an SVG; while a site is served most pages come again as they were."""
    reader = _PageReader()
    reader.feed(_COLORS.sub("", text))
    reader.close()
    return reader.file


def read_style(text: str) -> File:
    return File(fetched=_addresses_in_style(text))


def _addresses_in_style(text: str) -> list[str]:
    found = _CSS_ADDRESS.findall(_CSS_COMMENT.sub("", text))
    return [address for groups in found if (address := "".join(groups))]


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.file = File()
        self._inside = ""  # a style, or a script that runs

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        self._inside = tag if tag == "style" else ""
        if tag == "script" and "src" not in values and values.get("type") != "application/json":
            self._inside = tag
            self.file.scripts.append("")
        if _is_refused(tag, values):
            self.file.refused.append((self.get_starttag_text() or tag)[:80])
        for name, value in values.items():
            self._address(tag, name, value, values)

    def _address(self, tag: str, name: str, value: str, values: dict[str, str]) -> None:
        if name == "id" or (tag == "a" and name == "name"):
            self.file.ids.add(value)
        elif name == "style":
            self.file.fetched += _addresses_in_style(value)
        elif not value:
            return
        elif (tag, name) == ("meta", "content") and _refreshes(values):
            self.file.fetched += [value.partition("=")[2].strip("'\" ")]
        elif (tag, name) in _FOLLOWED:
            self.file.followed.append(value)
        elif (tag, name) not in _FETCHED:
            return
        elif tag == "link" and _ONLY_NAMED & {*values.get("rel", "").lower().split()}:
            self.file.followed.append(value)
        elif name == "srcset":
            self.file.fetched += [
                choice.split()[0] for choice in value.split(",") if choice.strip()
            ]
        else:
            self.file.fetched.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.file.scripts[-1] += data
        elif self._inside == "style":
            self.file.fetched += _addresses_in_style(data)


def _refreshes(values: dict[str, str]) -> bool:
    return values.get("http-equiv", "").lower() == "refresh"


def _is_refused(tag: str, values: dict[str, str]) -> bool:
    """Whether this is a style or a script in the page, or sends the reader away unasked."""
    return (
        tag in ("style", "base")
        or "srcdoc" in values
        or _refreshes(values)
        or any(name == "style" or name.startswith("on") for name in values)
        or any(
            _IGNORED.sub("", value).lower().startswith(("javascript:", "vbscript:"))
            for value in values.values()
        )
    )
