"""The words of pages and snippets: terms that must not be used, headings without an id, typography."""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from site_tools.read.page import Page, read_pages
from site_tools.read.snippet import SnippetFile
from tutorial_lib.errors import InputError

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
    yield from _typography({page.path: page.text for page in pages["zh"]})
    files = {section.file for page in pages["zh"] for _, section in page.sections}
    yield from _typography({file.path: _words(file) for file in files})


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


def _words(file: SnippetFile) -> str:
    """The Chinese words of a snippet, each on the line on which it stands there."""
    words = [""] * len(file.lines)
    for line, comment in file.comments.items():
        words[line - 1] = comment.words.get("zh", "").strip("f\"'")
    return "\n".join(words)


def _typography(texts: dict[Path, str]) -> Iterator[str]:
    """What limae finds in these Chinese texts, under the names of the files they come from.

    Without two of its rules: one takes Markdown's own colons for Chinese ones, the other wants a space between a
    link and the Chinese character behind it.
    """
    limae = shutil.which("limae", path=Path(sys.executable).parent) or shutil.which("limae")
    if limae is None:
        raise InputError("the linter limae is not installed; `make setup` installs it")
    with tempfile.TemporaryDirectory() as folder:
        copies = {}
        for number, (path, text) in enumerate(sorted(texts.items())):
            copy = Path(folder) / f"{number}.md"
            copy.write_text(text, encoding="utf-8")
            copies[str(copy)] = path
        command = [limae, "--disable", "zh-typography-2,zh-typography-3", *copies]
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    for line in ran.stdout.splitlines():
        name, _, finding = line.partition(":")
        if name in copies:
            yield f"{copies[name]}:{finding}"
