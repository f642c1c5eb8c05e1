"""What each step from the chapter's loop to the fast way saves, for the CNN on one thread of a CPU.

    OMP_NUM_THREADS=1 python benchmarks/steps.py --data data --rounds 3

Each line keeps what the lines before it changed. The time is the processor's own, so other programs hardly matter: that
of so many training steps, told for an epoch. The lines take turns; the median of the rounds counts. What each step of
the recipe does for the accuracy is in benchmarks/results/search.json. Writes benchmarks/results/steps-cpu.json.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader

from tutorial_lib.mnist import data, devices, recipes, state
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.fast import FastLoop
from tutorial_lib.mnist.run import Precision, Settings, versions
from tutorial_lib.mnist.training import DigitDataset, train_one_epoch
from tutorial_lib.models import SmallCNN

CPU = torch.device("cpu")
EACH = 6400  # digits that a round trains on


def chapter(digits: Digits) -> Callable[[], None]:
    """The loop of the training chapter, image by image."""
    model = SmallCNN()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    dataset = DigitDataset(digits.train_images[:EACH], digits.train_labels[:EACH])
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    return lambda: (train_one_epoch(model, loader, nn.CrossEntropyLoss(), optimizer, CPU), None)[1]


def fast(
    digits: Digits, batch_size: int, layout: torch.memory_format, precision: Precision, shift: int
) -> Callable[[], None]:
    """The fast way on so many digits, without what the later lines change."""
    settings: Settings = {
        **recipes.recipe("cnn", "fast", digits.name, 100, 0),
        "batch_size": batch_size,
        "shift": shift,
    }
    begun = state.begin(settings, EACH, CPU, World())
    begun.model.to(memory_format=layout)
    split = torch.arange(EACH), torch.arange(EACH, EACH + 100)
    loop = FastLoop(begun, settings, digits, split, CPU, World(), precision)
    return lambda: (loop.train(1), None)[1]


def lines(digits: Digits) -> Iterator[tuple[str, Callable[[], None]]]:
    plain, last = torch.contiguous_format, torch.channels_last
    yield "chapter", chapter(digits)
    yield "one tensor", fast(digits, 64, plain, "float32", 0)
    yield "channels last", fast(digits, 64, last, "float32", 0)
    yield "bfloat16", fast(digits, 64, last, "bfloat16", 0)
    yield "batches of 256", fast(digits, 256, last, "bfloat16", 0)
    yield "moved digits", fast(digits, 256, last, "bfloat16", 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(1)
    digits = data.read(options.data)
    epoch = len(data.split(digits, 0)[0])
    contenders = dict(lines(digits))
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(1 + options.rounds):
        for name, run in contenders.items():
            start = time.process_time()
            run()
            if number:  # in the first round kernels are made
                seconds[name].append((time.process_time() - start) * epoch / EACH)
                print(f"round {number}  {seconds[name][-1]:6.2f} s an epoch  {name}", flush=True)
    (Path(__file__).parent / "results" / "steps-cpu.json").write_text(
        json.dumps(
            {
                "command": " ".join(["OMP_NUM_THREADS=1", "python", *sys.argv]),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "device": devices.describe(CPU),
                "versions": versions(),
                "epoch": epoch,
                "median": {name: statistics.median(values) for name, values in seconds.items()},
                "seconds": seconds,
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
