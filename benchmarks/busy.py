"""How long training takes while another process keeps one core busy, and how long when none does, in turns.

    python benchmarks/busy.py --data data --rounds 3 --before DIRECTORY     DIRECTORY: an earlier checkout, to compare

Each of `train` and `train --model cnn --epochs 1` runs quiet and beside `while True: pass`; the earlier checkout too,
but no longer than --patience seconds. OMP_NUM_THREADS is not set, as on a reader's machine. Writes
benchmarks/results/busy.json: all seconds, from the start of Python to its end, and the ratios of each round.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from tutorial_lib.mnist import devices
from tutorial_lib.mnist.run import versions

ROOT = Path(__file__).parents[1]


def seconds(
    checkout: Path, data: Path, model: str, busy: bool, patience: float
) -> tuple[float, int | None]:
    """Of one run, and the threads that it chose; at most `patience`, and no threads, if it was given up."""
    environment = {key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"}
    environment["PYTHONPATH"] = str(checkout)
    beside = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if busy else nullcontext()
    with tempfile.TemporaryDirectory() as out, beside:
        start = time.perf_counter()
        try:
            subprocess.run(
                [
                    *(sys.executable, "-m", "tutorial_lib", "train", "--model", model),
                    *(
                        "--data",
                        str(data),
                        "--out",
                        out,
                        "--epochs",
                        "6" if model == "mlp" else "1",
                    ),
                    *("--device", "cpu"),
                ],
                cwd=checkout,
                env=environment,
                check=True,
                capture_output=True,
                timeout=patience,
            )
            record = json.loads((Path(out) / "metrics.json").read_text())
            return record["train_seconds"], record["device"]["threads"]
        except subprocess.TimeoutExpired:
            return time.perf_counter() - start, None
        finally:
            if isinstance(beside, subprocess.Popen):
                beside.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--patience", type=float, default=150)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/busy.json")
    options = parser.parse_args()
    checkouts = {"ours": ROOT} | ({"before": options.before.resolve()} if options.before else {})
    rounds = []
    for number in range(options.rounds):
        found: dict[str, float] = {}
        for model in ("mlp", "cnn"):
            for name, checkout in checkouts.items():
                for busy in (False, True):
                    key = f"{name}, {model}, {'busy' if busy else 'quiet'}"
                    found[key], threads = seconds(
                        checkout, options.data.resolve(), model, busy, options.patience
                    )
                    print(
                        f"round {number + 1}  {found[key]:7.2f} s  {threads} threads  {key}",
                        flush=True,
                    )
        rounds.append(found)
    ratios = {
        f"{name}, {model}: busy / quiet": statistics.median(
            turn[f"{name}, {model}, busy"] / turn[f"{name}, {model}, quiet"] for turn in rounds
        )
        for name in checkouts
        for model in ("mlp", "cnn")
    }
    for name, ratio in ratios.items():
        print(f"{ratio:.2f}  {name}")
    options.out.write_text(
        json.dumps(
            {
                "command": " ".join(["python", *sys.argv]),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "device": devices.describe(devices.choose("cpu")),
                "cores": os.cpu_count(),
                "versions": versions(),
                "ratios": ratios,
                "rounds": rounds,
                "medians": {
                    key: statistics.median(turn[key] for turn in rounds) for key in rounds[0]
                },
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
