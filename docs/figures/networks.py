"""The pictures of networks.md: SimpleNet with shapes on its edges, and three activation functions.

python docs/figures/networks.py    writes networks-mlp.svg and networks-activations.svg beside this file
"""

import math
from collections.abc import Callable
from pathlib import Path

BLUE, ORANGE, GREEN = (
    "var(--figure-1, #3b6fd4)",
    "var(--figure-2, #d9622b)",
    "var(--figure-3, #2f8f6b)",
)


def svg(width: int, height: int, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' font-family="inherit" font-size="18" text-anchor="middle" fill="currentColor">{content}</svg>\n'
    )


def text(x: float, y: float, words: str, attributes: str = "") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}"{attributes}>{words}</text>'


def both(x: float, y: float, zh: str, en: str, attributes: str = "") -> str:
    """Words in each language; a page keeps its own."""
    return text(x, y, zh, f'{attributes} lang="zh"') + text(x, y, en, f'{attributes} lang="en"')


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
    return svg(640, 410, "".join(parts))


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
    return svg(640, 268, "".join(parts))


if __name__ == "__main__":
    folder = Path(__file__).parent
    (folder / "networks-mlp.svg").write_text(mlp(), encoding="utf-8")
    (folder / "networks-activations.svg").write_text(activations(), encoding="utf-8")
