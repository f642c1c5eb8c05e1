"""The ink on a sheet of paper that is lit unevenly, ruled, folded or stained."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])

# Of 255 grays: what differs less from the paper everywhere is an empty sheet. The noise of a photo stays below.
LEAST_CONTRAST = 24
# Grays of clean paper are that near to each other.
CLEAN = 2
# The paper is looked for in a copy this small, by the median of windows as large as this share of its shorter side.
SMALL, WINDOW = 48, 0.9
# The margin that such a picture gets, of its longer side.
MARGIN = 0.3
# Strokes are narrower than this share of the picture's shorter side; wider, it is a shadow.
WIDEST_STROKE = 0.3
# That share of all pixels may be stronger than the ink: dead pixels.
OUTLIERS = 0.0005
# Of the pixels of strokes, this share are not as dark as the ink is said to be.
LEVEL = 0.9
# Bare paper whose grays spread more than this share of the ink's is noisy; then pixels are averaged over so many.
NOISY, BLUR = 0.06, 1.5
# Strong enough for a line of the ruling, of the strongest ink.
RULED = 0.15
# A ruled line covers this share of its way through the picture. That way is no shorter, and the line no thicker, than
# these shares of the longer side.
COVERED, SHORTEST, THIN = 0.85, 0.5, 0.035
# What is darker than the line by so much is a stroke across it.
DARKER = 1.4


def ink_on_paper(gray: Floats) -> Floats | None:
    """Grays [height, width] from 0 to 255 -> ink from 0 to 1, with a margin if it has none, or None if there is no ink.

    Ink is darker (or, where that is more, lighter) than the paper around it in two ways. The median around a place is
    paper, as strokes are too narrow to change it; it follows light that changes slowly, and straight edges of shadows.
    What is darker in a region wider than any stroke is a shadow, whatever its shape.
    """
    if _is_clean(gray):
        away: Floats = np.abs(gray - gray[0, 0])
        return away / float(away.max())
    ink = _difference(_with_margin(gray))
    if ink is None:
        return None
    ink = _without_noise(ink)
    ink[_ruling(ink)] = 0
    strongest = _strongest(ink)
    if strongest < LEAST_CONTRAST / 255:
        return None
    # Most of a stroke is as dark as this, and no more than that counts.
    level = float(np.quantile(ink[ink > 0.4 * strongest], LEVEL))
    return np.minimum(ink / level, 1)


def _is_clean(gray: Floats) -> bool:
    """Whether the paper is of one gray, as in MNIST and in what paint programs draw: there is no light to take out."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    on_one_side = min(gray.max() - border.max(), border.min() - gray.min()) < LEAST_CONTRAST
    return bool(
        np.ptp(border) <= CLEAN
        and np.ptp(gray) >= LEAST_CONTRAST
        and on_one_side
        and np.mean(np.abs(gray - gray[0, 0]) <= CLEAN) > 0.5
    )


