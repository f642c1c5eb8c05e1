"""The picture of next-steps.md: three learning-rate schedules, as PyTorch's own schedulers give them.

python docs/figures/next-steps.py    writes next-steps-schedules.svg beside this file
"""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn
from torch.optim import SGD, Optimizer
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, OneCycleLR, StepLR

STEPS, PEAK = 60, 0.1
LEFT, RIGHT, TOP, BOTTOM = 60, 540, 20, 230
SCHEDULES: tuple[tuple[str, str, Callable[[Optimizer], LRScheduler]], ...] = (
    ("StepLR", "var(--figure-1, #3b6fd4)", lambda optimizer: StepLR(optimizer, 20, gamma=0.5)),
    (
        "CosineAnnealingLR",
        "var(--figure-2, #d9622b)",
        lambda optimizer: CosineAnnealingLR(optimizer, STEPS - 1),
    ),
    (
        "OneCycleLR",
        "var(--figure-3, #2f8f6b)",
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


def both(x: float, y: float, zh: str, en: str) -> str:
    """Words in each language; a page keeps its own."""
    return "".join(
        f'<text x="{x:g}" y="{y:g}" lang="{language}" text-anchor="middle">{said}</text>'
        for language, said in (("zh", zh), ("en", en))
    )


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
    parts.append(both((LEFT + RIGHT) / 2, BOTTOM + 48, "步", "step"))
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
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 324" font-family="inherit"'
        f' font-size="17" fill="currentColor">{"".join(parts)}</svg>\n'
    )


if __name__ == "__main__":
    Path(__file__).with_name("next-steps-schedules.svg").write_text(draw(), encoding="utf-8")
