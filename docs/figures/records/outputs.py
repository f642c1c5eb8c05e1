"""Records what sections of a page print in one real run, where that varies from machine to machine.

python docs/figures/records/outputs.py networks bend-or-not batch-norm-modes    writes networks.json beside this file

The page shows these lines in full below the code, which promises only what every machine prints.
"""

import contextlib
import json
import platform
import sys
from pathlib import Path

import torch

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path.insert(0, str(ROOT))

from site_tools.read import read_pages  # noqa: E402
from site_tools.run.prepare import page_folders  # noqa: E402
from site_tools.run.run import PageRun  # noqa: E402


def outputs(page: str, names: list[str]) -> dict[str, str]:
    """What each of the named sections of the page prints, after all that stand before it."""
    [found] = [one for one in read_pages(ROOT)["en"] if one.name == page]
    printed: dict[str, str] = {}
    with contextlib.closing(PageRun(found, page_folders(ROOT))) as run:
        for index, (_, section) in enumerate(found.sections):
            if section.name in names:
                printed[section.name] = "".join(one.output or "" for one in run.outcomes(index))
    if missing := set(names) - printed.keys():
        sys.exit(f"{page} has no section {', '.join(sorted(missing))}")
    return printed


if __name__ == "__main__":
    page, *names = sys.argv[1:]
    record = {
        "made_by": f"python docs/figures/records/outputs.py {' '.join(sys.argv[1:])}",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
            "threads": torch.get_num_threads(),
        },
        "outputs": outputs(page, names),
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    (FOLDER / f"{page}.json").write_text(text, encoding="utf-8")
