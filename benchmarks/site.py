"""How long the site takes to build, and a change to show: with more pages than it has.

    python benchmarks/site.py --rounds 3

Copies the repository aside, copies pages of it under other names until there are 60 (and again: 60 in each language),
builds that as `make build` does, from the start of Python to its end, then serves it as `make serve` does, edits a page
of each language in turn, and waits until the server sends the new words. Writes the figures as JSON.
"""

import argparse
import itertools
import json
import os
import platform
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from site_tools.read import LANGUAGES
from site_tools.stage.chapters import read_chapters

ROOT = Path(__file__).resolve().parents[1]
PAGES = (30, 60)  # in each language
LIMITS = {"build": 8.0, "reload": 3.0}  # seconds, with 60 pages in all
PATIENCE = 300


def copy_with_pages(root: Path, pages: int) -> None:
    """The repository at `root`, with as many pages in each language."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).splitlines():
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)
    names = [name for part in read_chapters(root) for name in part.pages]
    chapters = root / "docs/chapters.toml"
    # The home page and the notebook are pages as well.
    copies = [f"{name}-{number}" for number in range(2, 9) for name in names][
        : pages - len(names) - 2
    ]
    text, last = chapters.read_text(encoding="utf-8"), f'"{names[-1]}",\n'
    assert text.count(last) == 1
    more = "".join(f'    "{copy}",\n' for copy in copies)
    chapters.write_text(text.replace(last, last + more), encoding="utf-8")
    for language, copy in itertools.product(LANGUAGES, copies):
        folder = root / "docs" / language
        text = (folder / f"{copy.rpartition('-')[0]}.md").read_text(encoding="utf-8")
        (folder / f"{copy}.md").write_text(re.sub(r"\nnotebook: .*", "", text), encoding="utf-8")


def environment(root: Path) -> dict[str, str]:
    own = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "", "PYTHONPATH": str(root)}
    return os.environ | own


def build(root: Path) -> dict[str, float]:
    """Seconds of the whole process: by the clock, and of a processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    subprocess.run(command, cwd=root, env=environment(root), check=True, capture_output=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "processor_seconds": used}


@contextmanager
def served(root: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address],
        cwd=root,
        env=environment(root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://{address}/"
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str, words: str) -> float:
    """Seconds until the page at `url` says these words."""
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE:
        try:
            with urllib.request.urlopen(url) as answer:
                if words in answer.read().decode():
                    return time.perf_counter() - start
        except (urllib.error.URLError, ConnectionError):
            pass  # not up yet
        time.sleep(0.02)
    raise SystemExit(f"{url} never said {words!r}")


def reloads(root: Path, rounds: int) -> list[float]:
    """Seconds from saving a page to its being served."""
    seconds = []
    with served(root) as url:
        wait_for(url, "<html")
        for number, (language, below) in itertools.product(
            range(rounds), [("zh", ""), ("en", "en/")]
        ):
            page = root / "docs" / language / "tensors.md"
            words = f"Edit number {number}."
            text = page.read_text(encoding="utf-8")
            page.write_text(f"{text}\n{words}\n", encoding="utf-8")
            seconds.append(wait_for(f"{url}{below}tensors/", words))
            time.sleep(1)  # the browser's own request comes between two edits
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/site.json")
    options = parser.parse_args()
    measured, slow = [], []
    for pages in PAGES:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            copy_with_pages(root, pages)
            builds = [build(root) for _ in range(options.rounds)]
            edits = reloads(root, options.rounds)
        medians = {
            "build": statistics.median(one["seconds"] for one in builds),
            "reload": statistics.median(edits),
        }
        print(f"{2 * pages} pages: {medians}", flush=True)
        measured.append(
            {
                "pages": 2 * pages,
                "build_seconds": medians["build"],
                "reload_seconds": medians["reload"],
                "builds": builds,
                "reloads": edits,
            }
        )
        if 2 * pages == 60:
            slow = [name for name, most in LIMITS.items() if medians[name] > most]
    record = {
        "command": "python benchmarks/site.py " + f"--rounds {options.rounds}",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "load": os.getloadavg()[0],
        "versions": {"python": platform.python_version()}
        | {name: metadata.version(name) for name in ("mkdocs", "mkdocs-material")},
        "sites": measured,
    }
    options.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    if slow:
        raise SystemExit(f"slower than allowed with 60 pages: {', '.join(slow)}")


if __name__ == "__main__":
    main()
