"""The ledger: an independent count of every code block on every page, and of what proves each.

It counts in the rendered HTML, not in the Markdown that `read_page` reads, so that a block which one of the two
misses shows up as a hole. A block is executed (the record of the last run says so), or of a kind that is checked
another way.
"""

import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from markdown import Markdown

from site_tools.read.page import Block, Page, read_pages
from site_tools.read.settings import read_shared
from site_tools.run.promise import matches
from site_tools.run.record import Stamp, read_record, stamp

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
    holes: tuple[str, ...]


def read_ledger(root: Path) -> list[Row]:
    """A row for each page in each language, in the order of their names."""
    record = read_record(root)
    rows = []
    renderer = _renderer(root)
    for pages in read_pages(root).values():
        for page in pages:
            rows.append(_row(page, _rendered(renderer, page), stamp(page, record)))
    return rows


def table(rows: list[Row]) -> str:
    """The ledger as a text table."""
    head = ("page", "blocks", "executed", "checked", "promises")
    lines = [
        (f"{row.page.language}/{row.page.name}", sum(row.rendered.values()), row.executed, row.checked,
         row.page.promises)
        for row in rows
    ]  # fmt: skip
    total = ("total", *(sum(column) for column in zip(*(line[1:] for line in lines), strict=True)))
    width = max(len(line[0]) for line in [head, *lines])
    return "\n".join(
        f"{line[0]:<{width}}" + "".join(f"{cell:>10}" for cell in line[1:])
        for line in [head, *lines, total]
    )


def _row(page: Page, rendered: Counter[str], proof: Stamp) -> Row:
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
    others = [block for block in page.blocks if not block.sections]
    problems = [(block.line, _problem(page, block)) for block in others]
    wrong = [f"{page.path}:{line}: {problem}" for line, problem in problems if problem]
    return Row(page, rendered, executed, len(others) - len(wrong), (*holes, *wrong))


def _renderer(root: Path) -> Markdown:
    extensions = read_shared(root)["markdown_extensions"] | {
        "pymdownx.highlight": {"pygments_lang_class": True},
        "pymdownx.superfences": {},
    }
    return Markdown(extensions=[*extensions], extension_configs=extensions)


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


def _problem(page: Page, block: Block) -> str | None:
    """What is wrong with a block that does not run."""
    return _output(page, block) if block.word == "text" else _shell(block)


def _shell(block: Block) -> str | None:
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
        if line.strip() and not any(matches(one, line) for one in promised if one != "…"):
            return f"no snippet on this page documents the output {line.strip()!r}"
    return None


def holes(rows: list[Row]) -> Iterator[str]:
    """What is unproven, one sentence each."""
    for row in rows:
        yield from row.holes
