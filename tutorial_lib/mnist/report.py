"""A run's figures: its curves, its confusion matrix, and the digits that it misread."""

from pathlib import Path

import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import figures
from tutorial_lib.mnist.files import replace_file
from tutorial_lib.mnist.run import METRICS, MISREAD, read_metrics
from tutorial_lib.mnist.tensors import is_plain, load_tensors

# A page shows that many at a glance.
MOST_MISREAD = 24


def write_report(run: Path, language: figures.Language = "zh") -> None:
    """Draw curves.svg, confusion.svg and misread.svg from what a finished run recorded; no data is needed.

    `language` is the one that the pictures show when they are opened alone; they hold both.
    Raises InputError if the record is missing, damaged or not ours, and if the directory cannot be written to.
    """
    metrics = read_metrics(run)
    images = load_tensors(run / MISREAD, "train again")
    try:
        if not isinstance(images, torch.Tensor) or not is_plain(images):
            raise TypeError(f"{MISREAD} holds no tensor")
        shown = metrics["misread"][:MOST_MISREAD]
        pictures = {
            "curves.svg": figures.curves(metrics["epochs"], language),
            "confusion.svg": figures.confusion(metrics["confusion"], language),
            "misread.svg": figures.misread(
                shown, images[:MOST_MISREAD].numpy(), len(metrics["misread"]), language
            ),
        }
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{run / METRICS} and {MISREAD} are not the record of one run; train again."
        ) from error
    for name, picture in pictures.items():
        replace_file(run / name, picture.encode())
