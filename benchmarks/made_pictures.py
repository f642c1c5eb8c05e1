"""Photographs and scans of handwritten digits, made from MNIST's: what stands beside a digit, and how it was taken.

Each kind of picture is a function of a digit (uint8 [28, 28], ink 255 on 0) and of the chance that varies size, place
and strength; it returns the bytes of an image file. The same seed makes the same files.
"""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]
Kind = Callable[[Pixels, np.random.Generator], bytes]

HEIGHT, WIDTH = 300, 400
PAPER, INK = 230.0, 45.0

# Pictures of one digit: they should be read, or at least be refused in a sentence.
KINDS: dict[str, Kind] = {}
# Pictures of no digit, or of several: an answer would be wrong, whichever it is.
NO_DIGIT: dict[str, Kind] = {}


def kind(paint: Kind) -> Kind:
    KINDS[paint.__name__.replace("_", " ")] = paint
    return paint


def no_digit(paint: Kind) -> Kind:
    NO_DIGIT[paint.__name__.replace("_", " ")] = paint
    return paint


# --- parts -----------------------------------------------------------------------------------------------------------


def written(digit: Pixels, side: int, thicker: float = 0.0, pen: float | None = None) -> Floats:
    """The digit as a pen writes it, its 28 pixels `side` wide: ink from 0 to 1 with edges as sharp as a photo's.

    `thicker` widens the line at each side, in pixels; `pen` draws its middle again with a pen of that radius.
    """
    large = np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)) / 255
    inked = large > 0.45
    deep = ndimage.distance_transform_edt(inked)
    if pen is not None:
        middle = inked & (deep >= ndimage.maximum_filter(deep, 3) - 0.7)
        return np.clip(pen + 0.5 - ndimage.distance_transform_edt(~middle), 0, 1)  # type: ignore[no-any-return]
    outside = ndimage.distance_transform_edt(~inked) - deep
    return np.clip(thicker + 0.5 - outside, 0, 1)  # type: ignore[no-any-return]


def sheet(
    digit: Pixels,
    rng: np.random.Generator,
    sides: tuple[int, int] = (110, 220),
    thicker: float = 0.0,
    pen: float | None = None,
    shape: tuple[int, int] = (HEIGHT, WIDTH),
) -> Floats:
    """Ink from 0 to 1 on a sheet with the digit anywhere on it, whole."""
    side = int(rng.integers(*sides))
    ink = np.zeros(shape)
    top, left = int(rng.integers(0, shape[0] - side)), int(rng.integers(0, shape[1] - side))
    ink[top : top + side, left : left + side] = written(digit, side, thicker, pen)
    return ink


def photo(
    ink: Floats,
    rng: np.random.Generator,
    light: Floats | float = 1.0,
    noise: float = 2.0,
    paper: float = PAPER,
    pen: float = INK,
) -> Floats:
    """Grays from 0 to 255 of ink on paper in a light from 0 to 1."""
    gray = (paper + (pen - paper) * ink) * light
    return gray + rng.normal(0, noise, ink.shape) if noise else gray


def draw(paint: Callable[[ImageDraw.ImageDraw], object], shape: tuple[int, int]) -> Floats:
    """Shapes in white on black, from 0 to 1, with smooth edges; coordinates in quarter pixels."""
    canvas = Image.new("L", (shape[1] * 4, shape[0] * 4), 0)
    paint(ImageDraw.Draw(canvas))
    return np.asarray(canvas.resize((shape[1], shape[0]), Image.Resampling.BOX)) / 255


def grid() -> tuple[Floats, Floats]:
    """Rows and columns of the sheet's pixels."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(float)
    return y, x


def gray_image(gray: Floats) -> Image.Image:
    return Image.fromarray(np.clip(gray + 0.5, 0, 255).astype(np.uint8))


def color_image(ink: Floats, paper: tuple[int, ...], pen: tuple[int, ...]) -> Image.Image:
    colors = np.array(paper) + ink[..., None] * (np.array(pen) - np.array(paper))
    return Image.fromarray(np.clip(colors + 0.5, 0, 255).astype(np.uint8))


def file(image: Image.Image, format: str = "PNG", **options: object) -> bytes:
    packed = io.BytesIO()
    image.save(packed, format, **options)
    return packed.getvalue()


def turned(shape: tuple[int, int], angle: float) -> tuple[Floats, Floats]:
    """The sheet's rows and columns in coordinates turned by `angle` degrees."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(float)
    sine, cosine = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    return y * cosine - x * sine, x * cosine + y * sine


