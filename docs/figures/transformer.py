"""The pictures of transformer.md: where the reversing networks look, the parts of a block, where a GPT looks.

python docs/figures/transformer.py          writes transformer-*.svg from what the other two commands left
python docs/figures/transformer.py train    runs the page's trainings; writes records/transformer-gpt.json and the
                                            weights that the plaything computes with, attention-networks.js
python docs/figures/transformer.py seeds    runs them with ten seeds and writes records/transformer-seeds.json
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import torch
from drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    VIOLET,
    both,
    cells,
    path,
    svg,
    text,
    write,
    write_cover,
)
from measuring import made_by, reseeded, run_sections

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "docs/figures/records"
NETWORKS = ROOT / "theme/playthings/attention-networks.js"
ASSIGNED = "playthings.attention = "
PI = [3, 1, 4, 1, 5, 9, 2, 6]
NAME = ".charlotte"
LOOK = ' font-size="18" text-anchor="middle"'
MODEL = ["by-hand", "attention", "self-attention", "model"]
REVERSE = ["digits", "train-loop", "compare", "sort"]
GPT = ["names", "causal", "gpt", "write", "leak"]


def save(name: str, record: dict[str, Any]) -> None:
    content = json.dumps(record, indent=1) + "\n"
    (RECORDS / f"{name}.json").write_text(content, encoding="utf-8", newline="\n")


# ---- Trainings ----


def packed(parameter: torch.Tensor) -> dict[str, Any]:
    """A tensor as signed bytes and what one step of them is worth."""
    step = parameter.abs().max().item() / 127
    whole = (parameter / step).round().to(torch.int8)
    content = base64.b64encode(whole.numpy().tobytes()).decode()
    return {"shape": list(parameter.shape), "step": step, "bytes": content}


def unpacked(stored: dict[str, Any]) -> torch.Tensor:
    whole = torch.frombuffer(bytearray(base64.b64decode(stored["bytes"])), dtype=torch.int8)
    step: float = stored["step"]
    return whole.reshape(stored["shape"]) * step


def models() -> dict[str, Any]:
    """The networks of the plaything by name, as models of the page's own class."""
    stored = json.loads(NETWORKS.read_text(encoding="utf-8").removeprefix(ASSIGNED).rstrip(";\n"))
    make, made = run_sections("transformer", MODEL)["Transformer"], {}
    for name, network in stored["networks"].items():
        made[name] = make(tokens=10, places=8, positions=name != "blind")
        made[name].load_state_dict({key: unpacked(one) for key, one in network.items()})
    return made


def train() -> None:
    names = run_sections("transformer", [*MODEL, *REVERSE, *GPT])
    networks = {
        "reverse": names["with_positions"],
        "blind": names["without_positions"],
        "sort": names["sorting"],
    }
    record = made_by("python docs/figures/transformer.py train") | {
        "networks": {
            name: {key: packed(parameter) for key, parameter in network.state_dict().items()}
            for name, network in networks.items()
        }
    }
    content = ASSIGNED + json.dumps(record, separators=(",", ":")) + ";\n"
    NETWORKS.write_text(content, encoding="utf-8", newline="\n")

    letters, gpt = names["letters"], names["gpt"]
    row = torch.tensor([[letters.index(letter) for letter in NAME]])
    with torch.no_grad():
        gpt(row, names["look_back"][: len(NAME), : len(NAME)])
    weights = [block.attention.weights[0] for block in gpt.blocks]
    rounded = [
        [[[round(w, 2) for w in line] for line in head] for head in block]
        for block in [one.tolist() for one in weights]
    ]
    save(
        "transformer-gpt",
        made_by("python docs/figures/transformer.py train") | {"name": NAME, "weights": rounded},
    )


