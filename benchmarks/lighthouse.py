"""What Lighthouse says of the site: of home, a chapter with formulas, the notebook and the page that reads digits.

    make lighthouse

Needs Node.js and Chromium; installs Lighthouse into build/lighthouse. Builds the site as it is published, serves it as
a host does, compressed and below a path, and asks about a phone and a laptop. Lighthouse's phone is slow by
calculation: a mid-range one on a slow 4G line. One visit says little, for whatever else the machine does counts four
times on the phone: each page is visited five times, as Lighthouse's authors advise, and the median counts. Writes all
scores as JSON, and fails if a median is under what is promised.
Source: https://github.com/GoogleChrome/lighthouse/blob/main/docs/variability.md
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.site import browser as chromium
from tests.site.host import serve

ROOT = Path(__file__).resolve().parents[1]
VERSION = "13.5.0"
HOME = ROOT / "build" / "lighthouse"
BELOW = "pytorch-tutorial/"
PAGES = ("", "en/", "gradient-descent/", "en/gradient-descent/", "en/mnist-notebook/", "mnist/")
DEVICES = {"phone": [], "laptop": ["--preset=desktop"]}
VISITS = 5
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


def install() -> Path:
    command = HOME / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        wanted = ["--no-audit", "--no-fund", "--prefix", str(HOME), f"lighthouse@{VERSION}"]
        subprocess.run(["npm", "install", *wanted], check=True)
    return command


def build(folder: Path) -> None:
    environment = {"SITE_URL": f"https://example.org/{BELOW}", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)


def scores(lighthouse: Path, browser: str, url: str, options: list[str]) -> dict[str, int]:
    """Of 100, by category."""
    flags = " ".join(("--headless=new", "--no-sandbox", *chromium.ARGUMENTS))
    ran = subprocess.run(
        [lighthouse, url, "--quiet", "--output=json", f"--chrome-flags={flags}", *options],
        env=os.environ | {"CHROME_PATH": browser},
        stdout=subprocess.PIPE,
        check=True,
    )
    report = json.loads(ran.stdout)
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in LEAST}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/lighthouse.json")
    options = parser.parse_args()
    browser = next(filter(None, map(shutil.which, chromium.NAMES)), None)
    if browser is None:
        raise SystemExit("no Chromium: install your system's chromium package")
    lighthouse = install()
    measured: dict[str, dict[str, dict[str, list[int]]]] = {}
    low = []
    with tempfile.TemporaryDirectory() as root, serve(Path(root), BELOW) as host:
        build(Path(root) / BELOW)
        for page in PAGES:
            for device, preset in DEVICES.items():
                visits = [
                    scores(lighthouse, browser, host.url + page, preset) for _ in range(VISITS)
                ]
                found = {name: [visit[name] for visit in visits] for name in LEAST}
                measured.setdefault(page or "home", {})[device] = found
                print(f"{page or 'home'}, {device}: {found}", flush=True)
                for name, given in found.items():
                    if statistics.median(given) < LEAST[name]:
                        low.append(f"{page or 'home'}, {device}: {name} {given}")
    record = {
        "command": "make lighthouse",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "lighthouse": VERSION,
            "chromium": subprocess.check_output(
                [browser, "--version"], text=True, stderr=subprocess.DEVNULL
            ).strip(),
        },
        "scores": measured,
    }
    options.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    if low:
        raise SystemExit("lower than promised: " + "; ".join(low))


if __name__ == "__main__":
    main()
