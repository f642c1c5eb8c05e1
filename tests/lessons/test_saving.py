"""A resumed run is the run that never stopped; leave one thing out of the checkpoint, and it is not."""

import pytest

from .conftest import LessonBitesError, Run

RESUMED = [
    "digits",
    "tutorial_lib/models.py:SimpleNet",
    "train",
    "start",
    "uninterrupted",
    "checkpoint",
    "resume",
    "identical",
]


def test_the_shown_checkpoint_resumes_bit_for_bit(run: Run) -> None:
    assert run("saving", RESUMED)["checkpoint"]["epoch"] == 2


@pytest.mark.parametrize(
    "forgotten",
    [
        'model.load_state_dict(checkpoint["model"])\noptimizer',
        'optimizer.load_state_dict(checkpoint["optimizer"])',
        'scheduler.load_state_dict(checkpoint["scheduler"])',
        'torch.set_rng_state(checkpoint["rng"])',
    ],
)
def test_a_checkpoint_restored_in_part_is_told_apart(run: Run, forgotten: str) -> None:
    left = "optimizer" if forgotten.endswith("\noptimizer") else "pass"
    with pytest.raises(LessonBitesError, match="documents another output"):
        run("saving", RESUMED, broken={forgotten: left})


def test_a_lenient_load_that_loads_nothing_is_told_apart(run: Run) -> None:
    sections = ["digits", "strict", "not-strict"]
    run("saving", sections)

    with pytest.raises(LessonBitesError):
        run("saving", sections, broken={'"module.0.': '"0.'})
