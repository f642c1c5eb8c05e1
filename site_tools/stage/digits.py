"""The digit pad's network: a script made of an int8 export and five sample digits.

A script, not a file to fetch: a browser fetches nothing from file://, where the site is read offline.
"""

import base64
import json
from pathlib import Path

SCRIPT = "playthings/digits-network.js"
KEPT = Path("docs/digits")
"""The network of a site for which none was trained anew, and the sample digits of every site."""


def network(root: Path, exported: Path | None = None) -> str:
    """The text of the script; ``exported`` is the folder of an int8 export."""
    folder = exported or root / KEPT
    content = json.loads((folder / "digits.json").read_text(encoding="utf-8"))
    content["content"] = _text(folder / content["file"])
    content["samples"] = _text(root / KEPT / "samples.bin")
    return f"playthings.digits = {json.dumps(content, separators=(',', ':'))};\n"


def _text(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
