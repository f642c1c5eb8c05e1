"""How well `predict` reads made photographs of digits, kind by kind.

    python -m benchmarks.pictures --data data

Each kind of picture (benchmarks/made_pictures.py) shows 60 digits of docs/digits/checks.npz, which are MNIST's first
test digits of each class; the network is the published one, in docs/digits. With --data, every fifth of the 10,000
test digits that lie there is read too, as a picture of 28 x 28 pixels and plainly, without a picture. Writes
benchmarks/results/pictures.json:

    kind -> how many were shown, read right, refused in a sentence, read wrong, read wrong with more than 90 %

It takes about ten minutes. Where a picture shows no digit, or several, every answer is wrong.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import TypedDict

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from benchmarks.made_pictures import KINDS, NO_DIGIT, Kind, as_in_MNIST
from tutorial_lib.errors import InputError
from tutorial_lib.mnist import data
from tutorial_lib.mnist.export import MANIFEST, load_int8
from tutorial_lib.mnist.prediction import predict, read_digit

ROOT = Path(__file__).parents[1]
DIGITS = ROOT / "docs" / "digits"
OUT = ROOT / "benchmarks" / "results" / "pictures.json"
SURE = 0.9
COMMAND = "python -m benchmarks.pictures --data data"

Pixels = NDArray[np.uint8]


class Outcome(TypedDict):
    shown: int
    right: int
    refused: int
    wrong: int
    sure: int  # of the wrong ones, those with a probability above SURE


def read(
    network: nn.Module, paint: Kind, digits: Pixels, labels: list[int] | None, seed: int = 0
) -> Outcome:
    """Show each digit in a picture, and read it. Without labels, no answer is right."""
    images, answers = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        for number, digit in enumerate(digits):
            path.write_bytes(paint(digit, np.random.default_rng([seed, number])))
            try:
                images.append(read_digit(path))
            except InputError:
                continue
            answers.append(-1 if labels is None else labels[number])
    right = sure = 0
    if images:
        likely = predict(network, torch.stack(images)).max(dim=1)
        is_right = likely.indices == torch.tensor(answers)
        right = int(is_right.sum())
        sure = int((~is_right & (likely.values > SURE)).sum())
    return {
        "shown": len(digits),
        "right": right,
        "refused": len(digits) - len(images),
        "wrong": len(images) - right,
        "sure": sure,
    }


def checks(each: int = 6) -> tuple[Pixels, list[int]]:
    """The first test digits of each class, up to 20, and their labels."""
    images = np.load(DIGITS / "checks.npz")["images"].reshape(10, 20, 28, 28)[:, :each]
    return images.reshape(-1, 28, 28), np.repeat(np.arange(10), each).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="where the whole of MNIST lies")
    root = parser.parse_args().data
    torch.set_num_threads(1)
    network = load_int8(DIGITS / MANIFEST)
    digits, labels = checks()
    record: dict[str, object] = {
        "command": COMMAND,
        "network": json.loads((DIGITS / MANIFEST).read_text())["file"],
    }
    kinds = {name: read(network, paint, digits, labels) for name, paint in KINDS.items()}
    record["kinds"] = kinds
    record["no digit"] = {
        name: read(network, paint, digits, None) for name, paint in NO_DIGIT.items()
    }
    if root:
        found = data.read(root)
        images, answers = found.test_images[::5], found.test_labels[::5]
        likely = predict(network, data.normalize(images)).argmax(dim=1)
        record["test digits"] = {
            "without a picture": int((likely == answers).sum()),
            "as pictures": read(network, as_in_MNIST, images.numpy(), answers.tolist()),
        }
    OUT.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
