"""Files of text: read whole and true, written whole or not at all."""

import os
import tempfile
from pathlib import Path

from tutorial_lib.errors import InputError


def read_text(path: Path) -> str:
    """The file's text, its lines ended by ``\\n`` whatever the checkout made of them.

    Raises:
        InputError: the file is not UTF-8, begins with a byte-order mark, or holds a lone carriage return.
    """
    data = path.read_bytes()
    if data.startswith(b"\xef\xbb\xbf"):
        raise InputError(f"{path}:1: begins with a byte-order mark; save it as UTF-8 without BOM")
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{path}:{line}: not valid UTF-8; save the file as UTF-8") from None
    for mark, name in (("\r", "a carriage return without a line feed"), ("\0", "a NUL character")):
        if mark in text:
            line = text[: text.index(mark)].count("\n") + 1
            raise InputError(f"{path}:{line}: {name}; remove it")
    return text


def lines_of(text: str) -> list[str]:
    """Its lines. Not ``str.splitlines``: a form feed or U+2028 in a string ends no line of Python."""
    return text.removesuffix("\n").split("\n")


def write_text(path: Path, text: str) -> None:
    """Puts the text into the file, which until then stays as it was.

    Raises:
        InputError: the place cannot be written: read-only, full, or text that UTF-8 cannot hold.
    """
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            aside = Path(file.name)
            file.write(text.encode())
        aside.chmod(path.stat().st_mode if path.exists() else 0o644)
        os.replace(aside, path)  # noqa: PTH105
    except (OSError, UnicodeEncodeError) as error:
        if aside:
            aside.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be written: {reason}") from None
