"""Draws the picture of `data.md`: a data set in order, shuffled, and cut into batches."""

import torch
from drawing import (
    BLUE,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    VIOLET,
    both,
    cells,
    lines,
    path,
    svg,
    text,
    write,
    write_cover,
)

COLORS = (BLUE, ORANGE, GREEN, VIOLET)
LABELS = (0, 0, 0, 1, 1, 1, 2, 2, 2, 3)
# As shuffle=True might draw them: position in the second row -> position in the first.
ORDER = (6, 1, 9, 4, 0, 8, 3, 7, 5, 2)
BATCH = 4

SIZE = 50
STEP = 62
GAP = 16  # between two batches
TOP, BOTTOM = 54, 214


def left(position: int) -> int:
    return 42 + position * STEP


def left_in_batch(position: int) -> int:
    return 26 + position * STEP + position // BATCH * GAP


def sample(x: float, y: float, label: int) -> str:
    color = COLORS[label]
    return (
        f'<rect x="{x}" y="{y}" width="{SIZE}" height="{SIZE}" rx="6" fill="{color}" '
        f'fill-opacity="0.22" stroke="{color}" stroke-width="2"/>'
        + text(x + SIZE / 2, y + 33, str(label), f'{MIDDLE} font-size="22"')
    )


def way(start: float, end: float, label: int) -> str:
    """From a sample's place in order to its place among the batches."""
    top, bottom = TOP + SIZE + 26, BOTTOM - 14
    middle = (top + bottom) / 2
    return (
        f'<path d="M{start} {top}C{start} {middle} {end} {middle} {end} {bottom}" fill="none" '
        f'stroke="{COLORS[label]}" stroke-width="2" stroke-opacity="0.6"/>'
    )


def batch(number: int, first: int, count: int) -> str:
    x = left_in_batch(first) - 9
    width = (count - 1) * STEP + SIZE + 18
    short = count < BATCH
    dashes = 'stroke-dasharray="6 5"' if short else ""
    center = x + width / 2
    middle = f'{MIDDLE} font-size="16"'
    zh, en = f"第 {number} 批", f"batch {number}"
    frame = (
        f'<rect x="{x}" y="{BOTTOM - 10}" width="{width}" height="{SIZE + 20}" rx="12" fill="none" '
        f'stroke="currentColor" stroke-width="2" {dashes}/>'
    )
    words = both(center, BOTTOM + SIZE + 34, zh, en, middle)
    if short:
        words += both(center, BOTTOM + SIZE + 56, "不满 4 个", "only 2 left", middle)
    return frame + words


def batches() -> str:
    parts = []
    for position, label in enumerate(LABELS):
        x = left(position)
        parts.append(sample(x, TOP, label))
        parts.append(
            text(
                x + SIZE / 2,
                TOP + SIZE + 18,
                str(position),
                f'{MIDDLE} font-size="14" opacity="0.75"',
            )
        )
    for position, origin in enumerate(ORDER):
        label = LABELS[origin]
        x = left_in_batch(position)
        parts.append(way(left(origin) + SIZE / 2, x + SIZE / 2, label))
        parts.append(sample(x, BOTTOM, label))
    for number, first in enumerate(range(0, len(ORDER), BATCH), 1):
        parts.append(batch(number, first, len(ORDER[first : first + BATCH])))
    title = ' font-size="17" font-weight="600"'
    parts.append(
        both(
            42,
            32,
            "Dataset：10 个样本，格子里是标签，下面是下标",
            "Dataset: 10 samples, label inside, index below",
            title,
        )
    )
    parts.append(
        both(
            17,
            BOTTOM + SIZE + 92,
            "DataLoader：batch_size=4，shuffle=True",
            "DataLoader: batch_size=4, shuffle=True",
            title,
        )
    )
    return svg(700, 372, lines(parts))


def cover() -> str:
    """Forty samples in a random order, and the four batches that they become."""
    torch.manual_seed(4)
    order = torch.randperm(40).tolist()
    colors = (BLUE, ORANGE, GREEN, VIOLET)
    drawn = ""
    for batch, color in enumerate(colors):
        mine = order[batch * 10 : batch * 10 + 10]
        scattered = [(10 + 14 * (sample % 8), 26 + 14 * (sample // 8)) for sample in sorted(mine)]
        rows = [(164 + 13 * (place % 5), 8 + 28 * batch + 12 * (place // 5)) for place in range(10)]
        drawn += cells(scattered, 11, color) + cells(rows, 10, color)
    return drawn + path("M132 60h20m-7-7l7 7-7 7", INK, opacity=0.6)


if __name__ == "__main__":
    write("data-batches", batches())
    write_cover("data", cover())
