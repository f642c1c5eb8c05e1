"""`python -m tutorial_lib.pages.canary`: what the newest versions of everything break, as an issue and a patch.

Runs every page twice: as it stands, for what no longer holds, and with `--update-outputs`, which rewrites the
outputs that it can explain. Where anything differs, `build/canary` then holds `issue.md` and `outputs.patch`.
"""

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from tutorial_lib.errors import InputError

FOLDER = Path("build/canary")
# An issue holds 65,536 characters; a longer patch is only attached to the run.
_LONGEST = 40_000
_FAILED = re.compile(r"^(?:FAILED|ERROR) (docs/\S+)", re.MULTILINE)


def look(root: Path) -> bool:
    """Runs the pages of `root`; says whether all promises hold, and writes down what differs if not.

    Raises:
        InputError: pytest could not run the pages at all.
    """
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    broken = _broken(root)
    if not broken:
        return True
    unexplained = _broken(root, "--update-outputs")
    patch = subprocess.run(
        ["git", "diff", "--", "snippets", "requirements"],
        cwd=root, check=True, capture_output=True, text=True, encoding="utf-8",
    ).stdout  # fmt: skip
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "outputs.patch").write_text(patch, encoding="utf-8")
    (root / FOLDER / "issue.md").write_text(_issue(broken, unexplained, patch), encoding="utf-8")
    return False


def _broken(root: Path, *options: str) -> list[str]:
    """The blocks that fail: ``docs/zh/tensors.md::tensors.py:create``."""
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", "docs", *options]
    ran = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    found = _FAILED.findall(ran.stdout)
    if ran.returncode and not found:
        raise InputError(f"the pages did not run: {(ran.stderr or ran.stdout).strip()[-400:]}")
    return found


def _issue(broken: list[str], unexplained: list[str], patch: str) -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("torch", "torchvision"))
    parts = [
        f"With {versions} these blocks no longer print what their pages promise:",
        _list(broken),
    ]
    if unexplained:
        parts += [
            "`--update-outputs` cannot explain these; look at them first:",
            _list(unexplained),
        ]
    parts.append(
        "The run's `canary` artifact holds `outputs.patch`, with the new pins and the new outputs: `git apply` it, "
        'read the difference, and see CONTRIBUTING.md, "When a new torch changes outputs".'
    )
    outputs = patch[patch.find("diff --git a/snippets") :] if "a/snippets" in patch else ""
    if outputs and len(outputs) < _LONGEST:
        parts.append(f"````diff\n{outputs}````")
    return "\n\n".join(parts) + "\n"


def _list(blocks: list[str]) -> str:
    return "\n".join(f"- `{block}`" for block in blocks)


if __name__ == "__main__":
    try:
        holds = look(Path.cwd())
    except InputError as error:
        sys.exit(str(error))
    print("every promise holds" if holds else (FOLDER / "issue.md").read_text(encoding="utf-8"))
    sys.exit(not holds)
