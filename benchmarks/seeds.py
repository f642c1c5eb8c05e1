"""How well each recipe of `train` reads MNIST's test digits: many seeds, each trained once, none chosen.

    python benchmarks/seeds.py --data data --seeds 10 [RECIPE ...]      of cnn, one-epoch, mlp

Writes every accuracy, and the seconds of the epochs, to benchmarks/results/seeds-cpu.json or seeds-cuda.json; what an
earlier call found for other recipes stays. A first run that is thrown away comes before those on a GPU: what libraries
load on first use is no part of training. In turns with other programs, benchmarks/mnist.py takes the time.
"""

import argparse
import json
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tutorial_lib.mnist import data, devices, fit, recipes
from tutorial_lib.mnist.run import Metrics, Model

HERE = Path(__file__).parent
RECIPES: dict[str, tuple[Model, int | None]] = {
    "cnn": ("cnn", None),
    "one-epoch": ("cnn", 1),
    "mlp": ("mlp", None),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("recipes", nargs="*", help="without, all")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--out", type=Path, help="the record; by default in benchmarks/results")
    options = parser.parse_args()
    digits, device = data.read(options.data), devices.choose(None)
    path = options.out or HERE / "results" / f"seeds-{device.type}.json"

    def train(model: Model, epochs: int | None, seed: int) -> Metrics:
        with tempfile.TemporaryDirectory() as run:
            settings = recipes.recipe(model, "fast", digits.name, epochs, seed)
            return fit.fit(settings, digits, Path(run), device)

    for name in options.recipes or RECIPES:
        if device.type == "cuda":
            train(*RECIPES[name], seed=0)
        runs: list[Metrics] = []
        for seed in range(options.seeds):
            runs.append(train(*RECIPES[name], seed))
            accuracies = [run["test_accuracy"] for run in runs]
            seconds = [run["train_seconds"] for run in runs]
            record = json.loads(path.read_text("utf-8")) if path.exists() else {}
            record[name] = {
                "command": " ".join(["python", *sys.argv]),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "device": runs[0]["device"],
                "versions": runs[0]["versions"],
                "settings": runs[0]["settings"],
                "mean": statistics.mean(accuracies),
                "min": min(accuracies),
                "max": max(accuracies),
                "accuracies": accuracies,
                "seconds": seconds,
            }
            path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        print(
            f"{name:10} test accuracy {statistics.mean(accuracies):.3%} "
            f"({min(accuracies):.2%} to {max(accuracies):.2%}), "
            f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
