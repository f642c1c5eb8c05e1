"""Mistakes with data that raise nothing, and what the chapter says of files, labels and worker processes."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import nn
from torchvision.datasets import ImageFolder
from torchvision.io import decode_image

from .conftest import LessonBitesError, Run
from .pages import numbers_of, rows_of
from .records import record_of
from .test_training import span

SECTIONS = ["digits", "tensors", "nearest-mean", "aligned"]
FILES = ["digits", "tensors", "dataset", "loader", "split", "normalize", "transforms"]


def test_images_and_labels_shuffled_alike_are_learned(run: Run) -> None:
    names = run("data", [*SECTIONS, "misaligned"])

    assert names["aligned"] > 0.75
    assert sum(names["misaligned"]) / 20 < 0.15


def test_labels_left_behind_are_told_apart(run: Run) -> None:
    with pytest.raises(LessonBitesError, match="documents another output"):
        run("data", SECTIONS, broken={"images[order], labels[order]": "images[order], labels"})


def test_what_shuffling_and_standardizing_bring_is_told_as_it_was_measured() -> None:
    mistakes = record_of("training-measured")["mistakes"]
    names = ["SGD with momentum", "RMSprop", "Adam"]
    for language in ("zh", "en"):
        rows = rows_of("data", language, "shuffle")
        assert [row[1:] for row in rows[1:]] == [
            [span(mistakes[name]["complete"]), span(mistakes[name]["in order"])] for name in names
        ], language
        rows = rows_of("data", language, "normalize")
        assert [row[1:] for row in rows[1:]] == [
            [span(mistakes[name]["not standardized"]), span(mistakes[name]["complete"])]
            for name in ("SGD", *names)
        ], language


def test_sorted_digits_are_learned_late_as_the_page_tells() -> None:
    low, high = span(record_of("training-measured")["in order for 30 epochs, Adam"]).split("–")
    for language in ("zh", "en"):
        assert {low, high} <= set(numbers_of("data", language, "shuffle"))


def test_the_times_with_and_without_workers_are_recorded() -> None:
    seconds = record_of("data-workers")["seconds"]
    assert seconds["0 workers"] < seconds["2 workers, fork"] < seconds["2 workers, forkserver"]
    for language in ("zh", "en"):
        told = numbers_of("data", language, "workers")
        assert {str(seconds["0 workers"]), str(seconds["2 workers, fork"])} <= set(told)


@pytest.mark.parametrize(
    ("dtype", "taken"),
    [(torch.int64, True), (torch.uint8, True), (torch.int32, False), (torch.float32, False)],
)
def test_cross_entropy_takes_int64_and_uint8_labels_and_no_others(
    dtype: torch.dtype, taken: bool
) -> None:
    labels = torch.tensor([0, 1], dtype=dtype)
    try:
        nn.CrossEntropyLoss()(torch.zeros(2, 3), labels)
    except RuntimeError:
        assert not taken
    else:
        assert taken


def test_pictures_in_files_are_the_digits_they_were_written_from(run: Run) -> None:
    names = run("data", [*FILES, "write-pictures", "decode", "picture-files", "image-folder"])

    assert len(names["files"]) == len(names["colored"]) == 50
    for index in range(50):
        image, label = names["files"][index]
        row = int(names["files"].paths[index].stem)
        assert label == names["labels"][row]
        torch.testing.assert_close(
            image.flatten(), (names["images"][row] - names["mean"]) / names["std"]
        )
    assert names["colored"][0][0].shape[0] == 3


def test_folders_become_labels_in_the_order_of_their_letters(tmp_path: Path) -> None:
    for name in ("2", "10"):
        (tmp_path / name).mkdir()
        Image.new("L", (4, 4)).save(tmp_path / name / "a.png")
    assert ImageFolder(str(tmp_path)).class_to_idx == {"10": 0, "2": 1}


def test_torchvision_s_own_readers_warn_that_they_will_go(tmp_path: Path) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    with pytest.warns(DeprecationWarning, match="deprecated since torchvision 0.29"):
        decode_image(str(tmp_path / "a.png"))


# As workers start on Windows and macOS, and on Linux from Python 3.14 on.
UNGUARDED = """
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    digits = TensorDataset(torch.zeros(4))
    loader = DataLoader(digits, num_workers=1, multiprocessing_context="forkserver")
    {guard}print(len(list(loader)))
"""


@pytest.mark.parametrize("guard", ["", 'if __name__ == "__main__": '])
def test_a_fresh_worker_needs_the_guard(tmp_path: Path, guard: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(UNGUARDED).format(guard=guard), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=300
    )
    assert (ran.returncode == 0) is bool(guard), ran.stderr
    assert ("bootstrapping phase" in ran.stderr) is not bool(guard)
