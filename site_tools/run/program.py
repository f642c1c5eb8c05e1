"""The program of a page: the code of its blocks, in order, as it is sent to the process that runs it."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

from site_tools.read.page import Page
from site_tools.read.snippet import Section, Statement
from site_tools.run.execution import Code


@dataclass(frozen=True)
class Block:
    """A section as a page shows it, and the bounds that stand behind it in its file and are not shown."""

    name: str
    section: Section
    statements: tuple[Statement, ...]
    hidden: tuple[Statement, ...] = ()

    @property
    def codes(self) -> list[Code]:
        return codes(self.statements) + codes(self.hidden, hidden=True)


class Sent(TypedDict):
    """A block, as plain data."""

    name: str
    file: str
    codes: list[Code]


@dataclass(frozen=True)
class Program:
    """What runs for a page. Both languages of a page show one program."""

    page: Page
    blocks: tuple[Block, ...]

    @cached_property
    def sent(self) -> list[Sent]:
        return [
            Sent(name=block.name, file=str(block.section.file.path), codes=block.codes)
            for block in self.blocks
        ]

    @cached_property
    def digest(self) -> str:
        """A hash of what is sent, but for the place of the repository: another hash, another program."""
        said = [[block["name"], block["codes"]] for block in self.sent]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def text(self) -> str:
        return "\n".join(code["source"] for block in self.sent for code in block["codes"])


def program_of(page: Page) -> Program:
    """The program that a page shows; a section that is shown again runs again, without its bounds."""
    blocks = []
    seen: set[Section] = set()
    for name, (_, section) in zip(page.section_names, page.sections, strict=True):
        hidden = () if section in seen else section.hidden
        seen.add(section)
        blocks.append(Block(name, section, section.statements, hidden))
    return Program(page, tuple(blocks))


def codes(statements: tuple[Statement, ...], hidden: bool = False) -> list[Code]:
    """Statements as plain data."""
    return [
        Code(
            line=one.first_line,
            source=one.source,
            promise=one.promise.text if one.promise else None,
            hidden=hidden,
        )
        for one in statements
    ]
