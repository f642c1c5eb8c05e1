"""The pictures of performance.md: where an epoch's time goes, and loading beside computing.

python docs/figures/performance.py    writes performance-*.svg; the shares are those of records/performance-loader.json
"""

import json
import statistics

from drawing import (
    BLUE,
    FIGURES,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    VIOLET,
    both,
    path,
    svg,
    text,
    write,
    write_cover,
)

PARTS = (
    ("loading", "取数据", BLUE),
    ("forward", "前向", ORANGE),
    ("backward", "反向", VIOLET),
    ("step", "更新", GREEN),
)


def shares() -> str:
    """An epoch of the page's two loops as bars of the same scale, in milliseconds."""
    record = json.loads((FIGURES / "records/performance-loader.json").read_text(encoding="utf-8"))
    medians = {
        name: [statistics.median(one[part] for one in rounds) for part, *_ in PARTS]
        for name, rounds in record["milliseconds"].items()
    }
    left, wide, parts = 8, 560, []
    scale = wide / max(sum(values) for values in medians.values())
    for number, (name, zh) in enumerate((("DataLoader", "DataLoader"), ("one tensor", "一个张量"))):
        top, x = 34 + 86 * number, float(left)
        parts.append(both(left, top - 10, zh, name, ' font-weight="700"'))
        for (_, _, color), value in zip(PARTS, medians[name], strict=True):
            parts.append(
                f'<rect x="{x:.1f}" y="{top}" width="{value * scale:.1f}" height="36" fill="{color}"/>'
            )
            x += value * scale
        total = sum(medians[name])
        parts.append(both(x + 8, top + 24, f"{total:.0f} 毫秒", f"{total:.0f} ms"))
    for number, (en, zh, color) in enumerate(PARTS):
        x = left + 150 * number
        parts.append(f'<rect x="{x}" y="192" width="16" height="16" rx="3" fill="{color}"/>')
        parts.append(both(x + 24, 206, zh, en))
    return svg(660, 220, "".join(parts), ' font-size="17"')


Span = tuple[float, float]


def schedule(count: int, load: float, compute: float, workers: int) -> list[tuple[Span, Span]]:
    """When each batch is loaded and when it is computed; with 0 workers, in turn."""
    spans: list[tuple[Span, Span]] = []
    for number in range(count):
        done = spans[-1][1][1] if spans else 0
        if workers == 0:
            begin = done
        else:
            free = spans[number - workers][0][1] if number >= workers else 0
            asked = spans[number - 2 * workers][1][0] if number >= 2 * workers else 0
            begin = max(free, asked)
        start = max(done, begin + load)
        spans.append(((begin, begin + load), (start, start + compute)))
    return spans


def pipeline() -> str:
    """Six batches in turn and with one worker: one row loads, one computes."""
    load, compute, count = 6, 5, 6
    scale, parts = 8.2, []
    for panel, (workers, zh, en) in enumerate(
        ((0, "轮流做", "in turn"), (1, "同时做", "at the same time"))
    ):
        top = 34 + 122 * panel
        parts.append(both(8, top - 10, zh, en, ' font-weight="700"'))
        spans = schedule(count, load, compute, workers)
        for number, pair in enumerate(spans):
            for row, (color, (begin, end)) in enumerate(zip((BLUE, ORANGE), pair, strict=True)):
                x, y = 8 + begin * scale, top + 34 * row
                parts.append(
                    f'<rect x="{x:g}" y="{y}" width="{(end - begin) * scale - 2:g}" height="30" rx="4"'
                    f' fill="{color}" fill-opacity="0.35" stroke="{color}"/>'
                )
                parts.append(text(x + (end - begin) * scale / 2, y + 21, f"{number + 1}", MIDDLE))
        last = spans[-1][1][1]
        parts.append(
            both(
                14 + last * scale, top + 55, f"{last:g} 毫秒", f"{last:g} ms", ' font-weight="700"'
            )
        )
    return svg(640, 230, "".join(parts), ' font-size="16"')


def cover() -> str:
    """A stopwatch, most of whose dial is loading."""
    return (
        f'<circle cx="120" cy="66" r="42" stroke="{INK}"/>'
        + path("M120 12v12M106 12h28M156 34l8 -8", INK, stroke_width=4)
        + path("M120 36A30 30 0 1 1 90 66", BLUE, stroke_width=10, stroke_linecap="butt")
        + path("M90 66A30 30 0 0 1 120 36", ORANGE, stroke_width=10, stroke_linecap="butt")
        + path("M120 66L98 52", INK, stroke_width=3)
    )


if __name__ == "__main__":
    write("performance-shares", shares())
    write("performance-pipeline", pipeline())
    write_cover("performance", cover())
