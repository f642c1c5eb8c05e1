"""The Python-Markdown extension that puts covers on the cards of the home page.

Each entry of a list in ``<div class="path" markdown>`` that begins with the link to a page gets that page's cover.
The theme shows the same cover beside the page's title. Covers lie in ``docs/figures/covers``, named for their page;
``docs/figures/covers.py`` draws them. They decorate: whoever cannot see them misses nothing. Configured by ``root``
(the repository; default: the working folder).
"""

from pathlib import Path
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

# After the inline patterns (20) have made the links, before MkDocs (0) changes where they lead.
_PRIORITY = 6


def read_cover(root: Path, name: str) -> str:
    """The cover of the page ``name``, as part of a page; nothing where it has none."""
    path = root / "docs" / "figures" / "covers" / f"{name}.svg"
    if not path.is_file():
        return ""
    svg = path.read_text(encoding="utf-8").strip()
    return svg.replace("<svg", '<svg class="cover" aria-hidden="true"', 1)


class _CoverCards(Treeprocessor):
    def __init__(self, md: Markdown, root: Path) -> None:
        super().__init__(md)
        self.root = root

    def run(self, root: ElementTree.Element) -> None:
        for part in root.iter("div"):
            if "path" in part.get("class", "").split():
                for card in part.iter("li"):
                    self._cover(card)

    def _cover(self, card: ElementTree.Element) -> None:
        link = next(iter(card), None)
        if link is not None and link.tag == "a":
            cover = read_cover(self.root, Path(link.get("href", "")).stem)
            card.text = self.md.htmlStash.store(cover) if cover else ""


class CoverExtension(Extension):
    def __init__(self, **settings: object) -> None:
        self.config = {"root": [".", "The folder that holds docs/figures/"]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        cards = _CoverCards(md, Path(self.getConfig("root")).resolve())
        md.treeprocessors.register(cards, "tutorial_covers", _PRIORITY)


def makeExtension(**settings: object) -> CoverExtension:
    return CoverExtension(**settings)
