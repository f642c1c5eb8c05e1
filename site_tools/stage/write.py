"""Files that are written whole or not at all, and only where something changed."""

import os
from pathlib import Path

from tutorial_lib.errors import InputError


def write_tree(folder: Path, files: dict[str, bytes]) -> None:
    """Makes ``folder`` hold these files and no others; one that is the same already keeps its time of change.

    Raises:
        InputError: the folder cannot be written, or its disk is full.
    """
    try:
        for name, content in files.items():
            write(folder / name, content)
        kept = {folder / name for name in files}
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in kept:
                path.unlink()
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from None


def write(path: Path, content: bytes) -> None:
    """Writes a file aside and then puts it in its place."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
