"""Read a file that is one; write a file whole or not at all; keep a directory to oneself."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tutorial_lib.errors import InputError


def read_file(path: Path, advice: str) -> bytes:
    """The content of `path`. Raises InputError, which ends in `advice`, if it cannot be read or is no regular file.

    A pipe or a device may have no end, and a pipe makes whoever opens it wait for its other side.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "a directory" if path.is_dir() else "a pipe or a device"
            raise InputError(f"{path} cannot be read (it is {kind}, not a file); {advice}.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}); {advice}.") from error
    except ValueError as error:  # a name with a zero byte in it
        raise InputError(f"{str(path)!r} cannot be read ({error}); {advice}.") from error


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


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """Make `directory` and keep other processes that ask so out of it, until the end or this process's death.

    Raises InputError if another one is in it.
    """
    make_directory(directory)
    taken = InputError(
        f"Another training writes to {directory} just now; wait for its end, or choose another directory with --out."
    )
    if os.name == "nt":
        # Windows removes such a file when the process that opened it ends, however it ends.
        flags = os.O_CREAT | os.O_EXCL | os.O_TEMPORARY  # type: ignore[attr-defined]
        try:
            lock = os.open(directory / ".lock", flags)
        except (FileExistsError, PermissionError):
            raise taken from None
    else:
        import fcntl

        lock = os.open(directory, os.O_RDONLY)
        try:
            # Some network disks know no locks; there, nobody is kept out.
            with suppress(OSError):
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise taken from None
        except InputError:
            os.close(lock)
            raise
    try:
        yield
    finally:
        os.close(lock)
