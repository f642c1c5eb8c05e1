"""What changes while a network is trained, and how it is saved and loaded again."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from tutorial_lib.mnist.checkpoint import Checkpoint, RandomStates, unfit
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.run import DIGIT_MODELS, DataRecord, Epoch, Settings
from tutorial_lib.mnist.schema import same_form
from tutorial_lib.mnist.tensors import is_plain

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


def uses_cuda_graph(settings: Settings, device: torch.device, world: World) -> bool:
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
    captured = uses_cuda_graph(settings, device, world)
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


def state_dict(
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


def load_state_dict(
    state: State, checkpoint: Checkpoint, path: Path, device: torch.device, world: World
) -> None:
    """Put `state` where the checkpoint's was. The device and the number of ranks may be others than before.

    `path` names the checkpoint in the InputError that is raised if a part of it does not fit.
    """
    if fault := _misfit(state, checkpoint):
        raise unfit(path, fault)
    state.model.load_state_dict(checkpoint["model"])
    _load_optimizer(state.optimizer, checkpoint["optimizer"])
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


def _misfit(state: State, checkpoint: Checkpoint) -> str | None:
    """The first part of the checkpoint that cannot be of a training like this one; None if all parts can."""
    if not same_form(checkpoint["model"], state.model.state_dict()):
        return "model"
    if not _fits_optimizer(
        checkpoint["optimizer"], state.optimizer, begun=checkpoint["epochs"] != []
    ):
        return "optimizer"
    own, saved = state.scheduler, checkpoint["scheduler"]
    if (own is None) != (saved is None) or (
        own is not None and saved is not None and not _has_numbers_of(saved, own.state_dict())
    ):
        return "scheduler"
    random = checkpoint["random"]
    if not same_form(random["shuffle"], state.shuffle.get_state()) or not all(
        same_form(one, torch.get_rng_state()) for one in random["ranks"].get("cpu", [None])
    ):
        return "random"
    return None


def _fits_optimizer(
    saved: dict[str, object], optimizer: torch.optim.Optimizer, *, begun: bool
) -> bool:
    groups, moments = saved.get("param_groups"), saved.get("state")
    own = optimizer.state_dict()["param_groups"]
    if not isinstance(groups, list) or len(groups) != len(own) or not isinstance(moments, dict):
        return False
    if not all(
        isinstance(group, dict)
        and group.get("params") == mine["params"]
        and _has_numbers_of(group, mine)
        for group, mine in zip(groups, own, strict=True)
    ):
        return False
    if not moments:
        return not begun
    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    names = _moments_of(type(optimizer))
    return moments.keys() == set(range(len(weights))) and all(
        isinstance(moments[number], dict)
        and moments[number].keys() == names
        and all(
            is_plain(value) and value.shape in (weight.shape, torch.Size())
            for value in moments[number].values()
        )
        for number, weight in enumerate(weights)
    )


def _moments_of(kind: type[torch.optim.Optimizer]) -> set[str]:
    """What such an optimizer remembers of each weight after a step."""
    weight = nn.Parameter(torch.zeros(1))
    weight.grad = torch.zeros(1)
    optimizer = kind([weight])  # type: ignore[call-arg]
    optimizer.step()
    return set(optimizer.state[weight])


def _has_numbers_of(saved: dict[str, object], own: dict[str, object]) -> bool:
    """Whether each number of `own`, alone or in a list, has one in `saved`; what else there is differs by release."""
    return all(
        _numbers(saved.get(name)) == count
        for name, value in own.items()
        if (count := _numbers(value)) is not None
    )


def _numbers(value: object) -> int | None:
    """How many numbers a list holds, -1 for a number alone; ``None`` for anything else."""
    if isinstance(value, list | tuple):
        return len(value) if all(map(_is_number, value)) else None
    return -1 if _is_number(value) else None


def _is_number(value: object) -> bool:
    if isinstance(value, torch.Tensor):
        return is_plain(value) and value.numel() == 1
    return isinstance(value, int | float) and not isinstance(value, bool)


def _load_optimizer(optimizer: torch.optim.Optimizer, saved: dict[str, object]) -> None:
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
