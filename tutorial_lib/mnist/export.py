"""Write a trained network for other programs: ONNX for any runtime, int8 weights for the browser.

The int8 form is two files. `digits.json`, the manifest, says all there is to know about the other:

    {
      "file": "digits-1a2b3c4d.bin",      the weights, named by their checksum, so that a cache never mixes two versions
      "sha256": "1a2b3c4d…",              of the whole file
      "mean": 0.1307, "std": 0.3081,      a pixel from 0 to 1 becomes (pixel - mean) / std
      "test_accuracy": 0.9829,            of the float network, or null if it was not given
      "layers": [
        {"name": "net.0", "shape": [16, 1, 5, 5], "pool": 2, "weight": 0, "scale": 400, "bias": 464}, …
        {"name": "net.15", "shape": [10, 256], "pool": 1, "weight": 47488, "scale": 50048, "bias": 50088}
      ]
    }

`weight`, `scale` and `bias` are offsets in bytes into the file. There lie the int8 weights, the last place of the shape
running fastest, shape[0] float32 scales, and shape[0] float32 biases, all little-endian, the floats on multiples of 4.
A layer with two numbers in its shape is fully connected and computes

    output[row] = scale[row] * sum(weight[row][column] * input[column]) + bias[row]

One with four is a convolution without padding: such a sum for each place of its window, and of each pool x pool sums
only the largest is kept, before scale and bias; BatchNorm is part of these two. What does not fill a pool is left out.

Every layer but the last replaces what is below 0 by 0. The first reads the 28 x 28 pixels row by row; a fully connected
layer reads a convolution's channels one after the other; the last one's outputs are logits, the larger the likelier the
digit.
"""

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.data import MEAN, STD
from tutorial_lib.mnist.files import make_directory, replace_file, writing_in

MANIFEST = "digits.json"
# How far ONNX Runtime's logits may be from torch's.
TOLERANCE = 1e-5


class Layer(TypedDict):
    name: str
    shape: list[int]  # outputs, inputs; of a convolution also the height and width of its window
    pool: int  # side of the squares of which the largest is kept; 1 keeps all
    weight: int  # offsets in bytes
    scale: int
    bias: int


class Manifest(TypedDict):
    file: str
    sha256: str
    mean: float
    std: float
    test_accuracy: float | None
    layers: list[Layer]


