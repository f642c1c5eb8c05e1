"""Draws the pictures of `mnist.md` from a real run on all of MNIST, and what the digit pad's network reads.

python docs/figures/mnist.py          draws them from records/mnist
python docs/figures/mnist.py RUN      takes the record of another run first; such a run is made by
                                      python -m tutorial_lib train --readable --device cpu --out RUN
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from drawing import BLUE, FIGURES, INK, ORANGE, box, dot, line, path, write, write_cover
from handwriting import written

from tutorial_lib.mnist.data import normalize
from tutorial_lib.mnist.export import MANIFEST, load_int8
from tutorial_lib.mnist.report import MOST_MISREAD, write_report
from tutorial_lib.mnist.run import METRICS, MISREAD

RECORD = FIGURES / "records" / "mnist"
DIGITS = FIGURES.parent / "digits"
SHOWN = 4


def take(run: Path) -> None:
    """Keep the run's figures and as many of its misread digits as a picture shows."""
    shutil.copyfile(run / METRICS, RECORD / METRICS)
    images = torch.load(run / MISREAD, weights_only=True)
    torch.save(images[:MOST_MISREAD].clone(), RECORD / MISREAD)


def draw_reading() -> str:
    """A test digit, and the probabilities that the digit pad's network gives: what the pad shows without a script."""
    samples = bytearray((DIGITS / "samples.bin").read_bytes())
    image = torch.frombuffer(samples, dtype=torch.uint8).reshape(10, 28, 28)[SHOWN]
    with torch.inference_mode():
        probabilities = load_int8(DIGITS / MANIFEST)(normalize(image[None])).softmax(1)[0].tolist()
    cell = 9
    shades: dict[int, list[str]] = {}
    for place, gray in enumerate(image.flatten().tolist()):
        if shade := round(gray / 255 * 8):
            x, y = 4 + place % 28 * cell, 4 + place // 28 * cell
            shades.setdefault(shade, []).append(f"M{x} {y}h{cell}v{cell}h-{cell}z")
    pixels = "".join(
        f'<path d="{"".join(d)}" fill-opacity="{shade / 8}"/>'
        for shade, d in sorted(shades.items())
    )
    rows = []
    for digit, share in enumerate(probabilities):
        y = 20 + 25 * digit
        color = "var(--figure-2, #d2571f)" if digit == SHOWN else "currentColor"
        rows.append(
            f'<text x="300" y="{y + 6}">{digit}</text>'
            f'<rect x="318" y="{y - 6}" width="{max(2, round(share * 170))}" height="12" rx="3" fill="{color}"/>'
            f'<text x="560" y="{y + 6}" text-anchor="end">{share:.1%}</text>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 564 260" width="564" height="260" font-size="16"'
        ' fill="currentColor"><rect x="1" y="1" width="258" height="258" rx="10" fill="none"'
        f' stroke="var(--figure-soft, #8884)"/>{pixels}{"".join(rows)}</svg>\n'
    )


def cover() -> str:
    """What the first four pictures of MNIST show, by other hands."""
    return written(((2741, ORANGE), (123, INK), (2127, INK), (611, BLUE)), -7)


def notebook_cover() -> str:
    """Two cells of a notebook, and under them the accuracy of the MNIST run, epoch by epoch."""
    metrics = json.loads((RECORD / METRICS).read_text(encoding="utf-8"))
    accuracy = [epoch["validation_accuracy"] for epoch in metrics["epochs"]]
    low, high = min(accuracy), max(accuracy)
    points = [
        (64 + 154 * place / (len(accuracy) - 1), 104 - 34 * (value - low) / (high - low))
        for place, value in enumerate(accuracy)
    ]
    code = "M64 22h40m8 0h24M64 34h22m8 0h60M64 46h76"
    return (
        box(50, 8, 180, 50, rx=6, stroke=INK, opacity=0.35)
        + path("M26 20l12 13-12 13z", ORANGE)
        + path(code, BLUE, stroke_width=4)
        + path(line(points), ORANGE, stroke_width=3)
        + "".join(dot(point, 3, ORANGE) for point in points)
    )


def main() -> None:
    write_cover("mnist", cover())
    write_cover("mnist-notebook", notebook_cover())
    if sys.argv[1:]:
        take(Path(sys.argv[1]))
    write("mnist-reading", draw_reading())
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder)
        for name in (METRICS, MISREAD):
            shutil.copyfile(RECORD / name, drawn / name)
        write_report(drawn)
        for picture in drawn.glob("*.svg"):
            shutil.copyfile(picture, FIGURES / f"mnist-{picture.name}")


if __name__ == "__main__":
    main()
