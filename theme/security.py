"""Gives every page a Content-Security-Policy: whatever gets into a page, its browser asks no other host for anything.

Scripts and styles come from files of the site alone. The only scripts inside a page are those of Material's own
templates, each allowed by its hash; nothing else is, so what a browser would refuse ends the build already.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import material
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.pages import Page

from tutorial_lib.errors import InputError

# The policy counts from where it stands, and the encoding must stand first.
_FIRST = '<meta charset="utf-8">'
# `file:` lets the site be read from a disk, where Firefox takes 'self' for nothing; on a host it allows nothing.
_OWN = "'self' file:"
# A script of Material's may hold what leads from the page to the root of the site.
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
_ROOT = r"[\w./~%-]*"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_NOT_INLINE = re.compile(r'\bsrc=|\btype="application/json"')
_TAG = re.compile(r"""<([a-z][\w-]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>""")
_VALUE = re.compile("\"[^\"]*\"|'[^']*'")
_HANDLER_OR_STYLE = re.compile(r"\s(?:on\w+|style)\s*=")
_LINK = re.compile(r"""=\s*["']?\s*javascript:""", re.IGNORECASE)

_serving = False


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Notes whether pages are served while they are written; both languages share this module."""
    global _serving
    _serving = command == "serve"


def on_post_page(output: str, /, *, page: Page, config: MkDocsConfig) -> str:
    return _guard(output)


def on_post_template(output: str, /, *, template_name: str, config: MkDocsConfig) -> str:
    if not template_name.endswith(".html"):
        return output
    try:
        return _guard(output)
    except InputError as error:
        raise BuildError(f"{template_name}: {error}") from None


def _guard(page: str) -> str:
    """The page with its policy."""
    scripts = [
        text for attributes, text in _SCRIPT.findall(page) if not _NOT_INLINE.search(attributes)
    ]
    for reason in _refused(page, scripts):
        raise InputError(
            f"{reason} stands in the page; scripts and styles belong into files in theme/"
        )
    before, first, after = page.partition(_FIRST)
    if not first:
        raise InputError(f"{_FIRST} is missing; the policy of the page stands behind it")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">'
    return f"{before}{first}\n      {meta}{after}"


def _refused(page: str, scripts: list[str]) -> Iterator[str]:
    """What the policy lets no browser run or apply."""
    for script in scripts:
        if not any(known.fullmatch(script) for known in _material_scripts()):
            yield f"the script {script.strip()[:40]!r}"
    for tag, attributes in dict.fromkeys(_TAG.findall(page)):
        if (
            tag == "style"
            or _HANDLER_OR_STYLE.search(_VALUE.sub('""', attributes))
            or _LINK.search(attributes)
        ):
            yield f"{f'<{tag}{attributes}>'[:80]!r}"


def _policy(scripts: list[str]) -> str:
    """No `'unsafe-inline'`, neither for scripts nor for styles, and no host but the site's own."""
    hashes = [f"'sha256-{_digest(script)}'" for script in dict.fromkeys(scripts)]
    if _serving:  # MkDocs puts the script that reloads a page into it, each time another one
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
        for _, script in _SCRIPT.findall(template.read_text(encoding="utf-8"))
    ]
