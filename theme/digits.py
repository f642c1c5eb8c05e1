"""Gives the digit pad its network: `playthings/digits-network.js`, made of an int8 export and ten sample digits.

A script, not a file to fetch: a browser fetches nothing from file://, where the site is read offline. The network is
that of the training run which is published ($DIGITS, set by site_tools.publish), else the one in docs/digits.
"""

import base64
import json
import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

SCRIPT = "playthings/digits-network.js"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    kept = Path(config.config_file_path).parent / "docs" / "digits"
    exported = Path(os.environ.get("DIGITS") or kept)
    network = json.loads((exported / "digits.json").read_text(encoding="utf-8"))
    network["content"] = _text(exported / network["file"])
    network["samples"] = _text(kept / "samples.bin")
    script = f"playthings.digits = {json.dumps(network, separators=(',', ':'))};\n"
    files.append(File.generated(config, SCRIPT, content=script))
    return files


def _text(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
