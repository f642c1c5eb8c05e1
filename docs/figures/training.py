"""Draws the picture of `training.md`: the training loop as a cycle."""

from pathlib import Path

FOLDER = Path(__file__).parent
BLUE = "var(--figure-1, #3b6fd4)"
ORANGE = "var(--figure-2, #d9622b)"
GREEN = "var(--figure-3, #2f8f6b)"
PURPLE = "var(--figure-4, #8b5fbf)"
CODE = 'font-family="ui-monospace, Consolas, Menlo, monospace"'

# Clockwise from the top: code, what it does in each language, color.
STEPS = (
    ("outputs = model(x)", "前向传播：算出分数", "forward: compute scores", BLUE),
    ("loss = criterion(outputs, y)", "和答案比：错了多少", "compare: how wrong?", ORANGE),
    ("optimizer.zero_grad()", "擦掉上一步的梯度", "clear the old gradients", "currentColor"),
    ("loss.backward()", "反向传播：往哪边改", "backward: which way?", PURPLE),
    ("optimizer.step()", "照梯度改一小步", "update the parameters", GREEN),
)
PLACES = ((360, 62), (582, 196), (516, 398), (204, 398), (138, 196))
WIDTH, HEIGHT = 256, 68
CENTER_X, CENTER_Y = 360, 240


def both(x: float, y: float, zh: str, en: str, look: str) -> str:
    """The same place, in the words of each language."""
    return f'<text x="{x}" y="{y}" lang="zh" {look}>{zh}</text>' + (
        f'<text x="{x}" y="{y}" lang="en" {look}>{en}</text>'
    )


def box(number: int, code: str, zh: str, en: str, color: str) -> str:
    x, y = PLACES[number]
    left, top = x - WIDTH // 2, y - HEIGHT // 2
    middle = 'text-anchor="middle" font-size="17"'
    return (
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{color}" '
        f'fill-opacity="0.14" stroke="{color}" stroke-width="2"/>'
        f'<text x="{x}" y="{y - 7}" text-anchor="middle" font-size="14.5" {CODE}>{code}</text>'
        + both(x, y + 20, f"{number + 1}. {zh}", f"{number + 1}. {en}", middle)
    )


# Where each arrow starts and ends, and how it bends: from box to box, clockwise.
ARROWS = (
    "M494 62Q566 84 578 156",
    "M586 236Q580 304 546 358",
    "M382 398H338",
    "M174 358Q140 304 134 236",
    "M142 156Q154 84 226 62",
)


def loop() -> str:
    parts = [
        '<defs><marker id="training-loop-tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" '
        'markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="currentColor"/>'
        "</marker></defs>"
    ]
    parts += [box(number, *step) for number, step in enumerate(STEPS)]
    parts += [
        f'<path d="{d}" fill="none" stroke="currentColor" stroke-width="2.5" '
        'marker-end="url(#training-loop-tip)"/>'
        for d in ARROWS
    ]
    middle = 'text-anchor="middle"'
    parts.append(
        both(
            CENTER_X,
            CENTER_Y - 10,
            "一批数据",
            "one batch",
            f'{middle} font-size="22" font-weight="600"',
        )
    )
    parts.append(
        both(
            CENTER_X,
            CENTER_Y + 20,
            "转一圈，换下一批",
            "a turn, then the next",
            f'{middle} font-size="17"',
        )
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 446" font-family="inherit" '
        'fill="currentColor">\n' + "\n".join(parts) + "\n</svg>\n"
    )


if __name__ == "__main__":
    (FOLDER / "training-loop.svg").write_text(loop(), encoding="utf-8", newline="\n")
