"""The pictures of gradient-descent.md, computed from the chapter's own data.

The surface of the loss with the path of descent; the loss for three learning rates; and the loss of a loop
that forgets to zero its gradients. Float64, and rounded to tenths of a pixel, so that every machine draws the same.

    python docs/figures/gradient-descent.py    writes three gradient-descent-*.svg beside this file
"""

import contextlib
import io
import math
import sys
from collections.abc import Iterable
from pathlib import Path

import torch
from drawing import (
    BLUE,
    GREEN,
    ORANGE,
    both,
    dot,
    line,
    pair,
    path,
    short,
    svg,
    text,
    write,
    write_cover,
)
from torch import Tensor

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from site_tools.read import read_snippet  # noqa: E402

LOOK = ' font-size="17" text-anchor="middle"'


def chapter_data() -> tuple[Tensor, Tensor]:
    """x and y as the page makes them: 100 points near y = 2x + 1."""
    names: dict[str, object] = {"torch": torch}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(read_snippet("gradient-descent.py", ROOT).section("data").text("en"), names)
    x, y = names["x"], names["y"]
    assert isinstance(x, Tensor)
    assert isinstance(y, Tensor)
    return x.double(), y.double()


X, Y = chapter_data()
FEATURES = torch.stack([X, torch.ones_like(X)], dim=1)
"""[100, 2]: FEATURES @ [w, b] are the predictions."""


def loss(place: Tensor) -> float:
    return float((FEATURES @ place - Y).square().mean())


def descend(learning_rate: float, steps: int, zero: bool = True) -> list[Tensor]:
    """The places [w, b] on the way from (0, 0), start included."""
    place, gradient = torch.zeros(2).double(), torch.zeros(2).double()
    path = [place]
    for _ in range(steps):
        new = 2 * FEATURES.T @ (FEATURES @ place - Y) / len(Y)
        gradient = new if zero else gradient + new
        place = place - learning_rate * gradient
        path.append(place)
    return path


def polyline(places: Iterable[tuple[float, float]], color: str, width: float = 2) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return (
        f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width}"'
        ' stroke-linejoin="round"/>'
    )


def surface() -> str:
    """Contours of the loss over w and b, and the first steps of the descent at learning rate 0.1."""
    left, top, width, height, scale = 56, 12, 560, 440, 160
    origin_x, origin_y = left + 40, top + height - 60

    def pixel(place: Tensor) -> tuple[float, float]:
        return origin_x + scale * float(place[0]), origin_y - scale * float(place[1])

    lowest = torch.linalg.lstsq(FEATURES, Y.unsqueeze(1)).solution.squeeze(1)
    center_x, center_y = pixel(lowest)
    curvature, axes = torch.linalg.eigh(2 * FEATURES.T @ FEATURES / len(Y))
    turn = -math.degrees(math.atan2(float(axes[1, 0]), float(axes[0, 0])))
    if turn < -90 or turn > 90:
        turn -= math.copysign(180, turn)
    parts = [
        f'<defs><clipPath id="gradient-descent-surface-clip"><rect x="{left}" y="{top}" width="{width}"'
        f' height="{height}"/></clipPath></defs>',
        f'<g clip-path="url(#gradient-descent-surface-clip)" fill="{BLUE}" fill-opacity="0.06"'
        f' stroke="{BLUE}" stroke-opacity="0.55">',
    ]
    for above in (8, 6, 4.5, 3, 2, 1, 0.4, 0.1):
        # loss = lowest + curvature / 2 * distance², along each axis of the ellipse
        radii = [scale * math.sqrt(2 * above / float(c)) for c in curvature]
        parts.append(
            f'<ellipse cx="{center_x:.0f}" cy="{center_y:.0f}" rx="{radii[0]:.0f}" ry="{radii[1]:.0f}"'
            f' transform="rotate({turn:.0f} {center_x:.0f} {center_y:.0f})"/>'
        )
    parts.append("</g>")
    parts.append(
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="currentColor"'
        ' stroke-opacity="0.4"/>'
    )
    for value in (0, 1, 2, 3):
        parts.append(text(origin_x + scale * value, top + height + 22, str(value)))
    for value in (0, 1, 2):
        parts.append(text(left - 14, origin_y - scale * value + 6, str(value)))
    parts.append(text(left + width - 16, top + height + 22, "w", ' font-weight="700"'))
    parts.append(text(left - 14, top + 22, "b", ' font-weight="700"'))
    places = descend(0.1, 20)
    path = [pixel(place) for place in places]
    parts.append(polyline(path, ORANGE, 2.5))
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{ORANGE}"/>' for x, y in path]
    for step, right, down, zh, en in (
        (0, 14, 22, "起点，损失 ", "start, loss "),
        (1, 14, 10, "第 1 步，", "step 1, "),
        (20, 12, -26, "谷底，", "lowest, "),
    ):
        (x, y), value = path[step], f"{loss(places[step]):.2f}"
        words = zh + value, en + value
        parts.append(both(round(x + right), round(y + down), *words, ' text-anchor="start"'))
    return svg(640, 490, "".join(parts), LOOK)


