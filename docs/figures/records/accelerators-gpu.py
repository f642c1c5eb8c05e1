"""Measures on an NVIDIA GPU what accelerators.md says of copying beside computing, and of 16 bits.

python docs/figures/records/accelerators-gpu.py    writes accelerators-gpu.json; needs CUDA
"""

import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torchvision.models import resnet18


def clock(action: Callable[[], object]) -> dict[str, float]:
    """Milliseconds until the call returns and until the GPU is done, medians of nine."""
    returned, done = [], []
    for _ in range(10):
        torch.cuda.synchronize()
        start = time.perf_counter()
        action()
        returned.append(time.perf_counter() - start)
        torch.cuda.synchronize()
        done.append(time.perf_counter() - start)
    return {
        "returned": round(statistics.median(returned[1:]) * 1000, 2),
        "done": round(statistics.median(done[1:]) * 1000, 2),
    }


def copying() -> dict[str, dict[str, float]]:
    """256 MiB to the GPU, and 20 products of 4096×4096 matrices."""
    matrix = torch.randn(4096, 4096, device="cuda")
    plain = torch.randn(64 * 2**20)
    pinned, stream = plain.pin_memory(), torch.cuda.Stream()

    def compute() -> None:
        for _ in range(20):
            matrix @ matrix

    def copy(source: torch.Tensor) -> None:
        source.to("cuda", non_blocking=True)

    def in_its_own_stream() -> None:
        with torch.cuda.stream(stream):
            copy(pinned)
        compute()

    return {
        "copy, plain memory": clock(lambda: copy(plain)),
        "copy, pinned memory": clock(lambda: copy(pinned)),
        "compute": clock(compute),
        "both, one stream": clock(lambda: (compute(), copy(pinned))),
        "both, two streams": clock(in_its_own_stream),
    }


def half_the_bits(dtype: torch.dtype) -> dict[str, float]:
    """A product of 8192×8192 matrices, and a training step of ResNet-18 on 128 images."""
    matrix = torch.randn(8192, 8192, device="cuda", dtype=dtype)
    product = clock(lambda: matrix @ matrix)["done"]
    torch.manual_seed(0)
    model = resnet18(weights=None).to("cuda")
    optimizer = torch.optim.Adam(model.parameters())
    scaler = torch.amp.GradScaler("cuda", enabled=dtype == torch.float16)
    images = torch.randn(128, 3, 224, 224, device="cuda")
    labels = torch.randint(0, 1000, (128,), device="cuda")

    def step() -> None:
        with torch.autocast("cuda", dtype=dtype, enabled=dtype != torch.float32):
            loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    torch.cuda.reset_peak_memory_stats()
    seconds = clock(step)["done"]
    peak = torch.cuda.max_memory_allocated() // 2**20
    return {"product": product, "step": seconds, "peak_mib": peak}


if __name__ == "__main__":
    record: dict[str, Any] = {
        "made_by": "python docs/figures/records/accelerators-gpu.py",
        "device": torch.cuda.get_device_name(),
        "versions": {"python": platform.python_version(), "torch": str(torch.__version__)},
        "milliseconds": copying(),
        "half_the_bits": {
            str(dtype).removeprefix("torch."): half_the_bits(dtype)
            for dtype in (torch.float32, torch.float16, torch.bfloat16)
        },
    }
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
