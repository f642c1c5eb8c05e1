"""Where to compute."""

import platform
from pathlib import Path

import torch

from tutorial_lib.errors import InputError


def choose(name: str | None) -> torch.device:
    """The named device, or, with None, the accelerator at hand, or the CPU. Raises InputError if it is not there."""
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if name is None:
        return accelerator or torch.device("cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise InputError(
            f"{name!r} is not a device; use one such as cpu, cuda, mps or xpu."
        ) from error
    available = ["cpu"] + ([accelerator.type] if accelerator else [])
    if device.type not in available or (device.index or 0) >= count(device):
        raise InputError(f"The device {name} is not at hand here; at hand: {', '.join(available)}.")
    return device


def count(device: torch.device) -> int:
    """How many devices of that type there are; one for the CPU."""
    return 1 if device.type == "cpu" else torch.accelerator.device_count()


def describe(device: torch.device) -> str:
    """The name its maker gave it, as far as it can be known."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "xpu":
        return torch.xpu.get_device_name(device)
    return _processor() or platform.machine()


def _processor() -> str:
    """Linux tells the processor's name here alone; elsewhere platform knows it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            names = [
                line.partition(":")[2].strip() for line in lines if line.startswith("model name")
            ]
    except OSError:
        names = []
    return names[0] if names else platform.processor()
