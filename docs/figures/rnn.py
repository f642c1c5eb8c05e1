"""The pictures of rnn.md: a network unrolled, sunspots and their forecast, letters at three temperatures.

python docs/figures/rnn.py            writes rnn-*.svg from records/rnn-seeds.json and the network below
python docs/figures/rnn.py seeds      runs the page's experiments with ten seeds first, and writes that record
python docs/figures/rnn.py network    trains the page's network of names first, and writes the one that the plaything
                                      `letters` reads, theme/playthings/letters-network.js
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

import torch
from drawing import BLUE, GREEN, INK, ORANGE, both, dot, line, path, svg, text, write, write_cover
from measuring import made_by, reseeded, run_sections
from torch import nn

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs/figures/records/rnn-seeds.json"
NETWORK = ROOT / "theme/playthings/letters-network.js"
LOOK = ' font-size="18" text-anchor="middle"'
ALPHABET = ".abcdefghijklmnopqrstuvwxyz"
SEEDS = 10
TEMPERATURES = (0.5, 1.0, 2.0)

sys.path.insert(0, str(ROOT))


# ---- What is measured ----


def rounded(values: torch.Tensor, digits: int) -> Any:  # noqa: ANN401
    """The numbers of a tensor as nested lists."""
    return (values.double() * 10**digits).round().div(10**digits).tolist()


def least_squares(known: dict[str, Any]) -> float:
    """The mean error of the best linear forecast from the same 22 years: nothing to train, no seed."""

    def table(years: torch.Tensor) -> torch.Tensor:
        return torch.cat([years / 100, torch.ones(len(years), 1)], dim=1)

    weights = torch.linalg.lstsq(table(known["train_inputs"]), known["train_targets"]).solution
    return float(known["mean_error"](table(known["test_inputs"]) @ weights))


def measure() -> dict[str, Any]:
    known = run_sections("rnn", ["memory", "sunspots", "windows", "naive"])
    record: dict[str, Any] = {
        **made_by("python docs/figures/rnn.py seeds"),
        "naive": round(known["mean_error"](known["test_inputs"][:, -1]), 3),
        "least squares": round(least_squares(known), 3),
        "sunspots": {"RNN": [], "LSTM": [], "GRU": []},
        "recall": {"clipped": [], "not clipped": [], "LSTM": [], "LSTM, gate open": []},
        "letters": {"tanh": [], "no bend": []},
        "new names": {str(temperature): [] for temperature in TEMPERATURES},
    }
    run_sections("rnn", ["names", "encode", "pad"], known)
    for seed in range(SEEDS):
        run_sections("rnn", ["forecaster"], known, reseeded(seed))
        for name, error in known["errors"].items():
            record["sunspots"][name].append(round(error, 3))
        if seed == 0:
            torch.manual_seed(0)
            forecaster = known["Forecaster"](nn.RNN)
            known["train"](forecaster)
            with torch.no_grad():
                record["forecast"] = rounded(forecaster(known["test_inputs"]), 1)
            record["observed"] = rounded(known["test_targets"], 1)

        run_sections("rnn", ["recall", "no-clip", "forget-gate"], known, reseeded(seed))
        for name, right in (
            ("clipped", known["clipped"]),
            ("not clipped", known["unclipped"]),
            ("LSTM", known["closed"]),
            ("LSTM, gate open", known["remembered"]),
        ):
            record["recall"][name].append(round(right, 3))

        run_sections("rnn", ["writer", "no-bend"], known, reseeded(seed))
        for name, model in (
            ("tanh", known["writer"]),
            ("no bend", known["straight"]),
        ):
            with torch.no_grad():
                loss = known["loss_on"](model, known["validation_names"]).item()
            record["letters"][name].append(round(loss, 3))
        run_sections("rnn", ["write", "known"], known, reseeded(seed))
        for temperature in TEMPERATURES:
            written = [known["write"](known["writer"], temperature) for _ in range(200)]
            new = sum(name not in known["known"] for name in written) / 200
            record["new names"][str(temperature)].append(round(new, 3))
        print(f"seed {seed} of {SEEDS}", flush=True)
    return record


def train_network() -> None:
    """Trains the page's writer and writes its weights as a script for the browser."""
    writer = run_sections("rnn", ["memory", "names", "encode", "pad", "writer"])["writer"]
    weights = {
        **made_by("python docs/figures/rnn.py network"),
        "embedding": rounded(writer.embedding.weight.detach(), 3),
        "step": rounded(writer.step.weight.detach(), 3),
        "step_bias": rounded(writer.step.bias.detach(), 3),
        "output": rounded(writer.output.weight.detach(), 3),
        "output_bias": rounded(writer.output.bias.detach(), 3),
    }
    script = f"playthings.letters = {json.dumps(weights, separators=(',', ':'))};\n"
    NETWORK.write_text(script, encoding="utf-8", newline="\n")


