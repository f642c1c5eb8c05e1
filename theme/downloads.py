"""Puts beside each page with code what a reader takes along: its notebook and its script."""

import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from site_tools.read import read_page
from site_tools.run.record import read_record
from site_tools.stage.downloads import Origin, as_notebook, as_script, colab
from site_tools.stage.stamp import stamp

_taken_along: set[str] = set()
"""The sources of the pages with code to run."""

_made: dict[object, tuple[object, str]] = {}
"""By page and kind: what a file was made of, and the file; `serve` makes only what an edit changed."""


def _once(source: str, suffix: str, make: Callable[..., str], *of: object) -> str:
    known, content = _made.get((source, suffix), (None, ""))
    if known != of:
        content = make(*of)
        _made[source, suffix] = of, content
    return content


def on_files(files: Files, config: MkDocsConfig) -> Files:
    record = read_record(Path(config.config_file_path).parent)
    origin = Origin(
        config.site_name,
        config.copyright or "",
        config.extra["published"],
    )
    for file in files.documentation_pages():
        source = file.abs_src_path or ""
        _taken_along.discard(source)
        # The home page only shows one block off.
        if not file.src_uri.endswith(".md") or file.src_uri == "index.md":
            continue
        page = read_page(Path(source))
        if not page.sections:
            continue
        _taken_along.add(source)
        run = stamp(page, record).run
        for suffix, make in ((".ipynb", as_notebook), (".py", as_script)):
            content = _once(source, suffix, make, page, run, origin)
            made = File.generated(config, page.name + suffix, content=content)
            made.dest_uri = posixpath.join(posixpath.dirname(file.dest_uri), page.name + suffix)
            files.append(made)
    return files


def on_page_context(
    context: dict[str, Any], /, *, page: Page, config: MkDocsConfig, nav: object
) -> dict[str, Any]:
    """Tell partials/downloads.html what there is."""
    if page.file.abs_src_path in _taken_along:
        name = Path(page.file.src_uri).stem
        folder = "" if config.theme["language"] == "zh" else "en/"
        context["downloads"] = {
            "notebook": f"{name}.ipynb",
            "script": f"{name}.py",
            "colab": colab(config.extra["repository"], f"{folder}{name}/{name}.ipynb"),
        }
    return context
