"""Draw a run as SVG that reads in light and dark, on a page or opened alone, in Chinese or English.

Text and lines are ``currentColor`` on nothing, the colors are the page's ``--figure-1`` and so on. Words stand in both
languages, marked by ``lang``: a page keeps its own, a picture opened alone shows the language it was drawn for.
"""

import base64
import io
import math
from collections.abc import Sequence
from html import escape
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tutorial_lib.mnist.run import Epoch, Misread

Language = Literal["zh", "en"]
Words = dict[Language, str]

TRAIN, VALIDATION = "var(--figure-1, #3467c2)", "var(--figure-2, #d2571f)"
RIGHT, WRONG = TRAIN, VALIDATION
DASHES = ' stroke-dasharray="7 4"'
SOFT = ' fill-opacity="0.72"'

# `:root` is the picture itself only when it is opened alone; on a page these rules match nothing.
ALONE = """<style>
svg:root{{color-scheme:light dark;color:#26221d;font-family:system-ui,-apple-system,"Segoe UI","PingFang SC",\
"Microsoft YaHei","Noto Sans CJK SC",sans-serif}}
svg:root [lang={hidden}]{{display:none}}
@media (prefers-color-scheme:dark){{svg:root{{color:#ebe6dd;--figure-1:#7ea8f3;--figure-2:#ff9563}}}}
</style>"""


def curves(epochs: Sequence[Epoch], language: Language) -> str:
    """Loss and accuracy after each epoch, on the digits trained on and on those held out."""
    last = epochs[-1]
    width, height = 720, 306
    lines: list[tuple[int, str, str, Words]] = [
        (54, TRAIN, DASHES, {"zh": "训练", "en": "training"}),
        (174, VALIDATION, "", {"zh": "验证", "en": "validation"}),
    ]
    legend = "".join(
        f'<path d="M{x} 20h26" stroke="{color}" stroke-width="2.5"{dash}/>'
        f'<circle cx="{x + 13}" cy="20" r="3.5" fill="{color}"/>'
        + text(x + 36, 25, words, ' font-size="15"')
        for x, color, dash, words in lines
    )
    return svg(
        width,
        height,
        {"zh": "训练过程", "en": "How the training went"},
        {
            "zh": f"{len(epochs)} 轮训练之后，验证集上的损失是 {last['validation_loss']:.4f}，"
            f"准确率是 {last['validation_accuracy']:.2%}。",
            "en": f"After {len(epochs)} epochs the loss on the validation digits is {last['validation_loss']:.4f} "
            f"and the accuracy {last['validation_accuracy']:.2%}.",
        },
        legend
        + _panel(54, {"zh": "损失", "en": "Loss"}, epochs, "loss", 1, "")
        + _panel(418, {"zh": "准确率", "en": "Accuracy"}, epochs, "accuracy", 100, "%"),
        language,
    )


def _panel(
    left: float,
    title: Words,
    epochs: Sequence[Epoch],
    quantity: Literal["loss", "accuracy"],
    scale: float,
    unit: str,
) -> str:
    """A plot 286 wide: `quantity`, times `scale`, of training and validation."""
    from matplotlib.ticker import MaxNLocator  # takes a moment, and only this needs it

    top, width, height = 76, 286, 180
    kinds: list[tuple[str, list[tuple[int, float]]]] = []
    for kind in ("train", "validation"):
        values = [(epoch["epoch"], scale * float(epoch[f"{kind}_{quantity}"])) for epoch in epochs]  # type: ignore[literal-required]
        kinds.append((kind, [point for point in values if math.isfinite(point[1])]))
    shown = [value for _, points in kinds for _, value in points] or [0.0]
    ticks = [float(tick) for tick in MaxNLocator(5).tick_values(min(shown), max(shown))]
    if quantity == "loss":
        ticks = [tick for tick in ticks if tick >= 0]
    low, high = ticks[0], ticks[-1]
    count = len(epochs)

    def x(epoch: float) -> float:
        return left + width * ((epoch - 1) / (count - 1) if count > 1 else 0.5)

    def y(value: float) -> float:
        return top + height * (high - value) / (high - low)

    parts = [text(left, 58, title, ' font-size="16" font-weight="600"')]
    for tick in ticks:
        parts.append(
            f'<path d="M{left} {y(tick):.1f}h{width}" stroke="currentColor" stroke-opacity="0.16"/>'
            f'<text x="{left - 8}" y="{y(tick) + 4.5:.1f}" text-anchor="end" font-size="13"{SOFT}>{tick:g}{unit}</text>'
        )
    for epoch in MaxNLocator(6, integer=True).tick_values(1, count) if count > 1 else np.array([1]):
        if 1 <= epoch <= count:
            parts.append(
                f'<text x="{x(epoch):.1f}" y="{top + height + 20}" text-anchor="middle" font-size="13"{SOFT}>'
                f"{epoch:g}</text>"
            )
    parts.append(
        text(
            left + width / 2,
            top + height + 42,
            {"zh": "轮", "en": "epoch"},
            f' text-anchor="middle" font-size="14"{SOFT}',
        )
    )
    for kind, points in kinds:
        color, dash = (TRAIN, DASHES) if kind == "train" else (VALIDATION, "")
        line = " ".join(f"{x(epoch):.1f},{y(value):.1f}" for epoch, value in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2.5" stroke-linejoin="round"{dash}/>'
        )
        if count <= 30:
            parts += [
                f'<circle cx="{x(epoch):.1f}" cy="{y(value):.1f}" r="3.5" fill="{color}"/>'
                for epoch, value in points
            ]
    return "".join(parts)


