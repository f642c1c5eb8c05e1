"""Write a trained network for other programs: ONNX for any runtime, int8 weights for the browser.

The int8 form is two files. `digits.json`, the manifest, says all there is to know about the other:

    {
      "file": "digits-1a2b3c4d.bin",      the weights, named by their checksum, so that a cache never mixes two versions
      "sha256": "1a2b3c4d…",              of the whole file
      "mean": 0.1307, "std": 0.3081,      a pixel from 0 to 1 becomes (pixel - mean) / std
      "test_accuracy": 0.9829,            of the float network, or null if it was not given
      "layers": [
        {"name": "net.1", "shape": [256, 784], "weight": 0, "scale": 200704, "bias": 201728}, …
      ]
    }

`weight`, `scale` and `bias` are offsets in bytes into the file. There lie shape[0] x shape[1] int8 weights, row by row,
shape[0] float32 scales, and shape[0] float32 biases, all little-endian, the floats on multiples of 4. A layer computes

    output[row] = scale[row] * sum(weight[row][column] * input[column]) + bias[row]

and every layer but the last replaces what is below 0 by 0. The first reads the 784 pixels row by row; the last one's
outputs are logits, the larger the likelier the digit.
"""

import hashlib
import json
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
    shape: list[int]  # rows (outputs), columns (inputs)
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
    """Write a fully connected network's int8 weights and their manifest; the manifest's path is returned.

    Whoever reads the manifest, at any moment, finds the weights that it names. Raises InputError for a network with
    other layers, and where the files cannot be written.
    """
    linears = {name: layer for name, layer in model.named_modules() if isinstance(layer, nn.Linear)}
    others = [
        layer
        for layer in model.modules()
        if not isinstance(layer, nn.Linear) and list(layer.parameters(recurse=False))
    ]
    if others:
        raise InputError(
            "The int8 form holds fully connected layers only; export a network trained with --model mlp."
        )

    content = bytearray()

    def append(values: NDArray[np.generic]) -> int:
        content.extend(bytes(-len(content) % 4))
        offset = len(content)
        content.extend(values.tobytes())
        return offset

    layers: list[Layer] = []
    for name, linear in linears.items():
        weight, scale = _quantize(linear.weight)
        layers.append(
            {
                "name": name,
                "shape": list(weight.shape),
                "weight": append(weight),
                "scale": append(scale),
                "bias": append(linear.bias.detach().cpu().numpy().astype("<f4")),
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


def _quantize(weight: torch.Tensor) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Floats [rows, columns] -> whole numbers from -127 to 127 and what each row's 1 stands for."""
    values = weight.detach().cpu().double()
    scale = values.abs().amax(dim=1, keepdim=True) / 127
    scale[scale == 0] = 1
    return (
        (values / scale).round().to(torch.int8).numpy(),
        scale.squeeze(1).numpy().astype("<f4"),
    )


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
        linears = [_dequantize(content, layer) for layer in record["layers"]]
    except OSError as error:
        raise InputError(
            f"{error.filename} cannot be read ({error.strerror}); export the network again."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{manifest} is not the manifest of an int8 network; export the network again."
        ) from error
    hidden = [module for linear in linears[:-1] for module in (linear, nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *hidden, linears[-1]).eval().requires_grad_(False)


def _dequantize(content: bytes, layer: Layer) -> nn.Linear:
    rows, columns = layer["shape"]
    weight = np.frombuffer(content, np.int8, rows * columns, layer["weight"])
    scale = np.frombuffer(content, "<f4", rows, layer["scale"])
    bias = np.frombuffer(content, "<f4", rows, layer["bias"])
    linear = nn.Linear(columns, rows)
    linear.weight.data = torch.from_numpy(weight.reshape(rows, columns) * scale[:, None])
    linear.bias.data = torch.from_numpy(bias.copy())
    return linear
