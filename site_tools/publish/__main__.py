"""`python -m site_tools.publish RUN`: writes the site if all that it says is proven, or refuses."""

import argparse
import os
import sys
from pathlib import Path

from site_tools.publish.gate import publish
from tutorial_lib.errors import InputError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m site_tools.publish", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN", help="directory of a run on all of MNIST")
    parser.add_argument("--site", type=Path, default=Path("site"), metavar="DIRECTORY")
    parser.add_argument(
        "--url",
        default=os.environ.get("SITE_URL", ""),
        help="where it will be published; default: $SITE_URL",
    )
    settings = parser.parse_args(arguments)
    try:
        publish(Path.cwd(), settings.run, settings.site, settings.url)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{settings.site}: ready to publish")
    return 0


if __name__ == "__main__":
    sys.exit(main())
