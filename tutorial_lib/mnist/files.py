"""Write a file whole or not at all."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from tutorial_lib.errors import InputError


@contextmanager
def writing_in(directory: Path) -> Iterator[None]:
    """Turn the system's refusals to write below `directory` into one sentence."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"Cannot write in {directory} ({error.strerror or error}); "
            "free some space, or choose a directory that you may write to."
        ) from error


def make_directory(directory: Path) -> None:
    """Create `directory` and its parents. Raises InputError where that is not possible."""
    with writing_in(directory):
        directory.mkdir(parents=True, exist_ok=True)


def replace_file(path: Path, content: bytes) -> None:
    """Write a new file beside `path`, put it on the disk, then rename it to `path`.

    Whoever reads `path`, at any moment and after any crash, sees the old content or the new one, never a part.
    If writing fails, the old file stays and the new one is removed. Raises InputError on a full disk and the like.
    """
    aside = path.with_name(f".{path.name}.part")
    with writing_in(path.parent):
        try:
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def save_tensors(path: Path, value: object) -> None:
    """`torch.save`, whole or not at all.

    It is packed in memory first: when the disk is full, torch's own writer hides the reason.
    """
    packed = io.BytesIO()
    torch.save(value, packed)
    replace_file(path, packed.getvalue())
