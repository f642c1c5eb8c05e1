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

import io
import math
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.files import read_file
from tutorial_lib.mnist.paper import ink_on_paper
from tutorial_lib.mnist.strokes import find_digit

Floats = NDArray[np.float64]

SIDE = 28  # of MNIST's images
BOX = 20  # the longer side of the digit in them
# Pixels are counted from 0; in MNIST the center of mass, rounded, is pixel 14 (in all but one of 60,000 digits).
CENTER = 14

# A quarter of MNIST's inked pixels or more are nearly black; a thin pen, once averaged down, is made as dark as that.
DARK = 230 / 255
# Ink fainter than this share of the darkest is paper for cropping.
FAINT = 0.3
# Half a gray is rounded up even where the last bits of a sum, which depend on its order, leave it just below.
TIE = 1e-9

# A photo of a large camera; more is refused before it is decoded.
MOST_PIXELS = 50_000_000
# Of an animation whose first frames are blank.
MOST_FRAMES = 50
# Larger pictures are averaged down to this first, which changes nothing in 28x28 and keeps memory small.
WORKING_PIXELS = 1 << 18
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
    """The ink of the one digit on a picture: [height, width], from 0 (paper) to 1, upright.

    Paper may be dark or light or transparent, unevenly lit, ruled or folded; what else lies on it is left out. Of an
    animation, the first frame with a digit counts. Raises InputError if the file is no image, damaged, too large, or
    shows no digit or more than one.
    """
    fault = "it is of one color all over; write one on it"
    for gray in _decode(path):
        ink = ink_on_paper(gray)
        if ink is None:
            continue
        digit = find_digit(ink)
        if not isinstance(digit, str):
            return digit
        if digit == "several":
            raise InputError(f"{path} shows more than one digit; cut out one of them.")
        fault = "nothing on it looks like one; write it alone on plain paper, dark and large"
    raise InputError(f"{path} shows no digit: {fault}.")


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


def _decode(path: Path) -> Iterator[Floats]:
    """What an image file shows, held upright, as grays [height, width] from 0 to 255: frame after frame.

    A colored frame comes a second time, by the color in which its pixels differ most.
    """
    try:
        with io.BytesIO(read_file(path, "name a picture")) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(file, formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(path)
            for frame in range(min(getattr(image, "n_frames", 1), MOST_FRAMES)):
                image.seek(frame)
                image.load()
                yield from _grays(ImageOps.exif_transpose(image))
    except InputError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(path) from None
    except UnidentifiedImageError:
        raise InputError(
            f"{path} is not an image that can be read here; save it as PNG or JPEG."
        ) from None
    except Exception as error:  # Pillow's readers raise whatever they run into in a damaged file
        raise _damaged(path) from error


def _too_large(path: Path) -> InputError:
    return InputError(
        f"{path} has more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller, 1,000 x 1,000 is plenty."
    )


def _damaged(path: Path) -> InputError:
    return InputError(f"{path} is cut short or damaged; save the image again.")


def _grays(image: Image.Image) -> Iterator[Floats]:
    factor = math.ceil(math.sqrt(image.width * image.height / WORKING_PIXELS))
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a pixel, or measured values
        deep = np.nan_to_num(np.asarray(image.convert("F").reduce(factor), np.float64))
        low, high = (
            (0.0, _deepest(deep)) if image.mode.startswith("I;16") else (deep.min(), deep.max())
        )
        yield (deep - low) * (255 / max(high - low, 1e-9))
        return
    # Palettes, printing inks, transparency; in L and RGB too, one color may stand for transparent.
    if image.mode not in ("L", "RGB") or "transparency" in image.info:
        image = image.convert("RGBA")
    image = image.reduce(factor)
    gray, alpha = np.moveaxis(np.asarray(image.convert("LA"), np.float64), 2, 0)
    yield _on_paper(gray, alpha / 255)
    if image.mode == "RGB":
        colors = np.asarray(image, np.float64).reshape(-1, 3)
        away = colors - np.median(colors, axis=0)
        direction = np.linalg.eigh(away.T @ away)[1][:, -1]
        yield np.clip(128 + away @ direction, 0, 255).reshape(gray.shape)


def _deepest(values: Floats) -> float:
    """The largest value that a camera or a scanner of 8, 10, 12, 14 or 16 bits can give, whichever it was."""
    return next(float(2**bits - 1) for bits in (8, 10, 12, 14, 16) if values.max() < 2**bits)
