"""A picture of one digit, made to look as MNIST's digits do.

MNIST's authors describe what they did: "The original black and white (bilevel) images from NIST were size normalized
to fit in a 20x20 pixel box while preserving their aspect ratio. The resulting images contain grey levels as a result of
the anti-aliasing technique used by the normalization algorithm. The images were centered in a 28x28 image by computing
the center of mass of the pixels, and translating the image so as to position this point at the center of the 28x28
field."
(Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits, http://yann.lecun.com/exdb/mnist/)

`center` does that, in arithmetic plain enough to be written again in another language with the same result, pixel by
pixel. `read_ink` brings an image file to where `center` begins.
"""

import math
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from tutorial_lib.errors import InputError

Floats = NDArray[np.float64]

SIDE = 28  # of MNIST's images
BOX = 20  # the longer side of the digit in them
# Pixels are counted from 0; in MNIST the center of mass, rounded, is pixel 14 (in all but one of 60,000 digits).
CENTER = 14

# Ink fainter than this share of the darkest is paper for cropping: shadows, and the specks of JPEG.
FAINT = 0.3
# Border pixels this share of the contrast from the paper's surface, or nearer, are paper.
FLAT = 0.1
# A quarter of MNIST's inked pixels or more are nearly black; a thin pen, once averaged down, is made as dark as that.
DARK = 230 / 255
# Half a gray is rounded up even where the last bits of a sum, which depend on its order, leave it just below.
TIE = 1e-9
# Of 255 grays: what differs less from the paper everywhere is an empty sheet. The noise of a photo stays below.
LEAST_CONTRAST = 24

# A photo of a large camera; more is refused before it is decoded.
MOST_PIXELS = 50_000_000
# Larger pictures are averaged down to this first, which changes nothing in 28x28 and keeps memory small.
WORKING_PIXELS = 1 << 20
# Pillow reads more; one of them, EPS, would run another program on the file.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "JPEG2000", "AVIF", "ICO")


