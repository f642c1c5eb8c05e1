r"""The Python-Markdown extension for formulas: ``$x^2$`` in a line, ``$$ … $$`` as a paragraph.

LaTeX becomes MathML when the site is built: about 0.5 KB a formula, read aloud by screen readers,
and no script and no font to fetch. KaTeX would cost 153 KB on every page with a formula, and this
tutorial has few.
"""

import re
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from math_core import LatexError, LatexToMathML

from tutorial_lib.errors import InputError

# A dollar that opens touches what follows, one that closes what precedes: prices stay prices.
_INLINE = r"(?<![\\$])\$(?![\s$])([^$\n]*[^$\s\\])\$(?![\d$])"
_BLOCK = re.compile(r"^\$\$(.+)\$\$$", re.DOTALL)
# After code in backticks (190), before backslashes escape what follows (180).
_INLINE_PRIORITY = 185
# Before all that could take a line of LaTeX for a list or a heading (up to 90).
_BLOCK_PRIORITY = 95


def to_mathml(latex: str, *, block: bool) -> str:
    """MathML of one formula.

    Raises:
        InputError: the formula is not LaTeX that can be shown.
    """
    try:
        converter = LatexToMathML(fancy_error=False)
        return converter.convert_with_local_state(latex.strip(), displaystyle=block)
    except LatexError as error:
        raise InputError(f"the formula ${latex.strip()}$ cannot be read: {error}") from None


class _Inline(InlineProcessor):
    # The base class leaves its return type open.
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        return self.md.htmlStash.store(to_mathml(m[1], block=False)), m.start(0), m.end(0)


class _Block(BlockProcessor):
    def test(self, parent: ElementTree.Element, block: str) -> bool:
        return _BLOCK.match(block.strip()) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        formula = _BLOCK.match(blocks.pop(0).strip())
        assert formula is not None, "run() follows test()"
        box = ElementTree.SubElement(parent, "div", {"class": "formula"})
        box.text = self.parser.md.htmlStash.store(to_mathml(formula[1], block=True))


class FormulaExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.ESCAPED_CHARS.append("$")
        md.inlinePatterns.register(_Inline(_INLINE, md), "tutorial_formula", _INLINE_PRIORITY)
        md.parser.blockprocessors.register(_Block(md.parser), "tutorial_formula", _BLOCK_PRIORITY)


def makeExtension(**settings: object) -> FormulaExtension:
    return FormulaExtension(**settings)
