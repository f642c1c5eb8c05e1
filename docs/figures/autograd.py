"""Draws the pictures of `autograd.md`: the slope of a curve at a point, and a graph walked forward and backward."""

from drawing import (
    BLUE,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    SOFT,
    both,
    dot,
    lines,
    path,
    svg,
    text,
    write,
    write_cover,
)

SLOPE = ("x = 3 处的斜率是 8", "the slope at x = 3 is 8")
RIGHT = ("右 1", "right 1")
UP = ("上 8", "up 8")
LOWEST = ("最低点 x = −1，斜率是 0", "lowest at x = −1, slope 0")
FORWARD = ("前向传播：从左到右，算出值", "Forward, left to right: the values")
BACKWARD = ("反向传播：从右到左，算出梯度", "Backward, right to left: the gradients")


def segment(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" {look}/>'


def marker(name: str, color: str) -> str:
    """An arrow's head. Its id is unique on the page: pictures stand there side by side, inline."""
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0 10 5 0 10z" fill="{color}"/></marker>'
    )


def tangent() -> str:
    def place(x: float, y: float) -> tuple[float, float]:
        return 70 + (x + 6) * 56, 400 - y * 11

    points = [place(x / 10, (x / 10 + 1) ** 2) for x in range(-65, 48)]
    curve = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    left, ground = place(-6.9, 0)
    low, touch, corner, end = place(-1, 0), place(3, 16), place(4, 16), place(4, 24)
    parts = [
        segment(left, ground, 704, ground, f'stroke="{SOFT}" stroke-width="2"'),
        *(
            text(place(x, 0)[0], ground + 26, str(x).replace("-", "−"), MIDDLE)
            for x in range(-6, 5)
        ),
        text(704, ground - 12, "x", ' text-anchor="end" font-style="italic"'),
        text(place(-6.1, 0)[0], 44, "y = x² + 2x + 1", ' font-weight="700"'),
        f'<polyline points="{curve}" fill="none" stroke="{BLUE}" stroke-width="3.5"/>',
        segment(*place(1.3, 2.4), *place(5.1, 32.8), f'stroke="{ORANGE}" stroke-width="3"'),
        segment(*touch, *corner, 'stroke="currentColor" stroke-dasharray="6 5"'),
        segment(*corner, *end, 'stroke="currentColor" stroke-dasharray="6 5"'),
        f'<circle cx="{touch[0]:g}" cy="{touch[1]:g}" r="7" fill="{ORANGE}"/>',
        f'<circle cx="{low[0]:g}" cy="{low[1]:g}" r="7" fill="{GREEN}"/>',
        both(touch[0] - 18, touch[1] - 8, *SLOPE, ' text-anchor="end" font-weight="700"'),
        both(touch[0] + 8, corner[1] + 26, *RIGHT, ' font-size="18"'),
        both(corner[0] + 8, (corner[1] + end[1]) / 2 + 14, *UP, ' font-size="18"'),
        both(low[0], low[1] - 108, *LOWEST, MIDDLE),
        segment(low[0], low[1] - 98, low[0], low[1] - 12, 'stroke="currentColor"'),
    ]
    return svg(720, 440, lines(parts), ' font-size="20"')


# What the nodes are called and where they stand, seen from the left top corner of their panel.
NODES = {"x": (100, 126), "x²": (350, 76), "2x": (350, 176), "y": (610, 126)}
EDGES = [("x", "x²"), ("x", "2x"), ("x²", "y"), ("2x", "y")]
HALF_WIDTH, HALF_HEIGHT = 82, 25


def panel(top: float, title: tuple[str, str], values: list[str], factors: list[str]) -> str:
    """The graph with a value in each node; with factors on its edges, it is walked backward."""
    color, head = (ORANGE, "autograd-back") if factors else (BLUE, "autograd-ahead")
    parts = [both(18, top, *title, ' font-weight="700"')]
    for (name, (x, y)), value in zip(NODES.items(), values, strict=True):
        parts.append(
            f'<rect x="{x - HALF_WIDTH}" y="{top + y - HALF_HEIGHT}" width="{2 * HALF_WIDTH}" '
            f'height="{2 * HALF_HEIGHT}" rx="12" fill="{color}" fill-opacity="0.16" '
            f'stroke="{color}" stroke-width="2"/>'
        )
        parts.append(text(x, top + y + 7, value, f'{MIDDLE} font-weight="700"'))
        parts.append(text(x, top + y - HALF_HEIGHT - 10, name, f'{MIDDLE} font-style="italic"'))
    for start, stop in EDGES:
        (x1, y1), (x2, y2) = NODES[start], NODES[stop]
        x1, x2 = x1 + HALF_WIDTH + 4, x2 - HALF_WIDTH - 4
        if factors:
            x1, y1, x2, y2 = x2, y2, x1, y1
        parts.append(
            segment(
                x1,
                top + y1,
                x2,
                top + y2,
                f'stroke="{color}" stroke-width="2.5" marker-end="url(#{head})"',
            )
        )
    for (start, stop), factor in zip(EDGES, factors, strict=False):
        (x1, y1), (x2, y2) = NODES[start], NODES[stop]
        beside = -16 if "x²" in (start, stop) else 32
        parts.append(text((x1 + x2) / 2, top + (y1 + y2) / 2 + beside, factor, MIDDLE))
    return "\n".join(parts)


def graph() -> str:
    heads = f"<defs>{marker('autograd-ahead', BLUE)}{marker('autograd-back', ORANGE)}</defs>"
    ahead = panel(30, FORWARD, ["3", "9", "6", "9+6+1 = 16"], [])
    back = panel(282, BACKWARD, ["6 + 2 = 8", "1", "1", "1"], ["× 6", "× 2", "× 1", "× 1"])
    return svg(720, 492, lines([heads, ahead, back]), ' font-size="20"')


def cover() -> str:
    """The graph of y = x² + 2x + 1: forward in ink, the gradient back in orange."""
    x, square, double, total, y = (30, 60), (100, 28), (100, 92), (164, 60), (212, 60)
    forward = "M36 57C56 44 72 28 92 28M36 63C56 76 72 92 92 92M108 28c22 0 34 12 50 27M108 92"
    forward += "c22 0 34-12 50-27M172 60h32"
    backward = "M204 72h-28l5-5M176 72l5 5M154 72c-10 12-22 25-38 28M88 100C66 98 48 88 36 74l0 7M36 74l7 1"
    return (
        path(forward, INK, opacity=0.45)
        + path(backward, ORANGE, stroke_width=2.5)
        + dot(x, 8, ORANGE)
        + dot(square, 8, BLUE)
        + dot(double, 8, BLUE)
        + dot(total, 8, INK, opacity=0.8)
        + dot(y, 8, INK, opacity=0.8)
    )


if __name__ == "__main__":
    write("autograd-tangent", tangent())
    write("autograd-graph", graph())
    write_cover("autograd", cover())
