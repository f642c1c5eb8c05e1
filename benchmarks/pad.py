"""How long the digit pad takes for a digit in Chromium, and how much it makes a reader's browser fetch.

    python -m benchmarks.pad

Builds the site, opens its home page and reads 200 test digits of docs/digits/checks.npz, each drawn over the whole pad:
finds the digit in the ink, centers it, and computes the network, in the page's own code. Writes the median and the
slowest of them to benchmarks/results/pad.json, and the bytes over the wire.
"""

import json
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from site_tools.publish.build import build
from site_tools.stage.site import Settings
from tests.site import browser as chromium
from tests.site.host import serve
from tutorial_lib.mnist import devices
from tutorial_lib.mnist.run import versions

ROOT = Path(__file__).parents[1]
SIDE = 280  # of the pad's own ink, in theme/playthings/digits.js

READ = """([images, side]) => {
    const { center, decode, forward } = playthings.math("digits");
    const network = decode(playthings.digits);
    return images.map((ink) => {
        const start = performance.now();
        const digit = playthings.findDigit(ink, side, side);
        if (typeof digit !== "string") forward(network, center(digit, side, side));
        return performance.now() - start;
    });
}"""


def main() -> None:
    images = np.load(ROOT / "docs/digits/checks.npz")["images"] / 255
    drawn = np.kron(images, np.ones((1, SIDE // 28, SIDE // 28))).reshape(len(images), -1)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        serve(Path(folder, "site")) as host,
    ):
        build(ROOT, Path(folder, "site"), Settings())
        executable = chromium.find(playwright)
        if executable is None:
            raise SystemExit(chromium.NONE)
        with chromium.launch(playwright, executable) as browser:
            tab = browser.new_page()
            tab.goto(host.url, wait_until="networkidle")
            before = len(host.sent)
            tab.locator("[data-play=digits] .play").click()
            tab.wait_for_function("playthings.digits && playthings.findDigit")
            tab.wait_for_load_state("networkidle")
            fetched = host.sent[before:]
            milliseconds = tab.evaluate(READ, [drawn.tolist(), SIDE])
            version = browser.version
    record = {
        "command": "python -m benchmarks.pad",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "device": devices.describe(devices.choose("cpu")),
        "browser": f"Chromium {version}",
        "system": versions()["system"],
        "median_milliseconds": round(statistics.median(milliseconds), 2),
        "most_milliseconds": round(max(milliseconds), 2),
        "bytes": {Path(path).name: size for path, size in fetched},
        "all_bytes": sum(size for _, size in fetched),
    }
    json.dump(record, sys.stdout, indent=2)
    path = ROOT / "benchmarks/results/pad.json"
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
