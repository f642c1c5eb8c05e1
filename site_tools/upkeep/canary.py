"""`python -m site_tools.upkeep.canary`: what the newest versions of everything break, as an issue and a patch.

Runs every page: as it stands, for what no longer holds, and if need be with `--update-outputs`, which rewrites the
outputs that it can explain. Then builds the site. A deprecation warning breaks either, for it tells what the next
version breaks. Where anything differs, `build/canary` then holds `issue.md` and `outputs.patch`.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from tutorial_lib.errors import InputError

FOLDER = Path("build/canary")
# An issue holds 65,536 characters; a longer patch is only attached to the run.
_LONGEST = 40_000
_FAILED = re.compile(r"^(?:FAILED|ERROR) (docs/\S+)", re.MULTILINE)


def look(root: Path) -> bool:
    """Runs the pages of `root` and builds its site; says whether all holds, and writes down what differs if not."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    parts = []
    try:
        if broken := _broken(root):
            parts += _promises(broken, unexplained=_broken(root, "--update-outputs"))
    except InputError as error:
        parts += ["The pages do not run at all:", _fenced(str(error))]
    if said := _site_problem(root):
        parts += ["The site does not build:", _fenced(said)]
    if not parts:
        return True
    patch = subprocess.run(
        ["git", "diff", "--", "snippets", "requirements"],
        cwd=root, check=True, capture_output=True, text=True, encoding="utf-8",
    ).stdout  # fmt: skip
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "outputs.patch").write_text(patch, encoding="utf-8")
    (root / FOLDER / "issue.md").write_text(_issue(parts, patch), encoding="utf-8")
    return False


def _broken(root: Path, *options: str) -> list[str]:
    """The blocks that fail: ``docs/zh/tensors.md::tensors.py:create``.

    pyproject.toml makes every warning an error here.

    Raises:
        InputError: pytest could not run the pages at all.
    """
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", "docs", *options]
    ran = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    found = _FAILED.findall(ran.stdout)
    if ran.returncode and not found:
        raise InputError(_end(ran))
    return found


def _site_problem(root: Path) -> str | None:
    """What MkDocs says where it does not build the site; ``None`` where it does."""
    with tempfile.TemporaryDirectory() as site:
        command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "mkdocs", "build"]
        ran = subprocess.run(
            [*command, "--strict", "--site-dir", site],
            cwd=root, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    return _end(ran) if ran.returncode else None


def _end(ran: subprocess.CompletedProcess[str]) -> str:
    """The last that a command said, where the reason stands."""
    return "\n".join((ran.stderr or ran.stdout).strip().splitlines()[-10:])


def _promises(broken: list[str], unexplained: list[str]) -> list[str]:
    parts = ["These blocks no longer do what their pages promise:", _list(broken)]
    if unexplained:
        parts += [
            "`--update-outputs` cannot explain these; look at them first:",
            _list(unexplained),
        ]
    return parts


def _issue(parts: list[str], patch: str) -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("torch", "torchvision"))
    parts = [
        f"With {versions}, and the newest of everything else:",
        *parts,
        "The run's `canary` artifact holds `outputs.patch`, with the new pins and the new outputs: `git apply` it, "
        'read the difference, and see CONTRIBUTING.md, "When a new torch changes outputs".',
    ]
    outputs = patch[patch.find("diff --git a/snippets") :] if "a/snippets" in patch else ""
    if outputs and len(outputs) < _LONGEST:
        parts.append(f"````diff\n{outputs}````")
    return "\n\n".join(parts) + "\n"


def _list(blocks: list[str]) -> str:
    return "\n".join(f"- `{block}`" for block in blocks)


def _fenced(text: str) -> str:
    return f"````text\n{text}\n````"


if __name__ == "__main__":
    holds = look(Path.cwd())
    print("everything holds" if holds else (FOLDER / "issue.md").read_text(encoding="utf-8"))
    sys.exit(not holds)
