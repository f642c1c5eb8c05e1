"""Which of the marks on a sheet are the digit.

`theme/playthings/strokes.js` does the same for the digit pad; a test holds the two together, pixel by pixel.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float64]

# Ink above this share of the darkest makes a stroke; fainter ink may be its edge, or a stain.
STROKE = 0.5
# A mark whose longer side has fewer pixels, or is a smaller share of the picture's longer side, is no digit.
LEAST_PIXELS, LEAST_SHARE = 8, 0.035
# A mark with less than this share of the largest one's pixels is a speck.
SPECK = 0.02
# A part of the digit lies no farther from the others than this share of their longer side, across and along.
NEAR_ACROSS, NEAR_ALONG = 0.16, 0.28
# Of 10,000 test digits of MNIST 242 are written in several parts, and only 2 in parts beside each other of which the
# lower one has half of the other's height: such marks are two digits.
AS_HIGH = 0.5
# So are marks of like height one above the other, where more than this share of the longer side lies between.
ALIKE, APART = 0.55, 0.12
# Other marks of this share of the digit's longer side are digits too; what is smaller is left out.
ANOTHER = 0.35
# A mark of this share, wholly within the box of another, is a digit with a ring around it.
WITHIN = 0.35
# So many times as wide as high, a mark is a bar: of a 5 or a 7 above, or an underline below.
FLAT = 4
# Wider than so many times its height, or filling so much of a box so near to a square, no digit of MNIST is.
WIDEST, SOLID, SQUARE = 2.2, 0.74, 0.5
# What lies on the picture's border with more than this share of its box's outline comes from beyond it: a shadow, a
# thumb. A digit that fills so much of the picture's height or width, as if cropped to it, may touch it more.
ON_BORDER, ON_BORDERS, FILLS = 0.15, 0.42, 0.9
# A digit that the border cuts is at least this share of the picture's longer side; smaller is the tip of a shadow.
CUT = 0.3
# More marks, or parts, are no digits; neither are marks among others that have this many times their pixels.
MOST_MARKS, MOST_PARTS, CLUTTER = 60, 12, 0.5
# Fainter ink belongs to a stroke up to this share of the digit's longer side away: to a pixel and a half of MNIST's.
EDGE = 0.075

Fault = Literal["none", "several"]


@dataclass(frozen=True)
class Box:
    """Rows from top to bottom - 1, columns from left to right - 1."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def side(self) -> int:
        return max(self.height, self.width)

    def join(self, other: "Box") -> "Box":
        return Box(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )


@dataclass(frozen=True)
class Mark:
    """Pixels that touch: how many they are, and how many of them lie on the picture's border."""

    label: int
    box: Box
    area: int
    on_border: int


def find_digit(ink: Floats) -> Floats | Fault:
    """Ink [height, width] from 0 to 1 -> the ink of the digit alone, or "none", or "several" where there are more.

    1. Pixels above STROKE that touch, by a side or a corner, are one mark.
    2. Marks that touch the picture's border are left out, unless there is nothing else.
    3. The largest mark is the digit; parts of it lie near, and not beside it.
    4. Of the marks that remain, a large one is another digit; the small ones are left out.
    5. The digit has to have a shape that a digit can have.
    """
    labels, _ = ndimage.label(ink > STROKE, np.ones((3, 3)))
    marks = _marks(labels)
    least = max(LEAST_PIXELS, LEAST_SHARE * max(ink.shape))
    large = [
        mark
        for mark in marks
        if mark.box.side >= least and not _is_flat(mark.box) and not _is_solid(mark.area, mark.box)
    ]
    # A picture cropped to its digit, or a pad whose edge the pen crossed, has nothing but what touches the border.
    digits = [mark for mark in large if not mark.on_border] or [
        mark for mark in large if _crosses_border(mark, *ink.shape)
    ]
    if not digits:
        return "none"
    if len(digits) > MOST_MARKS:
        return "several"

    first = digits[0]
    parts = [first]
    box = first.box
    others = [
        mark
        for mark in marks
        if mark is not first
        and mark.area >= SPECK * first.area
        and (not mark.on_border or mark in digits)
        and not (_is_flat(mark.box) and mark.box.top >= first.box.bottom)
        # No digit has a dot.
        and not (_is_solid(mark.area, mark.box) and mark.box.side < ANOTHER * first.box.side)
    ]
    while near := next((mark for mark in others if _near(box, mark.box)), None):
        if _beside(box, near.box) or _above(box, near.box) or _within(box, near.box):
            return "several"
        parts.append(near)
        others.remove(near)
        box = box.join(near.box)
    if any(mark.box.side >= ANOTHER * box.side for mark in others):
        return "several"

    area = sum(part.area for part in parts)
    left_out = sum(mark.area for mark in marks if not mark.on_border and mark not in parts)
    if left_out > CLUTTER * area or len(parts) > MOST_PARTS:
        return "none"
    if _is_solid(area, box) or box.width > WIDEST * box.height:
        return "none"
    return _only(ink, labels, parts, box)


