"""What training looks like when one line is wrong and nothing is raised."""

import pytest

from .conftest import LessonBitesError, Run

SETUP = ["digits", "tutorial_lib/models.py:SimpleNet", "loss", "accuracy-function", "loader"]
FIT = [*SETUP, "fit"]


def test_the_shown_loop_learns_and_the_shown_mistakes_do_not(run: Run) -> None:
    names = run("training", [*FIT, "no-zero-grad", "softmax"])

    assert names["complete"] > 0.85
    assert names["uncleared"] < 0.5
    assert names["softened"] < 0.8


def test_a_loop_without_zero_grad_is_told_apart(run: Run) -> None:
    with pytest.raises(LessonBitesError, match="AssertionError"):
        run("training", FIT, broken={"if clear:\n                optimizer.zero_grad()": "pass"})


def test_a_softmax_before_the_loss_is_told_apart(run: Run) -> None:
    outputs = "loss = criterion(model(batch_images), batch_labels)\n            if clear"
    softened = outputs.replace("model(batch_images)", "model(batch_images).softmax(dim=1)")
    with pytest.raises(LessonBitesError, match="AssertionError"):
        run("training", FIT, broken={outputs: softened})


def test_a_loss_not_averaged_by_batch_size_is_told_apart(run: Run) -> None:
    sections = [*SETUP, "batches", "average"]
    assert run("training", sections)["weighted"]

    with pytest.raises(LessonBitesError, match="AssertionError"):
        run(
            "training", sections, broken={"loss * size for": "loss for", "sum(sizes)": "len(sizes)"}
        )
