"""The checks of the debugging page tell a right program from a broken one."""

from pathlib import Path

import pytest

from site_tools.read.snippet import SnippetFile, read_snippet
from site_tools.run.execution import Namespace, Outcome

ROOT = Path(__file__).parents[2]
PATH = ROOT / "snippets" / "debugging.py"
BEFORE = ("traceback", "load", "look", "first-loss")


def outcomes(section: str, before: tuple[str, ...], old: str, new: str) -> list[Outcome]:
    """What the section does once ``old`` stands as ``new`` in it, after the sections before it."""
    source = PATH.read_text(encoding="utf-8")
    assert old in source
    file = SnippetFile(PATH, PATH.name, source.replace(old, new), is_snippet=True)
    namespace = Namespace(str(PATH))
    for name in before:
        namespace.run(read_snippet(PATH.name, ROOT).section(name))
    return namespace.run(file.section(section))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        optimizer.step()\n", ""),
        ("        loss.backward()\n", ""),
        (
            "        loss = criterion(model(images), labels)",
            "        loss = criterion(model(images).softmax(dim=1), labels)",
        ),
        (
            "torch.optim.Adam(model.parameters(), lr=0.01)",
            "torch.optim.Adam(build().parameters(), lr=0.01)",
        ),
    ],
    ids=["no step", "no backward", "softmax", "parameters of another model"],
)
def test_a_broken_loop_cannot_learn_one_batch_by_heart(old: str, new: str) -> None:
    assert any(
        isinstance(outcome.error, AssertionError)
        for outcome in outcomes("overfit", BEFORE, old, new)
    )


def test_the_loop_that_is_shown_learns_one_batch_by_heart() -> None:
    assert not any(outcome.problem for outcome in outcomes("overfit", BEFORE, "", ""))


def test_labels_that_do_not_belong_to_their_images_show_on_new_images_only() -> None:
    before = (*BEFORE, "overfit")
    assert not any(outcome.problem for outcome in outcomes("misaligned", before, "", ""))
    repaired = outcomes(
        "misaligned", before, "mixed = images[torch.randperm(len(images))]", "mixed = images"
    )
    assert isinstance(repaired[-1].error, AssertionError)
