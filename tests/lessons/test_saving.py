"""A resumed run is the run that never stopped; leave one thing out of the checkpoint, and it is not."""

from pathlib import Path

import pytest
import torch
from torch import nn

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


def test_a_file_read_to_the_cpu_fits_a_network_anywhere(tmp_path: Path) -> None:
    torch.save(nn.Linear(2, 3).state_dict(), tmp_path / "model.pth")
    # Where `map_location` puts a tensor shows without a GPU, too: `meta` is a device like any other.
    assert torch.load(tmp_path / "model.pth", map_location="meta")["weight"].device.type == "meta"
    state = torch.load(tmp_path / "model.pth", map_location="cpu")
    moved = nn.Linear(2, 3, dtype=torch.float64)
    moved.load_state_dict(state)
    assert moved.weight.dtype == torch.float64  # what is loaded takes the network's own form
    torch.testing.assert_close(moved.weight.float(), state["weight"])


def test_a_state_dict_is_no_copy() -> None:
    model = nn.Linear(2, 3)
    state = model.state_dict()
    with torch.no_grad():
        model.weight.fill_(7.0)
    assert (state["weight"] == 7).all()


def test_without_eval_dropout_varies_and_batchnorm_depends_on_the_company() -> None:
    torch.manual_seed(0)
    image, others = torch.randn(1, 4), torch.randn(7, 4)
    batch = torch.cat([image, others])

    dropout = nn.Dropout(0.5)
    assert len({tuple(dropout(batch).flatten().tolist()) for _ in range(5)}) > 1

    norm = nn.BatchNorm1d(4)
    assert torch.equal(norm(batch), norm(batch))
    assert not torch.allclose(norm(batch)[0], norm(torch.cat([image, 2 * others]))[0])
    norm.eval()
    assert torch.equal(norm(batch)[0], norm(torch.cat([image, 2 * others]))[0])
