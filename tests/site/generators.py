"""Builds the staged site with other generators, and compares what their pages hold with those of MkDocs.

    python -m tests.site.generators .venv/generators/bin    a folder with `zensical` and `properdocs` in it

Ends with 1 where a generator shows less. `make generators` installs them, in an environment of their own.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from site_tools.read import LANGUAGES
from site_tools.stage.site import Settings, stage

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "mkdocs": [sys.executable, "-m", "mkdocs", "build", "-q", "-f"],
    "properdocs": ["{bin}/properdocs", "build", "-q", "-f"],
    "zensical": ["{bin}/zensical", "build", "-f"],
}
SITE_DIR = "site"

# What a page is made of: a tag, and a class that it carries.
PARTS = {
    "figures": ("figure", ""),
    "boxes": ("", "admonition"),
    "folded boxes": ("details", ""),
    "heads": ("header", "chapter"),
    "covers": ("svg", "cover"),
    "stamps": ("aside", "verified"),
    "downloads": ("p", "downloads"),
    "playthings": ("button", "play"),
    "copy buttons": ("button", "md-code__button"),
    "exercises": ("section", "exercise"),
    "formulas": ("math", ""),
    "language links": ("a", "language-switch"),
}


class Page(HTMLParser):
    """The text of each block of code, and how many there are of each other part."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.parts: Counter[str] = Counter()
        self.code: list[str] = []
        self._in_code = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        for name, (known, marked) in PARTS.items():
            self.parts[name] += known in ("", tag) and (not marked or marked in classes)
        if tag == "code" and (values.get("id") or "").startswith("__copy"):
            self._in_code = True
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_code &= tag != "code"

    def handle_data(self, data: str) -> None:
        if self._in_code:
            self.code[-1] += data


def built(command: list[str], config: Path) -> dict[str, Page]:
    ran = subprocess.run(
        [*command, str(config)],
        cwd=config.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise SystemExit(f"{command[0]} fails: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    site = config.parent / SITE_DIR
    return {str(path.relative_to(site)): Page(path) for path in sorted(site.rglob("index.html"))}


def main(folder: str) -> int:
    pages: dict[str, dict[str, Page]] = {}
    for name, command in COMMANDS.items():
        with tempfile.TemporaryDirectory() as staged:
            made = stage(ROOT, Path(staged), Settings())
            here = [part.format(bin=Path(folder).absolute()) for part in command]
            pages[name] = {
                f"{language}/{path}": page
                for language in LANGUAGES
                for path, page in built(here, made[language]).items()
            }
    differences = 0
    for name, found in pages.items():
        parts = sum((page.parts for page in found.values()), Counter())
        blocks = sum(len(page.code) for page in found.values())
        print(f"{name}: {len(found)} pages, {blocks} blocks, {dict(parts)}")
        for path, page in pages["mkdocs"].items():
            other = found.get(path)
            if other is None:
                print(f"  {path} is missing")
            elif other.code != page.code:
                print(f"  {path}: the code differs")
            elif other.parts != page.parts:
                print(
                    f"  {path}: {page.parts - other.parts} missing, {other.parts - page.parts} more"
                )
            else:
                continue
            differences += 1
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
