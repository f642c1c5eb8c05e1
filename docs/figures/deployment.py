"""Draws the pictures of `deployment.md`, and repeats its experiment.

python docs/figures/deployment.py          writes deployment-*.svg and the cover beside this file
python docs/figures/deployment.py seeds    first trains ten times, and writes records/deployment-seeds.json
"""

import json
import runpy
import sys
import tempfile
from contextlib import chdir
from typing import Any
from unittest.mock import patch

from drawing import (
    BLUE,
    CODE,
    FIGURES,
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
from measuring import made_by

RECORD = FIGURES / "records" / "deployment-seeds.json"
ROW = (0.502, -0.204, 0.031, 1.27, -0.86, 0.345, -0.071, 0.938)
LOOK = ' font-size="15"'


def train_ten_times() -> dict[str, Any]:
    """What the page prints as shares, for ten seeds of its data and training."""
    import torch

    root = FIGURES.parents[1]
    sys.path.insert(0, str(root))
    manual_seed, runs = torch.manual_seed, []
    for seed in range(10):
        with (
            tempfile.TemporaryDirectory() as folder,
            chdir(folder),
            patch.object(torch, "manual_seed", lambda _, seed=seed: manual_seed(seed)),
        ):
            page = runpy.run_path(str(root / "snippets/deployment.py"))
        run = {
            "seed": seed,
            "float": round(float(page["float_accuracy"]), 4),
            "int8": round(float(page["int8_accuracy"]), 4),
            "changed": int(page["changed"]),
        }
        runs.append(run | {name: round(right, 4) for name, right in page["read_right"].items()})
    return {
        **made_by("python docs/figures/deployment.py seeds"),
        "digits": 1000,
        "runs": runs,
    }


def quantization() -> str:
    """A row of weights, and the nearest of the seven numbers that three bits can say."""
    largest, left, right, top, step = 3, 70, 470, 46, 28
    scale = max(map(abs, ROW)) / largest
    bottom = top + len(ROW) * step

    def x(value: float) -> float:
        return (left + right) / 2 + value / 1.27 * (right - left) / 2

    stops = "".join(
        f"M{x(number * scale):.1f} {top - 6}V{bottom}" for number in range(-largest, largest + 1)
    )
    parts = [f'<path d="{stops}" stroke="currentColor" stroke-opacity="0.3"/>']
    for place, weight in enumerate(ROW):
        whole, y = round(weight / scale), top + (place + 0.5) * step
        kept = x(whole * scale)
        parts.append(
            f'<path d="M{x(weight):.1f} {y}L{kept:.1f} {y}" stroke="{ORANGE}" stroke-width="2.5"/>'
            f'<circle cx="{x(weight):.1f}" cy="{y}" r="5.5" fill="{BLUE}"/>'
            f'<rect x="{kept - 4.5:.1f}" y="{y - 4.5}" width="9" height="9" fill="none" '
            f'stroke="{ORANGE}" stroke-width="2.5"/>'
        )
        parts.append(
            text(58, y + 5, f"{weight:.3f}".replace("-", "−"), f' text-anchor="end"{CODE}')
        )
        parts.append(text(512, y + 5, f"{whole}".replace("-", "−"), f"{MIDDLE}{CODE}"))
    for number in range(-largest, largest + 1):
        parts.append(
            text(x(number * scale), bottom + 22, f"{number}".replace("-", "−"), MIDDLE + CODE)
        )
    parts.append(both(58, 24, "权重", "weight", ' text-anchor="end" font-weight="700"'))
    parts.append(both(512, 24, "整数", "whole", f'{MIDDLE} font-weight="700"'))
    return svg(560, bottom + 36, "".join(parts), LOOK)


def cover() -> str:
    """A wave, and the stairs that three bits make of it."""
    import math

    wave = [(12 + 2 * place, 60 - 42 * math.sin(place / 17.2)) for place in range(109)]
    kept = [(x, 60 - round((60 - y) / 14) * 14) for x, y in wave]
    levels = "".join(f"M12 {60 + 14 * level}h216" for level in range(-3, 4))
    stairs = []
    for place, point in enumerate(kept):
        if place and kept[place - 1][1] != point[1]:
            stairs.append((point[0], kept[place - 1][1]))
        if not place or place == len(kept) - 1 or kept[place - 1][1] != point[1]:
            stairs.append(point)
    return (
        path(levels, INK, opacity=0.25, stroke_width=1)
        + path(line(wave[::4]), BLUE, stroke_width=3)
        + path(line(stairs), ORANGE, stroke_width=3)
        + dot(wave[27], 5, VIOLET)
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["seeds"]:
        RECORD.write_text(json.dumps(train_ten_times(), indent=1) + "\n", encoding="utf-8")
    write("deployment-quantization", quantization())
    write_cover("deployment", cover())
