"""What pages find beside them when their blocks run: digits, so that no test needs a network.

A page knows nothing of this, nor does the reader of pages: whoever runs pages puts the two together.
"""

import shutil
import tempfile
from pathlib import Path

from site_tools.read.page import Page
from site_tools.run.run import Prepare


def page_folders(root: Path) -> Prepare:
    """Puts the sample digits into the folder of each page whose code opens `datasets.MNIST`."""

    def prepare(page: Page, folder: Path) -> None:
        shown = (section.text(page.language) for _, section in page.sections)
        if any("datasets.MNIST(" in code for code in shown):
            put_digits(root, folder)

    return prepare


def put_digits(root: Path, folder: Path) -> None:
    """Copies the sample to `folder/data`, laid out as torchvision expects MNIST; made once, in `root/build`."""
    kept = root / "build" / "digits"
    if not kept.is_dir():
        # Imports torch, which whoever only reads pages can do without.
        from tutorial_lib.mnist.data import lay_out_sample

        kept.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as aside:
            made = Path(aside) / "digits"
            lay_out_sample(made)
            try:
                made.rename(kept)
            except OSError:
                if not kept.is_dir():  # else another process was first
                    raise
    shutil.copytree(kept, folder / "data")
