"""The ledger: an independent count of every code block on every page, and of what proves each.

It counts in the rendered HTML, not in the Markdown that `read_page` reads, so that a block which one of the two
misses shows up as a hole. A block is executed (the record of the last run says so), or of a kind that is checked
another way, or listed in ``docs/exceptions.toml`` with a reason.
"""

import json
import shlex
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import yaml
from markdown import Markdown
from mkdocs.config import load_config

from site_tools.read.page import Block, Page, read_pages
from site_tools.read.snippet import Language
from site_tools.run.promise import keeps
from site_tools.run.record import read_record
from site_tools.stage.stamp import Stamp, stamp
from tutorial_lib.errors import InputError

EXCEPTIONS = Path("docs/exceptions.toml")
CONFIGS: dict[Language, str] = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}

# The programs that a shell block may call; a mistyped one is found, and a new one is looked at first.
_PROGRAMS = {
    "activate", "cd", "deactivate", "export", "git", "make", "mkdocs", "mkdir", "nvidia-smi", "pip", "py", "pytest",
    "python", "python3", "source", "tensorboard", "torchrun", "unzip",
    "uv", ".venv/bin/activate", r".venv\Scripts\activate", r".venv\Scripts\Activate.ps1",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What the ledger says of one page."""

    page: Page
    rendered: Counter[str]
    executed: int
    checked: int
    """Blocks of other kinds that passed their own check."""
    excepted: int
    holes: tuple[str, ...] = field(default=())


def read_ledger(root: Path) -> list[Row]:
    """A row for each page in each language, in the order of their names.

    Raises:
        InputError: an entry of ``docs/exceptions.toml`` that no block needs any longer.
    """
    record = read_record(root)
    exceptions = _read_exceptions(root)
    rows = []
    for language, pages in read_pages(root).items():
        renderer = _renderer(root, language)
        for page in pages:
            rows.append(_row(page, _rendered(renderer, page), stamp(page, record), exceptions))
    unneeded = [f"{name}: {start}" for (name, start), used in exceptions.items() if not used]
    if unneeded:
        raise InputError(
            f"{EXCEPTIONS}: no unproven block matches `{unneeded[0]}` any longer; remove the entry"
        )
    return rows


def table(rows: list[Row]) -> str:
    """The ledger as a text table."""
    head = ("page", "blocks", "executed", "checked", "excepted", "promises")
    lines = [
        (f"{row.page.language}/{row.page.name}", sum(row.rendered.values()), row.executed, row.checked,
         row.excepted, row.page.promises)
        for row in rows
    ]  # fmt: skip
    total = ("total", *(sum(column) for column in zip(*(line[1:] for line in lines), strict=True)))
    width = max(len(line[0]) for line in [head, *lines])
    return "\n".join(
        f"{line[0]:<{width}}" + "".join(f"{cell:>10}" for cell in line[1:])
        for line in [head, *lines, total]
    )


def _row(
    page: Page, rendered: Counter[str], proof: Stamp, exceptions: dict[tuple[str, str], bool]
) -> Row:
    holes = []
    read = Counter(block.word for block in page.blocks)
    for word in sorted(rendered.keys() | read.keys()):
        if rendered[word] != read[word]:
            holes.append(
                f"{page.path}: {rendered[word]} {word or 'unmarked'} blocks stand on the rendered page, "
                f"{read[word]} are read by the tests"
            )
    executed = proof.blocks if proof.run else 0
    if executed < proof.blocks:
        holes.append(
            f"{page.path}: its code has not run as it stands; run `pytest docs/{page.language}/{page.name}.md`"
        )
    checked = excepted = 0
    for block in page.blocks:
        if block.sections:
            continue
        problem = _CHECKS[block.word](page, block)
        key = (page.name, block.lines[0].strip() if block.lines else "")
        if problem is None:
            checked += 1
        elif key in exceptions:
            exceptions[key] = True
            excepted += 1
        else:
            holes.append(f"{page.path}:{block.line}: {problem}")
    return Row(page, rendered, executed, checked, excepted, tuple(holes))


def _read_exceptions(root: Path) -> dict[tuple[str, str], bool]:
    """``(page, first line of the block) -> whether a block used it``."""
    path = root / EXCEPTIONS
    if not path.is_file():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("exception", [])
    for entry in entries:
        if entry.keys() != {"page", "starts", "reason"} or not entry["reason"].strip():
            raise InputError(
                f"{EXCEPTIONS}: each exception has a page, what it starts with, and a reason"
            )
    return {(entry["page"], entry["starts"]): False for entry in entries}


def _renderer(root: Path, language: Language) -> Markdown:
    # Without plugins: they do not touch the Markdown, and the search plugin loads a dictionary.
    config = load_config(str(root / CONFIGS[language]), plugins=[])
    return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)


def _rendered(renderer: Markdown, page: Page) -> Counter[str]:
    """How many code blocks of each word the page's HTML holds; ``""`` for those without a word."""
    counter = _CodeBlocks()
    counter.feed(renderer.reset().convert(page.text))
    return counter.words


class _CodeBlocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: Counter[str] = Counter()
        self._word = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "div" and "highlight" in classes:
            named = [name for name in classes if name.startswith("language-")]
            self._word = named[0].removeprefix("language-") if named else ""
        elif tag == "pre":
            self.words[self._word] += 1
            self._word = ""


def _shell(page: Page, block: Block) -> str | None:
    for line in "\n".join(block.lines).replace("\\\n", " ").splitlines():
        for command in line.split("&&"):
            try:
                words = shlex.split(command, comments=True, posix=block.word == "bash")
            except ValueError as error:
                return f"not a command line: {command.strip()!r} ({error})"
            if words and words[0] not in _PROGRAMS and "=" not in words[0]:
                return f"an unknown program, {words[0]!r}; correct it or add it in {Path(__file__).name}"
    return None


def _output(page: Page, block: Block) -> str | None:
    """Plain output stands on a page where a promise of the same page holds for it, line for line."""
    promised = {
        line
        for _, section in page.sections
        for statement in section.statements
        if statement.promise
        for line in statement.promise.lines
    }
    for line in block.lines:
        if line.strip() and not any(keeps(one, line) for one in promised if one != "…"):
            return f"no snippet on this page documents the output {line.strip()!r}"
    return None


def _parsed_by(parse: Callable[[str], object]) -> Callable[[Page, Block], str | None]:
    def check(page: Page, block: Block) -> str | None:
        try:
            parse("\n".join(block.lines))
        except Exception as error:
            return f"not valid {block.word}: {error}"
        return None

    return check


_CHECKS: dict[str, Callable[[Page, Block], str | None]] = {
    "bash": _shell,
    "powershell": _shell,
    "text": _output,
    "json": _parsed_by(json.loads),
    "toml": _parsed_by(tomllib.loads),
    "yaml": _parsed_by(yaml.safe_load),
}


def holes(rows: list[Row]) -> Iterator[str]:
    """What is unproven, one sentence each."""
    for row in rows:
        yield from row.holes
