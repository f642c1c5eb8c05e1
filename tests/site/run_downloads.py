"""Runs downloaded scripts and notebooks as a reader who has nothing of ours, each in a process of its own.

    python -I -W error tests/site/run_downloads.py FILE FOLDER [FILE FOLDER …]

Prints a line of JSON for each that fails: its name, and what it wrote to its standard error. The processes branch off
from this one, which has imported what takes long, and two or more run at a time.
"""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path

sys.modules["tutorial_lib"] = None  # type: ignore[assignment]  # it cannot be imported
os.environ["MPLBACKEND"] = "Agg"

import matplotlib.pyplot  # noqa: E402, F401
import mlxtend.data  # noqa: E402, F401
import torch._dynamo  # noqa: E402, F401
import torchvision.transforms.v2  # noqa: E402, F401
from IPython.core.history import HistoryManager  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402


def run_script(file: Path) -> None:
    runpy.run_path(str(file), run_name="__main__")


def run_notebook(file: Path) -> None:
    """Cell after cell in the shell that Jupyter's kernel is made of."""
    HistoryManager.enabled = False  # type: ignore[assignment]
    shell = InteractiveShell.instance()
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            shell.run_cell("".join(cell["source"]), store_history=True).raise_error()


def branch_off(file: Path, folder: Path) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open("stderr", os.O_WRONLY | os.O_CREAT), 2)
        (run_notebook if file.suffix == ".ipynb" else run_script)(file)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main(asked: list[str]) -> None:
    waiting = [
        (Path(file), Path(folder)) for file, folder in zip(asked[::2], asked[1::2], strict=True)
    ]
    running: dict[int, tuple[Path, Path]] = {}
    while waiting or running:
        if waiting and len(running) < (os.cpu_count() or 1):
            file, folder = waiting.pop(0)
            running[branch_off(file, folder)] = file, folder
            continue
        child, status = os.wait()
        file, folder = running.pop(child)
        if status:
            message = (folder / "stderr").read_text(encoding="utf-8", errors="replace")
            print(json.dumps({"file": str(file), "message": message}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
