"""How the recipes of tutorial_lib/mnist/recipes.py were chosen: every candidate trained on the same digits.

    python benchmarks/search.py --data data --seeds 8 [NAME ...]

Candidates train on the first 50,000 training digits of MNIST and are compared on its last 10,000; the test digits are
never read. Seeds count from 1,000, so that no run here is one of those that README tells of (0, 1, 2 and so on). On a
GPU the seeds of one candidate train side by side, each on a stream of its own; on a CPU one after the other. Each call
adds its table to benchmarks/results/search.json. The four that ran on an H200 ran at the same time: their seconds say
nothing.

A candidate is a network, as a line of layers, and what its recipe changes of the one that `train` uses:

    c5x16   convolution of 5×5 with 16 channels     M  max pooling      B  BatchNorm     R  ReLU
    F       flatten         D.2  dropout of 20 %    L10  fully connected layer of 10
"""

import argparse
import itertools
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn

from tutorial_lib.mnist import data, devices, recipes, state
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.fast import FastLoop
from tutorial_lib.mnist.precision import suitable_precision
from tutorial_lib.mnist.run import DIGIT_MODELS, Settings, versions

FIRST_SEED, HELD_OUT = 1000, 10_000
RESULTS = Path(__file__).parent / "results" / "search.json"


def network(layers: str) -> nn.Module:
    """The network that the line of layers tells: images [N, 1, 28, 28] -> logits [N, 10]."""
    modules: list[nn.Module] = []
    wide = 1
    for layer in layers.split():
        kind, number = layer[0], layer[1:]
        if kind == "c":
            size, channels = map(int, number.split("x"))
            modules.append(nn.Conv2d(wide, channels, size, bias=False))
            wide = channels
        elif kind == "L":
            modules.append(nn.Linear(wide, int(number)))
            wide = int(number)
        elif kind == "D":
            modules.append(nn.Dropout(float(number)))
        elif kind == "F":
            modules.append(nn.Flatten())
            wide = nn.Sequential(*modules).eval()(torch.zeros(1, 1, 28, 28)).shape[1]
        else:
            modules.append({"M": nn.MaxPool2d(2), "B": nn.BatchNorm2d(wide), "R": nn.ReLU()}[kind])
    return nn.Sequential(*modules)


class Trial:
    """One seed of one candidate."""

    def __init__(
        self,
        settings: Settings,
        digits: Digits,
        device: torch.device,
        stream: torch.cuda.Stream | None,
    ) -> None:
        order = torch.arange(len(digits.train_labels))
        split = order[:-HELD_OUT], order[-HELD_OUT:]
        self.epochs, self.stream = settings["epochs"], stream
        begun = state.begin(settings, len(split[0]), device, World())
        self.loop = FastLoop(
            begun, settings, digits, split, device, World(), suitable_precision(settings, device)
        )

    def train(self) -> float:
        """Accuracy on the digits held out, after the last epoch."""
        with torch.cuda.stream(self.stream):
            for epoch in range(1, self.epochs + 1):
                self.loop.train(epoch)
            return self.loop.validate()[1]


def compare(
    settings: Settings, digits: Digits, seeds: int, device: torch.device
) -> tuple[list[float], float]:
    """Each seed's accuracy, and the seconds that a seed took."""
    every: list[Settings] = [{**settings, "seed": FIRST_SEED + seed} for seed in range(seeds)]
    if device.type == "cuda":
        trials = [Trial(one, digits, device, torch.cuda.Stream(device)) for one in every]
        torch.cuda.synchronize()
        start = time.perf_counter()
        with ThreadPoolExecutor(seeds) as pool:
            accuracies = list(pool.map(Trial.train, trials))
    else:
        start = time.perf_counter()
        accuracies = [Trial(one, digits, device, None).train() for one in every]
    return accuracies, (time.perf_counter() - start) / seeds


