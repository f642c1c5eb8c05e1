import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import data
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.prediction import load_model, predict, read_digit
from tutorial_lib.models import MNISTNet, SimpleNet, SmallCNN


@pytest.mark.parametrize("network", [MNISTNet, SmallCNN, SimpleNet])
def test_the_weights_alone_tell_which_network_they_belong_to(
    network: type[nn.Module], tmp_path: Path
) -> None:
    torch.manual_seed(3)
    model = network().eval()
    torch.save(model.state_dict(), tmp_path / "model.pt")
    loaded = load_model(tmp_path / "model.pt")
    images = torch.randn(4, 1, 28, 28)
    expected = model(images.flatten(1) if network is SimpleNet else images)
    assert torch.equal(loaded(images), expected)
    assert not loaded.training


class Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch '{self.marker}'",)


def trap(path: Path) -> None:
    torch.save(Trap(path.with_name("ran")), path)


def trap_among_weights(path: Path) -> None:
    state = dict(MNISTNet().state_dict())
    torch.save({**state, "net.1.weight": Trap(path.with_name("ran"))}, path)


def trap_of_plain_pickle(path: Path) -> None:
    path.write_bytes(pickle.dumps(Trap(path.with_name("ran"))))


def trap_in_the_old_format(path: Path) -> None:
    torch.save(Trap(path.with_name("ran")), path, _use_new_zipfile_serialization=False)


def whole_model(path: Path) -> None:
    torch.save(nn.Linear(2, 2), path)


def another_network(path: Path) -> None:
    torch.save(nn.Linear(784, 10).state_dict(), path)


def another_shape(path: Path) -> None:
    state = dict(MNISTNet().state_dict())
    torch.save({**state, "net.7.bias": torch.zeros(11)}, path)


def numbers(path: Path) -> None:
    torch.save({"epoch": 3}, path)


def json_renamed(path: Path) -> None:
    path.write_text(json.dumps({"test_accuracy": 0.98}))


def text(path: Path) -> None:
    path.write_text("hello")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    torch.save(MNISTNet().state_dict(), path)
    path.write_bytes(path.read_bytes()[:100_000])


def changed(path: Path, change: Callable[[torch.Tensor], torch.Tensor]) -> None:
    state = dict(MNISTNet().state_dict())
    torch.save({**state, "net.4.weight": change(state["net.4.weight"])}, path)


def not_a_number(path: Path) -> None:
    changed(path, lambda weight: torch.where(weight > 0.05, torch.nan, weight))


def infinite(path: Path) -> None:
    changed(path, lambda weight: weight / 0)


def too_large_for_float32(path: Path) -> None:
    changed(path, lambda weight: weight.double() * 1e300)


def meta(path: Path) -> None:
    changed(path, lambda weight: weight.to("meta"))


def sparse(path: Path) -> None:
    changed(path, lambda weight: weight.to_sparse())


def whole_numbers(path: Path) -> None:
    changed(path, lambda weight: weight.to(torch.int64))


def a_checkpoint(path: Path) -> None:
    torch.save({"model": MNISTNet().state_dict(), "epochs": []}, path)


def numbered(path: Path) -> None:
    torch.save(dict(enumerate(MNISTNet().state_dict().values())), path)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def missing(path: Path) -> None:
    pass


def directory(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (trap, "nothing in it was run"),
        (trap_among_weights, "nothing in it was run"),
        (trap_of_plain_pickle, "nothing in it was run"),
        (trap_in_the_old_format, "nothing in it was run"),
        (whole_model, "nothing in it was run"),
        (another_network, "another network"),
        (another_shape, "another network"),
        (numbers, "other than a network's weights"),
        (json_renamed, "is damaged or no file of ours"),
        (text, "is damaged or no file of ours"),
        (empty, "is damaged or no file of ours"),
        (cut_short, "is damaged or no file of ours"),
        (not_a_number, "no finite numbers .in net.4.weight"),
        (infinite, "no finite numbers"),
        (too_large_for_float32, "no finite numbers"),
        (meta, "other than a network's weights"),
        (sparse, "other than a network's weights"),
        (whole_numbers, "other than a network's weights"),
        (numbered, "other than a network's weights"),
        (a_checkpoint, "is a checkpoint"),
        (pipe, "a pipe or a device"),
        (device, "a pipe or a device"),
        (missing, "No such file"),
        (directory, "cannot be read"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_file_without_our_weights_is_refused_in_one_sentence_and_nothing_in_it_runs(
    write: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.pt"
    write(path)
    with pytest.raises(InputError, match=said) as refusal:
        load_model(path)
    assert str(refusal.value).startswith(str(path))
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "ran").exists()


@pytest.mark.filterwarnings("ignore")
def test_each_flipped_byte_of_the_weights_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    torch.save(MNISTNet().state_dict(), path)
    whole = path.read_bytes()
    chance = np.random.default_rng(0)
    for _ in range(12):
        damaged = bytearray(whole)
        for place in chance.integers(0, len(whole), 20):
            damaged[place] ^= 1 << chance.integers(8)
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="is damaged"):
            load_model(path)


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "module._orig_mod."])
def test_names_as_ddp_and_compile_write_them_are_understood(prefix: str, tmp_path: Path) -> None:
    state = MNISTNet().state_dict()
    torch.save({f"{prefix}{name}": value for name, value in state.items()}, tmp_path / "model.pt")
    loaded = load_model(tmp_path / "model.pt").state_dict()
    assert all(torch.equal(loaded[name], value) for name, value in state.items())


def test_the_trap_would_run_where_weights_are_loaded_carelessly(tmp_path: Path) -> None:
    trap(tmp_path / "model.pt")
    torch.load(tmp_path / "model.pt", weights_only=False)
    assert (tmp_path / "ran").exists()


def test_a_picture_becomes_what_the_network_was_trained_on(tmp_path: Path) -> None:
    bar = np.full((90, 60), 255, np.uint8)
    bar[10:80, 25:35] = 0
    Image.fromarray(bar).save(tmp_path / "one.png")
    digit = read_digit(tmp_path / "one.png")
    assert digit.shape == (1, 28, 28)
    assert digit.dtype == torch.float32
    assert digit.min().item() == pytest.approx((0 - data.MEAN) / data.STD)
    assert digit.max().item() == pytest.approx((1 - data.MEAN) / data.STD, abs=0.02)


def test_the_probabilities_are_of_each_image_and_without_dropout(
    finished: Path, sample: Digits
) -> None:
    model = load_model(finished / "model.pt")
    images = data.normalize(sample.test_images[:300])
    probabilities = predict(model.train(), images)
    assert probabilities.shape == (300, 10)
    assert torch.allclose(probabilities.sum(dim=1), torch.ones(300))
    assert torch.equal(probabilities, predict(model, images))
    assert torch.allclose(probabilities[7:8], predict(model, images[7:8]), atol=1e-6)
    assert (probabilities.argmax(dim=1) == sample.test_labels[:300]).float().mean() > 0.9
