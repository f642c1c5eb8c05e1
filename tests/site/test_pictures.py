"""Pictures come from code: each script draws again what is committed."""

import runpy
import shutil
import sys
from pathlib import Path

import pytest

from tests.site.conftest import ROOT
from tutorial_lib.pages import read_pages

FIGURES = ROOT / "docs" / "figures"
SCRIPTS = sorted(FIGURES.glob("*.py"))


def committed(script: Path) -> list[Path]:
    """The pictures that a script is named for: `shapes.py` draws `shapes-strides.svg`."""
    return sorted({*FIGURES.glob(f"{script.stem}-*.svg"), *FIGURES.glob(f"{script.stem}.svg")})


def test_every_picture_has_its_script() -> None:
    drawn = {picture for script in SCRIPTS for picture in committed(script)}
    assert drawn == set(FIGURES.glob("*.svg"))


def test_every_picture_stands_on_a_page_and_is_small() -> None:
    shown = {
        figure.path
        for pages in read_pages(ROOT).values()
        for page in pages
        for figure in page.figures
    }
    home = FIGURES / "home.svg"  # five networks in one
    assert shown | {home} == set(FIGURES.glob("*.svg"))
    assert max(picture.stat().st_size for picture in shown - {home}) < 40_000


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_draws_its_pictures_again(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It finds what it reads where it always lies, but none of the pictures.
    copy = tmp_path / "docs" / "figures"
    shutil.copytree(FIGURES, copy, ignore=shutil.ignore_patterns("*.svg", "__pycache__"))
    for name in ("snippets", "tutorial_lib"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", [script.name])
    runpy.run_path(str(copy / script.name), run_name="__main__")
    drawn = {path.name: path.read_text(encoding="utf-8") for path in copy.glob("*.svg")}
    assert drawn == {path.name: path.read_text(encoding="utf-8") for path in committed(script)}
