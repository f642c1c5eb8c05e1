"""The site from stage to finish, as it is published: whatever MkDocs says is wrong ends it, in one sentence."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from site_tools.finish import finish
from site_tools.stage.site import Settings, stage
from tutorial_lib.errors import InputError

NAME = "pytorch-tutorial"
"""The folder that the zip holds; its `index.html` is the first page."""


def build(root: Path, site: Path, settings: Settings) -> None:
    """Builds both languages of the tutorial in `root` into `site`, which must not be there yet.

    Raises:
        InputError: the first thing that is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="stage-") as staged:
        made = stage(root, Path(staged), settings)
        builds = [
            _mkdocs(root, made["zh"], site),
            # Aside, for Chinese empties the folder of the site before it is written.
            _mkdocs(root, made["en"], Path(staged, "site")),
        ]
        for said, process in [(process.communicate()[1], process) for process in builds]:
            if process.returncode:
                raise InputError(f"the site does not build: {_reason(said)}")
        shutil.move(Path(staged, "site"), site / "en")
    if settings.zip:
        shutil.copy(settings.zip, site)
    finish(site, settings.address if not settings.offline else "")


def write_zip(root: Path, file: Path, settings: Settings) -> None:
    """Builds the tutorial in `root` for reading without a server, and packs it into `file`.

    Material's plugin `offline` writes the index of the search as a script and links to pages by their files, for
    browsers fetch nothing from file://.

    Raises:
        InputError: the site does not build.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="offline-") as aside:
        build(root, Path(aside, NAME), replace(settings, offline=True, zip=None))
        shutil.make_archive(str(file.with_suffix("")), "zip", root_dir=aside, base_dir=NAME)


def _mkdocs(root: Path, config: Path, site: Path) -> "subprocess.Popen[str]":
    """A build in a process of its own: MkDocs keeps state, and ends on a fault."""
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(site)],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _reason(said: str) -> str:
    faults = [line for line in said.splitlines() if line.startswith(("ERROR", "WARNING"))]
    return faults[0].partition("-")[2].strip() if faults else said.strip()
