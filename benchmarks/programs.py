"""What the programs of two pages reach: the page's own seed in full, and nine more to see what always holds.

python benchmarks/programs.py    writes docs/figures/records/introduction.json and cheatsheet.json
"""

import json
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from site_tools.read import read_snippet

ROOT = Path(__file__).parents[1]
# Up to which section a page runs, and the names that tell how well it went.
PROGRAMS = {
    "introduction": ("untrained", ["accuracy", "blind_accuracy"]),
    "cheatsheet": ("run", ["losses", "test_loss", "accuracy"]),
}
SEEDS = range(10)


def run(page: str, seed: int) -> dict[str, Any]:
    """The page's code from a seed: how well it went, and the seconds it took."""
    last, names = PROGRAMS[page]
    file = read_snippet(f"{page}.py", ROOT)
    sections = list(file.sections)[: list(file.sections).index(last) + 1]
    source = "\n".join(file.section(name).text("en") for name in sections)
    source = source.replace("manual_seed(0)", f"manual_seed({seed})")
    namespace: dict[str, Any] = {}
    start = time.perf_counter()
    exec(compile(source, f"{page}.py", "exec"), namespace)
    return {name: namespace[name] for name in names} | {"seconds": time.perf_counter() - start}


if __name__ == "__main__":
    for page in PROGRAMS:
        record = {
            "command": "python benchmarks/programs.py",
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "threads": torch.get_num_threads(),
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "seeds": [run(page, seed) for seed in SEEDS],
        }
        path = ROOT / "docs/figures/records" / f"{page}.json"
        path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8", newline="\n")
