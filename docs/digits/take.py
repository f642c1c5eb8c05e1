"""Takes the network that the digit pad reads with from a training run on all of MNIST.

python docs/digits/take.py RUN DATA      RUN is made by: python -m tutorial_lib train --model cnn --data DATA --out RUN

writes beside this file

    digits.json  digits-….bin    RUN's network with int8 weights, see tutorial_lib/mnist/export.py
    samples.bin                  for those who cannot draw, the first test digit of each class: uint8 [10, 28, 28]
    checks.npz                   what the pad is compared with: 200 test digits (uint8 [200, 28, 28], the first 20 of
                                 each class) and RUN's own logits for them (float32 [200, 10])
"""

import sys
from pathlib import Path

import numpy as np
import torch

from tutorial_lib.mnist import data
from tutorial_lib.mnist.export import export_int8
from tutorial_lib.mnist.prediction import load_model
from tutorial_lib.mnist.run import WEIGHTS, read_metrics

FOLDER = Path(__file__).parent
EACH = 20


def main(run: Path, root: Path) -> None:
    model = load_model(run / WEIGHTS)
    export_int8(model, FOLDER, read_metrics(run)["test_accuracy"])
    digits = data.load(root, print)
    places = torch.stack([(digits.test_labels == label).nonzero()[:EACH, 0] for label in range(10)])
    (FOLDER / "samples.bin").write_bytes(digits.test_images[places[:, 0]].numpy().tobytes())
    images = digits.test_images[places.flatten()]
    with torch.inference_mode():
        logits = model(data.normalize(images))
    np.savez_compressed(FOLDER / "checks.npz", images=images.numpy(), logits=logits.numpy())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
