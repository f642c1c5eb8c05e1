"""What changes while a network is trained, and how it is taken down and taken up again."""

from dataclasses import dataclass

import torch
from torch import nn

from tutorial_lib.mnist.checkpoint import Checkpoint, RandomStates
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.run import DataRecord, Epoch, Settings
from tutorial_lib.models import DIGIT_MODELS

OPTIMIZERS = {"Adam": torch.optim.Adam, "AdamW": torch.optim.AdamW}


@dataclass
class State:
    """The scheduler is None where the learning rate is constant."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scheduler: torch.optim.lr_scheduler.LRScheduler | None
    shuffle: torch.Generator
    epochs: list[Epoch]


def steps_per_epoch(digits: int, batch_size: int) -> int:
    """On the fast way. A last batch that is not full waits for another epoch's order: every step has the same shape."""
    return digits // batch_size


def captures(settings: Settings, device: torch.device, world: World) -> bool:
    """Whether steps are replayed from a CUDA graph. Alone on its GPU only: DDP's communication stays outside graphs."""
    return settings["method"] == "fast" and device.type == "cuda" and world.size == 1


def begin(settings: Settings, train_digits: int, device: torch.device, world: World) -> State:
    """The state before the first epoch."""
    torch.manual_seed(settings["seed"])
    model = DIGIT_MODELS[settings["model"]]().to(device)
    if settings["method"] == "fast":
        model = model.to(memory_format=torch.channels_last)  # convolutions run faster so
    # From here on each rank drops other neurons.
    torch.manual_seed(settings["seed"] + world.rank)
    shuffle = torch.Generator().manual_seed(settings["seed"])
    captured = captures(settings, device, world)
    optimizer = OPTIMIZERS[settings["optimizer"]](
        model.parameters(),
        # A captured step reads the rate from the device's memory; as a number it would stay what it was.
        lr=torch.tensor(settings["learning_rate"], device=device)
        if captured
        else settings["learning_rate"],
        weight_decay=settings["weight_decay"],
        fused=True if settings["method"] == "fast" else None,
        capturable=captured,
    )
    scheduler = None
    if settings["schedule"] == "one-cycle":
        scheduler = torch.optim.lr_scheduler.OneCycleLR(
            optimizer,
            max_lr=settings["learning_rate"],
            total_steps=settings["epochs"] * steps_per_epoch(train_digits, settings["batch_size"]),
            cycle_momentum=False,
        )
    return State(model, optimizer, scheduler, shuffle, [])


def take_down(
    state: State, settings: Settings, data: DataRecord, device: torch.device, world: World
) -> Checkpoint:
    """The checkpoint of this state. Every rank must take part, for each has a random state of its own."""
    own = {"cpu": torch.get_rng_state()}
    if device.type != "cpu":
        own[device.type] = torch.get_device_module(device).get_rng_state()
    everyone = world.gather(own)
    random: RandomStates = {
        "shuffle": state.shuffle.get_state(),
        "ranks": {kind: [states[kind] for states in everyone] for kind in own},
    }
    return {
        "settings": settings,
        "data": data,
        "epochs": state.epochs,
        "model": state.model.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "scheduler": state.scheduler.state_dict() if state.scheduler else None,
        "random": random,
        "threads": torch.get_num_threads(),
    }


def take_up(state: State, checkpoint: Checkpoint, device: torch.device, world: World) -> None:
    """Put `state` where the checkpoint's was. The device and the number of ranks may be others than before."""
    state.model.load_state_dict(checkpoint["model"])
    _take_up_optimizer(state.optimizer, checkpoint["optimizer"])
    if state.scheduler and checkpoint["scheduler"]:
        state.scheduler.load_state_dict(checkpoint["scheduler"])
    state.epochs = list(checkpoint["epochs"])
    state.shuffle.set_state(checkpoint["random"]["shuffle"])
    # Ranks that did not take part before have no state to go on with: their chance begins anew.
    torch.manual_seed(checkpoint["settings"]["seed"] + 1000 * len(state.epochs) + world.rank)
    for kind, states in checkpoint["random"]["ranks"].items():
        if len(states) != world.size:
            continue
        if kind == "cpu":
            torch.set_rng_state(states[world.rank])
        elif kind == device.type:
            torch.get_device_module(device).set_rng_state(states[world.rank])


def _take_up_optimizer(optimizer: torch.optim.Optimizer, saved: dict[str, object]) -> None:
    """Load the moments and the rate; how this device computes (fused, captured) stays as it is."""
    own = [
        {key: group[key] for key in ("fused", "capturable", "foreach")} | {"lr": group["lr"]}
        for group in optimizer.param_groups
    ]
    groups = [dict(group) for group in saved["param_groups"]]  # type: ignore[attr-defined]
    rates = [float(group["lr"]) for group in groups]
    for group, mine in zip(groups, own, strict=True):
        group.update(mine)
    optimizer.load_state_dict({**saved, "param_groups": groups})
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate
