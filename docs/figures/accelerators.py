"""Draws the picture of `accelerators.md`: two memories, and what travels between them how often."""

from drawing import (
    BLUE,
    CODE,
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
    write,
    write_cover,
)

SIDE, BOX, TOP, HEIGHT = 8, 222, 52, 312
RIGHT = 720 - SIDE - BOX
ROWS = (108, 208, 308)


def memory(x: int, color: str, zh: str, en: str) -> str:
    return both(x + BOX / 2, 34, zh, en, f'{MIDDLE} font-weight="700"') + (
        f'<rect x="{x}" y="{TOP}" width="{BOX}" height="{HEIGHT}" rx="18" fill="{color}" '
        f'fill-opacity="0.1" stroke="{color}" stroke-width="2"/>'
    )


def thing(x: int, y: int, color: str, zh: str, en: str) -> str:
    return (
        f'<rect x="{x + 16}" y="{y - 32}" width="{BOX - 32}" height="64" rx="12" fill="{color}" '
        f'fill-opacity="0.25"/>' + both(x + BOX / 2, y + 7, zh, en, MIDDLE)
    )


def arrow(y: int, back: bool, code: str, zh: str, en: str) -> str:
    start, end = (RIGHT - 4, SIDE + BOX + 8) if back else (SIDE + BOX + 4, RIGHT - 8)
    middle = 360
    return (
        f'<path d="M{start} {y}H{end}" stroke="currentColor" stroke-width="2.5" '
        f'marker-end="url(#accelerators-transfer-arrow)"/>'
        f'<text x="{middle}" y="{y - 13}" text-anchor="middle"{CODE} font-size="19">{code}</text>'
        + both(middle, y + 27, zh, en, f'{MIDDLE} font-size="18" opacity="0.8"')
    )


def transfer() -> str:
    parts = [
        '<defs><marker id="accelerators-transfer-arrow" viewBox="0 0 8 8" refX="6" refY="4" '
        'markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0 0L8 4L0 8Z" fill="currentColor"/></marker></defs>',
        memory(SIDE, BLUE, "内存（CPU 这边）", "CPU memory"),
        memory(RIGHT, ORANGE, "显存（GPU 那边）", "GPU memory"),
        thing(SIDE, ROWS[0], BLUE, "新建的模型", "new model"),
        thing(RIGHT, ROWS[0], ORANGE, "模型", "the model"),
        thing(SIDE, ROWS[1], GREEN, "一批图片和标签", "images, labels"),
        thing(RIGHT, ROWS[1], GREEN, "同一批", "the same batch"),
        thing(SIDE, ROWS[2], VIOLET, "一个 Python 数", "one number"),
        thing(RIGHT, ROWS[2], VIOLET, "损失", "loss"),
        arrow(ROWS[0], False, "model.to(device)", "搬一次", "once"),
        arrow(ROWS[1], False, "images.to(device)", "每一批都要搬", "every batch"),
        arrow(ROWS[2], True, "loss.item()", "CPU 要停下来等", "the CPU waits for it"),
    ]
    return svg(720, TOP + HEIGHT + 8, lines(parts), ' font-size="21"')


def cover() -> str:
    """A few strong cores, and many that work at once."""
    few = [(24 + 26 * x, 20 + 28 * y) for x in range(2) for y in range(3)]
    rows = "".join(f"M124 {18 + 10 * y}h100" for y in range(9))
    return (
        cells(few, 21, BLUE)
        + path("M84 60h26m-7-7l7 7-7 7", INK, opacity=0.6)
        + path(rows, ORANGE, stroke_width=7.5, stroke_linecap="butt", stroke_dasharray="7.5 2.5")
    )


if __name__ == "__main__":
    write("accelerators-transfer", transfer())
    write_cover("accelerators", cover())
