"""Gives every page a Content-Security-Policy: whatever gets into a page, its browser asks no other host for anything.

Scripts and styles come from files of the site alone. The only scripts inside a page are those of Material's own
templates, each allowed by its hash; nothing else is, so what a browser would refuse is refused here already.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import material

from site_tools.finish.html import File

# `file:` lets the site be read from a disk, where Firefox takes 'self' for nothing; on a host it allows nothing.
_OWN = "'self' file:"
# A script of Material's may hold what leads from the page to the root of the site.
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
_ROOT = r"[\w./~%-]*"
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)


def refusals(page: File) -> Iterator[str]:
    """What the policy lets no browser run or apply, a sentence each."""
    why = "stands in the page; scripts and styles belong into files in theme/"
    for script in page.scripts:
        if not any(known.fullmatch(script) for known in _material_scripts()):
            yield f"the script {script.strip()[:40]!r} {why}"
    for tag in page.refused:
        yield f"{tag!r} {why}"


def policy(page: File, *, serving: bool) -> str:
    """No `'unsafe-inline'`, neither for scripts nor for styles, and no host but the site's own."""
    hashes = [f"'sha256-{_digest(script)}'" for script in dict.fromkeys(page.scripts)]
    if serving:  # MkDocs puts the script that reloads a page into it, each time another one
        hashes = ["'unsafe-inline'"]
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join([_OWN, *hashes])}",
            f"style-src {_OWN}",
            f"img-src {_OWN} data:",  # Material's icons, and the digits in our pictures
            f"font-src {_OWN}",
            f"connect-src {_OWN}",  # the index of the search
            f"worker-src {_OWN}",  # the search itself
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _material_scripts() -> list[re.Pattern[str]]:
    """What the scripts in the templates of the installed Material look like in a page."""
    folder = Path(material.__path__[0]) / "templates/partials/javascripts"
    return [
        re.compile(_ROOT.join(map(re.escape, _PLACEHOLDER.split(script))))
        for template in folder.glob("*.html")
        for script in _SCRIPT.findall(template.read_text(encoding="utf-8"))
    ]
