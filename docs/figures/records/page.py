"""Keeps what the code of a page prints in one real run, for the page to show in full.

python docs/figures/records/page.py training [NAME ...]    runs snippets/training.py, writes training-page.json

Each NAME is a variable of the snippet whose value is kept as well, for a picture.
"""

import contextlib
import io
import json
import os
import platform
import runpy
import sys
import tempfile
from pathlib import Path

import torch

from tutorial_lib.prepare import put_digits

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
THREADS = 1


def main() -> None:
    page, *names = sys.argv[1:]
    snippet = ROOT / "snippets" / f"{page}.py"
    torch.set_num_threads(THREADS)
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(printed):
        if "datasets.MNIST(" in snippet.read_text(encoding="utf-8"):
            put_digits(ROOT, Path(folder))
        os.chdir(folder)
        values = runpy.run_path(str(snippet), run_name="__main__")
        os.chdir(ROOT)
    record = {
        "made_by": " ".join(["python docs/figures/records/page.py", page, *names]),
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "threads": THREADS,
        "printed": printed.getvalue().splitlines(),
        **{name: values[name] for name in names},
    }
    path = FOLDER / f"{page}-page.json"
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
