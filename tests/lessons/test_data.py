"""Images and labels that no longer belong together raise nothing; the chapter must show that it matters."""

import pytest

from .conftest import LessonBitesError, Run

SECTIONS = ["digits", "tensors", "nearest-mean", "aligned"]


def test_images_and_labels_shuffled_alike_are_learned(run: Run) -> None:
    names = run("data", [*SECTIONS, "misaligned"])

    assert names["aligned"] > 0.75
    assert sum(names["misaligned"]) / 20 < 0.15


def test_labels_left_behind_are_told_apart(run: Run) -> None:
    with pytest.raises(LessonBitesError, match="documents another output"):
        run("data", SECTIONS, broken={"images[order], labels[order]": "images[order], labels"})
