"""The build of the site, in a process of its own, as `make build` does: MkDocs keeps state, and ends on a fault."""

import os
import subprocess
import sys
from pathlib import Path

from tutorial_lib.errors import InputError


def build(root: Path, folder: Path, **environment: str) -> None:
    """Builds the tutorial in `root` into `folder`, with these variables in the environment.

    Raises:
        InputError: the first thing that MkDocs says is wrong.
    """
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"} | environment,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if ran.returncode:
        said = [line for line in ran.stderr.splitlines() if line.startswith(("ERROR", "WARNING"))]
        reason = said[0].partition("-")[2].strip() if said else ran.stderr.strip()
        raise InputError(f"the site does not build: {reason}")