def confusion(matrix: Sequence[Sequence[int]], language: Language) -> str:
    """How often each digit (row) was read as which (column), and the share of each that was read rightly."""
    counts = np.array(matrix)
    mistakes = counts * (1 - np.eye(10, dtype=int))
    most = int(mistakes.max())
    label, predicted = divmod(int(mistakes.argmax()), 10)
    accuracy = counts.trace() / max(counts.sum(), 1)
    described: Words = {
        "zh": f"测试集的准确率是 {accuracy:.2%}。",
        "en": f"The accuracy on the test digits is {accuracy:.2%}.",
    }
    if most:
        described["zh"] += f"最常见的错误：把 {label} 认成 {predicted}，共 {most} 次。"
        described["en"] += (
            f" The most frequent mistake: {label} read as {predicted}, {most} {'time' if most == 1 else 'times'}."
        )
    left, top, cell = 72, 72, 54
    right = left + 10 * cell + 44
    middle = ' text-anchor="middle"'
    bold = f'{middle} font-size="17" font-weight="600"'
    heading = f'{middle} font-size="16"'
    parts = [
        text(left + 5 * cell, 24, {"zh": "认成", "en": "read as"}, heading),
        text(left - 24, 52, {"zh": "真实", "en": "digit"}, heading),
        text(right, 52, {"zh": "认对", "en": "right"}, heading),
    ]
    for digit in range(10):
        at = cell * digit + cell / 2
        total = int(counts[digit].sum())
        share = f"{counts[digit, digit] / total:.1%}" if total else "–"
        parts += [
            f'<text x="{left + at:g}" y="52"{bold}>{digit}</text>',
            f'<text x="{left - 24}" y="{top + at + 6:g}"{bold}>{digit}</text>',
            f'<text x="{right}" y="{top + at + 6:g}" font-size="15"{middle}{SOFT}>{share}</text>',
        ]
    cells, numbers = [], []
    for row in range(10):
        for column in range(10):
            count = int(counts[row, column])
            color, opacity, bolder = "currentColor", 0.04, ""
            if row == column:
                color, opacity, bolder = RIGHT, 0.26, ' font-weight="600"'
            elif count:
                # The root keeps single mistakes visible beside the commonest one.
                color, opacity = WRONG, 0.1 + 0.4 * math.sqrt(count / most)
            x, y = left + cell * column, top + cell * row
            cells.append(
                f'<rect x="{x + 2}" y="{y + 2}" width="{cell - 4}" height="{cell - 4}" rx="7"'
                f' fill="{color}" fill-opacity="{opacity:.2f}"/>'
            )
            if count:
                numbers.append(
                    f'<text x="{x + cell / 2:g}" y="{y + cell / 2 + 5.5:g}"{bolder}>{count}</text>'
                )
    parts += [*cells, '<g text-anchor="middle" font-size="16">', *numbers, "</g>"]
    return svg(
        left + 10 * cell + 88,
        top + 10 * cell + 8,
        {"zh": "混淆矩阵", "en": "Confusion matrix"},
        described,
        "".join(parts),
        language,
    )