# ---- What is drawn ----


def read_network() -> dict[str, Any]:
    script = NETWORK.read_text(encoding="utf-8")
    weights: dict[str, Any] = json.loads(script.partition("=")[2].rstrip(";\n"))
    return weights


def logits(beginning: str) -> torch.Tensor:
    """What the network of the plaything gives to each letter after this beginning, in float64."""
    network = {
        name: torch.tensor(value, dtype=torch.float64)
        for name, value in read_network().items()
        if isinstance(value, list)
    }
    memory = torch.zeros_like(network["step_bias"])
    for letter in f".{beginning}":
        read = torch.cat([network["embedding"][ALPHABET.index(letter)], memory])
        memory = torch.tanh(network["step"] @ read + network["step_bias"])
    return network["output"] @ memory + network["output_bias"]


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """A line with a head at its end, straight up or to the right."""
    if x1 == x2:
        head = f"M{x2 - 6} {y2 + 10}L{x2} {y2}L{x2 + 6} {y2 + 10}"
    else:
        head = f"M{x2 - 10} {y2 - 6}L{x2} {y2}L{x2 - 10} {y2 + 6}"
    d = f"M{x1} {y1}L{x2} {y2}{head}"
    return f'<path d="{d}" fill="none" stroke="currentColor" stroke-width="2"/>'


def unrolled() -> str:
    """The page's first memory: four steps of `tanh(x + 0.8 * memory)`."""
    memory, parts, gap = 0.0, [], 150
    for step, x in enumerate((1.0, 0.0, 0.0, 0.0)):
        center = 95 + step * gap
        memory = math.tanh(x + 0.8 * memory)
        parts.append(
            f'<circle cx="{center}" cy="120" r="38" fill="{ORANGE}" fill-opacity="{memory:.2f}"'
            ' stroke="currentColor" stroke-width="2"/>'
        )
        parts.append(text(center, 126, f"{memory:.2f}", ' font-weight="700"'))
        parts.append(text(center, 68, "tanh", ' font-size="15" opacity="0.75"'))
        parts.append(arrow(center, 212, center, 162))
        parts.append(text(center, 236, f"{x:g}", f' font-weight="700" fill="{BLUE}"'))
        parts.append(both(center, 32, f"第 {step + 1} 步", f"step {step + 1}", ' font-size="16"'))
        if step:
            parts.append(arrow(center - gap + 42, 120, center - 42, 120))
            parts.append(text(center - gap / 2 - 3, 108, "× 0.8", ' font-size="15"'))
    side = ' font-size="16" text-anchor="start" opacity="0.75"'
    parts.append(both(600, 126, "记忆", "memory", side))
    parts.append(both(600, 236, "输入", "input", side))
    return svg(680, 252, "".join(parts), LOOK)


