"""The pictures of shapes.md: one strip of memory read as two shapes, and a broadcast sum.

python docs/figures/shapes.py    writes shapes-strides.svg and shapes-broadcasting.svg beside this file
"""

import torch
from drawing import BLUE, GREEN, ORANGE, both, cells, path, short, svg, text, write, write_cover

ROWS = (BLUE, ORANGE, GREEN)
CELL = 42
LOOK = ' font-size="18" text-anchor="middle"'


def cell(x: float, y: float, value: int, color: str, lent: bool = False) -> str:
    """One number in its box; a value that broadcasting only lends is drawn dashed and pale."""
    style = ' stroke-dasharray="4 4" opacity="0.55"' if lent else ""
    return (
        f'<g{style}><rect x="{x + 2:g}" y="{y + 2:g}" width="{CELL - 4}" height="{CELL - 4}" rx="6"'
        f' fill="{color}" fill-opacity="{0.1 if lent else 0.25}" stroke="{color}" stroke-width="1.5"/>'
        f"{text(x + CELL / 2, y + CELL / 2 + 6, str(value))}</g>"
    )


def strides() -> str:
    """0 … 11 in memory, above `y` [3, 4] and its transpose, each cell in the color of its row of `y`."""
    left, middle = 38, 290
    parts = [both(middle, 24, "内存里只有一条带子", "in memory there is one strip")]
    parts += [cell(left + CELL * place, 36, place, ROWS[place // 4]) for place in range(12)]
    for name, x, columns, stride, across, down in (
        ("y", 76, 4, (4, 1), 1, 4),
        ("y.T", 376, 3, (1, 4), 4, 1),
    ):
        rows = 12 // columns
        for row in range(rows):
            for column in range(columns):
                value = row * stride[0] + column * stride[1]
                parts.append(cell(x + CELL * column, 136 + CELL * row, value, ROWS[value // 4]))
        center = x + CELL * columns / 2
        parts.append(text(center, 124, name, ' font-weight="700"'))
        parts.append(text(center, 336, f"shape ({rows}, {columns})"))
        parts.append(text(center, 362, f"stride {stride}"))
        parts.append(
            both(center, 388, f"右移 +{across}，下移 +{down}", f"right +{across}, down +{down}")
        )
    return svg(580, 400, "".join(parts), LOOK)


def broadcasting() -> str:
    """A column [3, 1] and a row [4], stretched to [3, 4] and added."""
    column, row = (1, 2, 3), (10, 20, 30, 40)
    top, parts = 48, []
    for x, name, sign in ((8, "(3, 1)", "+"), (224, "(4,)", "="), (440, "(3, 4)", "")):
        parts.append(text(x + CELL * 2, 30, name, ' font-weight="700"'))
        parts.append(text(x + CELL * 4 + 24, top + CELL * 1.5 + 8, sign, ' font-size="26"'))
    for i, c in enumerate(column):
        for j, r in enumerate(row):
            y = top + CELL * i
            parts.append(cell(8 + CELL * j, y, c, ROWS[0], lent=j > 0))
            parts.append(cell(224 + CELL * j, y, r, ROWS[1], lent=i > 0))
            parts.append(cell(440 + CELL * j, y, c + r, ROWS[2]))
    bottom = top + CELL * 3 + 30
    parts.append(both(8 + CELL * 2, bottom, "向右借 3 列", "3 columns lent"))
    parts.append(both(224 + CELL * 2, bottom, "向下借 2 行", "2 rows lent"))
    parts.append(both(440 + CELL * 2, bottom, "逐格相加", "added cell by cell"))
    return svg(616, 216, "".join(parts), LOOK)


def cover() -> str:
    """A table of 3 × 5 and its memory: one column is every fifth number."""
    memory = torch.arange(15).reshape(3, 5)
    column = memory[:, 3].tolist()
    table = {
        int(value): (72 + 20 * x, 10 + 20 * y)
        for y, row in enumerate(memory)
        for x, value in enumerate(row)
    }
    strip = {value: (8 + 15 * value, 96) for value in range(15)}
    arcs = "".join(
        f"M{short(table[value][0] + 8)} {table[value][1] + 16}"
        f"C{short(table[value][0] + 8)} 84 {short(strip[value][0] + 6)} 76 {short(strip[value][0] + 6)} 94"
        for value in column
    )
    rest = [value for value in range(15) if value not in column]
    return (
        cells([table[value] for value in rest], 16, BLUE, opacity=0.45)
        + cells([strip[value] for value in rest], 12, BLUE, opacity=0.45)
        + path(arcs, ORANGE, opacity=0.7)
        + cells([table[value] for value in column], 16, ORANGE)
        + cells([strip[value] for value in column], 12, ORANGE)
    )


if __name__ == "__main__":
    write("shapes-strides", strides())
    write("shapes-broadcasting", broadcasting())
    write_cover("shapes", cover())
