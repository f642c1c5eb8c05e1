"""A picture and the words below it, as a figure: the SVG inside the page, so that it follows light and dark.

    ![What the picture shows, for those who cannot see it](../figures/ranks.svg)
    The caption, in the same paragraph.

Nothing more is fetched, and ``currentColor`` is the page's. Of the elements that carry a ``lang``, only those of the
page's language stay: one picture serves both. Pictures lie in ``docs/figures``, beside the scripts that draw them.

    ![…](../figures/ranks.svg){ data-play=reshape }

lets the reader open the plaything ``theme/playthings/reshape.js`` in the picture's place. Its words stand in
``docs/playthings.toml``; the page carries its own language's.
"""

import html
import json
import re
from pathlib import Path
from xml.etree import ElementTree

from site_tools.read.page import Figure
from site_tools.read.snippet import Language
from site_tools.stage.words import Table
from tutorial_lib.errors import InputError

_SVG = "http://www.w3.org/2000/svg"

# Where no page lends a picture its fonts.
_FONTS = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

ElementTree.register_namespace("", _SVG)


def figure(shown: Figure, caption: str, language: Language, playthings: Table) -> str:
    """The figure as HTML in which the caption is Markdown, for the extension ``md_in_html``."""
    svg = read_figure(shown.path, language, shown.alt)
    attributes = button = ""
    if shown.plaything:
        words = playthings["all"] | read_words(shown.plaything, playthings)
        said = html.escape(json.dumps(words, ensure_ascii=False))
        attributes = f' data-play="{shown.plaything}" data-words="{said}"'
        # In the page from the start, so that nothing moves; css/content.css hides it where scripts are off.
        button = f'<button class="play" type="button">{words["open"]}</button>'
    lines = [f"<figure markdown{attributes}>", f"<div>{svg}{button}</div>"]
    if caption:
        lines.append(f'<figcaption markdown="span">{caption}</figcaption>')
    return "\n".join([*lines, "</figure>"])


def read_words(plaything: str, playthings: Table) -> dict[str, str]:
    """What a plaything says.

    Raises:
        InputError: the table of words does not name it.
    """
    if plaything not in playthings:
        raise InputError(
            f"docs/playthings.toml: no words for the plaything {plaything}; add a table [{plaything}]"
        )
    return playthings[plaything]


def read_figure(path: Path, language: Language, alt: str) -> str:
    """The SVG at ``path`` as one line of a page in ``language``, named ``alt``.

    Raises:
        InputError: the picture is missing or is not SVG.
    """
    svg = _read(path, language)
    svg.set("role", "img")
    svg.set("aria-label", alt)
    svg.set("data-search-exclude", "true")  # the numbers on its axes are no words of the page
    return _one_line(ElementTree.tostring(svg, encoding="unicode"))


def read_cover(root: Path, name: str) -> str:
    """The cover of the page ``name``, as one line of a page; nothing where it has none.

    Covers decorate: whoever cannot see them misses nothing.
    """
    path = root / "docs" / "figures" / "covers" / f"{name}.svg"
    if not path.is_file():
        return ""
    svg = _one_line(path.read_text(encoding="utf-8").strip())
    return svg.replace("<svg", '<svg class="cover" aria-hidden="true"', 1)


def draw_alone(path: Path, language: Language) -> tuple[str, int]:
    """The SVG at ``path`` as a file of its own, dark on white, and how wide it is drawn."""
    svg = _read(path, language)
    svg.set("style", "background: #fff; color: #26221d")
    svg.set("font-family", _FONTS)
    return ElementTree.tostring(svg, encoding="unicode"), round(
        float(svg.get("viewBox", "").split()[2])
    )


def _read(path: Path, language: Language) -> ElementTree.Element:
    try:
        svg = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such figure; its script, beside it, draws it"
        ) from None
    except ElementTree.ParseError as error:
        raise InputError(f"{path}: this is not SVG ({error}); draw it again") from None
    for parent in list(svg.iter()):
        for child in list(parent):
            # A style is for when the picture stands alone; in a page it would rule the whole page.
            if child.get("lang", language) != language or child.tag == f"{{{_SVG}}}style":
                parent.remove(child)
    return svg


def _one_line(svg: str) -> str:
    return re.sub(r"\s*\n\s*", " ", re.sub(r">\s+<", "><", svg))
