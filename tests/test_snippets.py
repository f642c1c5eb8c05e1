"""The code of the tutorial outside the tutorial: each snippet run as a file.

Pages run as a reader takes them along in tests/site/test_downloads.py.
"""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from site_tools.run.prepare import put_digits

ROOT = Path(__file__).parents[1]

# Runs each file in turn, in one process that has imported torch once.
RUN_ALL = textwrap.dedent("""
    import runpy, sys
    for path in sys.stdin.read().split():
        print("::", path, flush=True)
        runpy.run_path(path, run_name="__main__")
""")


def test_each_snippet_file_runs_on_its_own(tmp_path: Path) -> None:
    put_digits(ROOT, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN_ALL],
        input="\n".join(map(str, sorted((ROOT / "snippets").rglob("*.py")))),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    last = ran.stdout.rpartition("::")[2].split("\n")[0]
    assert ran.returncode == 0, f"{last} failed:\n{ran.stderr}"
