"""`python -m site_tools.publish.offline ZIP`: the whole site as one zip, to be read from a folder without a server."""

import os
import sys
from pathlib import Path

from site_tools.publish.build import NAME, write_zip
from site_tools.stage.site import Settings
from tutorial_lib.errors import InputError


def main(arguments: list[str]) -> int:
    file = Path(*arguments).with_suffix(".zip")
    address, repository = (os.environ.get(name, "") for name in ("SITE_URL", "REPOSITORY"))
    try:
        write_zip(Path.cwd(), file, Settings(address, repository))
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB; unpack it and open {NAME}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
