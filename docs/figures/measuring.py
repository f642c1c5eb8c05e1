"""What scripts that train share: a page's own code, run here, and what a record says of its run."""

import contextlib
import io
import platform
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def reseeded(seed: int) -> Callable[[str], str]:
    """Changes code so that it begins with another seed than the page."""
    return lambda code: code.replace("manual_seed(0)", f"manual_seed({seed})")


def run_sections(
    page: str,
    sections: Iterable[str],
    names: dict[str, Any] | None = None,
    change: Callable[[str], str] = lambda code: code,
) -> dict[str, Any]:
    """Runs these sections of the page's snippet in this order, each changed first, and says nothing.

    Returns what they define: `names`, which may hold something already, or a new dict.
    """
    sys.path.insert(0, str(ROOT))
    from site_tools.read import read_snippet

    names = {} if names is None else names
    snippet = read_snippet(f"{page}.py", ROOT)
    with contextlib.redirect_stdout(io.StringIO()):
        for section in sections:
            exec(change(snippet.section(section).text("en")), names)
    return names


def made_by(command: str) -> dict[str, Any]:
    """How a record begins: with the command that makes it, and on what it ran."""
    import torch

    return {
        "made_by": command,
        "versions": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "system": f"{platform.system()} {platform.machine()}",
            "threads": torch.get_num_threads(),
        },
    }
