"""The same training on several devices or machines, started by torchrun.

Two processes on one machine, each with its share of every batch:

    torchrun --standalone --nproc-per-node 2 -m tutorial_lib train --out RUN

`--nproc-per-node gpu` takes one process for each GPU. The processes average their gradients after every batch
(DistributedDataParallel; over gloo on CPUs, NCCL on CUDA), so all hold the same weights. Rank 0 prints and writes.

More machines: start the same command on each. One of them, here 10.0.0.1, is the rendezvous where they meet:

    torchrun --nnodes 2 --nproc-per-node gpu --rdzv-backend c10d --rdzv-endpoint 10.0.0.1:29400 --rdzv-id digits \\
        -m tutorial_lib train --out RUN --resume

When a process dies, torchrun ends the others. With `--max-restarts 3` it starts them all again, and with `--resume`
they go on after the last whole epoch; `--nnodes 1:4` lets machines leave and join between such restarts. Each machine
needs the digits; RUN need only be on the machine of rank 0, and on a disk that all see if rank 0 may move.
Source: https://docs.pytorch.org/docs/stable/elastic/run.html
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from tutorial_lib.errors import InputError

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """The processes that train together, as one of them sees it; alone without torchrun."""

    rank: int = 0
    local_rank: int = 0  # among the processes on this machine
    size: int = 1

    @property
    def is_main(self) -> bool:
        return self.rank == 0

    def gather(self, value: T) -> list[T]:
        """Every rank's value, in the order of ranks, on every rank."""
        if self.size == 1:
            return [value]
        values: list[T | None] = [None] * self.size
        dist.all_gather_object(values, value)
        return values  # type: ignore[return-value]

    def mean(self, values: tuple[float, float]) -> tuple[float, float]:
        """The ranks' means, value by value."""
        first, second = zip(*self.gather(values), strict=True)
        return sum(first) / self.size, sum(second) / self.size

    def together(self, act: Callable[[], T], *, on: bool) -> list[T | None]:
        """Let the ranks with `on` act; return every rank's result, None of those that did not.

        An InputError of one is raised on all, so that none waits for a rank that has given up.
        """
        result: T | None = None
        refusal: str | None = None
        if on:
            try:
                result = act()
            except InputError as error:
                refusal = str(error)
        outcomes = self.gather((result, refusal))
        for _, said in outcomes:
            if said is not None:
                raise InputError(said)
        return [value for value, _ in outcomes]

    def share_buffers(self, model: nn.Module) -> None:
        """Give every rank BatchNorm's running means of rank 0; each took them over its own share of the batches."""
        if self.size > 1:
            for buffer in model.buffers():
                dist.broadcast(buffer, src=0)

    def wrap(self, model: nn.Module) -> nn.Module:
        """The model, its gradients averaged over all ranks."""
        return model if self.size == 1 else DistributedDataParallel(model)


@contextmanager
def join(device: torch.device) -> Iterator[tuple[World, torch.device]]:
    """Join the processes that torchrun started, if it did; yields the world and this process's own device."""
    if not dist.is_torchelastic_launched():
        yield World(), device
        return
    try:
        world = World(*(int(os.environ[name]) for name in ("RANK", "LOCAL_RANK", "WORLD_SIZE")))
    except (KeyError, ValueError) as error:
        raise InputError(
            "torchrun sets RANK, LOCAL_RANK and WORLD_SIZE to numbers, and here they are not; "
            "start with torchrun, or remove TORCHELASTIC_RUN_ID from the environment."
        ) from error
    if device.type not in ("cpu", "cuda"):
        raise InputError(
            f"torchrun trains on CPUs and CUDA GPUs, not on {device.type}; add --device cpu."
        )
    if device.type == "cuda":
        if world.local_rank >= torch.cuda.device_count():
            raise InputError(
                f"torchrun started more processes than the {torch.cuda.device_count()} GPUs here; "
                "use --nproc-per-node gpu."
            )
        device = torch.device("cuda", world.local_rank)
        torch.cuda.set_device(device)
    dist.init_process_group("cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo")
    try:
        yield world, device
    except RuntimeError as error:
        # gloo tells of a lost rank with a plain RuntimeError that names gloo.
        if isinstance(error, dist.DistError) or "gloo" in str(error):
            raise InputError(
                "Another process of this run is gone; what was trained up to the last whole epoch is kept, "
                "so start the same command again with --resume."
            ) from error
        raise
    # Only after success: when another rank is lost, this would wait for it.
    dist.destroy_process_group()
