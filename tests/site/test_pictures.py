"""Pictures come from code: each script draws again what is committed."""

import gzip
import re
import runpy
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

from site_tools.read import LANGUAGES, Language, read_pages
from site_tools.stage.figures import read_cover
from site_tools.stage.words import read_words
from tests.site.conftest import ROOT, Site

FIGURES = ROOT / "docs" / "figures"
SHARED = {"drawing", "handwriting", "measuring"}
SCRIPTS = sorted(path for path in FIGURES.glob("*.py") if path.stem not in SHARED)


def committed(script: Path) -> list[Path]:
    """The pictures that a script is named for: `shapes.py` draws `shapes-strides.svg` and `covers/shapes.svg`."""
    own = (f"{script.stem}.svg", f"{script.stem}-*.svg")
    return sorted(picture for name in own for picture in FIGURES.rglob(name))


def test_every_picture_has_its_script() -> None:
    drawn = [picture for script in SCRIPTS for picture in committed(script)]
    assert sorted(drawn) == sorted(FIGURES.rglob("*.svg"))


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


def test_every_page_has_a_cover_beside_its_title(site: Site) -> None:
    for path in site.pages:
        if name := path.removeprefix("en/").rstrip("/"):
            html = (site.folder / path / "index.html").read_text(encoding="utf-8")
            (head,) = re.findall(r'<header class="chapter">.*?</header>', html, re.DOTALL)
            assert '<svg class="cover"' in head, path
            assert read_cover(ROOT, name) in head, path
            assert "<h1" in head, path
    missing = (site.folder / "404.html").read_text(encoding="utf-8")
    assert re.findall(r'<svg class="cover".*?</svg>', missing) == [read_cover(ROOT, "404")]


@pytest.mark.parametrize("home", ["", "en/"])
def test_home_shows_the_cover_of_each_page_that_it_leads_to(site: Site, home: str) -> None:
    html = (site.folder / home / "index.html").read_text(encoding="utf-8")
    cards = re.findall(r'<li>(<svg class="cover".*?</svg>)?<a href="([\w-]+)/">', html)
    assert len(cards) > 10
    assert cards == [(read_cover(ROOT, page), page) for _, page in cards]
    assert "" not in {cover for cover, _ in cards}


def test_covers_are_light_enough_to_stand_together_on_the_home_page() -> None:
    sizes = {cover.name: cover.stat().st_size for cover in FIGURES.glob("covers/*.svg")}
    assert {name: size for name, size in sizes.items() if size >= 2000} == {}
    together = b"".join(cover.read_bytes() for cover in FIGURES.glob("covers/*.svg"))
    assert len(gzip.compress(together)) < 8_000


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_draws_its_pictures_again(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It finds what it reads where it always lies, but none of the pictures.
    copy = tmp_path / "docs" / "figures"
    shutil.copytree(FIGURES, copy, ignore=shutil.ignore_patterns("*.svg", "__pycache__"))
    shutil.copytree(ROOT / "snippets", tmp_path / "snippets")
    for name in ("docs/digits", "theme", "tutorial_lib"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", [script.name])
    # Run as a file, it would find what it shares beside it; each copy its own.
    monkeypatch.syspath_prepend(copy)
    for name in SHARED:
        monkeypatch.delitem(sys.modules, name, raising=False)
    runpy.run_path(str(copy / script.name), run_name="__main__")
    drawn = {path.relative_to(copy): path.read_bytes() for path in copy.rglob("*.svg")}
    assert drawn == {path.relative_to(FIGURES): path.read_bytes() for path in committed(script)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_to_the_site_is_shown_with_a_light_picture_in_its_own_words(
    language: Language,
) -> None:
    path = ROOT / "theme" / "assets" / f"og-{language}.png"
    site = read_words(language)["site"]
    assert path.stat().st_size < 80_000
    with Image.open(path) as picture:
        assert picture.size == (1200, 630)
        said = picture.info
    assert said["Title"] == site["name"], "python -m site_tools.publish.og draws it again"
    assert said["Description"] == site["description"], (
        "python -m site_tools.publish.og draws it again"
    )
