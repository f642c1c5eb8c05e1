"""What the foot of a page says of its code: that it ran as it stands, when, where and on which versions.

Everything comes from the record of the last run; a page that changed since has not run.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from site_tools.read.page import Page
from site_tools.run.record import Run, digest


@dataclass(frozen=True)
class Stamp:
    blocks: int
    """How many blocks of Python the page shows."""
    promises: int
    run: Run | None
    """The page's entry in the record; ``None`` if its code has not run as it stands."""


@dataclass(frozen=True)
class Summary:
    """The stamps of many pages in one. Pages without code do not count."""

    proven: int
    unproven: int
    blocks: int
    """On the proven pages, like the promises and all that follows."""
    promises: int
    days: tuple[str, ...]
    """The first and the last day on which a page ran; one if they are the same, none if no page ran."""
    commits: tuple[str, ...]
    facts: tuple[str, ...]


def stamp(page: Page, record: dict[str, Run]) -> Stamp:
    """What the record says of a page."""
    run = record.get(f"{page.language}/{page.name}")
    blocks = sum(block.word == "python" for block in page.blocks)
    return Stamp(blocks, page.promises, run if run and run["digest"] == digest(page) else None)


def summary(stamps: Iterable[Stamp]) -> Summary:
    """The sum of what is proven, and how many pages are not."""
    with_code = [one for one in stamps if one.blocks]
    proven = [one for one in with_code if one.run]
    runs = [one.run for one in proven if one.run]
    days = sorted(run["when"][:10] for run in runs)
    return Summary(
        len(proven),
        len(with_code) - len(proven),
        sum(one.blocks for one in proven),
        sum(one.promises for one in proven),
        tuple(dict.fromkeys(days[:1] + days[-1:])),
        tuple(dict.fromkeys(run["commit"] for run in runs if run["commit"])),
        tuple(dict.fromkeys(fact for run in runs for fact in facts(run))),
    )


def facts(run: Run) -> list[str]:
    """Versions and machine of a run, in the order in which a reader asks for them."""
    versions = [f"{name} {run['versions'][name]}" for name in ("torch", "torchvision")]
    return [*versions, f"Python {run['python']}", run["platform"], run["device"]]