NETWORKS = {
    "16-32-64": "c5x16 M B R c3x32 M B R c3x64 B R F L10",
    "16-48-64": "c5x16 M B R c3x48 M B R c3x64 B R F L10",
    "16-48-64, dropout": "c5x16 M B R c3x48 M B R c3x64 B R F D.2 L10",
    "16-32-96": "c5x16 M B R c3x32 M B R c3x96 B R F L10",
    "24-48-64": "c5x24 M B R c3x48 M B R c3x64 B R F L10",
    "16-32-48-64": "c5x16 M B R c3x32 B R c3x48 M B R c3x64 B R F L10",
    "16-64-96": "c5x16 M B R c3x64 M B R c3x96 B R F L10",
    "16-64, 128": "c5x16 M B R c3x64 M B R F L48 R L10",
}


def grid(**values: list[Any]) -> list[dict[str, Any]]:
    """Every combination of the values."""
    return [
        dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values())
    ]


USUAL: dict[str, Any] = {"label_smoothing": [0.1], "shift": [1]}
MIDDLE = {"network": ["16-48-64"]}

# Each search asks one question, and the next one starts from its answer.
SEARCHES: dict[str, list[dict[str, Any]]] = {
    "network": grid(network=list(NETWORKS), epochs=[4], learning_rate=[4e-3], **USUAL),
    "regularization": grid(
        **MIDDLE,
        epochs=[4],
        learning_rate=[4e-3],
        label_smoothing=[0.0, 0.1, 0.2],
        shift=[0, 1, 2],
    ),
    "steps": grid(
        **MIDDLE,
        epochs=[3, 4, 5, 6],
        batch_size=[64, 128, 256],
        learning_rate=[4e-3],
        **USUAL,
    ),
    "one epoch": grid(
        **MIDDLE,
        epochs=[1],
        batch_size=[64, 128, 256],
        learning_rate=[4e-3, 8e-3, 1.6e-2],
        label_smoothing=[0.0, 0.1],
        shift=[0, 1],
    ),
    "rate": grid(
        network=["16-32-48-64"],
        epochs=[3],
        batch_size=[128],
        learning_rate=[1.6e-2, 8e-3],
        **USUAL,
    ),
    "batch": grid(
        network=["16-32-48-64"],
        epochs=[3],
        batch_size=[256],
        learning_rate=[1.6e-2, 2.4e-2],
        **USUAL,
    ),
    "mlp": grid(
        model=["mlp"],
        epochs=[6],
        batch_size=[256],
        learning_rate=[2e-3, 4e-3, 8e-3],
        label_smoothing=[0.0, 0.1],
        weight_decay=[0.05, 0.1, 0.2],
    ),
    "mlp steps": grid(
        model=["mlp"],
        epochs=[7],
        batch_size=[256, 512],
        learning_rate=[4e-3, 8e-3],
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("searches", nargs="*", help=f"of {', '.join(SEARCHES)}; without, all")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    device = devices.choose(None)
    found = data.read(options.data)
    digits = Digits(
        found.name,
        *(part.to(device) for part in (found.train_images, found.train_labels)),
        *(part.to(device) for part in (found.test_images, found.test_labels)),
    )
    earlier = json.loads(options.out.read_text("utf-8")) if options.out.exists() else []
    table: list[dict[str, Any]] = []
    for search in options.searches or SEARCHES:
        for changes in SEARCHES[search]:
            name, rest = changes.get("network"), dict(changes)
            model = rest.pop("model", "cnn")
            if name:
                del rest["network"]
                DIGIT_MODELS["cnn"] = lambda layers=NETWORKS[name]: network(layers)  # type: ignore[assignment]
            usual = recipes.recipe(model, "fast", found.name, rest.get("epochs"), 0)
            settings = cast(Settings, {**usual, **rest})
            accuracies, seconds = compare(settings, digits, options.seeds, device)
            row = {
                "search": search,
                "network": NETWORKS[name] if name else None,
                "changes": changes,
                "accuracy": statistics.mean(accuracies),
                "error": statistics.stdev(accuracies) / options.seeds**0.5,
                "accuracies": accuracies,
                "seconds": seconds,
            }
            table.append(row)
            print(
                f"{row['accuracy']:.3%} ± {row['error']:.3%}  {seconds:5.2f} s  {search}: {changes}",
                flush=True,
            )
            record = {
                "command": "python benchmarks/search.py "
                + f"--seeds {options.seeds} {' '.join(options.searches)}",
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "device": devices.describe(device),
                "versions": versions(),
                "table": table,
            }
            options.out.write_text(json.dumps([*earlier, record], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
