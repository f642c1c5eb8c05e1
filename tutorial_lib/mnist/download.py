"""Fetch MNIST's files from torchvision's mirrors, soon or not at all.

Where the mirrors are blocked a connection does not fail, it hangs, once for each of a host's addresses. So all mirrors
are asked at once, with one deadline, before anything is fetched.
"""

import contextlib
import errno
import http.client
import io
import queue
import shutil
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from torchvision.datasets import MNIST
from torchvision.datasets.utils import download_and_extract_archive

from tutorial_lib.mnist.files import make_directory, writing_in

ANSWER_SECONDS = 8.0
STALL_SECONDS = 10.0


class Unreachable(Exception):
    """No mirror gave the files; says in a few words why.

    `why` is the beginning of a sentence in Chinese and in English.
    """

    def __init__(self, reasons: list[str], errors: list[Exception]) -> None:
        super().__init__("; ".join(reasons))
        self.why = ("没有连上网络", "No network")
        causes = [getattr(error, "reason", error) for error in errors]
        if any(isinstance(error, urllib.error.HTTPError) for error in errors):
            self.why = ("服务器没有给出文件", "The server did not give the files")
        elif any(isinstance(cause, ssl.SSLError) for cause in causes):
            self.why = (
                "服务器的证书没有通过检查，请看看电脑的时间和代理",
                "The server's certificate was not accepted (are this computer's clock and proxy right?)",
            )


def sources() -> list[str]:
    """The addresses that torchvision fetches MNIST from."""
    return list(MNIST.mirrors)


def fetch(raw: Path, names: list[str]) -> None:
    """Put the named files, unpacked and checked, into the directory `raw`.

    They are fetched into a directory beside it and move there when all are whole. Raises Unreachable if that fails, and
    InputError if the directory cannot be written to.
    """
    checksums = {name.removesuffix(".gz"): checksum for name, checksum in MNIST.resources}
    mirrors = _answering(f"{next(iter(checksums))}.gz")
    aside = raw.with_name("raw.part")
    shutil.rmtree(aside, ignore_errors=True)  # of a download that was killed
    make_directory(aside)
    make_directory(raw)
    try:
        for name in names:
            _fetch_one(mirrors, aside, name, checksums[name])
        with writing_in(raw):
            for name in names:
                (aside / name).replace(raw / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _fetch_one(mirrors: list[str], directory: Path, name: str, checksum: str) -> None:
    reasons: list[str] = []
    errors: list[Exception] = []
    for mirror in mirrors:
        try:
            with _impatient(), _quiet_unless_terminal():
                download_and_extract_archive(
                    f"{mirror}{name}.gz", str(directory), filename=f"{name}.gz", md5=checksum
                )
            return
        except (OSError, RuntimeError, http.client.HTTPException, EOFError) as error:
            if getattr(error, "errno", None) == errno.ENOSPC:  # another mirror would not help
                with writing_in(directory):
                    raise
            reasons.append(f"{mirror}{name}.gz: {error}")
            errors.append(error)
    raise Unreachable(reasons, errors)


def _answering(name: str) -> list[str]:
    """Those of the mirrors that answer within ANSWER_SECONDS, in their order. Raises Unreachable if none does."""
    answers: queue.SimpleQueue[tuple[str, Exception | None]] = queue.SimpleQueue()

    def ask(mirror: str) -> None:
        request = urllib.request.Request(f"{mirror}{name}", method="HEAD")
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
                answers.put((mirror, None))
        except (OSError, http.client.HTTPException, ValueError) as error:
            answers.put((mirror, error))

    for mirror in sources():
        threading.Thread(target=ask, args=(mirror,), daemon=True).start()
    deadline = time.monotonic() + ANSWER_SECONDS
    heard: dict[str, Exception | None] = {}
    with contextlib.suppress(queue.Empty):
        while len(heard) < len(sources()):
            mirror, refusal = answers.get(timeout=max(0.0, deadline - time.monotonic()))
            heard[mirror] = refusal
    mirrors = [mirror for mirror in sources() if mirror in heard and heard[mirror] is None]
    if not mirrors:
        errors = [error for error in heard.values() if error is not None]
        raise Unreachable([str(error) for error in errors] or ["no mirror answers"], errors)
    return mirrors


@contextlib.contextmanager
def _impatient() -> Iterator[None]:
    """torchvision's download waits forever for a host that stalls; here it does not."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(STALL_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


@contextlib.contextmanager
def _quiet_unless_terminal() -> Iterator[None]:
    """torchvision always draws its progress bar; in a log file it is noise."""
    if sys.stderr.isatty():
        yield
    else:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
