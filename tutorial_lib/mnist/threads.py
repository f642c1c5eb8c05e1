"""How many threads compute on the CPU.

torch takes as many as there are cores. Beside another program that keeps one of them busy that is the slowest choice:
every operation waits for the thread that shares its core, and a small network's step has a hundred operations. What
else the machine does is not known, so it is tried out. How the threads wait is set where the package is imported.
"""

import copy
import os
import time

import torch
from torch import nn

ROUNDS = 3
# Fewer threads must save that much: else the same seed would now and then compute in another order.
GAIN = 0.8


def choose_threads(
    model: nn.Module, batch_size: int, autocast: bool, before: int | None = None
) -> None:
    """Let torch use as many threads as are fastest now for a step of this model; nothing else changes.

    OMP_NUM_THREADS decides where it is set. A run that goes on takes as many as `before`, so that it computes the same.
    """
    most = torch.get_num_threads()
    if most == 1 or "OMP_NUM_THREADS" in os.environ:
        return
    if before:
        torch.set_num_threads(min(before, most))
        return
    choices = [most]
    while choices[-1] > 1:
        choices.append(choices[-1] // 2)
    images = torch.zeros(batch_size, 1, 28, 28)
    seconds = dict.fromkeys(choices, 0.0)
    with torch.random.fork_rng(devices=[]):
        tried = copy.deepcopy(model)
        for number in range(1 + ROUNDS):
            for threads in choices:
                torch.set_num_threads(threads)
                start = time.perf_counter()
                with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
                    outputs = tried(images)
                outputs.sum().backward()
                if number:  # in the first round memory is taken and kernels are made
                    seconds[threads] += time.perf_counter() - start
    fastest = min(choices, key=lambda threads: seconds[threads])
    torch.set_num_threads(fastest if seconds[fastest] < GAIN * seconds[most] else most)
