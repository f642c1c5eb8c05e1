#!/usr/bin/env python3
"""Puts the notebooks of the built site in site/ on the branch `notebooks`, from which Colab opens them.

$REPOSITORY is the repository's address, $GH_TOKEN lets git push there. The branch holds one commit, made anew.
Colab shows no SVG that is inside a notebook: here each becomes a file, at the address where the branch has it.
"""

import base64
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BRANCH = "notebooks"
PICTURE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def put(site: Path, folder: Path, address: str) -> int:
    """Copies the notebooks, and writes their pictures beside them; says how many notebooks there are."""

    def outside(found: re.Match[str]) -> str:
        svg = base64.b64decode(found[1])
        name = f"pictures/{hashlib.sha256(svg).hexdigest()[:16]}.svg"
        picture = folder / name
        picture.parent.mkdir(exist_ok=True)
        picture.write_bytes(svg)
        return f"{address}/{name}"

    # A link could lead out of the site, to what nobody wants published.
    inside = [
        path
        for path in site.rglob("*.ipynb")
        if path.resolve() == site.resolve() / path.relative_to(site)
    ]
    notebooks = sorted(path for path in inside if path.is_file())
    for notebook in notebooks:
        copy = folder / notebook.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(PICTURE.sub(outside, notebook.read_text("utf-8")), encoding="utf-8")
    return len(notebooks)


def main() -> None:
    repository = os.environ["REPOSITORY"].rstrip("/")
    raw = repository.replace("https://github.com/", "https://raw.githubusercontent.com/")
    with tempfile.TemporaryDirectory() as made:
        count = put(Path("site"), Path(made), f"{raw}/{BRANCH}")
        if not count:
            sys.exit("site/ holds no notebook; build it first")

        def git(*arguments: str) -> None:
            subprocess.run(["git", *arguments], cwd=made, check=True)

        git("init", "--quiet", f"--initial-branch={BRANCH}")
        git("add", ".")
        who = ["-c", "user.name=notebooks", "-c", "user.email=notebooks@localhost"]
        git(*who, "commit", "--quiet", "--message", "The notebooks of the site as it is published")
        login = "credential.helper=!gh auth git-credential"
        git("-c", login, "push", "--quiet", "--force", repository, BRANCH)
    print(f"{count} notebooks on the branch {BRANCH}")


if __name__ == "__main__":
    main()