def measured(seed: int) -> dict[str, Any]:
    names = run_sections("transformer", [*MODEL, *REVERSE, *GPT], change=reseeded(seed))
    digits, right = names["test_digits"], names["right"]
    figures: dict[str, Any] = {
        "seed": seed,
        "with positions": right(names["with_positions"], digits, digits.flip(1)),
        "without positions": right(names["without_positions"], digits, digits.flip(1)),
        "sorted": right(names["sorting"], digits, digits.sort(dim=1).values),
    }
    names["with_positions"](digits)
    strongest = names["with_positions"].blocks[0].attention.weights[:, 0].argmax(dim=-1)
    figures["looks at the mirror place"] = bool((strongest == torch.arange(7, -1, -1)).all())
    criterion, inputs, targets = names["criterion"], names["inputs"], names["targets"]
    for name in ("gpt", "cheat"):
        own = names["look_back" if name == "gpt" else "look_anywhere"]
        losses = []
        for mask in (own, names["look_back"]):
            with torch.no_grad():
                logits = names[name](inputs, mask)
            losses.append(criterion(logits.flatten(0, 1), targets.flatten()).item())
        written = names["write"](names[name], 1000, own)
        figures[name] = {
            "loss": round(losses[0], 4),
            "loss without what follows": round(losses[1], 2),
            "in the list": sum(one in names["people"] for one in written),
            "empty": sum(not one for one in written),
            "char": names["write"](names[name], 6, own, begin=".char"),
        }
    return figures


def seeds() -> None:
    """Seeds that the record already has are not run again; it is written anew after each."""
    record = RECORDS / "transformer-seeds.json"
    runs = json.loads(record.read_text(encoding="utf-8"))["runs"] if record.exists() else []
    for seed in range(len(runs), 10):
        runs.append(measured(seed))
        print(json.dumps(runs[-1]), flush=True)
        save(
            "transformer-seeds",
            made_by("python docs/figures/transformer.py seeds") | {"runs": runs},
        )


# ---- Pictures ----


def heat(left: float, top: float, side: int, weights: list[list[float]], color: str) -> str:
    """A square of cells, the stronger the color the larger the weight, in a frame."""
    parts = [
        f'<path d="M{left + column * side:g} {top + row * side:g}h{side}v{side}h-{side}z"'
        f' fill="{color}" fill-opacity="{weight:.2f}"/>'
        for row, line in enumerate(weights)
        for column, weight in enumerate(line)
        if weight >= 0.01
    ]
    size = len(weights) * side
    frame = f'x="{left:g}" y="{top:g}" width="{size}" height="{size}"'
    parts.append(f'<rect {frame} fill="none" stroke="currentColor" stroke-opacity="0.4"/>')
    return "".join(parts)


def reversing() -> str:
    """Both reversing networks on the digits of pi: what they answer, and where they look for it."""
    networks, row = models(), torch.tensor([PI])
    side, top, parts = 26, 72, []
    for panel, (name, zh, en, color) in enumerate(
        (
            ("reverse", "知道位置", "with positions", BLUE),
            ("blind", "不知道位置", "without positions", ORANGE),
        )
    ):
        left = 62 + panel * 320
        model = networks[name]
        with torch.no_grad():
            answers = model(row).argmax(dim=-1)[0].tolist()
        weights = model.blocks[0].attention.weights[0, 0].tolist()
        parts.append(both(left + 4 * side, 24, zh, en, ' font-weight="700"'))
        for place, (digit, answer) in enumerate(zip(PI, answers, strict=True)):
            middle = (place + 0.5) * side
            parts.append(text(left + middle, top - 8, str(digit)))
            wrong = answer != PI[7 - place]
            style = f' fill="{color}" font-weight="700"' + (' opacity="0.75"' if wrong else "")
            parts.append(text(left - 20, top + middle + 6, str(answer), style))
        parts.append(heat(left, top, side, weights, color))
    return svg(640, 292, "".join(parts), LOOK)


