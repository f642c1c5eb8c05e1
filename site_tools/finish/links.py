"""Where the links of a built site lead, and what its pages make a browser fetch."""

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from site_tools.finish.html import File, read_page, read_style

_READ: dict[str, Callable[[str], File]] = {
    ".html": read_page,
    ".css": read_style,
    ".svg": read_page,
}


class Built:
    """A built site.

    Args:
        folder: where it lies.
        url: the address at which it will be published; empty where that is not known.
        read: pages by their path that have been read already.
    """

    def __init__(self, folder: Path, url: str = "", read: dict[Path, File] | None = None) -> None:
        self._folder = folder
        self._known = read or {}
        # Without an address any will do: only what lies inside the site is told from what lies outside.
        self._url = url.rstrip("/") + "/" if url else "http://localhost/"

    def broken_links(self) -> Iterator[str]:
        """A sentence for each link, picture, script or style inside the site that leads nowhere."""
        for path, file in self.files.items():
            for target in dict.fromkeys([*file.followed, *file.fetched]):
                address = self._address(path, target)
                if address.startswith(self._url) and not self._exists(address):
                    yield f"{path}: the link {target!r} leads to nothing on the site"
                elif not address.startswith(self._url) and self._is_on_this_host(address):
                    yield f"{path}: the link {target!r} leaves the site, which lies at {self._url}"

    def foreign_requests(self) -> Iterator[str]:
        """A sentence for each address on another host that a browser would fetch to show a page."""
        for path, file in self.files.items():
            for target in dict.fromkeys(file.fetched):
                address = urlsplit(self._address(path, target))
                if address.netloc and address.netloc != urlsplit(self._url).netloc:
                    yield f"{path}: a browser would fetch {target!r} from {address.netloc}"

    @cached_property
    def files(self) -> dict[str, File]:
        """Pages, styles and pictures by their place in the site."""
        return {
            path.relative_to(self._folder).as_posix(): self._known.get(path)
            or read(path.read_text(encoding="utf-8"))
            for path in sorted(self._folder.rglob("*"))
            if (read := _READ.get(path.suffix))
        }

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
        file = self.files.get(place.relative_to(self._folder).as_posix())
        anchor = unquote(parts.fragment)
        return not anchor or file is None or anchor in file.ids
