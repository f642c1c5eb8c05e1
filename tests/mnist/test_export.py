import errno
import hashlib
import itertools
import json
import operator
import os
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest
import torch
from torch import nn

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import data
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.export import export_int8, export_onnx, load_int8
from tutorial_lib.mnist.prediction import load_model, predict
from tutorial_lib.models import MNISTNet, SimpleNet, SmallCNN


@pytest.fixture(scope="session")
def network(finished: Path) -> nn.Module:
    return load_model(finished / "model.pt")


@pytest.fixture(scope="session")
def images(sample: Digits) -> torch.Tensor:
    """All 5,000 digits, normalized."""
    return data.normalize(torch.cat([sample.train_images, sample.test_images]))


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)


# --- int8 -----------------------------------------------------------------------------------------------------------


def test_int8_weights_read_digits_within_a_tenth_of_a_point_of_the_float_network(
    network: nn.Module, images: torch.Tensor, sample: Digits, tmp_path: Path
) -> None:
    labels = torch.cat([sample.train_labels, sample.test_labels])
    small = load_int8(export_int8(network, tmp_path))
    right = [
        (predict(model, images).argmax(dim=1) == labels).sum().item() for model in (network, small)
    ]
    assert right[0] > 4500
    assert abs(right[0] - right[1]) <= 5  # of 5,000
    weights = next(tmp_path.glob("*.bin")).stat().st_size
    assert weights < sum(p.numel() for p in network.parameters()) * 1.02


