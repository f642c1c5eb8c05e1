"""Which pages there are: ``docs/chapters.toml``, the one ordered list that navigation, home and checks follow."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from site_tools.read.page import Page
from site_tools.read.snippet import Language
from tutorial_lib.errors import InputError

CHAPTERS = Path("docs/chapters.toml")
HOME = "index"


@dataclass(frozen=True)
class Part:
    id: str
    titles: dict[Language, str]
    pages: tuple[str, ...]
    numbered: bool
    """Whether its pages are chapters, to be read one after the other."""


def read_chapters(root: Path) -> tuple[Part, ...]:
    """The parts of the tutorial, in the order of reading.

    Raises:
        InputError: the list is missing, is not TOML, or a part lacks what it needs.
    """
    path = root / CHAPTERS
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8"))["parts"]
        return tuple(
            Part(
                part["id"],
                {"zh": part["zh"], "en": part["en"]},
                tuple(part["pages"]),
                part.get("numbered", True),
            )
            for part in parts
        )
    except FileNotFoundError:
        raise InputError(f"{path}: there is no list of the chapters") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}") from None
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{path}: each of [[parts]] has an id, zh, en and pages ({error})"
        ) from None


def check_chapters(parts: Iterable[Part], pages: Iterable[Page]) -> None:
    """Refuses a list that differs from the pages there are.

    Raises:
        InputError: the first page that is listed and missing, there and not listed, or listed twice.
    """
    listed = [HOME, *(name for part in parts for name in part.pages)]
    there = {page.name for page in pages}
    for name in listed:
        if name not in there:
            raise InputError(f"{CHAPTERS}: no page {name}.md in docs/zh and docs/en")
        if listed.count(name) > 1:
            raise InputError(f"{CHAPTERS}: {name} is listed twice")
    for name in sorted(there - {*listed}):
        raise InputError(f"{name}.md belongs to no part: add a line to {CHAPTERS}")
