"""Read digits from pictures with a trained network."""

from pathlib import Path

import torch
from torch import nn

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import data
from tutorial_lib.mnist.images import center, read_ink
from tutorial_lib.mnist.run import DIGIT_MODELS
from tutorial_lib.mnist.tensors import is_plain, load_tensors
from tutorial_lib.models import SimpleNet


class _FlatteningSimpleNet(SimpleNet):
    """SimpleNet as the chapters train it on vectors, reading images [N, 1, 28, 28] too."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.flatten(1))


# The networks whose weights can be told by their names and shapes.
NETWORKS: tuple[type[nn.Module], ...] = (*DIGIT_MODELS.values(), _FlatteningSimpleNet)
PREFIXES = ("module.", "_orig_mod.")
ADVICE = "name a model.pt that `train` wrote"


def load_model(weights: Path) -> nn.Module:
    """The trained network in a state dict's file, on the CPU, in eval mode: images [N, 1, 28, 28] -> logits [N, 10].

    Which of our networks it is, the names and shapes of its weights tell; prefixes that DistributedDataParallel and
    torch.compile put before the names are left out. Nothing in the file is ever run. Raises InputError if the file is
    missing, damaged, no state dict, one of another network, or holds weights that are no numbers.
    """
    state = _read_state(weights)
    shapes = {name: value.shape for name, value in state.items()}
    for network in NETWORKS:
        with torch.device("meta"):  # shapes without memory or chance
            model = network()
        if {name: value.shape for name, value in model.state_dict().items()} == shapes:
            model.load_state_dict(state, assign=True)
            return model.eval().requires_grad_(False)
    names = ", ".join(network.__name__ for network in DIGIT_MODELS.values())
    raise InputError(
        f"{weights} holds the weights of another network, not of {names} or SimpleNet; {ADVICE}."
    )


def _read_state(path: Path) -> dict[str, torch.Tensor]:
    """The weights by their names, as float32."""
    state = load_tensors(path, ADVICE)
    if isinstance(state, dict) and isinstance(state.get("model"), dict):
        raise InputError(
            f'{path} is a checkpoint, which holds more than weights (they lie under "model"); {ADVICE}.'
        )
    if not isinstance(state, dict) or not all(
        isinstance(name, str)
        and is_plain(value)
        # BatchNorm counts its batches in whole numbers.
        and (value.is_floating_point() or name.endswith(".num_batches_tracked"))
        for name, value in state.items()
    ):
        raise InputError(f"{path} holds something other than a network's weights; {ADVICE}.")
    state = {
        _bare(name): value.float() if value.is_floating_point() else value
        for name, value in state.items()
    }
    for name, value in state.items():
        if not value.isfinite().all():
            raise InputError(
                f"{path} holds weights that are no finite numbers (in {name}), as a training that failed leaves them; "
                "train again."
            )
    return state


def _bare(name: str) -> str:
    while name.startswith(PREFIXES):
        name = name.partition(".")[2]
    return name


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
