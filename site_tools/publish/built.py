"""Reads a built site from its files: where its links lead, and what its pages make a browser fetch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

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


@dataclass
class _File:
    """A page or a stylesheet: what it can be linked at, and where it leads."""

    ids: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)


class Built:
    """A built site.

    Args:
        folder: where it lies.
        url: the address at which it will be published; empty where that is not known.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder = folder
        # Without an address any will do: only what lies inside the site is told from what lies outside.
        self._url = url.rstrip("/") + "/" if url else "http://localhost/"

    def broken_links(self) -> Iterator[str]:
        """A sentence for each link, picture, script or style inside the site that leads nowhere."""
        for path, file in self._files.items():
            for target in dict.fromkeys([*file.followed, *file.fetched]):
                address = self._address(path, target)
                if address.startswith(self._url) and not self._exists(address):
                    yield f"{path}: the link {target!r} leads to nothing on the site"
                elif not address.startswith(self._url) and self._is_on_this_host(address):
                    yield f"{path}: the link {target!r} leaves the site, which lies at {self._url}"

    def foreign_requests(self) -> Iterator[str]:
        """A sentence for each address on another host that a browser would fetch to show a page."""
        for path, file in self._files.items():
            for target in dict.fromkeys(file.fetched):
                address = urlsplit(self._address(path, target))
                if address.netloc and address.netloc != urlsplit(self._url).netloc:
                    yield f"{path}: a browser would fetch {target!r} from {address.netloc}"

    @cached_property
    def _files(self) -> dict[str, _File]:
        files = {}
        for path in sorted(self._folder.rglob("*")):
            read = {".html": _read_page, ".css": _read_style, ".svg": _read_page}.get(path.suffix)
            if read:
                text = path.read_text(encoding="utf-8")
                files[path.relative_to(self._folder).as_posix()] = read(text)
        return files

    def _address(self, path: str, target: str) -> str:
        return urljoin(self._url + path.removesuffix("index.html"), target)

    def _is_on_this_host(self, address: str) -> bool:
        return urlsplit(address).netloc == urlsplit(self._url).netloc

    def _exists(self, address: str) -> bool:
        parts = urlsplit(address)
        path = unquote(parts.path.removeprefix(urlsplit(self._url).path))
        place = self._folder / path
        if place.is_dir():
            place /= "index.html"
        if not place.is_file():
            return False
        file = self._files.get(place.relative_to(self._folder).as_posix())
        anchor = unquote(parts.fragment)
        return not anchor or file is None or anchor in file.ids


def _read_style(text: str) -> _File:
    return _File(fetched=_addresses_in_style(text))


def _addresses_in_style(text: str) -> list[str]:
    found = _CSS_ADDRESS.findall(_CSS_COMMENT.sub("", text))
    return [address for groups in found if (address := "".join(groups))]


def _read_page(text: str) -> _File:
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    return reader.file


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.file = _File()
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value.strip() for name, value in attrs if value}
        self._in_style = tag == "style"
        for name, value in values.items():
            if name == "id" or (tag == "a" and name == "name"):
                self.file.ids.add(value)
            elif name == "style":
                self.file.fetched += _addresses_in_style(value)
            elif (tag, name) in _FOLLOWED:
                self.file.followed.append(value)
            elif (tag, name) not in _FETCHED:
                continue
            elif tag == "link" and _ONLY_NAMED & set(values.get("rel", "").split()):
                self.file.followed.append(value)
            elif name == "srcset":
                self.file.fetched += [choice.split()[0] for choice in value.split(",")]
            else:
                self.file.fetched.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.file.fetched += _addresses_in_style(data)
