"""Lets `mkdocs serve` and `mkdocs build` work as they are typed: stage, build both languages, finish.

What a page looks like is decided in site_tools/stage, the templates in theme/, and site_tools/finish.
"""

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
    root, site, address = (
        Path(config.config_file_path).parent,
        config.site_dir,
        config.site_url or "",
    )
    host, port = config.dev_addr
    if _serving and not _started and socket.socket().connect_ex((host, port)) == 0:
        raise Abort(
            f"port {port} is taken; stop what runs there, or: mkdocs serve -a {host}:{port + 1}"
        )
    _started = True
    try:
        made = stage(root, root / STAGE, Settings(address, os.environ.get("REPOSITORY", "")))
    except InputError as error:
        raise Abort(str(error)) from None
    # Written aside: what goes wrong leaves the old site as it is.
    aside = site if _serving else str(root / STAGE.with_name("site"))
    chinese = load_config(str(made["zh"]), site_dir=aside, strict=config.strict, hooks=[__file__])
    chinese.extra["goes_on"] = {
        "en": str(made["en"]),
        "site": site,
        "at": address,
        "serving": _serving,
    }
    return chinese


def on_post_build(config: MkDocsConfig) -> None:
    on, built = config.extra["goes_on"], config.site_dir
    build(load_config(on["en"], site_dir=f"{built}/en", strict=config.strict))
    try:
        finish(Path(built), on["at"], serving=on["serving"])
    except InputError as error:
        raise Abort(str(error)) from None
    if not on["serving"]:
        shutil.rmtree(on["site"], ignore_errors=True)
        shutil.move(built, on["site"])


def on_build_error(error: Exception) -> None:
    if isinstance(error, OSError):
        raise Abort(f"the site cannot be written: {error}")
