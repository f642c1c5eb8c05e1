"""How fast and how well the MNIST project trains, beside the script that it grew from.

    python benchmarks/mnist.py --data data --rounds 3

The contenders run in turns, each in a process of its own, so that whatever else the machine does meets all of them:

    seed        benchmarks/seed_mnist.py, ten epochs, timed from outside by the lines it prints
    readable    python -m tutorial_lib train --readable, ten epochs
    fast        python -m tutorial_lib train --fast
    same        the fast way with the seed's own recipe: batches of 64, Adam, a constant rate
    cnn         python -m tutorial_lib train --fast --model cnn     (with --cnn)

Prints ratios to the seed of the same round, their median and their spread, and writes all figures as JSON. On a machine
with a GPU all of them use it, unless --device cpu. Needs the whole MNIST; torchvision's layout, unpacked or packed.
The figures are in benchmarks/results: mnist-cpu.json and mnist-cuda.json.
"""

import argparse
import gzip
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).parent
EPOCH_LINE = re.compile(r"Epoch +(\d+)/\d+ .*Test Loss: [\d.]+, Acc: ([\d.]+)%")


class Result(TypedDict):
    """One run of one contender."""

    epoch_seconds: list[
        float
    ]  # each epoch, with its evaluation; the seed's first one is unknown and left out
    train_seconds: float  # all epochs
    process_seconds: float  # from the start of Python to its end: imports, data, everything
    accuracy: float  # on the test set, after the last epoch
    seed: int | None