def _with_margin(gray: Floats) -> Floats:
    """A picture cropped so near to its digit that it has more ink than paper gets paper around it."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    paper, most = float(np.median(border)), float(np.median(gray))
    away = abs(paper - most)
    # All of one gray, it is a frame, or the table on which the sheet lies; a scanner's dark edge is only there.
    one_gray = np.mean(np.abs(border - paper) < away / 2) > 0.9
    only_there = np.mean(np.abs(gray - paper) < np.abs(gray - most)) < 0.3
    if away < LEAST_CONTRAST or one_gray or only_there:
        return gray
    return np.pad(gray, max(1, round(MARGIN * max(gray.shape))), constant_values=paper)


def _difference(gray: Floats) -> Floats | None:
    """How much darker than the paper each pixel is, or how much lighter, if that is the ink; from 0 to 1."""
    median = _median_around(gray)
    # Strong differences count most: there are more weak ones, of shadows and noise. A lamp's reflection is light, and
    # as narrow as a thick stroke may be, but not as the lines of most digits.
    small, around = _shrink(gray, 2 * SMALL), _shrink(median, 2 * SMALL)
    darker, lighter = (
        float((_darker(one, other, WIDEST_STROKE / 2) ** 2).sum())
        for one, other in ((small, around), (255 - small, 255 - around))
    )
    if darker >= lighter:
        ink = _darker(gray, median, WIDEST_STROKE)
        strongest = float(ink.max())
        ink = ink / np.maximum(median, 64)  # a shadow takes its share of paper and of ink
    else:
        ink = _darker(255 - gray, 255 - median, WIDEST_STROKE) / 255
        strongest = 255 * float(ink.max())
    return ink if strongest >= LEAST_CONTRAST else None


def _shrink(gray: Floats, longest: int) -> Floats:
    """Means over squares of pixels, so that the longer side has no more than `longest`."""
    step = max(1, -(-max(gray.shape) // longest))
    padded = np.pad(gray, [(0, -side % step) for side in gray.shape], mode="edge")
    rows, columns = (side // step for side in padded.shape)
    means: Floats = padded.reshape(rows, step, columns, step).mean(axis=(1, 3))
    return means


def _median_around(gray: Floats) -> Floats:
    small = _shrink(gray, SMALL)
    paper = ndimage.median_filter(small, max(3, int(WINDOW * min(small.shape)) | 1), mode="reflect")
    step = -(-max(gray.shape) // SMALL)
    places = [(np.arange(side) + 0.5) / step - 0.5 for side in gray.shape]
    at = np.meshgrid(*places, indexing="ij")
    median: Floats = ndimage.map_coordinates(paper, at, order=1, mode="nearest")
    return median


def _darker(gray: Floats, median: Floats, widest: float) -> Floats:
    """How much darker than the median each pixel is, where what is darker is narrow."""
    small = _shrink(gray, 4 * SMALL)
    step = -(-max(gray.shape) // (4 * SMALL))
    # A closing by an octagon.
    width = max(3, int(widest * min(small.shape)))
    corner = round(0.29 * width)
    padded = np.pad(small, width, constant_values=255)
    for spread in (ndimage.maximum_filter, ndimage.minimum_filter):
        padded = spread(padded, 2 * ((width - 2 * corner) // 2) + 1)
        for _ in range(corner):
            padded = spread(padded, footprint=CROSS)
    paper = padded[width:-width, width:-width]
    if step > 1:
        # The edge of a shadow may lie in the pixels beside.
        paper = ndimage.minimum_filter(paper, 3).repeat(step, axis=0).repeat(step, axis=1)
        paper = paper[: gray.shape[0], : gray.shape[1]]
    return np.maximum(np.minimum(paper, median) - gray, 0)


def _strongest(ink: Floats) -> float:
    rank = int((1 - OUTLIERS) * (ink.size - 1))
    return float(np.partition(ink.flat, rank)[rank])


def _without_noise(ink: Floats) -> Floats:
    """Ink blurred a little, if the bare paper is noisy beside it."""
    smooth: Floats = ndimage.gaussian_filter(ink, BLUR)
    bare = smooth < 0.3 * _strongest(smooth)
    if float(np.std(ink[bare])) > NOISY * _strongest(ink):
        ink = np.maximum(smooth - np.median(smooth), 0)
    return ink


def _ruling(ink: Floats) -> Bools:
    """The pixels of straight thin lines through the whole picture, without those where a stroke crosses them."""
    return _lines(ink) | _lines(ink.T).T


def _lines(ink: Floats) -> Bools:
    """The lines nearer to the horizontal, with a pixel above and below."""
    mask = ink > RULED * _strongest(ink)
    height, width = mask.shape
    lengths = _runs(mask)
    y, x = np.nonzero(ndimage.maximum_filter1d(mask, 3, axis=0))
    columns = np.arange(width)
    middle, reach = width / 2, height + width
    found = np.zeros(mask.shape, bool)
    for slope in np.linspace(-1, 1, max(mask.shape) // 2 + 1):
        rise = np.rint(slope * (columns - middle)).astype(int)
        # How many pixels lie on each line of this slope, by its row in the middle.
        counts = np.bincount(y - rise[x] + reach, minlength=2 * reach)
        for row in np.flatnonzero(counts >= COVERED * SHORTEST * max(mask.shape)) - reach:
            rows = row + rise
            inside = (rows >= 0) & (rows < height)
            length = int(inside.sum())
            if length < SHORTEST * max(mask.shape) or counts[row + reach] < COVERED * length:
                continue
            places = rows[inside], columns[inside]
            thickness = lengths[places]
            typical = float(np.median(thickness[thickness > 0])) if thickness.any() else math.inf
            if typical <= THIN * max(mask.shape):
                # Where it is thicker, a stroke crosses it.
                found[places] |= (thickness > 0) & (thickness <= 1.6 * typical + 1)
    if not found.any():
        return found
    strokes = mask & ((lengths > lengths[found].max()) | (ink > DARKER * np.median(ink[found])))
    up_and_down = np.array([[0, 1, 0]] * 3)
    lines = ndimage.binary_propagation(found & ~strokes, up_and_down, mask & ~strokes)
    with_fringe: Bools = ndimage.maximum_filter1d(lines, 3, axis=0) & ~strokes
    return with_fringe


def _runs(mask: Bools) -> NDArray[np.int64]:
    """For each pixel of the mask, the length of the vertical run that it lies in; 0 elsewhere."""
    flat = np.pad(mask, ((1, 1), (0, 0))).T.ravel()
    edges = np.flatnonzero(np.diff(flat.astype(np.int8)))
    starts, ends = edges[::2] + 1, edges[1::2] + 1
    lengths = np.zeros(flat.shape, np.int64)
    lengths[starts] = ends - starts
    lengths[ends] -= ends - starts
    return np.cumsum(lengths).reshape(mask.shape[1], -1).T[1:-1]