def center(ink: Floats) -> NDArray[np.uint8]:
    """Ink [height, width] from 0 (paper) to 1 -> an image uint8 [28, 28] as in MNIST, ink 255 on paper 0.

    1. Crop to the rows and columns that hold ink above FAINT.
    2. Make the longer side 20 pixels, the shorter one in proportion (rounded, at least 1). Each new pixel is the mean
       of the area that it covers, parts of pixels counting by their part.
    3. Sort the pixels above 0; if the one three quarters of the way up, number floor(3n/4) from 0, is below DARK,
       multiply all pixels so that it becomes DARK; nothing goes above 1.
    4. Move by whole pixels, so that the center of mass, with pixels counted from 0, rounds to (14, 14), or as near to
       that as the digit stays whole.
    5. Multiply by 255.

    "Rounded" is floor(x + 0.5 + TIE) everywhere.
    Raises ValueError if no ink is above FAINT.
    """
    inked = ink > FAINT
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if len(rows) == 0:
        raise ValueError("there is no ink to center")
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

    longer = max(digit.shape)
    height, width = (max(1, _round(BOX * side / longer)) for side in digit.shape)
    digit = _means(digit.shape[0], height) @ digit @ _means(digit.shape[1], width).T

    levels = np.sort(digit[digit > 0])
    digit = np.minimum(digit * max(1.0, DARK / levels[3 * len(levels) // 4]), 1)

    mass = digit.sum()
    row = float(digit.sum(axis=1) @ np.arange(height) / mass)
    column = float(digit.sum(axis=0) @ np.arange(width) / mass)
    top = min(max(_round(CENTER - row), 0), SIDE - height)
    left = min(max(_round(CENTER - column), 0), SIDE - width)
    image = np.zeros((SIDE, SIDE))
    image[top : top + height, left : left + width] = digit
    return np.floor(image * 255 + 0.5 + TIE).astype(np.uint8)


def _round(value: float) -> int:
    return math.floor(value + 0.5 + TIE)


def _means(before: int, after: int) -> Floats:
    """The matrix [after, before] that takes `before` pixels to the means over `after` equal stretches of them."""
    stretch = before / after
    start = np.arange(after)[:, None] * stretch
    pixel = np.arange(before)
    covered = np.minimum(pixel + 1, start + stretch) - np.maximum(pixel, start)
    means: Floats = np.maximum(covered, 0) / stretch
    return means


def read_ink(path: Path) -> Floats:
    """The ink on a picture of a digit: [height, width], from 0 (paper) to 1 (the strongest ink), upright.

    Paper is what the border shows, dark or light or transparent, and may be lit unevenly; ink is what differs from it.
    Raises InputError if the file is no image, damaged, too large, or shows no ink.
    """
    ink = ink_on_paper(_on_paper(*_decode(path)))
    if ink is None:
        raise InputError(f"{path} shows no digit: it is of one color all over; write one on it.")
    return ink


def ink_on_paper(gray: Floats) -> Floats | None:
    """Grays [height, width] from 0 to 255 -> ink from 0 to 1, or None if there is none.

    The paper under the digit is the surface a + bx + cy + dx² + exy + fy² that fits the border best. The border pixels
    near its median begin as paper; after each fit those near the surface are, so that ink which touches the border does
    not bend it. A flat level would do for a scan; on a photo lit from one side it takes the shadow for ink (measured
    where the light falls off by 60 %: 12 % of the digits read, against 98 %).
    """
    height, width = gray.shape
    y, x = (np.arange(height) + 0.5) / height, (np.arange(width) + 0.5) / width
    border = np.ones(gray.shape, bool)
    border[1:-1, 1:-1] = False
    values = gray[border]
    at_y, at_x = y[border.nonzero()[0]], x[border.nonzero()[1]]
    terms = np.stack(
        [np.ones_like(at_x), at_x, at_y, at_x * at_x, at_x * at_y, at_y * at_y], axis=1
    )
    median = float(np.median(values))
    contrast = max(float(gray.max()) - median, median - float(gray.min()))
    if contrast < LEAST_CONTRAST:
        return None
    paper = np.abs(values - median) <= FAINT * contrast
    for _ in range(4):
        surface = np.linalg.lstsq(terms[paper], values[paper], rcond=None)[0]
        distance = np.abs(values - terms @ surface)
        paper = distance <= max(FLAT * contrast, float(np.median(distance)))
    a, b, c, d, e, f = surface
    y = y[:, None]
    difference = gray - (a + b * x + c * y + d * x * x + e * x * y + f * y * y)
    darkest, lightest = -float(difference.min()), float(difference.max())
    strongest = max(darkest, lightest)
    if strongest < LEAST_CONTRAST:
        return None
    ink: Floats = (difference if lightest > darkest else -difference) / strongest
    return np.maximum(ink, 0)


def _on_paper(gray: Floats, opacity: Floats) -> Floats:
    """Lay a partly transparent picture on paper of the border's color; one without a border, on what shows it best."""
    if opacity.min() == 1:
        return gray
    border = np.ones(gray.shape, bool)
    border[1:-1, 1:-1] = False
    if opacity[border].mean() > 0.5:
        paper = float(np.median(gray[border & (opacity > 0.5)]))
    else:
        visible = opacity.sum()
        paper = 0.0 if visible and float((gray * opacity).sum() / visible) > 127 else 255.0
    return gray * opacity + paper * (1 - opacity)


def _decode(path: Path) -> tuple[Floats, Floats]:
    """Gray [height, width] from 0 to 255, and opacity from 0 to 1, of an image file held upright."""
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(file, formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(path)
            image.load()
            return _gray_and_opacity(ImageOps.exif_transpose(image))
    except InputError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(path) from None
    except UnidentifiedImageError:
        raise InputError(
            f"{path} is not an image that can be read here; save it as PNG or JPEG."
        ) from None
    except OSError as error:
        if error.errno is not None:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from None
        raise _damaged(path) from error
    except Exception as error:  # Pillow's readers raise whatever they run into in a damaged file
        raise _damaged(path) from error


def _too_large(path: Path) -> InputError:
    return InputError(
        f"{path} has more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller, 1,000 x 1,000 is plenty."
    )


def _damaged(path: Path) -> InputError:
    return InputError(f"{path} is cut short or damaged; save the image again.")


def _gray_and_opacity(image: Image.Image) -> tuple[Floats, Floats]:
    factor = math.ceil(math.sqrt(image.width * image.height / WORKING_PIXELS))
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a pixel, or measured values
        deep = np.nan_to_num(np.asarray(image.convert("F").reduce(factor), np.float64))
        low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (deep.min(), deep.max())
        return (deep - low) * (255 / max(high - low, 1e-9)), np.ones(deep.shape)
    # Palettes, printing inks, transparency; in L and RGB too, one color may stand for transparent.
    if image.mode not in ("L", "RGB") or "transparency" in image.info:
        image = image.convert("RGBA")
    layers = np.asarray(image.reduce(factor).convert("LA"), np.float64)
    return layers[..., 0], layers[..., 1] / 255