def run_seed(work: Path, environment: dict[str, str]) -> Result:
    """Run the script as it is, in a directory where it finds ./data."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-u", str(HERE / "seed_mnist.py")],
        cwd=work,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    times, accuracies = [], []
    for line in process.stdout:
        if match := EPOCH_LINE.match(line):
            times.append(time.perf_counter())
            accuracies.append(float(match[2]) / 100)
    if process.wait() or len(times) != 10:
        raise SystemExit("The seed's script did not run to its end.")
    seconds = [later - earlier for earlier, later in itertools.pairwise(times)]
    return {
        "epoch_seconds": seconds,
        "train_seconds": statistics.mean(seconds) * len(times),
        "process_seconds": time.perf_counter() - start,
        "accuracy": accuracies[-1],
        "seed": None,
    }


def run_ours(
    work: Path, environment: dict[str, str], seed: int, *arguments: str
) -> tuple[Result, dict[str, object]]:
    """Run the command line; returns the result and the run's own record."""
    with tempfile.TemporaryDirectory(dir=work) as out:
        start = time.perf_counter()
        done = subprocess.run(
            [
                *(sys.executable, *arguments),
                *("--data", str(work / "data"), "--out", out, "--seed", str(seed)),
            ],
            cwd=HERE.parent,
            env=environment,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - start
        if done.returncode:
            raise SystemExit(done.stderr)
        record = json.loads((Path(out) / "metrics.json").read_text())
    if record["data"]["name"] != "mnist":
        raise SystemExit(
            "These figures mean the whole MNIST; `python -m tutorial_lib data` fetches it."
        )
    result: Result = {
        "epoch_seconds": [epoch["seconds"] for epoch in record["epochs"]],
        "train_seconds": record["train_seconds"],
        "process_seconds": seconds,
        "accuracy": record["test_accuracy"],
        "seed": seed,
    }
    return result, record


def train_same(arguments: list[str]) -> None:
    """In a process of its own: the fast way with the seed's recipe, which the command line does not offer."""
    import torch

    from tutorial_lib.mnist import data, devices, fit, recipes

    parser = argparse.ArgumentParser()
    for name in ("--data", "--out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--device")
    options = parser.parse_args(arguments)
    readable = recipes.recipe("mlp", "readable", "mnist", 4, options.seed)
    device: torch.device = devices.choose(options.device)
    fit.fit({**readable, "method": "fast"}, data.read(options.data), options.out, device)


def spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=5, help="runs of the fast way a round")
    parser.add_argument("--cnn", action="store_true", help="train the CNN too, once a round")
    parser.add_argument("--device", choices=["cpu"], help="leave the GPU alone")
    parser.add_argument("--out", type=Path, help="the record; by default in benchmarks/results")
    options = parser.parse_args()

    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    device = []
    if options.device == "cpu":
        environment["CUDA_VISIBLE_DEVICES"] = ""
        device = ["--device", "cpu"]
    train = ["-m", "tutorial_lib", "train", *device]
    results: dict[str, list[list[Result]]] = {}  # by contender and round

    def note(name: str, turn: list[Result]) -> None:
        results.setdefault(name, []).append(turn)
        seconds = statistics.median(run["train_seconds"] for run in turn)
        accuracy = statistics.mean(run["accuracy"] for run in turn)
        print(f"  {name:9} {seconds:7.2f} s   test accuracy {accuracy:.2%}", flush=True)

    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        raw = work / "data" / "MNIST" / "raw"
        raw.mkdir(parents=True)
        for path in (options.data / "MNIST" / "raw").iterdir():
            # Unpacked, for of a packed file torchvision asks that it be the very one that it would download.
            open_ = gzip.open if path.suffix == ".gz" else open
            with open_(path, "rb") as file:
                (raw / path.name.removesuffix(".gz")).write_bytes(file.read())
        record: dict[str, object] = {}
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", flush=True)
            note("seed", [run_seed(work, environment)])
            result, record = run_ours(work, environment, number, *train, "--readable")
            note("readable", [result])
            seeds = range(number * options.seeds, (number + 1) * options.seeds)
            note("fast", [run_ours(work, environment, seed, *train, "--fast")[0] for seed in seeds])
            same = run_ours(work, environment, number, str(HERE / "mnist.py"), "same", *device)[0]
            note("same", [same])
            if options.cnn:
                note(
                    "cnn",
                    [run_ours(work, environment, number, *train, "--fast", "--model", "cnn")[0]],
                )

    def ratios(name: str, figure: str) -> dict[str, float]:
        """That contender's figure, divided by the seed's in the same round."""
        return spread(
            [
                _figure(ours, figure) / _figure(seed, figure)
                for ours, seed in zip(results[name], results["seed"], strict=True)
            ]
        )

    summary = {
        "readable, ten epochs / seed, ten epochs": ratios("readable", "train_seconds"),
        "fast, its epochs / seed, ten epochs": ratios("fast", "train_seconds"),
        "fast, whole process / seed, whole process": ratios("fast", "process_seconds"),
        "same recipe, an epoch / seed, an epoch": ratios("same", "epoch_seconds"),
    }
    accuracies = {
        name: [run["accuracy"] for turn in turns for run in turn]
        for name, turns in results.items()
        if name != "same"  # it stops after a few epochs
    }
    print("ratios, median (least to most)")
    for name, ratio in summary.items():
        print(f"  {ratio['median']:.3f}  ({ratio['min']:.3f} to {ratio['max']:.3f})  {name}")
    print("test accuracy, mean (least to most) of so many runs")
    for name, values in accuracies.items():
        print(
            f"  {statistics.mean(values):.2%}  ({min(values):.2%} to {max(values):.2%})  {len(values):2}  {name}"
        )

    path = options.out or HERE / "results" / f"mnist-{record['device']['type']}.json"  # type: ignore[index]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(
            {
                "command": " ".join(["python", *sys.argv]),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "device": record["device"],
                "versions": record["versions"],
                "ratios": summary,
                "accuracy": {
                    name: {"mean": statistics.mean(values), "min": min(values), "max": max(values)}
                    for name, values in accuracies.items()
                },
                "runs": results,
            },
            indent=2,
        )
        + "\n"
    )
    print(f"written to {path}")


def _figure(turn: list[Result], figure: str) -> float:
    if figure == "epoch_seconds":
        return statistics.median(seconds for run in turn for seconds in run["epoch_seconds"])
    values: list[float] = [run[figure] for run in turn]  # type: ignore[literal-required]
    return statistics.median(values)


if __name__ == "__main__":
    if sys.argv[1:2] == ["same"]:
        train_same(sys.argv[2:])
    else:
        main()
