"""`python -m site_tools.upkeep.releases`: on which releases of torch the pages hold.

    python -m site_tools.upkeep.releases                  the oldest that pyproject.toml allows: does it still hold?
    python -m site_tools.upkeep.releases 2.15.0 2.14.1    look at these, and write down what was found

Each release gets an environment of its own in a temporary folder, with the torchvision that belongs to it and
everything else as pinned, and runs a copy of the pages there: first the Chinese ones and, if they hold, the English
ones too. What was found goes into `benchmarks/results/torch-releases.json` and the table of CONTRIBUTING.md.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import TypedDict
from xml.etree import ElementTree

from site_tools.read import LANGUAGES
from site_tools.run.promise import keeps
from tutorial_lib.errors import InputError

RECORD = Path("benchmarks/results/torch-releases.json")
_PINS = Path("requirements/dev.txt")
_TABLE = re.compile(r"(?<=<!-- releases -->\n).*?(?=<!-- /releases -->)", re.DOTALL)
# What running the pages takes; the copy keeps build/ of this tree as it is.
_RUN = ("conftest.py", "pyproject.toml", "docs", "snippets", "site_tools", "tutorial_lib")
_PIN = re.compile(r"^([\w.-]+)==(\S+)( ;[^\\]*[^\\\s])?", re.MULTILINE)
# torch, and what it alone brings: these follow from the release.
_TORCHS = re.compile(r"torch|torchvision|triton|nvidia-.*|cuda-.*")
_ERROR = re.compile(r"[\w.]*(?:Error|Exception|Warning): ")


class Failure(TypedDict):
    """The first block that did not hold."""

    page: str
    section: str
    line: str  # what came instead of the promise


class Release(TypedDict):
    """One release of torch, and how the pages fared with it."""

    torch: str
    torchvision: str
    python: str
    platform: str
    when: str  # ISO 8601, UTC
    blocks: int
    broken: int
    first: Failure | None


def order(version: str) -> tuple[int, ...]:
    """``2.9.1`` comes before ``2.10``, which is ``2.10.0``."""
    numbers = [int(number) for number in version.split(".")]
    return (*numbers, *[0] * (3 - len(numbers)))


def oldest(root: Path, package: str) -> str:
    """The lower bound that pyproject.toml gives a package."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (bound,) = (one for one in project["dependencies"] if one.startswith(f"{package}>="))
    return str(bound.removeprefix(f"{package}>="))


def read_record(root: Path) -> list[Release]:
    """What was found, the newest release first."""
    releases: list[Release] = json.loads((root / RECORD).read_text(encoding="utf-8"))
    return releases


def write_record(root: Path, found: Release) -> None:
    """Puts a release in the place of what an earlier run found, into the record and its table."""
    kept = read_record(root) if (root / RECORD).is_file() else []
    of = [found, *(one for one in kept if _key(one) != _key(found))]
    of.sort(key=_key, reverse=True)
    text = json.dumps(of, indent=1, ensure_ascii=False) + "\n"
    (root / RECORD).write_text(text, encoding="utf-8")
    contributing = root / "CONTRIBUTING.md"
    words = contributing.read_text(encoding="utf-8")
    contributing.write_text(_TABLE.sub(lambda _: f"\n{table(of)}\n", words), encoding="utf-8")


def _key(release: Release) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return order(release["torch"]), order(release["python"])


def table(releases: list[Release]) -> str:
    """The record as it stands in CONTRIBUTING.md."""
    lines = ["| torch | torchvision | Python | blocks that hold | the first that does not |"]
    lines += ["|---|---|---|---|---|"]
    for one in releases:
        first = one["first"]
        line = first["line"].replace("|", "\\|").replace("`", "'") if first else ""
        told = f"{first['page']}, `{first['section']}`: `{line}`" if first else ""
        holds = f"{one['blocks'] - one['broken']} of {one['blocks']}"
        cells = (one["torch"], one["torchvision"], one["python"], holds, told)
        lines.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def look(root: Path, torch: str, python: str) -> Release:
    """Runs the pages of `root` with this torch, on this Python.

    Raises:
        InputError: there is no such release for this Python, or pytest could not run the pages at all.
    """
    with tempfile.TemporaryDirectory(prefix="torch-") as temporary:
        folder = Path(temporary)
        interpreter, versions = _install(root, folder, torch, python)
        copy = folder / "pages"
        copy.mkdir()
        for name in _RUN:
            place = shutil.copytree if (root / name).is_dir() else shutil.copy
            place(root / name, copy / name)
        blocks, broken, first = run_pages(copy, interpreter)
    return {
        "torch": versions["torch"],
        "torchvision": versions["torchvision"],
        "python": versions["python"],
        "platform": f"{platform.system()} {platform.machine()}",
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "blocks": blocks,
        "broken": broken,
        "first": first,
    }