def sunspots(record: dict[str, Any]) -> str:
    """The test years: what was counted, and what the RNN of seed 0 forecast."""
    left, top, width, height, highest, first = 54, 22, 560, 220, 200, 1930
    bottom, observed = top + height, record["observed"]

    def places(numbers: list[float]) -> list[tuple[float, float]]:
        step = width / (len(observed) - 1)
        return [
            (left + at * step, bottom - one / highest * height) for at, one in enumerate(numbers)
        ]

    parts = [path(f"M{left} {top}V{bottom}H{left + width}", fill="none")]
    for count in (0, 100, 200):
        y = bottom - count / highest * height
        parts.append(text(left - 8, y + 6, str(count), ' text-anchor="end" font-size="15"'))
        if count:
            parts.append(path(f"M{left} {y:g}h{width}", stroke_opacity=0.15))
    for year in range(1930, 2009, 10):
        x = left + (year - first) * width / (len(observed) - 1)
        parts.append(text(x, bottom + 22, str(year), ' font-size="15"'))
    parts.append(path(line(places(observed)), BLUE, fill="none", stroke_width=2.5))
    parts += [dot(place, 3.2, ORANGE) for place in places(record["forecast"])]
    parts.append(path(f"M{left + 110} {bottom + 45}h34", BLUE, stroke_width=3))
    parts.append(dot((left + 330, bottom + 45), 4.5, ORANGE))
    side = ' text-anchor="start" font-size="16"'
    parts.append(both(left + 152, bottom + 51, "数到的黑子", "counted", side))
    parts.append(both(left + 344, bottom + 51, "RNN 的预测", "forecast by the RNN", side))
    return svg(640, bottom + 62, "".join(parts), LOOK)


def temperatures() -> str:
    """What may follow "mar" at each temperature: a row of bars."""
    scores, parts, column, high = logits("mar"), [], 20.5, 240
    order = [*range(1, 27), 0]
    for row, temperature in enumerate(TEMPERATURES):
        floor = 112 + row * 112
        shares = torch.softmax(scores / temperature, dim=0)
        likely = int(shares.argmax())
        parts.append(
            text(6, floor - 6, f"{temperature:.1f}", ' text-anchor="start" font-weight="700"')
        )
        parts.append(path(f"M50 {floor}h{27 * column:g}", stroke_opacity=0.4))
        for place, at in enumerate(order):
            share, x = float(shares[at]), 50 + (place + 0.5) * column
            color = ORANGE if at == likely else BLUE
            if share * high > 0.4:
                parts.append(path(f"M{x:g} {floor}v-{share * high:.1f}", color, stroke_width=15))
            if at == likely:
                y = floor - share * high - 6
                parts.append(text(x, y, f"{share:.0%}", ' font-size="15"'))
    for place, at in enumerate(order):
        x = 50 + (place + 0.5) * column
        parts.append(text(x, 358, ALPHABET[at] if at else "⏎", ' font-size="15"'))
    parts.append(
        both(6, 20, "温度", "temperature", ' text-anchor="start" font-size="15" opacity="0.75"')
    )
    return svg(620, 370, "".join(parts), LOOK)


def cover() -> str:
    """The first memory of the page, fading: each circle is what is left of the 1."""
    memory, parts, places = 0.0, [], []
    for step in range(5):
        memory = math.tanh((1.0 if step == 0 else 0.0) + 0.8 * memory)
        places.append((26 + 47 * step, 58.0))
        parts.append(dot(places[-1], 17, ORANGE, fill_opacity=f"{memory:.2f}"))
    circles = "".join(dot(place, 17, "none", stroke=INK) for place in places)
    arrows = "".join(f"M{x + 20} {y:g}h7" for x, y in places[:-1])
    inputs = "".join(f"M{x:g} 104v-20" for x, _ in places)
    return (
        "".join(parts)
        + circles
        + path(arrows, GREEN, stroke_width=3)
        + path(inputs, INK, opacity=0.35)
        + path(f"M{places[0][0]} 104v-20", BLUE, stroke_width=4)
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["seeds"]:
        RECORD.write_text(json.dumps(measure(), indent=1) + "\n", encoding="utf-8", newline="\n")
    if sys.argv[1:] == ["network"]:
        train_network()
    write("rnn-unrolled", unrolled())
    write("rnn-sunspots", sunspots(json.loads(RECORD.read_text(encoding="utf-8"))))
    write("rnn-temperature", temperatures())
    write_cover("rnn", cover())