def export_onnx(model: nn.Module, path: Path) -> None:
    """Write the network as ONNX: "images" float32 [batch, 1, 28, 28], normalized -> "logits" [batch, 10].

    ONNX Runtime must give torch's logits within TOLERANCE of the largest one, or nothing is written. Raises InputError
    then, where the packages for it are not installed, and where the file cannot be written.
    """
    try:
        import onnxruntime  # type: ignore[import-untyped]
        import onnxscript  # noqa: F401  # torch's exporter asks for it late, and says less
    except ImportError as error:
        raise InputError(
            f"Exporting to ONNX needs the package {error.name}; "
            'install what it takes with: pip install -e ".[export]"'
        ) from error

    model = model.cpu().eval()
    program = torch.onnx.export(
        model,
        (torch.zeros(2, 1, 28, 28),),
        input_names=["images"],
        output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("batch")},),
        dynamo=True,
        verbose=False,
    )
    assert program is not None  # with dynamo=True and no file name, torch returns one
    content = program.model_proto.SerializeToString()

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    pixels = torch.rand(64, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    images = (pixels - MEAN) / STD
    with torch.inference_mode():
        expected = model(images).numpy()
    (actual,) = session.run(["logits"], {"images": images.numpy()})
    difference = float(np.abs(actual - expected).max())
    # "not <=" refuses NaN too.
    if not difference <= TOLERANCE * max(1.0, float(np.abs(expected).max())):
        raise InputError(
            f"ONNX Runtime's answers differ from torch's by {difference:g}, so {path} was not written; "
            "are all weights of the network finite?"
        )
    replace_file(path, content)


def export_int8(model: nn.Module, directory: Path, test_accuracy: float | None = None) -> Path:
    """Write a network's int8 weights and their manifest; the manifest's path is returned.

    Whoever reads the manifest, at any moment, finds the weights that it names. Raises InputError for a network with
    layers that the form does not hold, and where the files cannot be written.
    """
    parts = _parts(model)
    content = bytearray()

    def append(values: NDArray[np.generic]) -> int:
        content.extend(bytes(-len(content) % 4))
        offset = len(content)
        content.extend(values.tobytes())
        return offset

    layers: list[Layer] = []
    for part in parts:
        weight, scale = _quantize(part.weight)
        layers.append(
            {
                "name": part.name,
                "shape": list(weight.shape),
                "pool": part.pool,
                "weight": append(weight),
                "scale": append((scale * part.scale).numpy().astype("<f4")),
                "bias": append(part.bias.numpy().astype("<f4")),
            }
        )

    checksum = hashlib.sha256(content).hexdigest()
    manifest: Manifest = {
        "file": f"digits-{checksum[:8]}.bin",
        "sha256": checksum,
        "mean": MEAN,
        "std": STD,
        "test_accuracy": test_accuracy,
        "layers": layers,
    }
    make_directory(directory)
    replace_file(directory / manifest["file"], bytes(content))
    replace_file(directory / MANIFEST, (json.dumps(manifest, indent=2) + "\n").encode())
    with writing_in(directory):
        for earlier in directory.glob("digits-????????.bin"):
            if earlier.name != manifest["file"]:
                earlier.unlink()
    return directory / MANIFEST


@dataclass
class _Part:
    """A layer with all that happens to its sums before the ReLU: float64 on the CPU, one scale and bias a row."""

    name: str
    weight: torch.Tensor
    scale: torch.Tensor
    bias: torch.Tensor
    pool: int = 1


def _parts(model: nn.Module) -> list[_Part]:
    """The layers in the order in which they were defined, which in all of our networks is that of computing."""
    parts: list[_Part] = []
    for name, layer in model.named_modules():
        match layer:
            case nn.Linear() | nn.Conv2d(stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
                weight = layer.weight.detach().cpu().double()
                bias = torch.zeros(len(weight)) if layer.bias is None else layer.bias.detach().cpu()
                parts.append(_Part(name, weight, torch.ones(len(weight)).double(), bias.double()))
            case nn.MaxPool2d(kernel_size=int() as size, stride=stride, padding=0) if (
                parts and stride == size
            ):
                parts[-1].pool = size
            case nn.BatchNorm2d(
                running_mean=torch.Tensor() as m, running_var=torch.Tensor() as v
            ) if parts:
                mean, variance, scale, bias = (
                    values.detach().cpu().double()
                    for values in (
                        m,
                        v,
                        layer.weight,
                        layer.bias,
                    )
                )
                factor = scale / (variance + layer.eps).sqrt()
                parts[-1].scale *= factor
                parts[-1].bias = (parts[-1].bias - mean) * factor + bias
            case nn.ReLU() | nn.Flatten() | nn.Dropout():
                pass
            case _ if list(layer.children()):
                pass  # a container
            case _:
                raise InputError(
                    f"The int8 form has no {type(layer).__name__} like {name}; it holds fully connected layers, "
                    "convolutions without padding, pooling of squares side by side and BatchNorm."
                )
    return parts


def _quantize(weight: torch.Tensor) -> tuple[NDArray[np.int8], torch.Tensor]:
    """Floats [rows, ...] -> whole numbers from -127 to 127 and what each row's 1 stands for."""
    scale = weight.flatten(1).abs().amax(dim=1) / 127
    scale[scale == 0] = 1
    steps = weight / scale.view(-1, *[1] * (weight.dim() - 1))
    return steps.round().to(torch.int8).numpy(), scale


def load_int8(manifest: Path) -> nn.Module:
    """The network that `export_int8` wrote, as the browser computes it: images [N, 1, 28, 28] -> logits [N, 10].

    Raises InputError if a file is missing, or the weights are not those that the manifest names.
    """
    try:
        record = cast(Manifest, json.loads(manifest.read_text(encoding="utf-8")))
        weights = manifest.parent / record["file"]
        content = weights.read_bytes()
        if hashlib.sha256(content).hexdigest() != record["sha256"]:
            raise InputError(f"{weights} is damaged (wrong checksum); export the network again.")
        layers = [_dequantize(content, layer) for layer in record["layers"]]
    except OSError as error:
        raise InputError(
            f"{error.filename} cannot be read ({error.strerror}); export the network again."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{manifest} is not the manifest of an int8 network; export the network again."
        ) from error
    hidden = [module for layer in layers[:-1] for module in (*layer, nn.ReLU())]
    return nn.Sequential(*hidden, *layers[-1]).eval().requires_grad_(False)


def _dequantize(content: bytes, layer: Layer) -> list[nn.Module]:
    shape = layer["shape"]
    rows = shape[0]
    weight = torch.from_numpy(
        np.frombuffer(content, np.int8, math.prod(shape), layer["weight"]).reshape(shape).copy()
    )
    scale = torch.from_numpy(np.frombuffer(content, "<f4", rows, layer["scale"]).copy())
    bias = torch.from_numpy(np.frombuffer(content, "<f4", rows, layer["bias"]).copy())
    if len(shape) == 2:
        linear = nn.Linear(shape[1], rows)
        linear.weight.data, linear.bias.data = weight * scale[:, None], bias
        return [nn.Flatten(), linear]
    convolution = nn.Conv2d(shape[1], rows, (shape[2], shape[3]), bias=False)
    convolution.weight.data = weight.float()
    # Not part of the convolution: where the scale is negative, the largest sum would become the smallest.
    scaled = nn.BatchNorm2d(rows, eps=0)
    scaled.weight.data, scaled.bias.data = scale, bias
    return [convolution, nn.MaxPool2d(layer["pool"]), scaled]