def misread(
    digits: Sequence[Misread], images: NDArray[np.uint8], total: int, language: Language
) -> str:
    """Some of `total` misread digits, images [M, 28, 28] with ink 255: what each is, the network’s answer, how sure."""
    columns, scale, gap, below = 6, 4, 2, 13  # the last two in pixels of the digits
    rows = math.ceil(len(digits) / columns)
    step_x, step_y = 28 + gap, 28 + below
    left, top = 4, 50
    sheet = np.zeros((max(rows, 1) * step_y, columns * step_x), np.uint8)
    tiles, captions = [], []
    for number, (digit, image) in enumerate(zip(digits, images, strict=True)):
        row, column = divmod(number, columns)
        sheet[row * step_y : row * step_y + 28, column * step_x : column * step_x + 28] = image
        x, y = left + column * step_x * scale, top + row * step_y * scale
        tiles.append(
            f'<rect x="{x}" y="{y}" width="{28 * scale}" height="{28 * scale}" rx="8"'
            ' fill="currentColor" fill-opacity="0.07"/>'
        )
        captions.append(
            f'<text x="{x + 14 * scale}" y="{y + 28 * scale + 22}" text-anchor="middle" font-size="19">'
            f'<tspan font-weight="600">{escape(str(digit["label"]))}</tspan> → '
            f'<tspan font-weight="600" fill="{WRONG}">{escape(str(digit["predicted"]))}</tspan>'
            f'<tspan dx="9" font-size="14"{SOFT}>{_share(digit["probability"])}</tspan></text>'
        )
    height, width = sheet.shape
    # The digits are the mask of a sheet of currentColor, so their ink is the page's.
    ink = (
        f'<mask id="misread-ink" maskUnits="userSpaceOnUse" x="{left}" y="{top}" width="{width * scale}"'
        f' height="{height * scale}"><image x="{left}" y="{top}" width="{width * scale}" height="{height * scale}"'
        f' image-rendering="pixelated" href="{_png(sheet)}"/></mask>'
        f'<rect x="{left}" y="{top}" width="{width * scale}" height="{height * scale}" fill="currentColor"'
        ' mask="url(#misread-ink)"/>'
    )
    caption: Words = {
        "zh": "真实数字 → 网络的答案，以及网络给它的概率",
        "en": "the digit → the network’s answer, and the probability that it gave it",
    }
    described: Words = {
        "zh": f"网络认错了 {total} 个测试数字，这里是其中最有把握的 {len(digits)} 个。",
        "en": f"The network misread {total} test digits; these are the {len(digits)} that it was surest of.",
    }
    if not digits:
        caption = described = {
            "zh": "没有认错的测试数字。",
            "en": "It misread none of the test digits.",
        }
    return svg(
        left * 2 + (width - gap) * scale,
        top + rows * step_y * scale,
        {"zh": "认错的数字", "en": "Misread digits"},
        described,
        text(left, 26, caption, f' font-size="15"{SOFT}')
        + ("".join(tiles) + ink + "".join(captions) if digits else ""),
        language,
    )


def _share(probability: float) -> str:
    """In percent, cut off rather than rounded: 99.97% is not 100%."""
    return f"{math.floor(probability * 1000) / 10:.1f}%"


def _png(pixels: NDArray[np.uint8]) -> str:
    packed = io.BytesIO()
    # Sixteen grays are as good to the eye, and a third of the size.
    Image.fromarray((np.round(pixels / 17) * 17).astype(np.uint8)).save(
        packed, "PNG", optimize=True
    )
    return f"data:image/png;base64,{base64.b64encode(packed.getvalue()).decode()}"


def svg(
    width: float, height: float, title: Words, description: Words, content: str, language: Language
) -> str:
    """A whole picture. The names of it come first in `language`, and alone it shows that one."""
    hidden: Language = "en" if language == "zh" else "zh"
    names = "".join(
        f'<{tag} lang="{each}">{escape(words[each])}</{tag}>'
        for tag, words in (("title", title), ("desc", description))
        for each in (language, hidden)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        f' font-family="inherit" fill="currentColor">{names}{ALONE.format(hidden=hidden)}{content}</svg>\n'
    )


def text(x: float, y: float, words: Words, attributes: str = "") -> str:
    """Words in each language at the same place."""
    return "".join(
        f'<text x="{x:g}" y="{y:g}" lang="{language}"{attributes}>{escape(said)}</text>'
        for language, said in words.items()
    )
