"""Measures on MNIST's 10,000 test digits what fewer bits and another preparation cost; nothing is chosen by it.

python docs/figures/records/deployment-mnist.py DATA    trains both networks five times, writes deployment-mnist.json

DATA holds the complete MNIST, as `python -m tutorial_lib data` fetches it.
"""

import json
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path.insert(0, str(ROOT))

from tutorial_lib.mnist import data  # noqa: E402
from tutorial_lib.mnist.export import load_int8  # noqa: E402
from tutorial_lib.mnist.fit import fit  # noqa: E402
from tutorial_lib.mnist.prediction import load_model, predict  # noqa: E402
from tutorial_lib.mnist.recipes import recipe  # noqa: E402
from tutorial_lib.mnist.run import WEIGHTS, Model  # noqa: E402

SEEDS = range(5)
BITS = (8, 6, 5, 4, 3, 2)
NAMES: dict[Model, str] = {"mlp": "MNISTNet", "cnn": "SmallCNN"}
PREPARATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "not standardized": lambda pixels: pixels / 255,
    "not divided by 255": lambda pixels: (pixels - 0.1307) / 0.3081,
    "not inverted": lambda pixels: (1 - pixels / 255 - 0.1307) / 0.3081,
    "mean and deviation 0.5": lambda pixels: (pixels / 255 - 0.5) / 0.5,
    "rows and columns exchanged": lambda pixels: (pixels.mT / 255 - 0.1307) / 0.3081,
}


def with_bits(model: nn.Module, bits: int) -> nn.Module:
    """A copy whose weights were rounded to whole numbers of so many bits, one scale for each output."""
    largest = 2 ** (bits - 1) - 1
    state = {name: value.clone() for name, value in model.state_dict().items()}
    for name, value in state.items():
        if value.dim() >= 2:
            scale = (
                value.flatten(1).abs().amax(dim=1).reshape(-1, *[1] * (value.dim() - 1)) / largest
            )
            state[name] = (value / scale).round() * scale
    copy = type(model)()
    copy.load_state_dict(state)
    return copy.eval()


def main(root: Path) -> None:
    digits = data.read(root)
    labels, pixels = digits.test_labels, digits.test_images[:, None].float()

    def right(model: nn.Module, images: torch.Tensor) -> int:
        return int((predict(model, images).argmax(dim=1) == labels).sum())

    prepared = (pixels / 255 - 0.1307) / 0.3081
    pad = load_int8(ROOT / "docs/digits/digits.json")
    networks: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES.values()}
    for kind, name in NAMES.items():
        for seed in SEEDS:
            with tempfile.TemporaryDirectory() as folder:
                settings = recipe(kind, "fast", digits.name, None, seed)
                fit(settings, digits, Path(folder), torch.device("cpu"))
                model = load_model(Path(folder) / WEIGHTS)
            result = {
                "seed": seed,
                "float": right(model, prepared),
                "bits": {bits: right(with_bits(model, bits), prepared) for bits in BITS},
                "preparation": {
                    what: right(model, prepare(pixels)) for what, prepare in PREPARATIONS.items()
                },
            }
            networks[name].append(result)
            print(name, result, flush=True)
    record = {
        "made_by": "python docs/figures/records/deployment-mnist.py DATA",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "digits": len(labels),
        "right": networks,
        "pad": right(pad, prepared),
    }
    (FOLDER / "deployment-mnist.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