def heads() -> str:
    """Where two heads of the GPT look while it reads a name."""
    record = json.loads((RECORDS / "transformer-gpt.json").read_text(encoding="utf-8"))
    side, top, parts = 25, 66, []
    letters = record["name"]
    for panel, (block, head, color) in enumerate(((0, 2, BLUE), (1, 1, VIOLET))):
        left = 48 + panel * 320
        weights = record["weights"][block][head]
        words = f"第 {block + 1} 块，第 {head + 1} 个头", f"block {block + 1}, head {head + 1}"
        parts.append(both(left + 5 * side, 24, *words, ' font-weight="700"'))
        for place, letter in enumerate(letters):
            middle = (place + 0.5) * side
            parts.append(text(left + middle, top - 9, letter))
            parts.append(text(left - 16, top + middle + 6, letter))
        parts.append(heat(left, top, side, weights, color))
    return svg(640, 330, "".join(parts), LOOK)


def block() -> str:
    """The way through the network: what a token and its place say is added, a block adds to it twice."""

    def box(x: float, wide: float, zh: str, en: str, color: str) -> str:
        return (
            f'<rect x="{x - wide / 2:g}" y="92" width="{wide:g}" height="52" rx="8" fill="{color}"'
            f' fill-opacity="0.18" stroke="{color}" stroke-width="2"/>' + both(x, 124, zh, en)
        )

    def arrow(x: float, end: float) -> str:
        return (
            f'<path d="M{x:g} 118H{end:g}M{end - 7:g} 112l7 6-7 6" fill="none" stroke="currentColor"'
            ' stroke-width="2"/>'
        )

    def around(start: float, end: float) -> str:
        return (
            f'<path d="M{start:g} 118V58H{end:g}V104M{end - 6:g} 97l6 8 6-8" fill="none"'
            ' stroke="currentColor" stroke-width="2" stroke-opacity="0.6"/>'
        )

    def plus(x: float) -> str:
        return (
            f'<circle cx="{x:g}" cy="118" r="12" fill="none" stroke="currentColor" stroke-width="2"/>'
            + text(x, 124, "+", ' font-weight="700"')
        )

    small = ' font-size="14" opacity="0.8"'
    parts = [
        '<rect x="158" y="36" width="370" height="134" rx="12" fill="none" stroke="currentColor"'
        ' stroke-opacity="0.45" stroke-dasharray="6 5"/>',
        box(70, 130, "词元 + 位置", "token + place", GREEN),
        arrow(135, 190),
        around(172, 334),
        box(243, 104, "注意力", "attention", BLUE),
        arrow(295, 321),
        plus(334),
        arrow(346, 376),
        around(360, 506),
        box(424, 94, "各想各的", "think", ORANGE),
        arrow(471, 493),
        plus(506),
        arrow(518, 546),
        box(592, 90, "logits", "logits", GREEN),
        both(342, 26, "一块，可以叠很多块", "one block; stack as many as you like"),
        both(243, 162, "互相看", "looks at others", small),
        both(424, 162, "只看自己", "looks at itself", small),
    ]
    return svg(640, 182, "".join(parts), LOOK)


def cover() -> str:
    """The mirror: eight places, each with a line to the place that it is read from."""
    xs = [50 + 20 * place for place in range(8)]
    parts = [
        path(
            f"M{x} 92C{x} 62 {xs[7 - place]} 62 {xs[7 - place]} 30",
            ORANGE if place == 2 else INK,
            stroke_opacity=1 if place == 2 else 0.35,
        )
        for place, x in enumerate(xs)
    ]
    parts.append(cells([(x - 6, 16) for x in xs], 12, BLUE))
    parts.append(cells([(x - 6, 93) for x in xs], 12, ORANGE))
    return "".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["train"]:
        train()
    elif sys.argv[1:] == ["seeds"]:
        seeds()
    write("transformer-reversing", reversing())
    write("transformer-heads", heads())
    write("transformer-block", block())
    write_cover("transformer", cover())
