"""`python -m site_tools.upkeep.canary`: what the newest versions of everything break, as an issue and a patch.

Runs every page, rewrites the outputs that changed and can be explained, and builds the site. A deprecation warning
breaks either, for it tells what the next version breaks. Where anything differs, `build/canary` then holds `issue.md`
and `outputs.patch`.
"""

import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from importlib import metadata
from pathlib import Path

from site_tools.read import read_pages
from site_tools.run.prepare import page_folders
from site_tools.run.run import PageRun
from site_tools.run.update import Updates
from tutorial_lib.errors import InputError

FOLDER = Path("build/canary")
# An issue holds 65,536 characters; a longer patch is only attached to the run.
_LONGEST = 40_000


def look(root: Path) -> bool:
    """Runs the pages of `root` and builds its site; says whether all holds, and writes down what differs if not."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    try:
        parts = _pages(root)
    except InputError as error:
        parts = ["The pages do not run at all:", _fenced(str(error))]
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


def _pages(root: Path) -> list[str]:
    """What the blocks do otherwise than promised; the outputs that can be explained are rewritten."""
    broken, unexplained = [], []
    prepare = page_folders(root)
    updates = Updates(prepare)
    for page in read_pages(root)["zh"]:  # both languages show the same programs
        with closing(PageRun(page, prepare)) as run:
            for index, block in enumerate(run.program.blocks):
                if run.problems(index):
                    broken.append(f"- `{page.name}`, `{block.name}`")
                    unexplained += broken[-1:] if updates.take(run, index) else []
    updates.write()
    parts = ["These blocks no longer do what their pages promise:", "\n".join(broken)]
    if unexplained:
        parts += ["These cannot be rewritten; look at them first:", "\n".join(unexplained)]
    return parts if broken else []


def _site_problem(root: Path) -> str | None:
    """The last that MkDocs says where it does not build the site; ``None`` where it does."""
    with tempfile.TemporaryDirectory() as site:
        command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "mkdocs", "build"]
        ran = subprocess.run(
            [*command, "--strict", "--site-dir", site],
            cwd=root, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    last = (ran.stderr or ran.stdout).strip().splitlines()[-10:]
    return "\n".join(last) if ran.returncode else None


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


def _fenced(text: str) -> str:
    return f"````text\n{text}\n````"


if __name__ == "__main__":
    holds = look(Path.cwd())
    print("everything holds" if holds else (FOLDER / "issue.md").read_text(encoding="utf-8"))
    sys.exit(not holds)
