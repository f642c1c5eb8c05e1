"""How fast the MNIST project trains, beside the script that it grew from and the recipes that people know.

    python benchmarks/mnist.py --data data --rounds 3

The contenders run in turns, each in a process of its own, so that whatever else the machine does meets all of them:

    script              benchmarks/seed_mnist.py, ten epochs
    pytorch             benchmarks/pytorch_mnist.py, fourteen epochs
    train_mnist_fast    benchmarks/train_mnist_fast.py, one epoch
    readable            python -m tutorial_lib train --readable, ten epochs
    same                the fast way with the script's own recipe: batches of 64, Adam, a constant rate
    mlp                 python -m tutorial_lib train
    cnn                 python -m tutorial_lib train --model cnn
    one-epoch           python -m tutorial_lib train --model cnn --epochs 1
    before              the same as cnn, by another checkout of this project: --before DIRECTORY

Of contenders whose epochs are all alike only the first few run, unless --whole, and their time is multiplied; of
`pytorch` it is a tenth of an epoch. The time of our runs is that of their epochs, as `train` records it; that of the
scripts is taken from outside, by the lines that they print. Prints ratios to the script's whole time in the same round,
their median and their spread, and writes all figures as JSON; with --add, rounds are added to those of an earlier call.
On a machine with a GPU all of them use it, unless --device cpu. Needs the whole MNIST in torchvision's layout.
How well the recipes read, many seeds tell: benchmarks/seeds.py.
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
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

HERE = Path(__file__).parent
Runner = Callable[[int], "tuple[Result, dict[str, Any] | None]"]
EPOCH_LINE = re.compile(r"Epoch +(\d+)/\d+ .*Test Loss: [\d.]+, Acc: ([\d.]+)%")


class Result(TypedDict):
    """One run of one contender."""

    epoch_seconds: list[float]  # as many as ran, with what the program does after each of them
    train_seconds: float  # all epochs of the recipe
    accuracy: float | None  # on the test set, if the recipe ran to its end
    process_seconds: float  # from the start of Python to its end: imports, data, everything


def run_script(
    work: Path, environment: dict[str, str], name: str, epochs: int, run: int, *arguments: str
) -> Result:
    """Run the first epochs of a script in a directory where it finds ./data, and end it."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-u", str(HERE / name), *arguments],
        cwd=work,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    times, accuracy = [], None
    for line in process.stdout:
        match = EPOCH_LINE.match(line)
        if match or line.startswith("Training begins"):
            times.append(time.perf_counter())
        if match and int(match[1]) == epochs:
            accuracy = float(match[2]) / 100
        if match and int(match[1]) == run:
            break
    if run == epochs and process.wait():
        raise SystemExit(f"{name} did not run to its end.")
    process.kill()
    process.wait()
    seconds = [later - earlier for earlier, later in itertools.pairwise(times)]
    return {
        "epoch_seconds": seconds,
        "train_seconds": statistics.mean(seconds) * epochs,
        "accuracy": accuracy,
        "process_seconds": time.perf_counter() - start,
    }


def run_ours(
    work: Path, environment: dict[str, str], epochs: int | None, *arguments: str
) -> tuple[Result, dict[str, Any]]:
    """Run the command line; returns the result and the run's own record. With `epochs`, a run that began many."""
    with tempfile.TemporaryDirectory(dir=work) as out:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *arguments, *("--data", str(work / "data"), "--out", out)],
            cwd=environment["PYTHONPATH"],
            env=environment,
            capture_output=True,
            text=True,
        )
        process_seconds = time.perf_counter() - start
        if done.returncode:
            raise SystemExit(done.stderr)
        record = json.loads((Path(out) / "metrics.json").read_text())
    if record["data"]["name"] != "mnist":
        raise SystemExit(
            "These figures mean the whole MNIST; `python -m tutorial_lib data` fetches it."
        )
    seconds = [epoch["seconds"] for epoch in record["epochs"]]
    result: Result = {
        "epoch_seconds": seconds,
        "train_seconds": statistics.mean(seconds) * (epochs or len(seconds)),
        "accuracy": record["test_accuracy"] if epochs in (None, len(seconds)) else None,
        "process_seconds": process_seconds,
    }
    return result, record


