"""Pictures come from code: each script draws again what is committed."""

import runpy
import shutil
from pathlib import Path

import pytest

from tests.site.conftest import ROOT

FIGURES = ROOT / "docs" / "figures"
SCRIPTS = sorted(FIGURES.glob("*.py"))


def committed(script: Path) -> list[Path]:
    """The pictures that a script is named for: `shapes.py` draws `shapes-strides.svg`."""
    return sorted({*FIGURES.glob(f"{script.stem}-*.svg"), *FIGURES.glob(f"{script.stem}.svg")})


def test_every_picture_has_its_script() -> None:
    drawn = {picture for script in SCRIPTS for picture in committed(script)}
    assert drawn == set(FIGURES.glob("*.svg"))


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
    runpy.run_path(str(copy / script.name), run_name="__main__")
    drawn = {path.name: path.read_text(encoding="utf-8") for path in copy.glob("*.svg")}
    assert drawn == {path.name: path.read_text(encoding="utf-8") for path in committed(script)}
