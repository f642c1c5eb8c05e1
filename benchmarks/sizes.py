"""How much room torch takes: the CPU build for Windows, and the build installed here with all that it requires.

    python benchmarks/sizes.py > docs/figures/records/installation.json

Needs `pip` and a connection: it downloads the Windows wheel, and keeps nothing.
"""

import importlib.metadata
import json
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import torch
from packaging.requirements import Requirement


def windows_wheel(version: str) -> tuple[int, int]:
    """The bytes of the wheel that PyPI has for Windows, and those of the files in it."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        build = ["--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:"]
        subprocess.run([*pip, *build, f"torch=={version}"], check=True)
        [wheel] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            unpacked = sum(file.file_size for file in archive.infolist())
        return wheel.stat().st_size, unpacked


def installed(requirement: Requirement, seen: set[str]) -> int:
    """The bytes of an installed package and of all that it requires, each counted once."""
    package = importlib.metadata.distribution(requirement.name)
    total = 0
    if package.name not in seen:
        seen.add(package.name)
        total = sum(file.size or 0 for file in package.files or [])
    for needed in map(Requirement, package.requires or []):
        extras = requirement.extras or {""}
        asked = needed.marker is None or any(
            needed.marker.evaluate({"extra": one}) for one in extras
        )
        if asked and (needed.name not in seen or needed.extras):
            total += installed(needed, seen)
    return total


if __name__ == "__main__":
    version = torch.__version__.split("+")[0]
    download, unpacked = windows_wheel(version)
    record = {
        "command": "python benchmarks/sizes.py",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "torch": version,
        "bytes": {
            "Windows wheel": download,
            "Windows, installed": unpacked,
            f"Linux with CUDA {torch.version.cuda}, with what it requires": installed(
                Requirement("torch"), set()
            ),
        },
    }
    print(json.dumps(record, indent=1))
