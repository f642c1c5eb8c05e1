"""What is done to a site once a generator has built it: read what was built, refuse what may not stand there, and
write what needs all of it (the policy of each page, its address in both languages, the sitemap).
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from site_tools.finish.html import File, read_page
from site_tools.finish.links import Built
from site_tools.finish.policy import policy, refusals
from tutorial_lib.errors import InputError

# The policy counts from where it stands, and the encoding must stand first.
_FIRST = '<meta charset="utf-8">'
# Material's palettes are not ours, and a rule beside them makes a browser compute every element's style again, twice
# a visit.
_PALETTE = re.compile(r'\s*<link rel="stylesheet" href="[^"]*/palette\.[^"]*">')


def finish(folder: Path, address: str = "", *, serving: bool = False) -> None:
    """Finishes the site of both languages in ``folder``.

    Args:
        address: where it will be published, with a slash at its end; empty where that is not known.
        serving: whether it is only looked at while it is written: links are not checked, and MkDocs may reload it.

    Raises:
        InputError: the first thing that may not stand in a page, or link that leads nowhere.
    """
    if not address:
        # It stands for any missing page, however deep, and so must know where its styles lie.
        for missing in ("404.html", "en/404.html"):
            (folder / missing).unlink(missing_ok=True)
    paths = sorted(folder.rglob("*.html"))
    pages = [path.relative_to(folder).as_posix().removesuffix("index.html") for path in paths]
    files: dict[Path, File] = {}
    for path, page in zip(paths, pages, strict=True):
        text = _PALETTE.sub("", path.read_text(encoding="utf-8"))
        file = files[path] = read_page(text)
        for reason in refusals(file):
            raise InputError(f"{page or 'index.html'}: {reason}")
        before, first, after = text.partition(_FIRST)
        if not first:
            raise InputError(
                f"{page}: {_FIRST} is missing; the policy of the page stands behind it"
            )
        head = [
            f'<meta http-equiv="Content-Security-Policy" content="{policy(file, serving=serving)}">',
            *(_translations(page, address) if address and not page.endswith("404.html") else []),
        ]
        text = "".join([before, first, *(f"\n      {line}" for line in head), after])
        path.write_text(text, encoding="utf-8", newline="\n")
    _write_sitemap(folder, [page for page in pages if not page.endswith("404.html")], address)
    if not serving:
        built = Built(folder, address, files)
        for reason in (*built.foreign_requests(), *built.broken_links()):
            raise InputError(reason)


def _both(page: str, address: str) -> dict[str, str]:
    """The addresses of a page by language, as ``hreflang`` calls it."""
    path = page.removeprefix("en/")
    zh, en = escape(address + path), escape(f"{address}en/{path}")
    return {"zh-Hans": zh, "en": en, "x-default": zh}


def _translations(page: str, address: str) -> Iterator[str]:
    # Material asks for a sitemap beside each `link[rel=alternate]` that it finds; the closing space, which HTML
    # ignores, hides these from it.
    for language, where in _both(page, address).items():
        yield f'<link rel="alternate " hreflang="{language}" href="{where}">'


def _write_sitemap(folder: Path, pages: list[str], address: str) -> None:
    """One for both languages, each page with its translation; none where the public address is not known."""
    for made in ("sitemap.xml", "sitemap.xml.gz", "en/sitemap.xml", "en/sitemap.xml.gz"):
        (folder / made).unlink(missing_ok=True)  # a generator's own
    if not address:
        return
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in pages:
        lines += ["  <url>", f"    <loc>{escape(address + page)}</loc>"]
        lines += [
            f'    <xhtml:link rel="alternate" hreflang="{language}" href="{where}"/>'
            for language, where in _both(page, address).items()
        ]
        lines.append("  </url>")
    (folder / "sitemap.xml").write_text("\n".join([*lines, "</urlset>", ""]), encoding="utf-8")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {address}sitemap.xml\n"
    (folder / "robots.txt").write_text(robots, encoding="utf-8")
