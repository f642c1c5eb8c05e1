"""Measures how many of 300 photographed validation digits the page's network reads, prepared in several ways.

python docs/figures/records/mnist-photos.py    runs snippets/mnist.py on the 5000 digits, writes mnist-photos.json
"""

import json
import platform
import runpy
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import torch
from PIL import Image
from torchvision.transforms.v2 import functional

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path.insert(0, str(ROOT))

from tutorial_lib.prepare import put_digits  # noqa: E402

COUNT = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        put_digits(ROOT, Path(folder))
        with chdir(folder):
            page = runpy.run_path(str(ROOT / "snippets/mnist.py"), run_name="__main__")
    digits = page["pictures"][:COUNT]
    labels = page["val_labels"][:COUNT].cpu()
    photograph, like_mnist = page["fake_photo"], page["like_mnist"]

    def shrunk(photo: Image.Image) -> torch.Tensor:
        return functional.pil_to_tensor(functional.resize(photo, [28, 28])).float() / 255

    def share(image_of: Callable[[torch.Tensor], torch.Tensor], normalized: bool = True) -> float:
        images = torch.stack([image_of(digit) for digit in digits])
        if normalized:
            images = (images - 0.1307) / 0.3081
        with torch.no_grad():
            guesses = page["restored"](images).argmax(dim=1)
        return round((guesses == labels).float().mean().item(), 3)

    record = {
        "made_by": "python docs/figures/records/mnist-photos.py",
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "photos": COUNT,
        "share read": {
            "never photographed": share(lambda digit: digit[None].float() / 255),
            "prepared": share(lambda digit: like_mnist(photograph(digit))),
            "not normalized": share(lambda digit: like_mnist(photograph(digit)), normalized=False),
            "not inverted": share(lambda digit: 1 - like_mnist(photograph(digit))),
            "inverted and shrunk, not centered": share(lambda digit: 1 - shrunk(photograph(digit))),
            "only shrunk": share(lambda digit: shrunk(photograph(digit))),
        },
    }
    (FOLDER / "mnist-photos.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
