"""`python -m site_tools.publish.offline ZIP`: the whole site as one zip, to be read from a folder without a server.

Material's plugin `offline` writes the index of the search as a script and links to pages by their files, for browsers
fetch nothing from file://. mkdocs.yml switches it on where `OFFLINE` is set.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from site_tools.publish.build import build
from tutorial_lib.errors import InputError

NAME = "pytorch-tutorial"
"""The folder that the zip holds; its `index.html` is the first page."""


def write_zip(root: Path, file: Path, **environment: str) -> None:
    """Builds the tutorial in `root` for reading offline, and packs it into `file`.

    Raises:
        InputError: the site does not build.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="offline-") as aside:
        build(root, Path(aside, NAME), OFFLINE="true", OFFLINE_ZIP="", **environment)
        shutil.make_archive(str(file.with_suffix("")), "zip", root_dir=aside, base_dir=NAME)


def main(arguments: list[str]) -> int:
    file = Path(*arguments).with_suffix(".zip")
    try:
        write_zip(Path.cwd(), file)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB; unpack it and open {NAME}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