def chart(
    curves: list[tuple[str, str, str, list[float]]],
    ticks: list[float],
    logarithmic: bool = False,
) -> str:
    """Curves of the loss over the steps: (color, name in Chinese, name in English, losses)."""
    left, top, width, height = 64, 36, 540, 290
    count = max(len(losses) for *_, losses in curves) - 1

    def level(value: float) -> float:
        low, high, value = (
            (math.log(v) for v in (ticks[0], ticks[-1], value))
            if logarithmic
            else (ticks[0], ticks[-1], value)
        )
        return top + height * (1 - (value - low) / (high - low))

    parts = [both(left - 10, 20, "损失", "loss", ' text-anchor="end"')]
    for tick in ticks:
        parts.append(
            f'<path d="M{left} {level(tick):.0f}h{width}" stroke="currentColor" stroke-opacity="0.18"/>'
        )
        parts.append(text(left - 10, round(level(tick) + 6), f"{tick:g}", ' text-anchor="end"'))
    for step in range(0, count + 1, 10):
        parts.append(text(round(left + width * step / count), top + height + 24, str(step)))
    parts.append(both(left + width / 2, top + height + 52, "步", "step"))
    for place, (color, zh, en, losses) in enumerate(curves):
        shown = [value for value in losses if value <= ticks[-1]]
        places = [(left + width * step / count, level(value)) for step, value in enumerate(shown)]
        parts.append(polyline(places, color, 3))
        name_x = left + width * (place + 0.5) / len(curves)
        parts.append(both(name_x, 20, zh, en, f' fill="{color}" font-weight="700"'))
    return svg(624, 396, "".join(parts), LOOK)


def rates() -> str:
    losses = {rate: [loss(place) for place in descend(rate, 50)] for rate in (0.001, 0.1, 0.7)}
    return chart(
        [
            (ORANGE, "0.7，太大", "0.7, too large", losses[0.7]),
            (BLUE, "0.001，太小", "0.001, too small", losses[0.001]),
            (GREEN, "0.1，正好", "0.1, right", losses[0.1]),
        ],
        ticks=[0.01, 0.1, 1, 10, 100, 1000],
        logarithmic=True,
    )


def zero_grad() -> str:
    with_zero = [loss(place) for place in descend(0.1, 80)]
    without = [loss(place) for place in descend(0.1, 80, zero=False)]
    return chart(
        [
            (ORANGE, "忘了清零", "not zeroed", without),
            (GREEN, "每步清零", "zeroed each step", with_zero),
        ],
        ticks=[0, 2, 4, 6, 8],
    )


def ball() -> str:
    """The curve w ** 2 and the first steps down it from w = 4 at learning rate 0.1."""

    def pixel(w: float) -> tuple[float, float]:
        return 300 + 56 * w, 250 - 9.4 * w * w

    walked = [4.0]
    for _ in range(12):
        walked.append(walked[-1] - 0.1 * 2 * walked[-1])
    curve = polyline((pixel(place / 20 - 5) for place in range(201)), BLUE, 3)
    marks = "".join(text(*(pixel(w)[0], 282), f"{w}".replace("-", "−")) for w in range(-5, 6))
    steps = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if number < 12 else 12}" fill="{ORANGE}"/>'
        for number, (x, y) in enumerate(map(pixel, walked))
    )
    axis = '<line x1="10" x2="590" y1="262" y2="262" stroke="currentColor" stroke-opacity="0.25"/>'
    return svg(
        600, 292, axis + marks + curve + polyline(map(pixel, walked), ORANGE, 1.5) + steps, LOOK
    )


def cover() -> str:
    """Lines of equal loss of a straight line's w and b, and sixteen steps down."""
    x = torch.linspace(-0.6, 1.8, 30, dtype=torch.float64)
    features = torch.stack([x, torch.ones_like(x)], dim=1)
    best = torch.tensor([2.0, 1.0], dtype=torch.float64)
    y = features @ best
    # The loss is quadratic: its contours are ellipses along the eigenvectors of the Hessian.
    hessian = 2 * features.T @ features / len(x)
    values, vectors = torch.linalg.eigh(hessian)
    scale, center = 48.0, (132.0, 62.0)
    # The second column lies along the steep direction; w goes right, b goes up.
    angle = float(torch.rad2deg(torch.atan2(-vectors[1, 0], vectors[0, 0])))
    rings = "".join(
        f'<ellipse rx="{short(scale * level / float(values[0]) ** 0.5)}"'
        f' ry="{short(scale * level / float(values[1]) ** 0.5)}" opacity="{0.75 - 0.11 * place:.2f}"/>'
        for place, level in enumerate((0.22, 0.48, 0.78, 1.12, 1.48))
    )
    place = best + torch.tensor([-1.75, 0.55], dtype=torch.float64)
    steps = []
    for _ in range(16):
        steps.append(place)
        place = place - 0.45 * 2 * features.T @ (features @ place - y) / len(x)
    points = [
        (center[0] + scale * float(w - best[0]), center[1] - scale * float(b - best[1]))
        for w, b in steps
    ]
    return (
        f'<g stroke="{BLUE}" transform="translate({pair(center)}) rotate({short(angle)})">{rings}</g>'
        + path(line(points), ORANGE, stroke_width=2.5)
        + "".join(dot(point, 3, ORANGE) for point in points[:6])
        + dot(points[-1], 4.5, ORANGE)
    )


if __name__ == "__main__":
    pictures = {"surface": surface(), "rates": rates(), "zero-grad": zero_grad(), "ball": ball()}
    for name, drawn in pictures.items():
        write(f"gradient-descent-{name}", drawn)
    write_cover("gradient-descent", cover())
