"""The picture of how-to.md: the way through the chapters.

python docs/figures/how-to.py    writes how-to-map.svg beside this file
"""

from pathlib import Path

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
    (("往前走", "Go on"), (("下一步", "What next"),)),
)
WIDTH, LEFT, COLUMN, ROW = 580, 172, 200, 34
COLORS = (
    "var(--figure-1, #3b6fd4)",
    "var(--figure-2, #d9622b)",
    "var(--figure-3, #2f8f6b)",
    "var(--figure-4, #8b5fbf)",
)


def both(x: float, y: float, words: tuple[str, str], attributes: str = "") -> str:
    """Words in each language; a page keeps its own."""
    return "".join(
        f'<text x="{x:g}" y="{y:g}" lang="{language}"{attributes}>{said}</text>'
        for language, said in zip(("zh", "en"), words, strict=True)
    )


def draw() -> str:
    """Five stages from top to bottom, each a card with its chapters in reading order."""
    parts, top = [], 4
    for number, (title, chapters) in enumerate(STAGES):
        color = COLORS[number % len(COLORS)]
        height = 22 + ROW * -(-len(chapters) // 2)
        parts.append(
            f'<rect x="4" y="{top}" width="{WIDTH - 8}" height="{height}" rx="12" fill="{color}"'
            f' fill-opacity="0.1" stroke="{color}" stroke-width="1.5"/>'
        )
        parts.append(both(18, top + height / 2 + 6, title, ' font-weight="700"'))
        for place, chapter in enumerate(chapters):
            x, y = LEFT + COLUMN * (place % 2), top + 33 + ROW * (place // 2)
            parts.append(f'<circle cx="{x - 10:g}" cy="{y - 6}" r="4" fill="{color}"/>')
            parts.append(both(x + 2, y, chapter))
        top += height
        if number < len(STAGES) - 1:
            parts.append(
                f'<path d="M{WIDTH / 2 - 7:g} {top + 6} l7 8 l7 -8" fill="none"'
                ' stroke="currentColor" stroke-width="2"/>'
            )
            top += 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 4}"'
        f' font-family="inherit" font-size="17" fill="currentColor">{"".join(parts)}</svg>\n'
    )


if __name__ == "__main__":
    Path(__file__).with_name("how-to-map.svg").write_text(draw(), encoding="utf-8")
