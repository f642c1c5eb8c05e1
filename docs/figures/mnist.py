"""Draws the pictures of `mnist.md` from a real run on all of MNIST.

python docs/figures/mnist.py          draws them from records/mnist
python docs/figures/mnist.py RUN      takes the record of another run first; such a run is made by
                                      python -m tutorial_lib train --readable --device cpu --out RUN
"""

import shutil
import sys
import tempfile
from pathlib import Path

import torch

from tutorial_lib.mnist.report import MOST_MISREAD, write_report
from tutorial_lib.mnist.run import METRICS, MISREAD

FOLDER = Path(__file__).parent
RECORD = FOLDER / "records" / "mnist"


def take(run: Path) -> None:
    """Keep the run's figures and as many of its misread digits as a picture shows."""
    shutil.copyfile(run / METRICS, RECORD / METRICS)
    images = torch.load(run / MISREAD, weights_only=True)
    torch.save(images[:MOST_MISREAD].clone(), RECORD / MISREAD)


def main() -> None:
    if sys.argv[1:]:
        take(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder)
        for name in (METRICS, MISREAD):
            shutil.copyfile(RECORD / name, drawn / name)
        write_report(drawn)
        for picture in drawn.glob("*.svg"):
            shutil.copyfile(picture, FOLDER / f"mnist-{picture.name}")


if __name__ == "__main__":
    main()