def requirements(pins: str, torch: str) -> list[str]:
    """What an environment with this torch needs: all that is pinned, except what comes with another torch."""
    others = {name + only for name, _, only in _PIN.findall(pins) if not _TORCHS.fullmatch(name)}
    return [f"torch=={torch}", "torchvision", *sorted(others)]


def _install(root: Path, folder: Path, torch: str, python: str) -> tuple[Path, dict[str, str]]:
    """An environment with this torch; its interpreter, and the versions it holds."""
    pins = (root / _PINS).read_text(encoding="utf-8")
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(requirements(pins, torch)), encoding="utf-8")
    # uv keeps the versions that it finds in the file that it is to write, unless this torch asks for others.
    chosen = folder / "chosen.txt"
    shutil.copy(root / _PINS, chosen)
    _uv("venv", "--python", python, str(folder / "venv"))
    interpreter = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    at = ("--python", str(interpreter))
    _uv("pip", "compile", *at, "--no-annotate", "-o", str(chosen), str(wanted))
    _uv("pip", "install", *at, "-r", str(chosen))
    found = _PIN.findall(chosen.read_text(encoding="utf-8"))
    asked = "import platform; print(platform.python_version())"
    said = subprocess.run([interpreter, "-c", asked], capture_output=True, text=True, check=True)
    versions = {name: version for name, version, _ in found}
    return interpreter, {**versions, "python": said.stdout.strip()}


def _uv(*arguments: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "uv", "--quiet", *arguments], stderr=subprocess.PIPE, text=True
    )
    if ran.returncode:
        raise InputError(ran.stderr.strip())


def run_pages(root: Path, python: Path) -> tuple[int, int, Failure | None]:
    """Runs the pages with this interpreter: how many blocks, how many do not hold, and the first of these.

    Raises:
        InputError: pytest could not run them at all.
    """
    # What stands at `root` runs, and not what this process was told to import.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    blocks = 0
    for language in LANGUAGES:
        report = root / f"{language}.xml"
        command = [str(python), "-m", "pytest", "-q", f"docs/{language}", f"--junit-xml={report}"]
        ran = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        cases = list(ElementTree.parse(report).iter("testcase")) if report.is_file() else []
        if not cases:
            raise InputError(f"the pages did not run: {(ran.stderr or ran.stdout).strip()[-400:]}")
        blocks += len(cases)
        if broken := [case for case in cases if case.find("*") is not None]:
            # The other language shows the same code.
            return blocks, len(broken), _failure(broken[0])
    return blocks, 0, None


def _failure(case: ElementTree.Element) -> Failure:
    """Of the report's "Got", the first line that its "Documented" does not hold."""
    found = case.find("*")
    text = (found.text if found is not None else None) or ""
    documented, _, got = text.partition("Got:\n")
    promised = [line.strip() for line in documented.partition("Documented:\n")[2].splitlines()]
    printed = takewhile(lambda line: line.startswith("    "), got.splitlines())
    lines = [
        line for line in map(str.strip, printed) if not any(keeps(one, line) for one in promised)
    ]
    errors = [line for line in lines if _ERROR.match(line)]
    line = [*errors, *lines, *text.splitlines()[:1], ""][0]
    page = case.get("classname", "").removesuffix(".md").rpartition(".")[2]
    return {"page": page, "section": case.get("name", ""), "line": line}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m site_tools.upkeep.releases")
    parser.add_argument("torch", nargs="*", help="without: the oldest, and nothing is written down")
    parser.add_argument("--python", default=sys.executable, help="a version or a path")
    settings = parser.parse_args(arguments)
    root = Path.cwd()
    broken = False
    for torch in settings.torch or [oldest(root, "torch")]:
        found = look(root, torch, settings.python)
        print(table([found]).splitlines()[-1], flush=True)
        broken = broken or found["first"] is not None
        if settings.torch:
            write_record(root, found)
    return int(broken)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        sys.exit(str(error))
