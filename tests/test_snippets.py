"""The code of the tutorial outside the tutorial: copied by a reader, or run as a file."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from tutorial_lib.pages import read_pages
from tutorial_lib.prepare import put_digits

ROOT = Path(__file__).parents[1]

# Runs each file in turn, in one process that has imported torch once; nothing of ours can be imported.
RUN_ALL = textwrap.dedent("""
    import os, runpy, sys
    if "--without-ours" in sys.argv:
        sys.modules["tutorial_lib"] = None
    for path in sys.stdin.read().split():
        print("::", path, flush=True)
        runpy.run_path(path, run_name="__main__")
""")


def run_all(paths: list[Path], folder: Path, *arguments: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN_ALL, *arguments],
        input="\n".join(map(str, paths)),
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    last = ran.stdout.rpartition("::")[2].split("\n")[0]
    assert ran.returncode == 0, f"{last} failed:\n{ran.stderr}"


def test_each_snippet_file_runs_on_its_own(tmp_path: Path) -> None:
    put_digits(ROOT, tmp_path)
    run_all(sorted((ROOT / "snippets").rglob("*.py")), tmp_path)


def test_the_blocks_of_each_page_copied_in_order_run_without_anything_of_ours(
    tmp_path: Path,
) -> None:
    put_digits(ROOT, tmp_path)
    copies = []
    for page in read_pages(ROOT)["zh"]:
        copy = tmp_path / f"{page.name}.py"
        code = [section.text("zh") for _, section in page.sections]
        copy.write_text("\n\n".join(code), encoding="utf-8")
        copies.append(copy)
    run_all(copies, tmp_path, "--without-ours")