def _marks(labels: NDArray[np.int32]) -> list[Mark]:
    """The largest first."""
    areas = np.bincount(labels.flat)
    border = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    on_border = np.bincount(border, minlength=len(areas))
    marks = [
        Mark(
            label,
            Box(rows.start, rows.stop, columns.start, columns.stop),
            int(areas[label]),
            int(on_border[label]),
        )
        for label, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1)
    ]
    return sorted(marks, key=lambda mark: (-mark.box.side, -mark.area, mark.box.top, mark.box.left))


def _crosses_border(mark: Mark, height: int, width: int) -> bool:
    """Whether it runs across the picture's border, rather than along it."""
    box = mark.box
    fills = box.height >= FILLS * height or box.width >= FILLS * width
    most = ON_BORDERS if fills else ON_BORDER
    return box.side >= CUT * max(height, width) and mark.on_border <= most * 2 * (
        box.height + box.width
    )


def _is_flat(box: Box) -> bool:
    return box.width > FLAT * box.height


def _is_solid(area: int, box: Box) -> bool:
    fill = area / (box.height * box.width)
    return fill > SOLID and min(box.height, box.width) > SQUARE * box.side


def _gaps(one: Box, other: Box) -> tuple[int, int]:
    """How many rows and columns lie between them; below 0 where they overlap."""
    return (
        max(one.top, other.top) - min(one.bottom, other.bottom),
        max(one.left, other.left) - min(one.right, other.right),
    )


def _near(digit: Box, part: Box) -> bool:
    rows, columns = _gaps(digit, part)
    return rows <= NEAR_ALONG * digit.side and columns <= NEAR_ACROSS * digit.side


def _beside(digit: Box, part: Box) -> bool:
    _, columns = _gaps(digit, part)
    lower, higher = sorted((digit.height, part.height))
    return columns >= 0 and lower >= AS_HIGH * higher


def _above(digit: Box, part: Box) -> bool:
    rows, _ = _gaps(digit, part)
    lower, higher = sorted((digit.height, part.height))
    return rows > APART * digit.side and lower > ALIKE * higher


def _within(digit: Box, part: Box) -> bool:
    return (
        part.side >= WITHIN * digit.side
        and digit.top < part.top
        and part.bottom < digit.bottom
        and digit.left < part.left
        and part.right < digit.right
    )


def _only(ink: Floats, labels: NDArray[np.int32], parts: list[Mark], box: Box) -> Floats:
    """The ink of these marks and of their faint edges; 0 elsewhere."""
    chosen = np.isin(labels, [part.label for part in parts])
    reach = math.floor(EDGE * box.side + 1)
    around = ndimage.maximum_filter(chosen.astype(np.uint8), 2 * reach + 1, mode="constant") > 0
    return np.where(chosen | (around & (labels == 0)), ink, 0.0)
