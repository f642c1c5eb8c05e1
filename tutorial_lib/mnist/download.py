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
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from torchvision.datasets import MNIST
from torchvision.datasets.utils import download_and_extract_archive

from tutorial_lib.mnist.files import make_directory, writing_in

ANSWER_SECONDS = 8.0
STALL_SECONDS = 10.0


class Unreachable(Exception):
    """No mirror gave the files; says in a few words why."""


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
    reasons = []
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
    raise Unreachable("; ".join(reasons))


def _answering(name: str) -> list[str]:
    """Those of the mirrors that answer within ANSWER_SECONDS, in their order. Raises Unreachable if none does."""
    answers: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()

    def ask(mirror: str) -> None:
        request = urllib.request.Request(f"{mirror}{name}", method="HEAD")
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
                answers.put((mirror, True))
        except (OSError, http.client.HTTPException, ValueError):
            answers.put((mirror, False))

    for mirror in sources():
        threading.Thread(target=ask, args=(mirror,), daemon=True).start()
    deadline = time.monotonic() + ANSWER_SECONDS
    heard: dict[str, bool] = {}
    with contextlib.suppress(queue.Empty):
        while len(heard) < len(sources()):
            mirror, answered = answers.get(timeout=max(0.0, deadline - time.monotonic()))
            heard[mirror] = answered
    mirrors = [mirror for mirror in sources() if heard.get(mirror)]
    if not mirrors:
        raise Unreachable("no mirror answers")
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
