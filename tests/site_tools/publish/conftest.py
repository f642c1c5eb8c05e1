"""A small tutorial under the site's own settings and theme, with a training run, ready to be published."""

import json
import re
import shutil
from pathlib import Path

import pytest
import torch

from site_tools.check.parity import record_translation
from site_tools.read import read_page
from site_tools.run.record import RunRecord
from site_tools.run.run import PageRun
from tests.site_tools.conftest import Project
from tutorial_lib.mnist.run import METRICS, WEIGHTS, read_metrics
from tutorial_lib.models import MNISTNet

ROOT = Path(__file__).parents[3]

# Where the templates lead.
LINKED = ("errors", "glossary", "how-to")


class Publishable(Project):
    """Everything is proven; each test plants one fault."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for language, title in (("zh", "首页"), ("en", "Home")):
            self.write(f"docs/{language}/index.md", f"# {title}\n")
            for name in LINKED:
                self.write(f"docs/{language}/{name}.md", f"# {name}\n\n## Stored {{ #stored }}\n")
        shutil.copytree(ROOT / "theme", root / "theme", ignore=shutil.ignore_patterns("__py*"))
        shutil.copytree(ROOT / "docs/digits", root / "docs/digits")
        for name in ("mkdocs.yml", "mkdocs.en.yml"):
            settings = (ROOT / name).read_text(encoding="utf-8")
            settings = (
                settings[: settings.index("\nnav:")]
                + "\nnav:\n  - index.md\n  - numbers.md\n  - errors.md\n  - glossary.md\n  - how-to.md\n"
            )
            # Nothing here depends on a plugin or is watched.
            settings = re.sub(r"\n(plugins|watch):\n(?:[ #].*\n|\n)*", r"\n\1: []\n\n", settings)
            self.write(name, settings)
        self.train(0.983)
        self.compare_languages()
        self.run_pages()

    @property
    def run(self) -> Path:
        return self.root / "runs/mnist"

    def train(self, accuracy: float, data: str = "mnist", device: str = "cuda") -> None:
        """Leaves a network, and the record of a training that made it read this share of the test digits."""
        metrics = read_metrics(ROOT / "docs/figures/records/mnist")
        metrics["test_accuracy"] = accuracy
        metrics["train_seconds"] = 21.4
        metrics["finished"] = "2026-11-23T10:00:00+00:00"
        metrics["device"] |= {"type": device, "name": "A GPU", "threads": 1, "processes": 1}
        metrics["data"] |= {"name": data, "test": 10_000}  # type: ignore[typeddict-item]
        self.write(f"runs/mnist/{METRICS}", json.dumps(metrics))
        torch.save(MNISTNet().state_dict(), self.run / WEIGHTS)

    def compare_languages(self) -> None:
        record_translation(self.root, ["index", "numbers", *LINKED])

    def run_pages(self) -> None:
        """Runs every block and notes what came of it, as pytest does."""
        record = RunRecord(self.root)
        for path in sorted(self.root.glob("docs/*/*.md")):
            page = read_page(path)
            run = PageRun(page)
            for index, (_, section) in enumerate(page.sections):
                kept = not any(outcome.problem for outcome in run.outcomes(index))
                nodeid = f"{path.relative_to(self.root).as_posix()}::{section}"
                record.note(nodeid, "call", "passed" if kept else "failed")
            run.close()
        record.write()


@pytest.fixture
def tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publishable:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Publishable(tmp_path)
