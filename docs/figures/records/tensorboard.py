"""Runs the experiment of tensorboard.md with ten seeds, and takes a picture of the real TensorBoard.

python docs/figures/records/tensorboard.py seeds     writes tensorboard-seeds.json and tensorboard-losses.json
python docs/figures/records/tensorboard.py screen    writes tensorboard-screen.webp; needs Chromium
"""

import contextlib
import io
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path[0] = str(ROOT)  # in place of this folder, where this file would be taken for the package

from site_tools.read import read_snippet  # noqa: E402
from tests.namespace import Namespace  # noqa: E402
from tests.site import browser as chromium  # noqa: E402

PORT = 6106


def page(*sections: str) -> dict[str, Any]:
    """What these sections of the page define."""
    namespace = Namespace("tensorboard.py")
    file = read_snippet("tensorboard.py", ROOT)
    for name in sections:
        for outcome in namespace.run(file.section(name)):
            if outcome.problem:
                sys.exit(f"{outcome.place}: {outcome.problem}")
    return namespace.names


def write(name: str, content: dict[str, object]) -> None:
    record = {
        "made_by": "python docs/figures/records/tensorboard.py seeds",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
            "threads": torch.get_num_threads(),
        },
        **content,
    }
    text = json.dumps(record, indent=1) + "\n"
    (FOLDER / f"tensorboard-{name}.json").write_text(text, encoding="utf-8")


def seeds() -> None:
    names = page("digits", "train", "reading")
    accuracies: dict[str, list[float]] = {}
    for lr in (0.0001, 0.001, 0.01, 0.1):
        for seed in range(10):
            folder = f"runs/{lr}-{seed}"
            names["train"](folder, lr, seed=seed)
            curve = [value for _, value in names["read"](folder, "accuracy/val")]
            accuracies.setdefault(str(lr), []).append(round(curve[-1], 4))
    write("seeds", {"accuracy at the end": accuracies})
    losses = [value for _, value in names["read"]("runs/0.001-0", "loss/train")]
    write("losses", {"losses": [round(value, 3) for value in losses]})


def screen() -> None:
    page("digits", "train", "four")
    program = Path(sys.executable).with_name("tensorboard")
    server = subprocess.Popen(
        [program, "--logdir", "runs", "--port", str(PORT)], stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://localhost:{PORT}/"
        for _ in range(100):
            with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(address):
                break
            time.sleep(0.5)
        with sync_playwright() as playwright:
            browser = chromium.launch(
                playwright, chromium.find(playwright) or sys.exit(chromium.NONE)
            )
            tab = browser.new_page(viewport={"width": 1100, "height": 640})
            tab.goto(f"{address}?darkMode=false#timeseries")
            tab.locator("scalar-card svg, scalar-card canvas").first.wait_for(timeout=60_000)
            tab.wait_for_timeout(5000)
            shot = tab.screenshot()
            browser.close()
    finally:
        server.kill()
    with Image.open(io.BytesIO(shot)) as picture:
        picture.convert("RGB").save(FOLDER / "tensorboard-screen.webp", quality=40, method=6)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as runs:
        os.chdir(runs)
        {"seeds": seeds, "screen": screen}[sys.argv[1]]()
