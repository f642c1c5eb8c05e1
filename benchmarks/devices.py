"""What differs between a CPU and a GPU: the numbers of one seed, and the time of matrix products of several sizes.

python benchmarks/devices.py > benchmarks/results/devices-cuda.json
"""

import json
import statistics
import time
from datetime import UTC, datetime

import torch

SIZES = (16, 64, 512, 2048, 4096)
ROUNDS = 7


def random_numbers(device: str) -> dict[str, list[float]]:
    """The first three numbers after `manual_seed(0)`."""
    torch.manual_seed(0)
    uniform = torch.rand(3, device=device).tolist()
    torch.manual_seed(0)
    return {"rand": uniform, "randn": torch.randn(3, device=device).tolist()}


def seconds(matrix: torch.Tensor) -> float:
    """The median time of `matrix @ matrix`, after one that does not count."""
    times = []
    for _ in range(ROUNDS + 1):
        torch.cuda.synchronize()
        start = time.perf_counter()
        matrix @ matrix
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


if __name__ == "__main__":
    record = {
        "command": "python benchmarks/devices.py",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "gpu": torch.cuda.get_device_name(),
        "threads": torch.get_num_threads(),
        "versions": {"torch": torch.__version__},
        "seed 0": {device: random_numbers(device) for device in ("cpu", "cuda")},
        "seconds of matrix @ matrix": {
            str(size): {
                device: seconds(torch.rand(size, size).to(device)) for device in ("cpu", "cuda")
            }
            for size in SIZES
        },
    }
    print(json.dumps(record, indent=1))
