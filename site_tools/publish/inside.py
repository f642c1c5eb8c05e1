"""The site built by MkDocs inside a process of its own making, as `mkdocs serve` and `mkdocs build` ask for it.

While it is served, only the pages that an edit changed are built again; all of them where the edit changed what they
share. The stage writes only what has changed, so MkDocs' own comparison of times says which these are.
"""

import json
import shutil
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

from site_tools.finish import finish
from site_tools.read.snippet import Language
from site_tools.stage.site import Settings, stage
from site_tools.stage.words import WORDS

_shared: object = None
"""What all pages were made of when they were built last."""


def build_inside(root: Path, settings: Settings, *, strict: bool, serving: bool) -> Path:
    """Builds both languages of the tutorial in ``root`` and returns the folder of the finished site.

    Raises:
        InputError: the first thing that is wrong.
        mkdocs.exceptions.Abort: MkDocs' own complaint.
    """
    global _shared
    # Apart, so that a build does not come between what is served.
    work = root / ("build/serve" if serving else "build")
    made = stage(root, work / "stage", settings)
    shared = _what_pages_share(root, made)
    again, _shared = serving and shared == _shared, None
    site = work / "site"
    shutil.rmtree(site, ignore_errors=True)
    for language, file in made.items():
        built = (work / "html" / language).absolute()
        index = built / "search/search_index.json"
        before = json.loads(index.read_text("utf-8")) if again and index.is_file() else None
        build(load_config(str(file), site_dir=str(built), strict=strict), dirty=again)
        if before:
            index.write_text(
                json.dumps(_joined(before, json.loads(index.read_text("utf-8")))), "utf-8"
            )
        shutil.copytree(built, site / ("" if language == "zh" else language), dirs_exist_ok=True)
    finish(site, settings.address, serving=serving)
    _shared = shared
    return site


def _what_pages_share(root: Path, made: dict[Language, Path]) -> object:
    """Settings, templates, and the titles that stand in every page's navigation."""
    tops = [
        page.read_text(encoding="utf-8").split("---\n", 2)[1]
        for file in made.values()
        for page in sorted(file.parent.glob("docs/*.md"))
    ]
    templates = [*sorted((root / "theme").rglob("*")), WORDS]
    times = [(path, path.stat().st_mtime_ns) for path in templates]
    return tops, times, [file.read_text(encoding="utf-8") for file in made.values()]


def _joined(
    before: dict[str, list[dict[str, str]]], now: dict[str, list[dict[str, str]]]
) -> object:
    """The index of the search with the pages that were built now in place of what it said of them."""
    fresh = {entry["location"].partition("#")[0] for entry in now["docs"]}
    kept = [entry for entry in before["docs"] if entry["location"].partition("#")[0] not in fresh]
    return {**now, "docs": kept + now["docs"]}
