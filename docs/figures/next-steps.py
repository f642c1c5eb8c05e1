"""The picture of next-steps.md: which part of the training loop each of the ten chapters changes.

python docs/figures/next-steps.py    writes next-steps-loop.svg beside this file, and the cover
"""

from drawing import (
    BLUE,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    VIOLET,
    both,
    dot,
    path,
    svg,
    write,
    write_cover,
)

# What the loop does, and the chapters that change it.
PARTS = (
    (("取一批数据", "take a batch"), BLUE, (("数据增强", "Augmentation"),)),
    (
        ("网络算出答案", "the network answers"),
        ORANGE,
        (
            ("卷积神经网络 · 循环神经网络", "Convolutional · Recurrent networks"),
            ("Transformer · 迁移学习", "Transformer · Transfer learning"),
        ),
    ),
    (
        ("损失，求出梯度", "loss and gradients"),
        GREEN,
        (("多进程训练", "Several processes, one model"),),
    ),
    (("参数改一步", "change a little"), VIOLET, (("学习率调度", "Learning-rate schedules"),)),
)
LEFT, WIDE, HIGH, STEP, TOP = 44, 186, 48, 66, 54


def rectangle(x: float, y: float, wide: float, high: float, color: str, more: str = "") -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="10" fill="{color}"'
        f' fill-opacity="0.12" stroke="{color}" stroke-width="1.5"{more}/>'
    )


def bold(words: str) -> str:
    return f'<tspan font-weight="700">{words}</tspan>'


def arrow(x: float, top: float, bottom: float) -> str:
    return (
        f'<path d="M{x:g} {top:g}V{bottom:g}m-5 -7l5 7l5 -7" fill="none" stroke="currentColor"'
        ' stroke-width="1.5"/>'
    )


def loop() -> str:
    """The four parts of the loop from top to bottom, what stands beside each, and what comes out below."""
    end = TOP + STEP * (len(PARTS) - 1) + HIGH
    middle = LEFT + WIDE / 2
    parts = [
        f'<rect x="4" y="4" width="572" height="{end + 14:g}" rx="14" fill="none"'
        ' stroke="currentColor" stroke-opacity="0.5" stroke-dasharray="5 5"/>',
        both(
            290,
            32,
            f"看着整个循环：{bold('TensorBoard')}；给它计时：{bold('性能')}",
            f"Watching the whole loop: {bold('TensorBoard')}. Timing it: {bold('Performance')}",
            MIDDLE,
        ),
    ]
    for place, (words, color, chapters) in enumerate(PARTS):
        y = TOP + STEP * place
        parts.append(rectangle(LEFT, y, WIDE, HIGH, color))
        parts.append(both(middle, y + 30, *words, MIDDLE))
        if place:
            parts.append(arrow(middle, y - STEP + HIGH + 2, y - 2))
        for line, names in enumerate(chapters):
            down = y + 30 + 24 * line - 12 * (len(chapters) - 1)
            parts.append(both(LEFT + WIDE + 30, down, *names, ' font-weight="700"'))
        parts.append(
            f'<path d="M{LEFT + WIDE + 4} {y + HIGH / 2:g}h18" stroke="{color}" stroke-width="3"/>'
        )
    back, first = end - HIGH / 2, TOP + HIGH / 2
    parts.append(
        f'<path d="M{LEFT - 2} {back:g}H24V{first:g}H{LEFT - 4}m-7 -5l7 5l-7 5" fill="none"'
        ' stroke="currentColor" stroke-width="1.5"/>'
    )
    parts.append(arrow(middle, end + 20, end + 40))
    parts.append(rectangle(LEFT, end + 42, WIDE, HIGH, INK, ' stroke-opacity="0.5"'))
    parts.append(both(middle, end + 72, "训练好的网络", "the trained network", MIDDLE))
    parts.append(
        f'<path d="M{LEFT + WIDE + 4} {end + 66:g}h18" stroke="currentColor" stroke-width="3"/>'
    )
    parts.append(
        both(LEFT + WIDE + 30, end + 72, "导出与部署", "Export and deploy", ' font-weight="700"')
    )
    return svg(580, int(end) + 98, "".join(parts), ' font-size="17"')


def cover() -> str:
    """One way ends; five begin."""
    ends = (
        (214, 14, GREEN),
        (226, 37, BLUE),
        (230, 60, ORANGE),
        (226, 83, VIOLET),
        (214, 106, INK),
    )
    ways = "".join(
        path(f"M92 60C140 60 150 {y} {x - 8} {y}", color, stroke_width=3) + dot((x, y), 6, color)
        for x, y, color in ends
    )
    return path("M12 60h80", INK, stroke_width=3) + ways + dot((92, 60), 7, INK)


if __name__ == "__main__":
    write("next-steps-loop", loop())
    write_cover("next-steps", cover())
