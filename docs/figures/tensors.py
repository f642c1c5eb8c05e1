"""Draws the pictures of `tensors.md`: tensors of 0 to 4 dimensions, and what an index picks."""

from collections.abc import Callable

from drawing import (
    BLUE,
    CODE,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    SOFT,
    area,
    both,
    lines,
    pair,
    svg,
    text,
    write,
    write_cover,
)

SMALL = f'{MIDDLE} font-size="15" opacity="0.7"'
# Transparent, so that the number inside reads on a light and on a dark page.
PICKED = f'fill="{BLUE}" fill-opacity="0.35" stroke="{BLUE}" stroke-width="2"'

NAMES = [
    ("标量", "scalar"),
    ("向量", "vector"),
    ("矩阵", "matrix"),
    ("3 维张量", "3-D tensor"),
    ("4 维张量", "4-D tensor"),
]
EXAMPLES = [
    ("一个温度", "one temperature"),
    ("一天三次的温度", "three in a day"),
    ("两天，每天三次", "two days of three"),
    ("一张彩色图：红、绿、蓝", "a color picture: red, green, blue"),
    ("一批：两张彩色图", "a batch: two color pictures"),
]
SHAPES = ["()", "(3,)", "(2, 3)", "(3, 2, 3)", "(2, 3, 2, 3)"]


def cell(x: float, y: float, width: float, height: float, look: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" {look}/>'


def sheet(x: float, y: float, rows: int, columns: int, color: str, size: int = 34) -> str:
    look = f'fill="{color}" stroke="currentColor" stroke-opacity="0.55"'
    cells = [
        cell(x + column * size, y + row * size, size, size, look)
        for row in range(rows)
        for column in range(columns)
    ]
    return "\n".join(cells)


def stack(x: float, y: float) -> str:
    """A 3×2×3 tensor: three sheets, one behind the other."""
    sheets = [(2, BLUE), (1, GREEN), (0, ORANGE)]
    return "\n".join(sheet(x + 20 * depth, y - 20 * depth, 2, 3, color) for depth, color in sheets)


def ranks() -> str:
    centers = [100, 330, 590, 173, 534]
    bottoms = [146, 146, 146, 382, 382]
    drawn = [
        sheet(83, 42, 1, 1, ORANGE),
        sheet(279, 42, 1, 3, ORANGE),
        sheet(539, 24, 2, 3, ORANGE),
        stack(112, 262),
        stack(400, 262) + stack(546, 262),
    ]
    labels = []
    for place, (center, bottom) in enumerate(zip(centers, bottoms, strict=True)):
        labels += [
            both(center, bottom - 20, *NAMES[place], f'{MIDDLE} font-weight="700"'),
            text(center, bottom + 8, SHAPES[place], f'{MIDDLE}{CODE} font-size="19"'),
            both(center, bottom + 34, *EXAMPLES[place], f'{MIDDLE} font-size="18" opacity="0.8"'),
        ]
    return svg(720, 426, lines(drawn + labels), ' font-size="20"')


def indexing() -> str:
    picks: dict[str, Callable[[int, int], bool]] = {
        "x[0]": lambda row, column: row == 0,
        "x[:, 1]": lambda row, column: column == 1,
        "x[0:2, 1:3]": lambda row, column: row < 2 and 1 <= column < 3,
        "x[x &gt; 5]": lambda row, column: 4 * row + column > 5,
    }
    parts = []
    for place, (code, picked) in enumerate(picks.items()):
        left, top = 30 + 370 * (place % 2), 56 + 222 * (place // 2)
        parts.append(
            text(left + 145, top - 18, code, f'{MIDDLE}{CODE} font-size="22" font-weight="700"')
        )
        parts += [
            text(left + 55 + 66 * column, top + 12, str(column), SMALL) for column in range(4)
        ]
        for row in range(3):
            parts.append(text(left + 8, top + 48 + 46 * row, str(row), SMALL))
            for column in range(4):
                x, y = left + 22 + 66 * column, top + 19 + 46 * row
                chosen = picked(row, column)
                parts.append(
                    cell(x, y, 66, 46, PICKED if chosen else f'fill="none" stroke="{SOFT}"')
                )
                ink = ' font-weight="700"' if chosen else ' opacity="0.75"'
                parts.append(text(x + 33, y + 30, str(4 * row + column), MIDDLE + ink))
    return svg(720, 450, lines(parts), ' font-size="20"')


def block(left: float, bottom: float, wide: int, deep: int, high: int, color: str) -> str:
    """Cells in three dimensions, seen from above: the three faces that one sees."""

    def corner(x: float, y: float, z: float) -> str:
        return f"M{pair((left + (x - y + deep) * 12, bottom - (wide + deep - x - y) * 6 - z * 13))}"

    top = "".join(corner(x, y, high) + "l10 5-10 5-10-5z" for x in range(wide) for y in range(deep))
    front = "".join(
        corner(x, deep, z + 1) + "l10 5v11l-10-5z" for x in range(wide) for z in range(high)
    )
    right = "".join(
        corner(wide, y + 1, z + 1) + "l10-5v11l-10 5z" for y in range(deep) for z in range(high)
    )
    return area(top, color, opacity=0.5) + area(front, color) + area(right, color, opacity=0.75)


def cover() -> str:
    """A number, a row, a table, a stack of tables."""
    return (
        block(4, 92, 1, 1, 1, INK)
        + block(38, 98, 3, 1, 1, GREEN)
        + block(96, 104, 3, 1, 3, BLUE)
        + block(157, 112, 3, 3, 3, ORANGE)
    )


if __name__ == "__main__":
    write("tensors-ranks", ranks())
    write("tensors-index", indexing())
    write_cover("tensors", cover())
