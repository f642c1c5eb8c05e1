"""What MkDocs must do beyond its settings: build two sites as one, and say plainly what is wrong.

Kept thin on purpose: what a page looks like is decided in Markdown extensions and templates.
"""

import json
import os
from pathlib import Path
from typing import Any, Literal

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from site_tools.read import read_pages
from site_tools.read.page import Page as TutorialPage
from site_tools.run.record import read_record
from site_tools.stage.covers import read_cover
from site_tools.stage.reading import minutes
from site_tools.stage.stamp import facts, stamp, summary
from tutorial_lib.errors import InputError

ENGLISH = "mkdocs.en.yml"

_pages: dict[tuple[str, str], TutorialPage] = {}
"""By language and name; read at the beginning of each build."""


def is_english(config: MkDocsConfig) -> bool:
    return Path(config.config_file_path).name == ENGLISH


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Exists so that MkDocs keeps this module between the rebuilds of `serve`."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give both sites the public addresses of both, for `hreflang`, and prepare them for reading offline."""
    root = config.site_url or ""
    if is_english(config) and root:
        config.site_url = root + "en/"
    config.extra["addresses"] = {"zh": root, "en": root + "en/"} if root else {}
    config.extra["published"] = config.site_url or ""
    # Only Chinese is built at the root, and there is one of each for both languages.
    config.theme.static_templates.add("robots.txt")
    if not config.use_directory_urls:
        # The plugin `offline` is on (site_tools/publish/offline.py): a folder has no address, and misses no page.
        config.site_url = ""
        config.extra |= {"addresses": {}, "homepage": "index.html"}
        config.theme.static_templates -= {"404.html", "robots.txt", "sitemap.xml"}
        # Instead of the plugin's, which would come from another host.
        config.extra["polyfills"] = ["js/offline.js"]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Check every page before the first is rendered: one sentence, and no page half done."""
    global _pages
    if is_english(config) and _pages:
        return files  # read for the Chinese site, a moment ago
    try:
        # Of both languages, for the home page sums them up.
        found = read_pages(Path(os.path.relpath(Path(config.config_file_path).parent)))
    except InputError as error:
        raise BuildError(str(error)) from None
    _pages = {(one.language, one.name): one for pages in found.values() for one in pages}
    return files


def on_page_context(
    context: dict[str, Any], /, *, page: Page, config: MkDocsConfig, nav: object
) -> dict[str, Any]:
    """Give the templates a page's cover, its reading time, and what the last runs of pages and training proved."""
    root = Path(config.config_file_path).parent
    context["cover"] = read_cover(root, Path(page.file.src_uri).stem)
    # What Material keeps on the reader's device, dark or light, holds for both languages.
    config.extra["scope"] = context["base_url"] + ("/.." if is_english(config) else "")
    if not page.file.src_uri.endswith(".md"):
        return context
    record = read_record(root)
    read = _pages["en" if is_english(config) else "zh", page.file.src_uri.removesuffix(".md")]
    context["minutes"] = minutes(read)
    context["facts"] = facts
    context["stamp"] = stamp(read, record)
    if page.is_homepage:
        context["summary"] = summary(stamp(one, record) for one in _pages.values())
    if run := os.environ.get("TRAINING_RUN"):  # set by site_tools.publish, which has checked it
        context["trained"] = json.loads((Path(run) / "metrics.json").read_text(encoding="utf-8"))
    return context


def on_template_context(
    context: dict[str, Any], /, *, template_name: str, config: MkDocsConfig
) -> dict[str, Any]:
    """Give the page for what is missing a cover as well."""
    if template_name == "404.html":
        context["cover"] = read_cover(Path(config.config_file_path).parent, "404")
    return context


def on_build_error(error: Exception) -> None:
    """What an extension finds wrong is already logged with its page: spare the traceback."""
    if isinstance(error, InputError):
        raise Abort("Aborted: the page named above cannot be shown.")


def on_post_build(config: MkDocsConfig) -> None:
    """Build English into the Chinese site's folder, so that `build` and `serve` give the whole."""
    if is_english(config):
        return
    english = load_config(
        str(Path(config.config_file_path).with_name(ENGLISH)),
        site_dir=str(Path(config.site_dir) / "en"),
        site_url=config.extra["published"],
        strict=config.strict,
    )
    build(english)
