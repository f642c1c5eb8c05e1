"""The pictures of schedules.md: five schedules as PyTorch's own schedulers give them, and a range test.

python docs/figures/schedules.py          writes schedules-*.svg, the range test from its record
python docs/figures/schedules.py seeds    trains with ten seeds, each schedule and several rates, and makes the page's
                                          range test; writes records/schedules-seeds.json
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

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
    line,
    path,
    svg,
    text,
    write,
    write_cover,
)
from measuring import made_by, run_sections
from torch import nn

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tutorial_lib.models import SimpleNet  # noqa: E402

RECORD = ROOT / "docs/figures/records/schedules-seeds.json"
SCHEDULES = ("constant", "stairs", "cosine", "warm_up_cosine", "one_cycle")
COLORS = dict(zip(SCHEDULES, (INK, BLUE, ORANGE, VIOLET, GREEN), strict=True))
RATES = {"SGD": (0.03, 0.1, 0.2), "Adam": (0.001, 0.003, 0.01)}
SEEDS = range(10)
PEAK = 0.1


def seeds() -> None:
    """Validation accuracy for each optimizer, peak rate, schedule and seed; the loss of the page's range test."""
    names = run_sections(
        "schedules", ["digits", "range-test", "schedules", "train"], {"SimpleNet": SimpleNet}
    )
    rates, losses = names["range_test"](0.001, 1)
    record: dict[str, Any] = {
        **made_by("python docs/figures/schedules.py seeds"),
        "what": "accuracy on 1000 validation digits, SimpleNet, 4000 digits, 5 epochs of 63 steps, for each seed",
        "range test": {
            "rates": [round(rate, 5) for rate in rates],
            "losses": [round(loss, 3) for loss in losses],
        },
        "accuracy": {},
    }
    optimizers = {
        "SGD": names["make_optimizer"],
        "Adam": lambda model, lr: torch.optim.Adam(model.parameters(), lr=lr),
    }
    for optimizer, peaks in RATES.items():
        names["make_optimizer"] = optimizers[optimizer]
        found = record["accuracy"].setdefault(optimizer, {})
        for rate in peaks:
            found[str(rate)] = {
                name: [
                    round(names["accuracy"](names["train"](names[name], rate, seed)[0]), 3)
                    for seed in SEEDS
                ]
                for name in SCHEDULES
            }
            print(optimizer, rate, found[str(rate)], flush=True)
            RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8", newline="\n")


def schedule_rates() -> dict[str, list[float]]:
    """The learning rate at each of 60 steps, for each of the page's schedules."""
    # The pictures need no digits, which take seconds to read: a loader of 63 batches will do.
    names = run_sections("schedules", ["schedules"], {"loader": range(63)})
    names |= {"STEPS": 60, "WARM": 6}
    found = {}
    for name in SCHEDULES:
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=PEAK, momentum=0.9)
        scheduler = names[name](optimizer)
        found[name] = [float(scheduler.get_last_lr()[0])]
        for _ in range(59):
            optimizer.step()
            scheduler.step()
            found[name].append(float(scheduler.get_last_lr()[0]))
    return found


def rates() -> str:
    """Five small charts of the learning rate over the steps."""
    words = {
        "constant": ("不变", "constant"),
        "stairs": ("阶梯", "stairs"),
        "cosine": ("余弦", "cosine"),
        "warm_up_cosine": ("预热 + 余弦", "warm-up, cosine"),
        "one_cycle": ("一个周期", "one cycle"),
    }
    wide, high, parts = 112, 96, []
    for number, (name, values) in enumerate(schedule_rates().items()):
        left, top = 44 + number * 138, 40
        bottom = top + high
        parts.append(path(f"M{left} {top}V{bottom}H{left + wide}", INK, fill="none", opacity=0.5))
        points = [
            (left + wide * step / 59, bottom - high * value / PEAK)
            for step, value in enumerate(values)
        ]
        parts.append(path(line(points), COLORS[name], fill="none", stroke_width=3))
        parts.append(both(left + wide / 2, 22, *words[name], MIDDLE))
        parts.append(both(left + wide / 2, bottom + 22, "步", "step", MIDDLE + ' opacity="0.8"'))
    parts.append(text(38, 46, "0.1", ' text-anchor="end"'))
    parts.append(text(38, 140, "0", ' text-anchor="end"'))
    return svg(720, 168, "".join(parts), ' font-size="15"')


def range_test() -> str:
    """The loss of each batch over its learning rate, which grows by the same factor each time."""
    found = json.loads(RECORD.read_text(encoding="utf-8"))["range test"]
    left, right, top, bottom, most = 60, 690, 20, 230, 4.0

    def place(rate: float, loss: float) -> tuple[float, float]:
        across = left + (right - left) * (math.log10(rate) + 3) / 3
        return across, bottom - (bottom - top) * min(loss, most) / most

    parts = []
    for loss in range(5):
        y = place(0.1, loss)[1]
        parts.append(path(f"M{left} {y:g}H{right}", INK, opacity=0.2))
        parts.append(text(left - 10, y + 5, str(loss), ' text-anchor="end"'))
    for rate in (0.001, 0.01, 0.1, 1):
        parts.append(text(place(rate, 0)[0], bottom + 24, f"{rate:g}", MIDDLE))
    parts.append(both((left + right) / 2, bottom + 50, "学习率", "learning rate", MIDDLE))
    parts.append(both(left + 8, top + 16, "这一批的损失", "loss of the batch"))
    points = [place(rate, loss) for rate, loss in zip(found["rates"], found["losses"], strict=True)]
    parts.append(path(line(points), BLUE, fill="none", stroke_width=2.5))
    x = place(PEAK, 0)[0]
    parts.append(path(f"M{x:g} {top}V{bottom}", ORANGE, stroke_width=2, stroke_dasharray="5 5"))
    return svg(720, 292, "".join(parts), ' font-size="16"')


def cover() -> str:
    """The one-cycle rate, on it the step where it is highest, and the cosine behind it."""
    found = schedule_rates()

    def curve(name: str) -> list[tuple[float, float]]:
        return [
            (20 + 200 * step / 59, 104 - 86 * rate / PEAK)
            for step, rate in enumerate(found[name])
            if step % 3 == 0 or (name == "stairs" and step in (19, 20, 39, 40))
        ]

    cycle = curve("one_cycle")
    return (
        path("M20 10v94h206", INK, opacity=0.35)
        + path(line(curve("stairs")), BLUE, stroke_width=2, opacity=0.8)
        + path(line(cycle), ORANGE, stroke_width=3.5)
        + dot(min(cycle, key=lambda point: point[1]), 5.5, ORANGE)
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["seeds"]:
        seeds()
    write("schedules-rates", rates())
    write("schedules-range", range_test())
    write_cover("schedules", cover())
