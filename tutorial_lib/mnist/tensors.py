"""Tensors in files: written whole or not at all, read without believing the file."""

import io
import warnings
import zipfile
from pathlib import Path

import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.files import read_file, replace_file


def save_tensors(path: Path, value: object) -> None:
    """`torch.save`, whole or not at all.

    It is packed in memory first: when the disk is full, torch's own writer hides the reason.
    """
    packed = io.BytesIO()
    torch.save(value, packed)
    replace_file(path, packed.getvalue())


def load_tensors(path: Path, advice: str) -> object:
    """What `torch.save` wrote, tensors on the CPU; nothing in the file is ever run.

    torch's files are zip archives that hold a checksum of each part. torch does not look at them, this does: otherwise
    a damaged file gives damaged weights. Raises InputError, which ends in `advice`, for a file that cannot be read, is
    damaged, or holds more than plain data.
    """
    content = read_file(path, advice)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            damaged = archive.testzip()
        if damaged is not None:
            raise zipfile.BadZipFile(f"the checksum of {damaged} is wrong")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of what it is about to refuse
            return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # the readers raise whatever they run into
        raise InputError(
            f"{path} is damaged or no file of ours, so nothing in it was run; {advice}."
        ) from error


def is_plain(value: object) -> bool:
    """Whether it is a tensor of numbers that lie in memory one after another, as weights do."""
    return (
        isinstance(value, torch.Tensor)
        and value.layout is torch.strided
        and not (value.is_meta or value.is_quantized or value.is_nested)
    )
