"""A web host as the site will meet one: it compresses what it sends, and counts it."""

import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path

# As hosts do; pictures and fonts are compressed already.
_COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".ipynb", ".py"}


@dataclass
class Host:
    """A folder, served at `url`."""

    url: str
    sent: list[tuple[str, int]] = field(default_factory=list)
    """The path of every answer so far, and its bytes: head and body, as they went over the wire."""


@contextmanager
def serve(folder: Path, below: str = "") -> Iterator[Host]:
    """Serves `folder`; a missing page is answered with the 404.html in its subfolder `below`."""
    sent: list[tuple[str, int]] = []
    handler = partial(_Handler, folder=folder, missing=folder / below / "404.html", sent=sent)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Host(f"http://127.0.0.1:{server.server_port}/{below}", sent)
    server.shutdown()
    server.server_close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(
        self, *args: object, folder: Path, missing: Path, sent: list[tuple[str, int]]
    ) -> None:
        self.missing = missing
        self.sent = sent
        super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.partition("?")[0].endswith("/"):
            self.send_head()  # redirects
            return
        path = path / "index.html" if path.is_dir() else path
        status = HTTPStatus.OK if path.is_file() else HTTPStatus.NOT_FOUND
        if status is HTTPStatus.NOT_FOUND:
            if not self.missing.is_file():
                self.send_error(status)
                return
            path = self.missing
        body = path.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in _COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            self.send_header("Content-Encoding", "gzip")
            body = _compressed(body)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")  # every visit is a first visit
        head = len(b"".join(self._headers_buffer))  # type: ignore[attr-defined]
        self.sent.append((self.path, head + len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the output belongs to the tests."""


@cache
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
