"""How well a network reads digits."""

from dataclasses import dataclass

import torch
from torch import nn

from tutorial_lib.mnist.run import Misread

# Large enough to keep a device busy, small enough for the activations of a CNN to fit anywhere.
CHUNK = 2500


@dataclass(frozen=True)
class Scores:
    """Mean loss, accuracy from 0 to 1, and the probabilities [N, 10] that they come from, on the CPU."""

    loss: float
    accuracy: float
    probabilities: torch.Tensor


def score(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> Scores:
    """Read normalized images [N, 1, 28, 28]; model, images and labels are on one device."""
    model.eval()
    with torch.inference_mode():
        logits = torch.cat([model(chunk) for chunk in images.split(CHUNK)]).float()
        loss = nn.functional.cross_entropy(logits, labels)
        accuracy = (logits.argmax(dim=1) == labels).float().mean()
        return Scores(loss.item(), accuracy.item(), logits.softmax(dim=1).cpu())


def confusion_matrix(predicted: torch.Tensor, labels: torch.Tensor) -> list[list[int]]:
    """Counts [10][10]: row = label, column = prediction."""
    matrix: list[list[int]] = (
        torch.bincount(labels * 10 + predicted, minlength=100).reshape(10, 10).tolist()
    )
    return matrix


def misread(probabilities: torch.Tensor, labels: torch.Tensor) -> list[Misread]:
    """The digits read wrongly, the surest mistake first."""
    probability, predicted = probabilities.max(dim=1)
    wrong = (predicted != labels).nonzero().flatten()
    wrong = wrong[probability[wrong].argsort(descending=True, stable=True)]
    return [
        {
            "index": index,
            "label": int(labels[index]),
            "predicted": int(predicted[index]),
            "probability": float(probability[index]),
        }
        for index in wrong.tolist()
    ]
