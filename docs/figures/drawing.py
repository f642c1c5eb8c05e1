"""What the scripts beside this one draw with: colors, words in both languages, the pen of the covers, and the files.

Each script draws the pictures of one page, its cover among them, and is run as it is:

    python docs/figures/shapes.py    writes shapes-*.svg and covers/shapes.svg beside it

A cover stands beside its page's title and on the cards of the home page. All share one canvas, one pen and one rule of
color: lines and what is only there in the ink of the page, what matters in orange, its counterpart in blue, the rest
sparingly in green and violet. Decorations: nothing can be learned from them that the page does not say. What they show
is true all the same: the contours, curves, weights, digits and orders are computed, in float64, and rounded, so that
every machine draws the same.
"""

import re
from collections.abc import Iterable
from pathlib import Path

FIGURES = Path(__file__).parent
# The page says what these are, in light and in dark; the fallbacks are for a picture that is looked at alone.
BLUE = "var(--figure-1, #3b6fd4)"
ORANGE = "var(--figure-2, #d9622b)"
GREEN = "var(--figure-3, #2f8f6b)"
VIOLET = "var(--figure-4, #8b5fbf)"
SOFT = "var(--figure-soft, #8884)"
INK = "currentColor"
CODE = ' font-family="ui-monospace, Consolas, Menlo, monospace"'
MIDDLE = ' text-anchor="middle"'

Point = tuple[float, float]


# ---- Pictures ----


def svg(width: int, height: int, content: str, attributes: str = "") -> str:
    """A whole picture; it takes its letters and its ink from the page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="inherit"'
        f'{attributes} fill="currentColor">{content}</svg>\n'
    )


def lines(parts: Iterable[str]) -> str:
    """Each part on a line of its own."""
    return "\n" + "\n".join(parts) + "\n"


def text(x: float, y: float, words: str, attributes: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{attributes}>{words}</text>'


def both(x: float, y: float, zh: str, en: str, attributes: str = "") -> str:
    """Words in each language; a page keeps its own."""
    return text(x, y, zh, f' lang="zh"{attributes}') + text(x, y, en, f' lang="en"{attributes}')


def write(name: str, picture: str) -> None:
    (FIGURES / f"{name}.svg").write_text(picture, encoding="utf-8", newline="\n")


# ---- Covers ----


def write_cover(name: str, content: str) -> None:
    """The cover of the page `name`, 240 × 120. It always stands in a page, so its colors need no fallback."""
    plain = re.sub(r"var\((--[\w-]+), #\w+\)", r"var(\1)", content)
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 120" fill="none" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{plain}</svg>\n'
    )
    (FIGURES / "covers").mkdir(exist_ok=True)
    write(f"covers/{name}", picture)


def short(value: float) -> str:
    """A coordinate to a tenth of a pixel, as short as SVG allows."""
    return f"{round(value, 1) + 0:g}"


def pair(point: Point) -> str:
    return f"{short(point[0])} {short(point[1])}"


def line(points: Iterable[Point]) -> str:
    return "M" + "L".join(pair(point) for point in points)


def path(d: str, stroke: str = INK, **more: object) -> str:
    return f'<path d="{d}" stroke="{stroke}"{attributes(more)}/>'


def area(d: str, fill: str = INK, **more: object) -> str:
    return f'<path d="{d}" fill="{fill}"{attributes(more)}/>'


def dot(point: Point, radius: float, fill: str = INK, **more: object) -> str:
    x, y = (short(each) for each in point)
    return f'<circle cx="{x}" cy="{y}" r="{short(radius)}" fill="{fill}"{attributes(more)}/>'


def box(left: float, top: float, wide: float, high: float, **more: object) -> str:
    x, y, width, height = (short(each) for each in (left, top, wide, high))
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{attributes(more)}/>'


def cells(places: Iterable[Point], size: float, color: str, **more: object) -> str:
    """Squares with these top left corners: each is a short, thick line, which SVG says in fewest letters."""
    d = "".join(f"M{short(x)} {short(y + size / 2)}h{short(size)}" for x, y in places)
    return path(d, color, stroke_width=short(size), stroke_linecap="butt", **more)


def attributes(more: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())


def scaled(values: list[float], left: float, right: float, low: float, high: float) -> list[Point]:
    """A curve over its whole width; `low` is where 0 stands, `high` where its largest value does."""
    step, largest = (right - left) / (len(values) - 1), max(values)
    return [
        (left + step * place, low + (high - low) * value / largest)
        for place, value in enumerate(values)
    ]
