"""Read and write IDX, the format of the four MNIST files.

An IDX file is a magic number (two zero bytes, the type of the values, the number of dimensions), each dimension as a
big-endian 32-bit integer, then the values. Source: http://yann.lecun.com/exdb/mnist/, "The IDX file format".
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.files import read_file

UNSIGNED_BYTE = 8


def read_bytes(path: Path) -> bytes:
    """The content of `path`, unpacked if its name ends in .gz. Raises InputError with the file's name."""
    content = read_file(path, "delete it and fetch it again")
    try:
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"{path} is cut short or is no gzip file; delete it and fetch it again."
        ) from error


def is_packed(path: Path) -> bool:
    """Whether it begins as gzip files do."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def parse(content: bytes, dimensions: int, path: Path) -> torch.Tensor:
    """The values as a uint8 tensor with that many dimensions. `path` names the file in the InputError it may raise."""
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise InputError(
            f"{path} is cut short: it has {len(content)} bytes; delete it and fetch it again."
        )
    magic = struct.pack(">HBB", 0, UNSIGNED_BYTE, dimensions)
    if content[:4] != magic:
        raise InputError(
            f"{path} begins with {content[:4].hex()} instead of {magic.hex()}, so it is no MNIST file of that name; "
            "delete it and fetch it again."
        )
    shape = struct.unpack(f">{dimensions}I", content[4:header])
    if len(content) != header + math.prod(shape):
        raise InputError(
            f"{path} is cut short or too long: it has {len(content)} bytes where its header promises "
            f"{header + math.prod(shape)}; delete it and fetch it again."
        )
    return torch.frombuffer(bytearray(content), dtype=torch.uint8, offset=header).reshape(shape)


def serialize(values: torch.Tensor) -> bytes:
    """The IDX file that holds a uint8 tensor."""
    header = struct.pack(">HBB", 0, UNSIGNED_BYTE, values.ndim) + struct.pack(
        f">{values.ndim}I", *values.shape
    )
    return header + values.contiguous().numpy().tobytes()
