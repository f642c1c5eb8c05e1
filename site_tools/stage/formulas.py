r"""Formulas: ``$x^2$`` in a line, ``$$ … $$`` as a paragraph.

LaTeX becomes MathML: about 0.5 KB a formula, read aloud by screen readers, and no script and no font to fetch.
KaTeX would cost 153 KB on every page with a formula, and this tutorial has few.
"""

import re

from math_core import LatexError, LatexToMathML

from tutorial_lib.errors import InputError

# A dollar that opens touches what follows, one that closes what precedes: prices stay prices.
_FORMULA = re.compile(r"(?<![\\$])\$(?![\s$])([^$\n]*[^$\s\\])\$(?![\d$])")
_CODE = re.compile(r"(`+[^`]+`+)")
_BLOCK = re.compile(r"\$\$(.+)\$\$$")
# What Markdown would take for its own; the tags themselves hold none of it.
_MARKS = re.compile(r"(?<=>)[^<]+")


def formulas(line: str) -> str:
    """The line with its formulas as MathML; code in backticks stays as it is.

    Raises:
        InputError: a formula is not LaTeX that can be shown.
    """
    if "$" not in line:
        return line
    if block := _BLOCK.match(line.strip()):
        return f'<div class="formula">{to_mathml(block[1], block=True)}</div>'
    parts = _CODE.split(line)
    parts[::2] = [
        _FORMULA.sub(lambda found: to_mathml(found[1], block=False), part) for part in parts[::2]
    ]
    return "".join(parts)


def to_mathml(latex: str, *, block: bool) -> str:
    """MathML of one formula, as one line of Markdown."""
    try:
        converter = LatexToMathML(fancy_error=False)
        math = converter.convert_with_local_state(latex.strip(), displaystyle=block)
    except LatexError as error:
        raise InputError(f"the formula ${latex.strip()}$ cannot be read: {error}") from None
    return _MARKS.sub(
        lambda text: re.sub(r"[*_`\\\[\]!]", _entity, text[0]), math.replace("\n", "")
    )


def _entity(mark: re.Match[str]) -> str:
    return f"&#{ord(mark[0])};"
