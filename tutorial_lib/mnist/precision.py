"""How exactly a device computes while it trains: as coarsely as training bears, where that is faster."""

import time
from collections.abc import Callable

import torch
from torch import nn

from tutorial_lib.mnist.run import Precision, Settings

TRIALS = 5


def suitable_precision(settings: Settings, device: torch.device) -> Precision:
    """The readable way computes in float32, as the chapter does; the fast way as the device does it fastest."""
    if settings["method"] == "readable":
        return "float32"
    if device.type == "cuda":
        # The MLP's layers are too small to gain by bfloat16.
        return "bfloat16" if settings["model"] == "cnn" else "tensorfloat32"
    if device.type == "cpu":
        return "bfloat16" if bfloat16_is_faster() else "float32"
    return "float32"


def bfloat16_is_faster() -> bool:
    """Whether this CPU gains by bfloat16, tried out on one convolution, forwards and backwards, in a few milliseconds.

    Processors with AVX-512's or AMX's bfloat16 instructions need about half the time; others imitate them and need a
    multiple of it, and so do all under ONEDNN_MAX_CPU_ISA=AVX2. What the processor says of itself does not tell that.
    """
    images = torch.ones(64, 16, 12, 12).to(memory_format=torch.channels_last)
    layer = nn.Conv2d(16, 48, kernel_size=3).to(memory_format=torch.channels_last)

    def trial(dtype: torch.dtype) -> Callable[[], None]:
        def run() -> None:
            with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
                layer(images).sum().backward()

        return run

    exact, coarse = trial(torch.float32), trial(torch.bfloat16)
    # In turns, and the least of each: whatever else the machine does meets both.
    seconds = [(_seconds(exact), _seconds(coarse)) for _ in range(TRIALS)]
    return min(coarse for _, coarse in seconds) < 0.8 * min(exact for exact, _ in seconds)


def _seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
