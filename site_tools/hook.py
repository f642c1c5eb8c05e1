"""Lets `mkdocs serve` and `mkdocs build` work as they are typed: the site is made here, MkDocs puts it in its place."""

import logging
import os
import socket
from pathlib import Path
from typing import Literal

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from site_tools.publish.inside import build_inside
from site_tools.stage.site import Settings
from tutorial_lib.errors import InputError

_serving = _started = False


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    global _serving
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The settings of a site that is finished already: all of its files are copied, none is made."""
    global _started
    host, port = config.dev_addr
    if _serving and not _started and socket.socket().connect_ex((host, port)) == 0:
        raise Abort(f"port {port} is taken; try: mkdocs serve -a {host}:{port + 1}")
    _started = True
    root = Path(os.path.relpath(Path(config.config_file_path).parent))  # short in messages
    settings = Settings(config.site_url or "", os.environ.get("REPOSITORY", ""))
    made = build_inside(root, settings, strict=config.strict, serving=_serving)
    finished = load_config(
        config.config_file_path,
        site_dir=config.site_dir,
        docs_dir=str(made.absolute()),
        theme={"name": None, "custom_dir": str(made.absolute())},
        plugins=[],
        hooks=[],
        extra_css=[],
        extra_javascript=[],
    )
    finished.theme.dirs.clear()  # MkDocs has a template of a sitemap in each
    finished.theme.static_templates.clear()
    return finished


def on_build_error(error: Exception) -> None:
    """What is wrong with a page, a disk or a setting is one sentence, without a traceback."""
    if isinstance(error, InputError | OSError):
        logging.getLogger("mkdocs").error(str(error))
        raise Abort("Aborted; the site is as it was.")
