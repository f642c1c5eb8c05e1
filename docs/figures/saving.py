"""Draws the picture of `saving.md`: a run in one go, and a run that stops and goes on from a checkpoint."""

from drawing import (
    BLUE,
    CODE,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    both,
    dot,
    line,
    lines,
    path,
    scaled,
    short,
    svg,
    write,
    write_cover,
)
from handwriting import batches, descend

CONTENTS = (
    ("model", "参数", "parameters"),
    ("optimizer", "Adam 记住的量", "what Adam remembers"),
    ("scheduler", "学习率走到哪里", "where the rate is"),
    ("epoch", "练完了几轮", "epochs done"),
    ("rng", "随机数的状态", "state of chance"),
)
EPOCH, STEP = 76, 92


def epoch(number: int, x: int, y: int) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{EPOCH}" height="48" rx="10" fill="{BLUE}" fill-opacity="0.16" '
        f'stroke="{BLUE}" stroke-width="2"/>'
        + both(x + EPOCH / 2, y + 30, f"第 {number} 轮", f"epoch {number}", MIDDLE)
    )


def arrow(d: str) -> str:
    return (
        f'<path d="{d}" fill="none" stroke="currentColor" stroke-width="2" '
        'marker-end="url(#saving-resume-tip)"/>'
    )


def weights(y: int) -> str:
    return (
        f'<rect x="604" y="{y}" width="100" height="48" rx="10" fill="{GREEN}" fill-opacity="0.16" '
        f'stroke="{GREEN}" stroke-width="2"/>' + both(654, y + 30, "参数", "weights", MIDDLE)
    )


def box() -> str:
    """The file and what it holds."""
    parts = [
        f'<rect x="216" y="254" width="288" height="178" rx="12" fill="{ORANGE}" fill-opacity="0.12" '
        f'stroke="{ORANGE}" stroke-width="2"/>',
        f'<text x="360" y="282"{MIDDLE}{CODE} font-size="16" font-weight="600">checkpoint.pth</text>',
    ]
    for number, (name, zh, en) in enumerate(CONTENTS):
        y = 312 + number * 26
        parts.append(f'<text x="234" y="{y}"{CODE} font-size="15">{name}</text>')
        parts.append(both(336, y, zh, en, ' font-size="15"'))
    return "\n".join(parts)


def resume() -> str:
    parts = [
        '<defs><marker id="saving-resume-tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="currentColor"/></marker></defs>',
        both(16, 30, "一口气练完", "in one go", ' font-weight="600"'),
        both(16, 144, "中途停下，再接上", "stopped, then resumed", ' font-weight="600"'),
    ]
    for number, x in enumerate((16, 16 + STEP, 416, 416 + STEP), 1):
        parts += [epoch(number, x, 46), epoch(number, x, 160)]
    for y in (70, 184):
        parts += [arrow(f"M93 {y}h12"), arrow(f"M493 {y}h12"), arrow(f"M585 {y}h15")]
    parts += [
        arrow("M185 70H411"),
        weights(46),
        weights(160),
        f'<text x="654" y="134"{MIDDLE} font-size="24" font-weight="600">=</text>',
        arrow("M146 212V328Q146 340 158 340H210"),
        arrow("M454 254V214"),
        both(300, 176, "电脑关机", "power off", f'{MIDDLE} opacity="0.75"'),
        '<path d="M190 190H408" stroke="currentColor" stroke-width="2" stroke-dasharray="3 7" '
        'stroke-opacity="0.6"/>',
        box(),
        f'<text x="134" y="284" text-anchor="end"{CODE} font-size="15">torch.save</text>',
        f'<text x="466" y="238"{CODE} font-size="15">torch.load</text>',
    ]
    return svg(720, 444, lines(parts), ' font-size="16"')


def cover() -> str:
    """A run that is saved half-way and resumed: the same curve as one that never stopped."""
    losses, again = descend(batches()), descend(batches(), saved_at=24)
    assert losses == again
    points = scaled(again, 20, 224, 108, 14)
    x, y = points[24]
    disk = (
        f"M{short(x - 13)} 18h20l6 6v20h-26zM{short(x - 7)} 18v8h12v-8M{short(x - 7)} 44v-10h14v10"
    )
    return (
        path("M12 8v104h220", INK, opacity=0.35)
        + path(line(points[:25]), BLUE, stroke_width=3)
        + path(line(points[24:]), ORANGE, stroke_width=3)
        + path(f"M{short(x)} 50V{short(y - 8)}", INK, opacity=0.6, stroke_dasharray="1 6")
        + path(disk, INK, opacity=0.8)
        + dot((x, y), 5.5, INK)
    )


if __name__ == "__main__":
    write("saving-resume", resume())
    write_cover("saving", cover())
