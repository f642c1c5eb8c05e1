"""Write a file whole or not at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tutorial_lib.errors import InputError


@contextmanager
def directory_errors(directory: Path) -> Iterator[None]:
    """Turn the system's refusals to write below `directory` into one sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"Cannot write in {directory}: {reason}; free some space or choose a directory you may write to."
        ) from error


def make_directory(directory: Path) -> None:
    """Create `directory` and its parents. Raises InputError where that is not possible."""
    with directory_errors(directory):
        directory.mkdir(parents=True, exist_ok=True)


def replace_file(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a new file beside `path`, put it on the disk, then rename it to `path`.

    Whoever reads `path`, at any moment and after any crash, sees the old content or the new one, never a part.
    If writing fails, the old file stays and the new one is removed. Raises InputError on a full disk and the like.
    """
    aside = path.with_name(f".{path.name}.part")
    with directory_errors(path.parent):
        try:
            with aside.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
