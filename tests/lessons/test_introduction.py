"""The introduction's program learns because it shuffles sorted digits and because it trains."""

from pathlib import Path

from site_tools.read import read_snippet
from site_tools.run.execution import Namespace

ROOT = Path(__file__).parents[2]
PROGRAM = read_snippet("introduction.py", ROOT).section("loop")


def accuracy(change: tuple[str, str] | None = None) -> float:
    """What the page's program reaches, its final bound left out, with one part of its source replaced."""
    source = "\n".join(
        line for line in PROGRAM.text("en").splitlines() if not line.startswith("assert")
    )
    if change:
        assert change[0] in source
        source = source.replace(*change)
    namespace = Namespace("introduction.py")
    exec(compile(source, "introduction.py", "exec"), namespace.names)
    return float(namespace.names["accuracy"])


def test_the_shown_program_reads_nine_digits_in_ten() -> None:
    assert accuracy() > 0.9


def test_without_shuffling_the_program_reads_almost_nothing() -> None:
    assert accuracy(("torch.randperm(5000)", "torch.arange(5000)")) < 0.05


def test_without_changing_the_parameters_the_program_learns_nothing() -> None:
    assert accuracy(("optimizer.step()", "pass")) < 0.3
