"""How exactly a device computes while it trains: as coarsely as training bears, where that is faster."""

import time
from collections.abc import Callable

import torch
from torch import nn

from tutorial_lib.mnist.run import Precision, Settings

TRIALS = 10


def suitable_precision(settings: Settings, device: torch.device) -> Precision:
    """The readable way computes in float32, as the chapter does; the fast way as the device does it fastest."""
    if settings["method"] == "readable":
        return "float32"
    if device.type == "cuda":
        # Networks as small as ours gain nothing by bfloat16: turning numbers into it takes longer than it saves.
        return "tensorfloat32"
    if device.type == "cpu":
        return "bfloat16" if bfloat16_is_faster() else "float32"
    return "float32"


def bfloat16_is_faster() -> bool:
    """Whether this CPU gains by bfloat16, tried out on one convolution, forwards and backwards, in a few milliseconds.

    Processors with AVX-512's or AMX's bfloat16 instructions need about half the time; others imitate them and need a
    multiple of it, and so do all under ONEDNN_MAX_CPU_ISA=AVX2. What the processor says of itself does not tell that.
    """
    images = torch.ones(64, 16, 12, 12).to(memory_format=torch.channels_last)
    weight = torch.ones(48, 16, 3, 3).to(memory_format=torch.channels_last).requires_grad_()

    def trial(dtype: torch.dtype) -> Callable[[], None]:
        def run() -> None:
            with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
                nn.functional.conv2d(images, weight).sum().backward()

        return run

    exact, coarse = trial(torch.float32), trial(torch.bfloat16)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # what is counted below is the time of this thread alone
    seconds = [(_seconds(exact), _seconds(coarse)) for _ in range(TRIALS)]
    torch.set_num_threads(threads)
    return min(coarse for _, coarse in seconds) < min(exact for exact, _ in seconds)


def _seconds(run: Callable[[], None]) -> float:
    """Of the processor's own time: what else the machine does meanwhile does not count."""
    start = time.thread_time()
    run()
    return time.thread_time() - start
