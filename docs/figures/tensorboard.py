"""The pictures of tensorboard.md: the real TensorBoard in a browser, and a loss curve with its smoothed line.

python docs/figures/tensorboard.py    writes tensorboard-*.svg from the records beside it
"""

import base64
import io
import json

from drawing import (
    BLUE,
    FIGURES,
    GREEN,
    INK,
    ORANGE,
    Point,
    both,
    line,
    path,
    svg,
    text,
    write,
    write_cover,
)
from PIL import Image

RECORDS = FIGURES / "records"
SHOWN = 315  # losses: five epochs


def smooth(values: list[float], weight: float) -> list[float]:
    """As TensorBoard does: an exponential mean, divided by the weight that it has so far."""
    smoothed, last = [], 0.0
    for count, value in enumerate(values, start=1):
        last = weight * last + (1 - weight) * value
        smoothed.append(last / (1 - weight**count))
    return smoothed


def screen() -> str:
    """The picture that records/tensorboard.py has taken, inside an SVG, so that it travels with the page."""
    content = (RECORDS / "tensorboard-screen.webp").read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    data = base64.b64encode(content).decode()
    return svg(
        width,
        height,
        f'<image href="data:image/webp;base64,{data}" width="{width}" height="{height}"/>',
    )


def smoothing() -> str:
    """The losses of the first five epochs, and the line that a weight of 0.9 makes of them."""
    record = json.loads((RECORDS / "tensorboard-losses.json").read_text(encoding="utf-8"))
    losses: list[float] = record["losses"][:SHOWN]
    left, right, top, bottom, highest = 40, 630, 14, 200, 2.5

    def points(values: list[float]) -> list[Point]:
        return [
            (left + (right - left) * step / (SHOWN - 1), bottom - (bottom - top) * value / highest)
            for step, value in enumerate(values)
        ]

    parts = [path(f"M{left} {bottom}H{right}", "currentColor", fill="none")]
    for loss in (0, 1, 2):
        y = bottom - (bottom - top) * loss / highest
        parts.append(text(left - 10, y + 6, f"{loss}", ' text-anchor="end"'))
    parts.append(path(line(points(losses)), BLUE, fill="none", stroke_opacity=0.45))
    parts.append(path(line(points(smooth(losses, 0.9))), ORANGE, fill="none", stroke_width=3))
    for number, (color, zh, en) in enumerate(
        ((BLUE, "每一批的损失", "loss of each batch"), (ORANGE, "平滑：0.9", "smoothed: 0.9"))
    ):
        y = 36 + 28 * number
        parts.append(path(f"M400 {y - 6}h34", color, stroke_width=3))
        parts.append(both(444, y, zh, en))
    parts.append(both((left + right) / 2, 224, "步", "step", ' text-anchor="middle"'))
    return svg(640, 234, "".join(parts), ' font-size="16"')


def cover() -> str:
    """Three runs in one picture."""
    curves = "".join(
        path(d, color, stroke_width=3)
        for d, color in (
            ("M40 26C56 78 84 92 206 94", BLUE),
            ("M40 22C70 40 110 62 206 70", ORANGE),
            ("M40 30L56 60 70 34 90 62 108 38 130 58 150 36 172 54 206 40", GREEN),
        )
    )
    return path("M30 12V106H212", INK) + curves


if __name__ == "__main__":
    write("tensorboard-screen", screen())
    write("tensorboard-smoothing", smoothing())
    write_cover("tensorboard", cover())
