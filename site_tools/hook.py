"""Lets `mkdocs serve` and `mkdocs build` work as they are typed: stage, build both languages, finish."""

import logging
import os
import shutil
import socket
from pathlib import Path
from typing import Literal

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from site_tools.finish import finish
from site_tools.stage.site import STAGE, Settings, stage
from tutorial_lib.errors import InputError

_serving = _started = False


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    global _serving
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The settings of the staged Chinese site, which is built in the place of what was asked for."""
    global _started
    root = Path(os.path.relpath(Path(config.config_file_path).parent))  # short in messages
    site, address = config.site_dir, config.site_url or ""
    host, port = config.dev_addr
    if _serving and not _started and socket.socket().connect_ex((host, port)) == 0:
        raise Abort(f"port {port} is taken; try: mkdocs serve -a {host}:{port + 1}")
    _started = True
    made = stage(root, root / STAGE, Settings(address, os.environ.get("REPOSITORY", "")))
    # Written aside: what goes wrong leaves the old site as it is.
    aside = site if _serving else str(root / STAGE.with_name("site"))
    chinese = load_config(str(made["zh"]), site_dir=aside, strict=config.strict, hooks=[__file__])
    chinese.extra["after"] = {"en": made["en"], "site": site, "at": address, "serving": _serving}
    return chinese


def on_post_build(config: MkDocsConfig) -> None:
    after, built = config.extra["after"], Path(config.site_dir)
    build(load_config(str(after["en"]), site_dir=str(built / "en"), strict=config.strict))
    finish(built, after["at"], serving=after["serving"])
    if not after["serving"]:
        shutil.rmtree(after["site"], ignore_errors=True)
        shutil.move(built, after["site"])


def on_build_error(error: Exception) -> None:
    """What is wrong with a page, a disk or a setting is one sentence, without a traceback."""
    if isinstance(error, InputError | OSError):
        logging.getLogger("mkdocs").error(str(error))
        raise Abort("Aborted; the site is as it was.")
