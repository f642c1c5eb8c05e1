"""The strings of the interface, both languages side by side: ``words.toml``, and what playthings say."""

import json
import tomllib
from pathlib import Path

from site_tools.read.snippet import LANGUAGES, Language
from tutorial_lib.errors import InputError

WORDS = Path(__file__).with_name("words.toml")
SCRIPTS = ("progress", "errors", "search")
"""The tables that scripts of the same names in theme/js read."""
Table = dict[str, dict[str, str]]


def read_words(language: Language) -> Table:
    """``{"stamp": {"label": …}, …}`` in this language."""
    return read_table(WORDS, language)


def as_script(words: Table) -> str:
    """What the scripts say, as a script that runs before them."""
    said = {name: words[name] for name in SCRIPTS}
    return f'"use strict";\nconst words = {json.dumps(said, ensure_ascii=False)};\n'


def read_table(path: Path, language: Language) -> Table:
    """The table at ``path`` in one language.

    Raises:
        InputError: the file is not TOML, or an entry says nothing in one of the languages.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}") from None
    for name, entries in tables.items():
        for key, said in entries.items():
            if missing := [one for one in LANGUAGES if not said.get(one)]:
                raise InputError(f"{path}: {name}.{key} says nothing in {missing[0]}")
    return {
        name: {key: said[language] for key, said in entries.items()}
        for name, entries in tables.items()
    }