def train_same(arguments: list[str]) -> None:
    """In a process of its own: the fast way with the script's recipe, which the command line does not offer."""
    import torch

    from tutorial_lib.mnist import data, devices, fit, recipes

    parser = argparse.ArgumentParser()
    for name in ("--data", "--out"):
        parser.add_argument(name, type=Path)
    for name in ("--seed", "--epochs"):
        parser.add_argument(name, type=int)
    parser.add_argument("--device")
    options = parser.parse_args(arguments)
    readable = recipes.recipe("mlp", "readable", "mnist", options.epochs, options.seed)
    device: torch.device = devices.choose(options.device)
    fit.fit({**readable, "method": "fast"}, data.read(options.data), options.out, device)


def spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--only", nargs="+", help="contenders, in that order; the script has to be one"
    )
    parser.add_argument("--before", type=Path, help="another checkout, whose CNN runs too")
    parser.add_argument("--whole", action="store_true", help="run every recipe to its end")
    parser.add_argument("--add", action="store_true", help="to the rounds in the record")
    parser.add_argument("--device", choices=["cpu"], help="leave the GPU alone")
    parser.add_argument("--out", type=Path, help="the record; by default in benchmarks/results")
    options = parser.parse_args()

    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    device = []
    if options.device == "cpu":
        environment["CUDA_VISIBLE_DEVICES"] = ""
        device = ["--device", "cpu"]
    whole = options.whole

    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        unpack(options.data, work / "data")

        def script(name: str, epochs: int, run: int, *arguments: str) -> Runner:
            return lambda seed: (
                run_script(work, environment, name, epochs, run, *arguments),
                None,
            )

        def ours(
            *arguments: str, epochs: int | None = None, checkout: Path = HERE.parent
        ) -> Runner:
            own = {**environment, "PYTHONPATH": str(checkout)}
            return lambda seed: run_ours(
                work, own, epochs, *arguments, *device, "--seed", str(seed)
            )

        train = ("-m", "tutorial_lib", "train")
        cnn = (*train, "--model", "cnn")
        few = () if whole else ("--epochs", "2")
        runners: dict[str, Runner] = {
            "script": script("seed_mnist.py", 10, 10 if whole else 3),
            "pytorch": script("pytorch_mnist.py", 14, 14)
            if whole
            else script("pytorch_mnist.py", 14 * 10, 1, "--part", "0.1"),
            "train_mnist_fast": script("train_mnist_fast.py", 1, 1),
            "readable": ours(*train, "--readable", *few, epochs=10),
            "same": ours(str(HERE / "mnist.py"), "same", "--epochs", "2", epochs=10),
            "mlp": ours(*train),
            "cnn": ours(*cnn),
            "one-epoch": ours(*cnn, "--epochs", "1"),
        }
        if options.before:
            runners["before"] = ours(*cnn, *few, epochs=7, checkout=options.before.resolve())
        runners = {name: runners[name] for name in options.only or runners}

        results: dict[str, list[Result]] = {}
        record: dict[str, Any] = {}
        kept = json.loads(options.out.read_text()) if options.add and options.out.exists() else None
        if kept:
            results, record = kept["runs"], {key: kept[key] for key in ("devices", "versions")}
        before = len(results.get("script", []))
        for number in range(before, before + options.rounds):
            print(f"round {number + 1}", flush=True)
            for name, runner in runners.items():
                result, found = runner(number)
                results.setdefault(name, []).append(result)
                if found:
                    record.setdefault("devices", {})[name] = found["device"]
                    record["versions"] = found["versions"]
                print(f"  {name:16} {result['train_seconds']:8.2f} s", flush=True)

    ratios = {
        name: spread(
            [
                own["train_seconds"] / script["train_seconds"]
                for own, script in zip(turns, results["script"], strict=True)
            ]
        )
        for name, turns in results.items()
    }
    print("time of the whole recipe / the script's, median (least to most)")
    for name, ratio in ratios.items():
        print(f"  {ratio['median']:.4f}  ({ratio['min']:.4f} to {ratio['max']:.4f})  {name}")
    path = options.out or HERE / "results" / f"mnist-{record['devices']['mlp']['type']}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(
            {
                "command": " ".join(["python", *sys.argv]),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                **record,
                "ratios": ratios,
                "runs": results,
            },
            indent=2,
        )
        + "\n"
    )
    print(f"written to {path}")


def unpack(data: Path, into: Path) -> None:
    """Copy MNIST's files, unpacked: of a packed one torchvision asks that it be the very one it would download."""
    raw = into / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for path in (data / "MNIST" / "raw").iterdir():
        open_ = gzip.open if path.suffix == ".gz" else open
        with open_(path, "rb") as file:
            (raw / path.name.removesuffix(".gz")).write_bytes(file.read())


if __name__ == "__main__":
    if sys.argv[1:2] == ["same"]:
        train_same(sys.argv[2:])
    else:
        main()
