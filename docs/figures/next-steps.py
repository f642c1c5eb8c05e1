"""The picture of next-steps.md: three learning-rate schedules, as PyTorch's own schedulers give them.

python docs/figures/next-steps.py    writes next-steps-schedules.svg beside this file
"""

from collections.abc import Callable

import torch
from drawing import (
    BLUE,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    VIOLET,
    both,
    dot,
    path,
    svg,
    write,
    write_cover,
)
from torch import nn
from torch.optim import SGD, Optimizer
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, OneCycleLR, StepLR

STEPS, PEAK = 60, 0.1
LEFT, RIGHT, TOP, BOTTOM = 60, 540, 20, 230
SCHEDULES: tuple[tuple[str, str, Callable[[Optimizer], LRScheduler]], ...] = (
    ("StepLR", BLUE, lambda optimizer: StepLR(optimizer, 20, gamma=0.5)),
    (
        "CosineAnnealingLR",
        ORANGE,
        lambda optimizer: CosineAnnealingLR(optimizer, STEPS - 1),
    ),
    (
        "OneCycleLR",
        GREEN,
        lambda optimizer: OneCycleLR(optimizer, PEAK, total_steps=STEPS),
    ),
)


def rates(make: Callable[[Optimizer], LRScheduler]) -> list[float]:
    """The learning rate at each step."""
    optimizer = SGD([nn.Parameter(torch.zeros(1))], lr=PEAK, momentum=0.9)
    scheduler = make(optimizer)
    history = [float(scheduler.get_last_lr()[0])]
    for _ in range(STEPS - 1):
        optimizer.step()
        scheduler.step()
        history.append(float(scheduler.get_last_lr()[0]))
    return history


def place(step: float, rate: float) -> tuple[float, float]:
    return LEFT + (RIGHT - LEFT) * step / (STEPS - 1), BOTTOM - (BOTTOM - TOP) * rate / PEAK


def draw() -> str:
    parts = []
    for rate in (0, 0.05, 0.1):
        y = place(0, rate)[1]
        parts.append(
            f'<path d="M{LEFT} {y:g} H{RIGHT}" stroke="currentColor" stroke-opacity="0.25"/>'
            f'<text x="{LEFT - 10}" y="{y + 6:g}" text-anchor="end">{rate:g}</text>'
        )
    for step in (0, 20, 40, 59):
        x = place(step, 0)[0]
        parts.append(f'<text x="{x:g}" y="{BOTTOM + 24}" text-anchor="middle">{step}</text>')
    parts.append(both((LEFT + RIGHT) / 2, BOTTOM + 48, "步", "step", MIDDLE))
    for number, (name, color, make) in enumerate(SCHEDULES):
        points = " ".join(
            "{:.1f},{:.1f}".format(*place(step, rate)) for step, rate in enumerate(rates(make))
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="3"'
            ' stroke-linejoin="round"/>'
        )
        x = (LEFT, 190, 400)[number]
        parts.append(
            f'<rect x="{x}" y="{BOTTOM + 68}" width="16" height="16" rx="3" fill="{color}"/>'
            f'<text x="{x + 24}" y="{BOTTOM + 82}">{name}</text>'
        )
    return svg(560, 324, "".join(parts), ' font-size="17"')


def cover() -> str:
    """One way ends; five begin."""
    ends = (
        (214, 14, GREEN),
        (226, 37, BLUE),
        (230, 60, ORANGE),
        (226, 83, VIOLET),
        (214, 106, INK),
    )
    ways = "".join(
        path(f"M92 60C140 60 150 {y} {x - 8} {y}", color, stroke_width=3) + dot((x, y), 6, color)
        for x, y, color in ends
    )
    return path("M12 60h80", INK, stroke_width=3) + ways + dot((92, 60), 7, INK)


if __name__ == "__main__":
    write("next-steps-schedules", draw())
    write_cover("next-steps", cover())
