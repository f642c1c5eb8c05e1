"""The picture of installation.md: one computer, two projects, each in a box of its own.

python docs/figures/installation.py    writes installation-venv.svg beside this file
"""

from drawing import BLUE, INK, ORANGE, SOFT, area, both, pair, path, svg, write, write_cover


def project(x: int, color: str, zh: str, en: str, versions: tuple[str, ...]) -> str:
    """A project's environment: a card with its packages."""
    card = (
        f'<rect x="{x}" y="60" width="252" height="168" rx="12" fill="{color}" fill-opacity="0.12"'
        f' stroke="{color}" stroke-width="1.5"/>' + both(x + 126, 90, zh, en, ' font-weight="700"')
    )
    for place, version in enumerate(versions):
        y = 106 + 38 * place
        card += (
            f'<rect x="{x + 26}" y="{y}" width="200" height="30" rx="7" fill="{color}" fill-opacity="0.25"/>'
            f'<text x="{x + 126}" y="{y + 21}">{version}</text>'
        )
    return card


def draw() -> str:
    """The computer as the frame, with its own Python below; each project installs into its own card."""
    parts = [
        '<rect x="4" y="4" width="552" height="310" rx="16" fill="none" stroke="currentColor"'
        ' stroke-opacity="0.4" stroke-width="1.5"/>',
        both(280, 36, "你的电脑", "your computer"),
        project(
            18,
            BLUE,
            "学习用的 .venv",
            ".venv for learning",
            ("Python 3.12", "torch 2.15", "torchvision 0.29"),
        ),
        project(
            290,
            ORANGE,
            "旧项目的 .venv",
            ".venv of an old project",
            ("Python 3.11", "torch 2.2", "numpy 1.26"),
        ),
        f'<rect x="18" y="244" width="524" height="54" rx="12" fill="{SOFT}"/>',
        both(
            280,
            277,
            "系统自己的 Python：不要往里装",
            "the system's own Python: install nothing here",
        ),
    ]
    return svg(560, 318, "".join(parts), ' font-size="17" text-anchor="middle"')


def cover() -> str:
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


if __name__ == "__main__":
    write("installation-venv", draw())
    write_cover("installation", cover())
