"""Records what sections of a page print in one real run, where that varies from machine to machine.

python docs/figures/records/outputs.py networks bend-or-not batch-norm-modes    writes networks.json beside this file

The page shows these lines in full below the code, which promises only what every machine prints.
"""

import json
import platform
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

import torch

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path.insert(0, str(ROOT))

from tutorial_lib.pages import read_pages  # noqa: E402
from tutorial_lib.pages.execution import Namespace  # noqa: E402


def outputs(page: str, names: list[str]) -> dict[str, str]:
    """What each of the named sections of the page prints, after all that stand before it."""
    [found] = [one for one in read_pages(ROOT)["en"] if one.name == page]
    namespace = Namespace(str(ROOT / "snippets" / f"{page}.py"))
    printed: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for _, section in found.sections:
            said = [outcome.output or "" for outcome in namespace.run(section)]
            if section.name in names:
                printed[section.name] = "".join(said)
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
