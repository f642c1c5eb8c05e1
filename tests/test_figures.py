"""The pictures of the pages are what their scripts draw, and no picture is left over."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutorial_lib.pages import read_pages

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "docs/figures"
SCRIPTS = sorted(FIGURES.glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_draws_its_pictures_as_they_are_in_the_repository(script: Path) -> None:
    kept = {path: path.read_bytes() for path in FIGURES.glob("*.svg")}
    environment = {**os.environ, "MPLBACKEND": "Agg"}
    try:
        subprocess.run([sys.executable, script], cwd=ROOT, check=True, env=environment)
        drawn = {path: path.read_bytes() for path in FIGURES.glob("*.svg")}
    finally:
        for path, svg in kept.items():
            path.write_bytes(svg)
    different = [
        path.name for path in drawn.keys() | kept.keys() if drawn.get(path) != kept.get(path)
    ]
    assert different == [], f"`make figures` draws {different} otherwise"


def test_every_picture_stands_on_a_page_and_is_small() -> None:
    shown = {
        figure.path
        for pages in read_pages(ROOT).values()
        for page in pages
        for figure in page.figures
    }
    home = FIGURES / "home.svg"  # the home page's own template shows it
    assert set(FIGURES.glob("*.svg")) - {home} == shown - {home}
    assert {path.name for path in FIGURES.glob("*.svg") if path.stat().st_size > 40_000} <= {
        "home.svg"
    }
