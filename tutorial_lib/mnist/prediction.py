"""Read digits from pictures with a trained network."""

from pathlib import Path

import torch
from torch import nn

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import data
from tutorial_lib.mnist.images import center, read_ink
from tutorial_lib.models import DIGIT_MODELS, SimpleNet


class _FlatteningSimpleNet(SimpleNet):
    """SimpleNet as the chapters train it on vectors, reading images [N, 1, 28, 28] too."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.flatten(1))


# The networks whose weights can be told by their names and shapes.
NETWORKS: tuple[type[nn.Module], ...] = (*DIGIT_MODELS.values(), _FlatteningSimpleNet)


def load_model(weights: Path) -> nn.Module:
    """The trained network in a state dict's file, on the CPU, in eval mode: images [N, 1, 28, 28] -> logits [N, 10].

    Which of our networks it is, the names and shapes of its weights tell. Nothing in the file is ever run.
    Raises InputError if the file is missing, is no state dict, or is one of another network.
    """
    state = _read_state(weights)
    shapes = {name: value.shape for name, value in state.items()}
    for network in NETWORKS:
        with torch.device("meta"):  # shapes without memory or chance
            model = network()
        if {name: value.shape for name, value in model.state_dict().items()} == shapes:
            model.load_state_dict(state, assign=True)
            return model.float().eval().requires_grad_(False)
    names = ", ".join(network.__name__ for network in DIGIT_MODELS.values())
    raise InputError(
        f"{weights} holds the weights of another network, not of {names} or SimpleNet; "
        "name a model.pt that `train` wrote."
    )


def _read_state(path: Path) -> dict[str, torch.Tensor]:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror or error}); name a model.pt that `train` wrote."
        ) from None
    except Exception as error:  # torch's readers raise whatever they run into
        # torch refuses whatever is not plain data before it makes it, so no code in the file has run.
        raise InputError(
            f"{path} is not a whole file of plain weights, so nothing in it was run; "
            "name a model.pt that `train` wrote."
        ) from error
    if not isinstance(state, dict) or not all(
        isinstance(value, torch.Tensor)
        # BatchNorm counts its batches in whole numbers.
        and (value.is_floating_point() or name.endswith(".num_batches_tracked"))
        for name, value in state.items()
    ):
        raise InputError(
            f"{path} holds something other than a network's weights; name a model.pt that `train` wrote."
        )
    return state


def read_digit(path: Path) -> torch.Tensor:
    """The digit on a picture, centered and normalized as the network's training digits: float32 [1, 28, 28].

    Raises InputError if the file is no image, damaged, too large, or shows no digit.
    """
    return data.normalize(torch.from_numpy(center(read_ink(path))).unsqueeze(0)).squeeze(0)


def predict(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Normalized images [N, 1, 28, 28] -> the probability of each digit [N, 10], on the CPU."""
    model.eval()
    device = next(model.parameters()).device
    with torch.inference_mode():
        probabilities: torch.Tensor = model(images.to(device)).softmax(dim=1).cpu()
    return probabilities
