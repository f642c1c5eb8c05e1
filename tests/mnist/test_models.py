import pytest
import torch
from torch import nn

from tutorial_lib.mnist.run import DIGIT_MODELS
from tutorial_lib.models import MNISTNet, SimpleNet, SmallCNN


def test_simple_net_turns_flat_images_into_ten_logits() -> None:
    assert SimpleNet()(torch.zeros(5, 784)).shape == (5, 10)


@pytest.mark.parametrize("network", [MNISTNet, SmallCNN])
def test_digit_networks_turn_images_into_ten_logits(network: type[nn.Module]) -> None:
    logits = network()(torch.randn(5, 1, 28, 28))
    assert logits.shape == (5, 10)
    assert not torch.allclose(logits.sum(dim=1), torch.ones(5)), (
        "these are probabilities, not logits"
    )


def test_the_layers_are_those_that_the_chapters_name() -> None:
    def sizes(network: nn.Module) -> list[tuple[int, int]]:
        return [
            (layer.in_features, layer.out_features)
            for layer in network.modules()
            if isinstance(layer, nn.Linear)
        ]

    assert sizes(SimpleNet()) == [(784, 128), (128, 64), (64, 10)]
    assert sizes(MNISTNet()) == [(784, 256), (256, 128), (128, 10)]
    assert [layer.p for layer in MNISTNet().modules() if isinstance(layer, nn.Dropout)] == [
        0.2,
        0.2,
    ]


@pytest.mark.parametrize("network", DIGIT_MODELS.values())
def test_digit_networks_work_otherwise_in_training_and_repeatably_in_evaluation(
    network: type[nn.Module],
) -> None:
    """Dropout and BatchNorm, which the two modes switch."""
    model, images = network(), torch.randn(4, 1, 28, 28)
    trained = model(images)
    model.eval()
    assert not torch.allclose(trained, model(images))
    assert torch.equal(model(images), model(images))


def test_the_cnn_is_small() -> None:
    assert sum(parameter.numel() for parameter in SmallCNN().parameters()) < 100_000
