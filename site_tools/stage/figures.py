"""The Python-Markdown extension that turns a picture and the words below it into a figure.

    ![What the picture shows, for those who cannot see it](../figures/ranks.svg)
    The caption, in the same paragraph.

The SVG is written into the page, so that its ``currentColor`` follows the theme and nothing more is
fetched. Of the elements that carry a ``lang``, only those of the page's language stay: one picture
serves both. Pictures lie in ``docs/figures``, beside the scripts that draw them. Configured by
``language`` and ``root`` (the repository; default: the working folder).

    ![…](../figures/ranks.svg){ data-play=reshape }

lets the reader open the plaything ``theme/playthings/reshape.js`` in the picture's place. Its words stand in
``docs/playthings.toml``, those of both languages side by side; the page carries its own language's.
"""

import json
import tomllib
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

from site_tools.read.snippet import LANGUAGES
from tutorial_lib.errors import InputError

_SVG = "http://www.w3.org/2000/svg"
_FOLDER = "../figures/"
# After attr_list (8) has read the picture's attributes, before toc (5), and MkDocs (0), which looks for the file.
_PRIORITY = 6

# Where no page lends a picture its fonts.
_FONTS = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

ElementTree.register_namespace("", _SVG)


def read_figure(path: Path, language: str, alt: str) -> str:
    """The SVG at ``path`` as part of a page in ``language``, named ``alt``.

    Raises:
        InputError: the picture is missing, is not SVG, or nothing says what it shows.
    """
    if not alt:
        raise InputError(
            f"{path}: say what the figure shows between the brackets of ![…]({_FOLDER}{path.name})"
        )
    svg = _read(path, language)
    svg.set("role", "img")
    svg.set("aria-label", alt)
    svg.set("data-search-exclude", "true")  # the numbers on its axes are no words of the page
    return ElementTree.tostring(svg, encoding="unicode")


def draw_alone(path: Path, language: str) -> tuple[str, int]:
    """The SVG at ``path`` as a file of its own, dark on white, and how wide it is drawn."""
    svg = _read(path, language)
    svg.set("style", "background: #fff; color: #26221d")
    svg.set("font-family", _FONTS)
    return ElementTree.tostring(svg, encoding="unicode"), round(
        float(svg.get("viewBox", "").split()[2])
    )


def _read(path: Path, language: str) -> ElementTree.Element:
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


def read_words(path: Path, plaything: str, language: str) -> dict[str, str]:
    """What a plaything says in a language, from the table at ``path``; its entries under ``all`` serve every plaything.

    Raises:
        InputError: the table does not name the plaything, or lacks a word in one of the languages.
    """
    table = _read_table(path, path.stat().st_mtime_ns)
    if plaything not in table:
        raise InputError(
            f"{path}: no words for the plaything {plaything}; add a table [{plaything}]"
        )
    entries = table["all"] | table[plaything]
    for key, said in entries.items():
        if missing := [one for one in LANGUAGES if not said.get(one)]:
            raise InputError(f"{path}: {plaything}.{key} says nothing in {missing[0]}")
    return {key: said[language] for key, said in entries.items()}


@cache
def _read_table(path: Path, changed: int) -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


class _DrawFigures(Treeprocessor):
    def __init__(self, md: Markdown, language: str, folder: Path) -> None:
        super().__init__(md)
        self.language = language
        self.folder = folder
        self.words = folder.parent / "playthings.toml"

    def run(self, root: ElementTree.Element) -> None:
        for paragraph in root.iter("p"):
            image = next(iter(paragraph), None)
            if image is None or image.tag != "img" or (paragraph.text or "").strip():
                continue
            source = image.get("src", "")
            if source.startswith(_FOLDER):
                self._draw(paragraph, image, self.folder / source.removeprefix(_FOLDER))

    def _draw(self, paragraph: ElementTree.Element, image: ElementTree.Element, path: Path) -> None:
        svg = read_figure(path, self.language, image.get("alt", ""))
        caption = ElementTree.Element("figcaption")
        caption.text = (image.tail or "").lstrip()
        caption.extend(list(paragraph)[1:])
        plaything = image.get("data-play")
        paragraph.clear()
        paragraph.tag = "figure"
        paragraph.text = self.md.htmlStash.store(svg)
        if plaything:
            words = read_words(self.words, plaything, self.language)
            paragraph.set("data-play", plaything)
            paragraph.set("data-words", json.dumps(words, ensure_ascii=False))
            # In the page from the start, so that nothing moves; css/site.css hides it where scripts are off.
            button = ElementTree.SubElement(
                paragraph, "button", {"class": "play", "type": "button"}
            )
            button.text = words["open"]
        if caption.text or len(caption):
            paragraph.append(caption)


class FigureExtension(Extension):
    def __init__(self, **settings: object) -> None:
        self.config = {
            "language": ["zh", "Whose words a figure shows: zh or en"],
            "root": [".", "The folder that holds docs/figures/"],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        folder = Path(self.getConfig("root")).resolve() / "docs" / "figures"
        draw = _DrawFigures(md, self.getConfig("language"), folder)
        md.treeprocessors.register(draw, "tutorial_figures", _PRIORITY)


def makeExtension(**settings: object) -> FigureExtension:
    return FigureExtension(**settings)
