"""The picture of how-to.md: the way through the chapters.

python docs/figures/how-to.py    writes how-to-map.svg beside this file
"""

from drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    VIOLET,
    Point,
    both,
    dot,
    path,
    svg,
    write,
    write_cover,
)

STAGES = (
    (("认识工具", "Meet the tools"), (("PyTorch 简介", "Introduction"), ("安装", "Installation"))),
    (
        ("打地基", "Foundations"),
        (
            ("张量基础", "Tensors"),
            ("形状、广播与类型", "Shapes, broadcasting"),
            ("自动求导", "Autograd"),
            ("手写梯度下降", "Gradient descent"),
        ),
    ),
    (
        ("搭建与训练", "Build and train"),
        (
            ("构建神经网络", "Building networks"),
            ("数据集与 DataLoader", "Datasets, DataLoader"),
            ("训练完整模型", "Training a model"),
            ("评估与过拟合", "Evaluation"),
        ),
    ),
    (
        ("用起来", "Put to use"),
        (
            ("保存与加载", "Saving and loading"),
            ("使用 GPU 加速", "Using a GPU"),
            ("实战：手写数字", "Project: MNIST"),
            ("调试指南", "Debugging"),
        ),
    ),
    (
        ("选方向", "Directions"),
        (
            ("卷积神经网络", "Convolutional networks"),
            ("循环神经网络", "Recurrent networks"),
            ("Transformer", "Transformer"),
            ("迁移学习", "Transfer learning"),
            ("数据增强", "Augmentation"),
            ("学习率调度", "Schedules"),
            ("TensorBoard", "TensorBoard"),
        ),
    ),
    (
        ("更进一步", "Going further"),
        (
            ("性能", "Performance"),
            ("多进程训练", "Several processes"),
            ("导出与部署", "Export and deploy"),
            ("下一步", "What next"),
        ),
    ),
)
WIDTH, LEFT, COLUMN, ROW = 580, 172, 208, 34
COLORS = (BLUE, ORANGE, GREEN, VIOLET)


def draw() -> str:
    """Six stages from top to bottom, each a card with its chapters in reading order."""
    parts, top = [], 4
    for number, (title, chapters) in enumerate(STAGES):
        color = COLORS[number % len(COLORS)]
        height = 22 + ROW * -(-len(chapters) // 2)
        parts.append(
            f'<rect x="4" y="{top}" width="{WIDTH - 8}" height="{height}" rx="12" fill="{color}"'
            f' fill-opacity="0.1" stroke="{color}" stroke-width="1.5"/>'
        )
        parts.append(both(18, top + height / 2 + 6, *title, ' font-weight="700"'))
        for place, chapter in enumerate(chapters):
            x, y = LEFT + COLUMN * (place % 2), top + 33 + ROW * (place // 2)
            parts.append(f'<circle cx="{x - 10:g}" cy="{y - 6}" r="4" fill="{color}"/>')
            parts.append(both(x + 2, y, *chapter))
        top += height
        if number < len(STAGES) - 1:
            parts.append(
                f'<path d="M{WIDTH / 2 - 7:g} {top + 6} l7 8 l7 -8" fill="none"'
                ' stroke="currentColor" stroke-width="2"/>'
            )
            top += 20
    return svg(WIDTH, top + 4, "".join(parts), ' font-size="17"')


def cover() -> str:
    """The parts of the way, a station for each chapter, in one line from left to right."""
    parts = ((3, GREEN), (5, BLUE), (5, ORANGE), (2, VIOLET), (7, GREEN), (4, BLUE))
    rows = (15, 33, 51, 69, 87, 105)
    left, way = 13, "M13 15"
    places: list[tuple[Point, str]] = []
    for (count, color), y in zip(parts, rows, strict=True):
        for place in range(count):
            places.append(((left + place * 8, y), color))
        end = left + (count - 1) * 8
        way += f"H{end}"
        left = end + 11
        if y != rows[-1]:
            way += "c8 0 3 18 11 18"
    return path(way, INK, opacity=0.35) + "".join(dot(point, 3.5, color) for point, color in places)


if __name__ == "__main__":
    write("how-to-map", draw())
    write_cover("how-to", cover())
