"""`python -m site_tools`: what the tutorial's maintainers ask of their pages."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_tools.check import ledger, mutation, parity, prose
from site_tools.check.mutation import Mutant
from site_tools.read.page import Page, read_pages
from site_tools.run.prepare import page_folders
from site_tools.run.proof import prove
from site_tools.run.record import read_record, stamp
from site_tools.run.run import Prepare
from site_tools.stage import notebook
from tutorial_lib.errors import InputError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m site_tools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the pages whose code has not run as it stands")
    commands.add_parser("check", help="the ledger, both languages side by side, and their words")
    for name in ("promises", "code"):
        mutants = commands.add_parser(f"{name}-mutants", help=f"plant faults in the pages' {name}")
        mutants.add_argument("pages", nargs="*", metavar="PAGE", help="default: every page")
        mutants.add_argument("--at-least", type=float, default=0, metavar="PERCENT")
        if name == "code":
            help_ = "only every n-th of a section: where a page trains, each takes seconds"
            mutants.add_argument("--every", type=int, default=1, metavar="N", help=help_)
    notebooks = commands.add_parser("notebooks", help="make pages' notebooks again, and run them")
    notebooks.add_argument("pages", nargs="+", metavar="PAGE")
    same = commands.add_parser("same", help="note that pages say the same in both languages now")
    same.add_argument("pages", nargs="+", metavar="PAGE")
    settings = parser.parse_args(arguments)
    root = Path.cwd()
    try:
        if settings.command == "run":
            return _run(root)
        if settings.command == "check":
            return _check(root)
        if settings.command == "notebooks":
            _write_notebooks(root, settings.pages)
            return 0
        if settings.command == "same":
            parity.record_translation(root, settings.pages)
            return 0
        return _mutants(settings, _chosen(root, settings.pages), page_folders(root))
    except InputError as error:
        print(error, file=sys.stderr)
        return 1


def _run(root: Path) -> int:
    record = read_record(root)
    pages = [page for pages in read_pages(root).values() for page in pages]
    unproven = [page for page in pages if stamp(page, record).run is None]
    found = prove(root, unproven, page_folders(root))
    for name, problems in found.items():
        print(f"{name}: {len(problems)} problems" if problems else f"{name}: ran")
        for problem in problems:
            print(problem, file=sys.stderr)
    return int(any(found.values()))


def _check(root: Path) -> int:
    rows = ledger.read_ledger(root)
    print(ledger.table(rows))
    problems = [*ledger.holes(rows), *parity.differences(root), *prose.findings(root)]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problems" if problems else "no hole, no difference, no finding")
    return int(bool(problems))


def _chosen(root: Path, names: list[str]) -> list[Page]:
    """The Chinese pages of these names: the code is the same in both languages."""
    pages = {page.name: page for page in read_pages(root)["zh"]}
    unknown = [name for name in names if name not in pages]
    if unknown:
        raise InputError(f"no page {unknown[0]} in docs/zh")
    return [pages[name] for name in names or pages]


def _write_notebooks(root: Path, names: list[str]) -> None:
    _chosen(root, names)  # refuses a name that no page has
    prepare = page_folders(root)
    for pages in read_pages(root).values():
        for page in pages:
            if page.name in names:
                made = notebook.to_notebook(page)
                notebook.execute(made, page, prepare)
                notebook.write(made, page.path.with_name(f"{page.name}-notebook.ipynb"))


def _mutants(settings: argparse.Namespace, pages: list[Page], prepare: Prepare) -> int:
    total = caught = 0
    for page in pages:
        mutants = list(_survivors_shown(_planted(settings, page, prepare)))
        total += len(mutants)
        caught += sum(mutant.caught for mutant in mutants)
        print(f"{page.name}: {sum(mutant.caught for mutant in mutants)} of {len(mutants)} caught")
    percent = 100 * caught / total if total else 100.0
    print(f"all: {caught} of {total} caught, {percent:.1f} %")
    return int(percent < settings.at_least)


def _planted(settings: argparse.Namespace, page: Page, prepare: Prepare) -> Iterator[Mutant]:
    if settings.command == "promises-mutants":
        return mutation.promise_mutants(page, prepare)
    return mutation.code_mutants(page, prepare, settings.every)


def _survivors_shown(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    for mutant in mutants:
        if not mutant.caught:
            place = f"{mutant.section.file.name}:{mutant.line}"
            print(f"  survived {place}: {mutant.change!r}", flush=True)
        yield mutant


if __name__ == "__main__":
    sys.exit(main())
