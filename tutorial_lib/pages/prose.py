"""The words of the pages: terms that must not be used, headings without an id, Chinese typography."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tutorial_lib.errors import InputError
from tutorial_lib.pages.page import Page, read_pages

TERMS = Path("docs/terms.toml")


def findings(root: Path) -> Iterator[str]:
    """What is wrong with the words, as ``file:line: sentence``."""
    terms = tomllib.loads((root / TERMS).read_text(encoding="utf-8"))
    pages = read_pages(root)
    for language, found in pages.items():
        rules = [
            (re.compile(rule["never"]), rule["use"], rule.get("but", []))
            for rule in terms[language]
        ]
        for page in found:
            yield from _ids(page)
            yield from _forbidden(page, rules)
    yield from _typography([page.path for page in pages["zh"]])


def _ids(page: Page) -> Iterator[str]:
    seen: set[str] = set()
    for heading in page.headings:
        if heading.level > 1 and heading.id is None:
            yield f"{page.path}:{heading.line}: give this heading an id, the same in both languages: {{ #name }}"
        if heading.id in seen:
            yield f"{page.path}:{heading.line}: the id #{heading.id} stands twice on this page"
        if heading.id:
            seen.add(heading.id)


def _forbidden(page: Page, rules: list[tuple[re.Pattern[str], str, list[str]]]) -> Iterator[str]:
    for number, line in enumerate(page.prose, 1):
        text = re.sub(r"`[^`]*`|\]\([^)]*\)", "", line)
        for pattern, use, pages_that_may in rules:
            word = pattern.search(text)
            if word and page.name not in pages_that_may:
                yield f"{page.path}:{number}: '{word[0]}' is not the term used here; write '{use}'"


def _typography(paths: list[Path]) -> Iterator[str]:
    """limae's findings; its rule on the width of colons takes Markdown's own for Chinese ones."""
    limae = shutil.which("limae", path=Path(sys.executable).parent) or shutil.which("limae")
    if limae is None:
        raise InputError("the linter limae is not installed; `make setup` installs it")
    command = [limae, "--disable", "zh-typography-2", *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    yield from (line for line in ran.stdout.splitlines() if re.match(r".+?:\d+", line))