# --- the digit alone --------------------------------------------------------------------------------------------------


@kind
def plain(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(gray_image(photo(sheet(digit, rng), rng, noise=0, paper=255, pen=0)))


@kind
def as_in_MNIST(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(Image.fromarray(digit))


@kind
def photo_of_paper(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(gray_image(photo(sheet(digit, rng), rng)), "JPEG", quality=85)


@kind
def small_in_a_corner(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    side = int(rng.integers(36, 60))
    ink[6 : 6 + side, WIDTH - side - 6 : -6] = written(digit, side)
    return file(gray_image(photo(ink, rng)))


@kind
def as_large_as_the_picture(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(gray_image(photo(written(digit, 300), rng)))


@kind
def thick_marker(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(gray_image(photo(sheet(digit, rng, (150, 220), thicker=3.5), rng)))


@kind
def thin_pen(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(gray_image(photo(sheet(digit, rng, (130, 220), pen=1.2), rng)))


@kind
def white_chalk_on_a_blackboard(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    dust = ndimage.gaussian_filter(rng.normal(0, 1, ink.shape), 12)
    ink = ink * rng.uniform(0.55, 1, ink.shape)  # chalk is grainy
    board = 48 + 9 * dust / dust.std()
    return file(gray_image(photo(ink, rng, paper=0, pen=185, noise=4) + board))


@kind
def faint_pencil_with_noise(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng, (130, 230))
    return file(gray_image(photo(ink, rng, paper=200, pen=160, noise=8)))


@kind
def faint_pencil_in_a_bad_JPEG(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng, (130, 230))
    return file(gray_image(photo(ink, rng, paper=200, pen=160, noise=3)), "JPEG", quality=25)


@kind
def bad_JPEG(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(gray_image(photo(sheet(digit, rng), rng)), "JPEG", quality=12)


@kind
def red_on_green_of_equal_lightness(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(color_image(sheet(digit, rng), (60, 149, 60), (230, 60, 70)))


@kind
def blue_on_yellow(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(color_image(sheet(digit, rng), (250, 240, 150), (30, 40, 160)), "JPEG")


@kind
def twelve_bits_in_a_16_bit_PNG(digit: Pixels, rng: np.random.Generator) -> bytes:
    gray = photo(sheet(digit, rng), rng) * 16
    return file(Image.fromarray(np.clip(gray, 0, 4095).astype(np.uint16)))


@kind
def turned_by_EXIF(digit: Pixels, rng: np.random.Generator) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # a viewer has to turn it clockwise
    upright = gray_image(photo(sheet(digit, rng), rng))
    return file(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


@kind
def GIF_with_a_blank_first_frame(digit: Pixels, rng: np.random.Generator) -> bytes:
    shown = gray_image(photo(sheet(digit, rng), rng, noise=0))
    blank = Image.new("L", shown.size, int(PAPER))
    return file(blank, "GIF", save_all=True, append_images=[shown])


@kind
def a_little_out_of_focus(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = ndimage.gaussian_filter(sheet(digit, rng), rng.uniform(1.5, 4))
    return file(gray_image(photo(ink, rng)))


# --- marks beside the digit -------------------------------------------------------------------------------------------


@kind
def black_pixel_in_a_corner(digit: Pixels, rng: np.random.Generator) -> bytes:
    gray = photo(sheet(digit, rng), rng, noise=0, paper=255, pen=0)
    gray[5, 5] = 0
    return file(gray_image(gray))


@kind
def dead_pixels(digit: Pixels, rng: np.random.Generator) -> bytes:
    gray = photo(sheet(digit, rng), rng)
    gray[rng.integers(0, HEIGHT, 12), rng.integers(0, WIDTH, 12)] = rng.choice([0, 255], 12)
    return file(gray_image(gray))


@kind
def dust_and_hairs(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    free = ndimage.distance_transform_edt(ink < 0.1)
    for _ in range(14):
        y, x = int(rng.integers(4, HEIGHT - 4)), int(rng.integers(4, WIDTH - 4))
        if free[y, x] > 14:
            radius = int(rng.integers(1, 4))
            ink[y - radius : y + radius, x - radius : x + radius] = rng.uniform(0.5, 1)
    return file(gray_image(photo(ink, rng)))


@kind
def scanner_s_dark_edge(digit: Pixels, rng: np.random.Generator) -> bytes:
    gray = photo(sheet(digit, rng), rng)
    thickness = int(rng.integers(4, 20))
    gray[:, :thickness] = 25
    gray[HEIGHT - thickness // 2 :] = 40
    return file(gray_image(gray))


@kind
def frame_at_the_edge(digit: Pixels, rng: np.random.Generator) -> bytes:
    gray = photo(sheet(digit, rng, (110, 200)), rng)
    thickness = int(rng.integers(2, 9))
    gray[:thickness] = gray[-thickness:] = 0
    gray[:, :thickness] = gray[:, -thickness:] = 0
    return file(gray_image(gray))


@kind
def frame_within_the_sheet(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    side = int(rng.integers(110, 190))
    top, left = int(rng.integers(30, 270 - side)), int(rng.integers(30, 370 - side))
    ink[top : top + side, left : left + side] = written(digit, side)
    box = draw(lambda pen: pen.rectangle((48, 48, 1552, 1152), outline=255, width=10), ink.shape)
    return file(gray_image(photo(np.maximum(ink, box), rng)))


@kind
def dark_ruled_lines(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng, (120, 230))
    spacing, angle = rng.uniform(26, 44), rng.uniform(-2, 2)
    along, _ = turned(ink.shape, angle)
    away = np.abs((along + rng.uniform(0, spacing)) % spacing - spacing / 2)
    lines = np.clip(rng.uniform(0.7, 1.5) + 0.5 - away, 0, 1)
    return file(gray_image(photo(np.maximum(ink, lines * rng.uniform(0.75, 1)), rng)))


@kind
def light_ruled_lines(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng, (120, 230))
    spacing, angle = rng.uniform(26, 44), rng.uniform(-2, 2)
    along, _ = turned(ink.shape, angle)
    lines = np.clip(1.5 - np.abs((along + 9) % spacing - spacing / 2), 0, 1)
    return file(gray_image(photo(np.maximum(ink, lines * rng.uniform(0.25, 0.5)), rng)), "JPEG")


@kind
def squared_paper(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng, (120, 230))
    spacing, angle = rng.uniform(22, 40), rng.uniform(-2, 2)
    lines = np.zeros(ink.shape)
    for along in turned(ink.shape, angle):
        away = np.abs((along + rng.uniform(0, spacing)) % spacing - spacing / 2)
        lines = np.maximum(lines, np.clip(1.3 - away, 0, 1))
    return file(gray_image(photo(np.maximum(ink, lines * rng.uniform(0.3, 0.8)), rng)))


@kind
def red_margin_line(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    pixels = np.asarray(color_image(ink, (235, 232, 222), (40, 44, 70)), float).copy()
    _, along = turned(ink.shape, rng.uniform(-1.5, 1.5))
    line = np.clip(2 - np.abs(along - rng.uniform(40, 200)), 0, 1)[..., None]
    pixels = pixels * (1 - line) + np.array([200, 40, 50]) * line
    return file(Image.fromarray(pixels.astype(np.uint8)), "JPEG", quality=90)


@kind
def fold(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    along, _ = turned(ink.shape, rng.uniform(-30, 30) + 90 * rng.integers(0, 2))
    away = along - np.median(along) + rng.uniform(-60, 60)
    crease = 1 - rng.uniform(0.3, 0.65) * np.exp(-((away / rng.uniform(1.2, 3)) ** 2))
    halves = np.where(away > 0, 1, rng.uniform(0.8, 0.92))
    return file(gray_image(photo(ink, rng, light=crease * halves)))


@kind
def coffee_ring(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    y, x = grid()
    away = np.hypot(y - rng.uniform(60, 240), x - rng.uniform(80, 320)) - rng.uniform(55, 85)
    ring = rng.uniform(0.2, 0.4) * np.exp(-((away / rng.uniform(3, 6)) ** 2)) + 0.06 * (away < 0)
    return file(gray_image(photo(ink, rng, light=1 - ring)))


@kind
def small_print_beside_it(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    side = int(rng.integers(130, 200))
    top, left = int(rng.integers(50, 290 - side)), int(rng.integers(10, 390 - side))
    ink[top : top + side, left : left + side] = written(digit, side)
    words = draw(
        lambda pen: pen.text((60, 60), "Sheet no. 12, room 204", 255, font_size=64), ink.shape
    )
    return file(gray_image(photo(np.maximum(ink, words), rng)))


@kind
def neighbor_cut_off_by_the_edge(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    side = int(rng.integers(130, 200))
    top = int(rng.integers(20, 280 - side))
    ink[top : top + side, 120 : 120 + side] = written(digit, side)
    other = written(digit, 160)
    ink[100:260, 330:] = np.maximum(ink[100:260, 330:], np.roll(other, 0, 1)[:, 30:100])
    return file(gray_image(photo(ink, rng)))


@kind
def stray_tap(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng, (150, 220))
    free = ndimage.distance_transform_edt(ink < 0.1)
    free[:20] = free[-20:] = 0
    free[:, :20] = free[:, -20:] = 0
    places = np.argwhere(free > 35)
    y, x = places[rng.integers(0, len(places))]
    rows, columns = grid()
    ink = np.maximum(ink, np.clip(8.5 - np.hypot(rows - y, columns - x), 0, 1))
    return file(gray_image(photo(ink, rng)))


@kind
def sheet_on_a_dark_table(digit: Pixels, rng: np.random.Generator) -> bytes:
    side = int(rng.integers(90, 150))
    top, left = int(rng.integers(50, 250 - side)), int(rng.integers(60, 340 - side))
    ink = np.zeros((HEIGHT, WIDTH))
    ink[top : top + side, left : left + side] = written(digit, side)
    along, across = turned(ink.shape, rng.uniform(-8, 8))
    paper = (np.abs(along - np.median(along)) < 118) & (np.abs(across - np.median(across)) < 160)
    gray = np.where(paper, photo(ink, rng), 60 + rng.normal(0, 6, ink.shape))
    return file(gray_image(gray), "JPEG")


@kind
def dotted_paper(digit: Pixels, rng: np.random.Generator) -> bytes:
    y, x = grid()
    dots = 0.6 * ((y % 24 < 2) & (x % 24 < 2))
    return file(gray_image(photo(np.maximum(sheet(digit, rng), dots), rng)))


@kind
def underlined(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    ink[60:200, 140:280] = written(digit, 140)
    ink[212:216, 130:290] = 1
    return file(gray_image(photo(ink, rng)))


@kind
def thumb_at_the_edge(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    ink[60:200, 140:280] = written(digit, 140)
    y, x = grid()
    thumb = np.hypot((y - 300) / 70, (x - 360) / 45) < 1
    return file(gray_image(np.where(thumb, 120, photo(ink, rng))), "JPEG")


@kind
def print_shining_through(digit: Pixels, rng: np.random.Generator) -> bytes:
    def lines(pen: ImageDraw.ImageDraw) -> None:
        for line in range(7):
            words = "the quick brown fox jumps over the lazy dog"
            pen.text((40, 100 + 160 * line), words, 255, font_size=80)

    ink = sheet(digit, rng)
    return file(gray_image(photo(np.maximum(ink, 0.25 * draw(lines, ink.shape)), rng)), "JPEG")


# --- uneven light -----------------------------------------------------------------------------------------------------


@kind
def sharp_shadow(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    along, _ = turned(ink.shape, rng.uniform(0, 360))
    away = along - np.median(along) + rng.uniform(-90, 90)
    light = np.where(away > 0, 1, rng.uniform(0.4, 0.65))
    light = ndimage.gaussian_filter(light, 0.7)
    return file(gray_image(photo(ink, rng, light=light)))


@kind
def soft_shadow(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    along, _ = turned(ink.shape, rng.uniform(0, 360))
    away = (along - np.median(along) + rng.uniform(-70, 70)) / rng.uniform(8, 50)
    light = 1 - rng.uniform(0.35, 0.6) / (1 + np.exp(away))
    return file(gray_image(photo(ink, rng, light=light)), "JPEG")


@kind
def shadow_of_a_hand(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = sheet(digit, rng)
    y, x = grid()
    middle_y, middle_x = rng.uniform(150, 330), rng.uniform(260, 420)
    away = np.hypot((y - middle_y) / rng.uniform(90, 160), (x - middle_x) / rng.uniform(110, 180))
    light = 1 - rng.uniform(0.3, 0.55) / (1 + np.exp((away - 1) * rng.uniform(12, 60)))
    return file(gray_image(photo(ink, rng, light=light)), "JPEG")


@kind
def dark_corners(digit: Pixels, rng: np.random.Generator) -> bytes:
    y, x = grid()
    away = np.hypot(y / HEIGHT - 0.5, x / WIDTH - 0.5)
    return file(gray_image(photo(sheet(digit, rng), rng, light=1 - 0.9 * away**2)), "JPEG")


@kind
def glare_of_a_lamp(digit: Pixels, rng: np.random.Generator) -> bytes:
    y, x = grid()
    away = np.hypot(y - rng.uniform(40, 260), x - rng.uniform(40, 360)) / rng.uniform(60, 110)
    gray = photo(sheet(digit, rng), rng, paper=165, pen=40) + 85 * np.exp(-(away**2))
    return file(gray_image(gray), "JPEG")


# --- no digit, or more than one ---------------------------------------------------------------------------------------


@no_digit
def two_digits(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    side, gap = int(rng.integers(110, 190)), int(rng.integers(-20, 30))
    top = int(rng.integers(5, 290 - side))
    one, other = written(digit, side), written(np.rot90(digit, 2), side)
    ink[top : top + side, 4 : 4 + side] = one
    left = min(4 + side + gap, WIDTH - side)
    ink[top : top + side, left : left + side] = np.maximum(
        ink[top : top + side, left : left + side], other
    )
    return file(gray_image(photo(ink, rng)))


@no_digit
def two_digits_in_two_rows(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    ink[5:140, 60:195] = written(digit, 135)
    ink[160:295, 90:225] = written(np.fliplr(digit), 135)
    return file(gray_image(photo(ink, rng)))


@no_digit
def a_row_of_digits(digit: Pixels, rng: np.random.Generator) -> bytes:
    ink = np.zeros((HEIGHT, WIDTH))
    for left in (10, 100, 190, 280):
        ink[90:190, left : left + 100] = np.maximum(
            ink[90:190, left : left + 100], written(digit, 100)
        )
    return file(gray_image(photo(ink, rng)))


@no_digit
def empty_sheet(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(gray_image(photo(np.zeros((HEIGHT, WIDTH)), rng, noise=4)))


@no_digit
def empty_sheet_with_a_shadow(digit: Pixels, rng: np.random.Generator) -> bytes:
    along, _ = turned((HEIGHT, WIDTH), rng.uniform(0, 360))
    away = along - np.median(along) + rng.uniform(-90, 90)
    return file(
        gray_image(photo(np.zeros((HEIGHT, WIDTH)), rng, light=np.where(away > 0, 1, 0.55)))
    )


@no_digit
def empty_ruled_sheet(digit: Pixels, rng: np.random.Generator) -> bytes:
    along, _ = turned((HEIGHT, WIDTH), rng.uniform(-2, 2))
    spacing = rng.uniform(26, 44)
    lines = np.clip(1.6 - np.abs(along % spacing - spacing / 2), 0, 1)
    return file(gray_image(photo(lines * rng.uniform(0.4, 1), rng)))


@no_digit
def scanner_s_dark_edge_alone(digit: Pixels, rng: np.random.Generator) -> bytes:
    gray = photo(np.zeros((HEIGHT, WIDTH)), rng)
    gray[:, : int(rng.integers(3, 25))] = 20
    return file(gray_image(gray))


@no_digit
def specks_alone(digit: Pixels, rng: np.random.Generator) -> bytes:
    gray = photo(np.zeros((HEIGHT, WIDTH)), rng)
    for _ in range(int(rng.integers(1, 12))):
        y, x = int(rng.integers(3, HEIGHT - 3)), int(rng.integers(3, WIDTH - 3))
        gray[y - 1 : y + 2, x - 1 : x + 2] = 30
    return file(gray_image(gray))


@no_digit
def a_dot(digit: Pixels, rng: np.random.Generator) -> bytes:
    y, x = grid()
    away = np.hypot(y - rng.uniform(60, 240), x - rng.uniform(60, 340))
    return file(gray_image(photo(np.clip(rng.uniform(7, 40) - away, 0, 1), rng)))


@no_digit
def two_by_one_picture(digit: Pixels, rng: np.random.Generator) -> bytes:
    pixels = np.array([[int(digit.sum()) % 120, 255 - int(digit.sum()) % 90]], np.uint8)
    return file(Image.fromarray(pixels))


@no_digit
def noise_alone(digit: Pixels, rng: np.random.Generator) -> bytes:
    return file(Image.fromarray(rng.integers(0, 256, (HEIGHT, WIDTH)).astype(np.uint8)))


@no_digit
def a_line_of_text(digit: Pixels, rng: np.random.Generator) -> bytes:
    words = draw(
        lambda pen: pen.text((80, 400), "PyTorch tutorial", 255, font_size=180), (HEIGHT, WIDTH)
    )
    return file(gray_image(photo(words, rng)))
