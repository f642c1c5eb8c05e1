"""The picture of installation.md: one computer, two projects, each in a box of its own.

python docs/figures/installation.py    writes installation-venv.svg beside this file
"""

from pathlib import Path

COLORS = ("var(--figure-1, #3b6fd4)", "var(--figure-2, #d9622b)")


def both(x: float, y: float, zh: str, en: str, attributes: str = "") -> str:
    """Words in each language; a page keeps its own."""
    return "".join(
        f'<text x="{x:g}" y="{y:g}" lang="{language}"{attributes}>{said}</text>'
        for language, said in (("zh", zh), ("en", en))
    )


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
            COLORS[0],
            "学习用的 .venv",
            ".venv for learning",
            ("Python 3.12", "torch 2.15", "torchvision 0.29"),
        ),
        project(
            290,
            COLORS[1],
            "旧项目的 .venv",
            ".venv of an old project",
            ("Python 3.11", "torch 2.2", "numpy 1.26"),
        ),
        '<rect x="18" y="244" width="524" height="54" rx="12" fill="var(--figure-soft, #8884)"/>',
        both(
            280,
            277,
            "系统自己的 Python：不要往里装",
            "the system's own Python: install nothing here",
        ),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 318" font-family="inherit"'
        f' font-size="17" text-anchor="middle" fill="currentColor">{"".join(parts)}</svg>\n'
    )


if __name__ == "__main__":
    Path(__file__).with_name("installation-venv.svg").write_text(draw(), encoding="utf-8")
