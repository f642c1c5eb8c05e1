"""Draws the picture of `debugging.md`: which question to ask first, and where each answer leads."""

import torch
from drawing import (
    BLUE,
    GREEN,
    MIDDLE,
    ORANGE,
    Point,
    both,
    box,
    cells,
    lines,
    svg,
    write,
    write_cover,
)
from handwriting import digits
from torch import nn

WIDTH, ROW, BOX = 720, 116, 84
LEFT, LEFT_WIDTH, RIGHT, RIGHT_WIDTH = 8, 300, 412, 300

# Question, the answer that leads to the right, what to look at; two lines a box, zh and en.
STEPS = [
    (
        (("程序报错", "停下了？"), ("Does it stop", "with an error?")),
        ("是", "yes"),
        (("读最后一行，", "打印形状"), ("Read the last line,", "print the shapes")),
    ),
    (
        (("损失是", "nan 或 inf？"), ("Is the loss", "nan or inf?")),
        ("是", "yes"),
        (("用钩子找到", "最先坏的一层"), ("Hooks find the first", "layer that breaks")),
    ),
    (
        (("第一个损失", "约等于 ln(类别数)？"), ("Is the first loss", "about ln(classes)?")),
        ("否", "no"),
        (("输入缩放了吗？", "损失函数对吗？"), ("Is the input scaled?", "Is it the right loss?")),
    ),
    (
        (("一批 32 张图，", "能背下来吗？"), ("Can it learn 32", "images by heart?")),
        ("否", "no"),
        (
            ("查训练循环：backward、", "step、优化器、Softmax"),
            ("The loop: backward, step,", "optimizer, Softmax"),
        ),
    ),
    (
        (("在训练集上", "表现好吗？"), ("Is it good on the", "training data?")),
        ("否", "no"),
        (
            ("标签对齐了吗？学习率、", "轮数、网络大小"),
            ("Labels aligned? Learning", "rate, epochs, size"),
        ),
    ),
    (
        (("在没见过的数据上", "表现好吗？"), ("Is it good on", "new data?")),
        ("否", "no"),
        (("过拟合？eval()？", "预处理一样吗？"), ("Overfitting? eval()?", "Same preprocessing?")),
    ),
]
DONE = ("好了。把原因记下来", "Done. Note the cause")


def card(x: int, y: int, width: int, height: int, color: str, lines: list[tuple[str, str]]) -> str:
    """A rounded box with the given lines, each in both languages, in its middle."""
    middle = y + height / 2 + 8 - 14 * (len(lines) - 1)
    words = "".join(
        both(x + width / 2, middle + 28 * number, *line, MIDDLE)
        for number, line in enumerate(lines)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="14" fill="{color}" '
        f'fill-opacity="0.16" stroke="{color}" stroke-width="2"/>{words}'
    )


def arrow(path: str, x: float, y: float, words: tuple[str, str]) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2" '
        f'marker-end="url(#debugging-tree-arrow)"/>' + both(x, y, *words, MIDDLE)
    )


def tree() -> str:
    parts = []
    center = LEFT + LEFT_WIDTH // 2
    for number, (question, side, look) in enumerate(STEPS):
        y = 8 + ROW * number
        middle = y + BOX // 2
        parts.append(card(LEFT, y, LEFT_WIDTH, BOX, BLUE, list(zip(*question, strict=True))))
        parts.append(card(RIGHT, y, RIGHT_WIDTH, BOX, ORANGE, list(zip(*look, strict=True))))
        across = f"M{LEFT + LEFT_WIDTH} {middle}H{RIGHT - 5}"
        parts.append(arrow(across, (LEFT + LEFT_WIDTH + RIGHT) / 2, middle - 10, side))
        down = ("否", "no") if side[1] == "yes" else ("是", "yes")
        parts.append(arrow(f"M{center} {y + BOX}V{y + ROW - 5}", center + 34, y + ROW - 8, down))
    end = 8 + ROW * len(STEPS)
    parts.append(card(LEFT, end, LEFT_WIDTH, 56, GREEN, [DONE]))
    marker = (
        '<defs><marker id="debugging-tree-arrow" viewBox="0 0 8 8" refX="5" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8Z" fill="currentColor"/></marker></defs>'
    )
    return svg(WIDTH, end + 64, lines([marker, *parts]), ' font-size="22"')


def cover() -> str:
    """What fifteen neurons say to seven digits. One has a bias of -9, and never says a thing."""
    images, _ = digits()
    torch.manual_seed(1)
    layer = nn.Linear(784, 15).double()
    with torch.no_grad():
        layer.bias[10] = -9
        said = torch.relu(layer(images[300::700]) + 0.2)
    said = (said / said.max()).T.tolist()
    shades: dict[float, list[Point]] = {}
    for unit, row in enumerate(said):
        for sample, value in enumerate(row):
            shade = 0.12 if value == 0 else 0.3 if value < 0.35 else 0.6 if value < 0.65 else 0.9
            if unit != 10:
                shades.setdefault(shade, []).append((8 + 15 * unit, 8 + 15 * sample))
    (dead_unit,) = [unit for unit, row in enumerate(said) if not any(row)]
    x = 8 + 15 * dead_unit
    return "".join(
        cells(places, 12, BLUE, opacity=shade) for shade, places in sorted(shades.items())
    ) + box(x - 1, 5, 14, 108, rx=3, stroke=ORANGE, stroke_width=3)


if __name__ == "__main__":
    write("debugging-tree", tree())
    write_cover("debugging", cover())