def read_by_the_book(manifest: Path, pixels: list[float]) -> list[float]:
    """What the module's documentation says, and nothing of the module: a digit of 784 pixels, 0 to 1 -> logits."""
    record = json.loads(manifest.read_text())
    content = (manifest.parent / record["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    values, side = [(pixel - record["mean"]) / record["std"] for pixel in pixels], 28
    for layer in record["layers"]:
        rows, columns, *window = layer["shape"]
        size = columns * (window[0] * window[1] if window else 1)
        assert layer["scale"] % 4 == layer["bias"] % 4 == 0
        weight = struct.unpack_from(f"<{rows * size}b", content, layer["weight"])
        scale = struct.unpack_from(f"<{rows}f", content, layer["scale"])
        bias = struct.unpack_from(f"<{rows}f", content, layer["bias"])
        if window:
            places, patches = side - window[0] + 1, {}
            for y, x in itertools.product(range(places), repeat=2):
                patches[y, x] = [
                    values[(channel * side + y + down) * side + x + along]
                    for channel in range(columns)
                    for down in range(window[0])
                    for along in range(window[1])
                ]
            pool = layer["pool"]
            side = places // pool
            groups = [
                [
                    patches[pool * y + down, pool * x + along]
                    for down in range(pool)
                    for along in range(pool)
                ]
                for y, x in itertools.product(range(side), repeat=2)
            ]
        else:
            groups = [[values]]
        values = [
            scale[row] * max(dot(patch, weight[row * size : (row + 1) * size]) for patch in group)
            + bias[row]
            for row in range(rows)
            for group in groups
        ]
        if layer is not record["layers"][-1]:
            values = [max(value, 0.0) for value in values]
    return values


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(map(operator.mul, one, other), 0.0)


def trained_cnn() -> nn.Module:
    """Not trained, but with running means and scales, some of them negative, as training leaves them."""
    torch.manual_seed(0)
    network = SmallCNN()
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight)
            nn.init.normal_(layer.bias)
    network(torch.randn(200, 1, 28, 28))
    return network.eval()


def test_the_documented_form_is_all_that_another_language_needs(
    network: nn.Module, sample: Digits, tmp_path: Path
) -> None:
    for model in (network, trained_cnn()):
        manifest = export_int8(model, tmp_path, test_accuracy=0.925)
        small = load_int8(manifest)
        for digit in sample.test_images[:1]:
            logits = read_by_the_book(manifest, (digit.double() / 255).flatten().tolist())
            expected = small(data.normalize(digit.unsqueeze(0)))[0]
            assert logits == pytest.approx(expected.tolist(), abs=1e-3)
    assert json.loads(manifest.read_text())["test_accuracy"] == 0.925


def test_batch_norm_and_pooling_are_part_of_the_layer_before_them(
    images: torch.Tensor, tmp_path: Path
) -> None:
    model = trained_cnn()
    small = load_int8(export_int8(model, tmp_path))
    with torch.inference_mode():
        expected, found = model(images[:500]), small(images[:500])
    assert (found - expected).abs().max() < 0.03 * expected.abs().max()
    assert (found.argmax(1) == expected.argmax(1)).float().mean() > 0.97


def test_a_row_of_zeros_stays_zero_and_every_weight_is_within_half_a_step(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = SimpleNet()
    with torch.no_grad():
        network.fc2.weight[5] = 0
    small = load_int8(export_int8(network, tmp_path))
    layers = [layer for layer in small if isinstance(layer, nn.Linear)]  # type: ignore[attr-defined]
    for before, after in zip((network.fc1, network.fc2, network.fc3), layers, strict=True):
        step = before.weight.abs().amax(dim=1, keepdim=True) / 127
        assert ((before.weight - after.weight).abs() <= step / 2 + 1e-7).all()
        assert torch.equal(before.bias, after.bias)
    assert not layers[1].weight[5].any()


def test_a_second_export_leaves_no_old_weights_behind(network: nn.Module, tmp_path: Path) -> None:
    export_int8(SimpleNet(), tmp_path)
    manifest = export_int8(network, tmp_path)
    weights = json.loads(manifest.read_text())["file"]
    assert {path.name for path in tmp_path.iterdir()} == {manifest.name, weights}


def test_on_a_full_disk_the_earlier_weights_stay_whole(
    network: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_int8(network, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    full_disk(monkeypatch)
    with pytest.raises(InputError, match="No space left on device"):
        export_int8(MNISTNet(), tmp_path)
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_damaged_weights_and_strange_manifests_are_refused(
    network: nn.Module, tmp_path: Path
) -> None:
    manifest = export_int8(network, tmp_path)
    record = json.loads(manifest.read_text())
    weights = tmp_path / record["file"]
    content = bytearray(weights.read_bytes())
    content[1000] ^= 1
    weights.write_bytes(content)
    with pytest.raises(InputError, match=r"\.bin is damaged"):
        load_int8(manifest)
    weights.unlink()
    with pytest.raises(InputError, match=r"\.bin cannot be read"):
        load_int8(manifest)
    for text in ("", "[]", "{}", '{"file": 3}'):
        manifest.write_text(text)
        with pytest.raises(InputError, match="not the manifest"):
            load_int8(manifest)


@pytest.mark.parametrize(
    "layer", [nn.Conv2d(1, 4, 3, padding=1), nn.MaxPool2d(3, 2), nn.AvgPool2d(2), nn.LayerNorm(28)]
)
def test_a_layer_that_the_form_does_not_hold_is_refused_by_name(
    layer: nn.Module, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=f"no {type(layer).__name__} like 0"):
        export_int8(nn.Sequential(layer, nn.Flatten(), nn.Linear(784, 10)), tmp_path / "out")
    assert not (tmp_path / "out").exists()


# --- ONNX -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def onnx_file(network: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("onnxscript")
    path = tmp_path_factory.mktemp("onnx") / "model.onnx"
    export_onnx(network, path)
    return path


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_onnx_runtime_gives_torch_s_answers_for_any_number_of_digits(
    batch: int, network: nn.Module, images: torch.Tensor, onnx_file: Path
) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(onnx_file, providers=["CPUExecutionProvider"])
    (answer,) = session.run(["logits"], {"images": images[:batch].numpy()})
    logits = torch.from_numpy(answer)
    expected = network(images[:batch])
    assert logits.shape == (batch, 10)
    assert (logits - expected).abs().max() <= 1e-5 * expected.abs().max()
    assert (logits.softmax(dim=1) - expected.softmax(dim=1)).abs().max() <= 1e-5


def test_the_onnx_file_stands_alone(onnx_file: Path) -> None:
    assert [path.name for path in onnx_file.parent.iterdir()] == ["model.onnx"]


@pytest.fixture
def quick_onnx(monkeypatch: pytest.MonkeyPatch, onnx_file: Path) -> None:
    """Exporting takes seconds: the file of the trained network stands in for what torch would write."""
    onnx = pytest.importorskip("onnx")

    class Program:
        model_proto = onnx.load(onnx_file)

    monkeypatch.setattr(torch.onnx, "export", lambda *arguments, **options: Program())


@pytest.mark.usefixtures("quick_onnx")
def test_answers_that_differ_from_torch_s_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="differ from torch's by"):
        export_onnx(MNISTNet(), tmp_path / "model.onnx")  # not the network in the file
    broken = MNISTNet()
    nn.init.constant_(broken.net[1].weight, float("nan"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="finite"):
        export_onnx(broken, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("quick_onnx")
def test_on_a_full_disk_the_earlier_onnx_file_stays(
    network: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"earlier")
    full_disk(monkeypatch)
    with pytest.raises(InputError, match="No space left on device"):
        export_onnx(network, path)
    assert path.read_bytes() == b"earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["model.onnx"]


@pytest.mark.parametrize("package", ["onnxruntime", "onnxscript"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"needs the package {package}; .*pip install"):
        export_onnx(MNISTNet(), tmp_path / "model.onnx")
