"""The picture of next-steps.md: which part of the training loop each of the ten chapters changes.

python docs/figures/next-steps.py          writes next-steps-loop.svg and the cover
python docs/figures/next-steps.py seeds    runs the page's comparison with ten seeds, the assertions of its code
                                           included; writes records/next-steps-seeds.json
"""

import contextlib
import io
import json
import platform
import sys
from typing import Any

from drawing import (
    BLUE,
    FIGURES,
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

SNIPPET = FIGURES.parents[1] / "snippets/next-steps.py"
RECORD = FIGURES / "records/next-steps-seeds.json"
SEEDS = 10

# What the loop does, and the chapters that change it.
PARTS = (
    (("取一批数据", "take a batch"), BLUE, (("数据增强", "Augmentation"),)),
    (
        ("网络算出答案", "the network answers"),
        ORANGE,
        (
            ("卷积神经网络 · 循环神经网络", "Convolutional · Recurrent networks"),
            ("Transformer · 迁移学习", "Transformer · Transfer learning"),
        ),
    ),
    (
        ("损失，求出梯度", "loss and gradients"),
        GREEN,
        (("多进程训练", "Several processes, one model"),),
    ),
    (("参数改一步", "change a little"), VIOLET, (("学习率调度", "Learning-rate schedules"),)),
)
LEFT, WIDE, HIGH, STEP, TOP = 44, 186, 48, 66, 54


def seeds() -> dict[str, Any]:
    """By how much each forecast is off, with ten seeds, run as the page runs it."""
    import torch

    source = SNIPPET.read_text(encoding="utf-8")
    measured: dict[str, list[float]] = {"naive": [], "line": [], "network": [], "known": []}
    for seed in range(SEEDS):
        names: dict[str, Any] = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(source.replace("manual_seed(0)", f"manual_seed({seed})"), names)
        naive, targets, new = names["naive"], names["targets"], names["new"]
        measured["naive"].append((naive - targets[new]).abs().mean().item() * 100)
        for model in ("line", "network"):
            measured[model].append(names["off_by"](names[model], new))
        measured["known"].append(names["off_by"](names["network"], names["known"]))
    return {
        "made_by": "python docs/figures/next-steps.py seeds",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
            "threads": torch.get_num_threads(),
        },
        "seeds": SEEDS,
        "off_by": {
            name: [round(value, 1) for value in values] for name, values in measured.items()
        },
    }


def rectangle(x: float, y: float, wide: float, high: float, color: str, more: str = "") -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="10" fill="{color}"'
        f' fill-opacity="0.12" stroke="{color}" stroke-width="1.5"{more}/>'
    )


def bold(words: str) -> str:
    return f'<tspan font-weight="700">{words}</tspan>'


def arrow(x: float, top: float, bottom: float) -> str:
    return (
        f'<path d="M{x:g} {top:g}V{bottom:g}m-5 -7l5 7l5 -7" fill="none" stroke="currentColor"'
        ' stroke-width="1.5"/>'
    )


def loop() -> str:
    """The four parts of the loop from top to bottom, what stands beside each, and what comes out below."""
    end = TOP + STEP * (len(PARTS) - 1) + HIGH
    middle = LEFT + WIDE / 2
    parts = [
        f'<rect x="4" y="4" width="572" height="{end + 14:g}" rx="14" fill="none"'
        ' stroke="currentColor" stroke-opacity="0.5" stroke-dasharray="5 5"/>',
        both(
            290,
            32,
            f"看着整个循环：{bold('TensorBoard')}；给它计时：{bold('性能')}",
            f"Watching the whole loop: {bold('TensorBoard')}. Timing it: {bold('Performance')}",
            MIDDLE,
        ),
    ]
    for place, (words, color, chapters) in enumerate(PARTS):
        y = TOP + STEP * place
        parts.append(rectangle(LEFT, y, WIDE, HIGH, color))
        parts.append(both(middle, y + 30, *words, MIDDLE))
        if place:
            parts.append(arrow(middle, y - STEP + HIGH + 2, y - 2))
        for line, names in enumerate(chapters):
            down = y + 30 + 24 * line - 12 * (len(chapters) - 1)
            parts.append(both(LEFT + WIDE + 30, down, *names, ' font-weight="700"'))
        parts.append(
            f'<path d="M{LEFT + WIDE + 4} {y + HIGH / 2:g}h18" stroke="{color}" stroke-width="3"/>'
        )
    back, first = end - HIGH / 2, TOP + HIGH / 2
    parts.append(
        f'<path d="M{LEFT - 2} {back:g}H24V{first:g}H{LEFT - 4}m-7 -5l7 5l-7 5" fill="none"'
        ' stroke="currentColor" stroke-width="1.5"/>'
    )
    parts.append(arrow(middle, end + 20, end + 40))
    parts.append(rectangle(LEFT, end + 42, WIDE, HIGH, INK, ' stroke-opacity="0.5"'))
    parts.append(both(middle, end + 72, "训练好的网络", "the trained network", MIDDLE))
    parts.append(
        f'<path d="M{LEFT + WIDE + 4} {end + 66:g}h18" stroke="currentColor" stroke-width="3"/>'
    )
    parts.append(
        both(LEFT + WIDE + 30, end + 72, "导出与部署", "Export and deploy", ' font-weight="700"')
    )
    return svg(580, int(end) + 98, "".join(parts), ' font-size="17"')


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
    if sys.argv[1:] == ["seeds"]:
        RECORD.write_text(json.dumps(seeds(), indent=1) + "\n", encoding="utf-8")
    write("next-steps-loop", loop())
    write_cover("next-steps", cover())
