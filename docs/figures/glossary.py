"""The picture of glossary.md: where the most frequent words live in one step of training.

python docs/figures/glossary.py    writes glossary-step.svg beside this file
"""

from drawing import BLUE, GREEN, ORANGE, VIOLET, both, box, svg, write, write_cover


def card(x: int, y: int, color: str, zh: tuple[str, str], en: tuple[str, str]) -> str:
    """A card of 160 × 74: a word, and below it what it is."""
    return (
        f'<rect x="{x}" y="{y}" width="160" height="74" rx="12" fill="{color}" fill-opacity="0.14"'
        f' stroke="{color}" stroke-width="1.5"/>'
        + both(x + 80, y + 31, zh[0], en[0], ' font-weight="700"')
        + both(x + 80, y + 56, zh[1], en[1], ' font-size="15"')
    )


def arrow(path: str, head: str) -> str:
    return (
        f'<path d="{path} {head}" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linejoin="round"/>'
    )


RIGHT, LEFT, DOWN, UP = (
    "m-8 -5 l8 5 l-8 5",
    "m8 -5 l-8 5 l8 5",
    "m-5 -8 l5 8 l5 -8",
    "m-5 8 l5 -8 l5 8",
)


def draw() -> str:
    """Clockwise: batch, model, loss function, gradients, optimizer, and back to the model."""
    parts = [
        card(8, 60, BLUE, ("一批样本", "形状 [批, 特征]"), ("a batch", "[batch, features]")),
        arrow("M174 97 h28", RIGHT),
        card(208, 60, GREEN, ("模型", "层、权重、偏置"), ("model", "layers, weights")),
        arrow("M374 97 h28", RIGHT),
        card(408, 60, VIOLET, ("logits", "每类一个分数"), ("logits", "a score a class")),
        both(288, 34, "前向传播 →", "forward pass →"),
        arrow("M488 140 v34", DOWN),
        card(408, 180, ORANGE, ("损失函数", "和标签比较"), ("loss function", "against the labels")),
        arrow("M402 217 h-28", LEFT),
        card(208, 180, ORANGE, ("梯度", "每个参数一个"), ("gradients", "one a parameter")),
        arrow("M202 217 h-28", LEFT),
        card(8, 180, BLUE, ("优化器", "按学习率改参数"), ("optimizer", "by the learning rate")),
        arrow("M110 176 L 222 140", "m-9.5 -2.2 l9.5 2.2 l-6 7.4"),
        both(288, 288, "← 反向传播", "← backpropagation"),
    ]
    return svg(576, 304, "".join(parts), ' font-size="17" text-anchor="middle"')


def cover() -> str:
    """One term, two languages."""
    return (
        box(56, 12, 76, 68, rx=10, fill=BLUE)
        + box(108, 40, 76, 68, rx=10, fill=ORANGE)
        + '<g fill="var(--paper)" font-size="42" font-weight="700" text-anchor="middle">'
        + '<text x="84" y="60">文</text><text x="148" y="90">A</text></g>'
    )


if __name__ == "__main__":
    write("glossary-step", draw())
    write_cover("glossary", cover())
