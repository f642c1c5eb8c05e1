"""A small tutorial under the site's own settings and theme, with a training run, ready to be published."""

import json
import re
import shutil
from pathlib import Path

import pytest
import torch

from site_tools.check.parity import record_translation
from site_tools.read import read_page
from site_tools.run.proof import prove
from tests.site_tools.conftest import Project
from tutorial_lib.mnist.run import METRICS, WEIGHTS, read_metrics
from tutorial_lib.models import MNISTNet

ROOT = Path(__file__).parents[3]
RECORDED = read_metrics(ROOT / "docs/figures/records/mnist")

# Where the templates lead.
LINKED = ("errors", "glossary", "how-to")


class Publishable(Project):
    """Everything is proven; each test plants one fault."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for language, title in (("zh", "首页"), ("en", "Home")):
            self.write(f"docs/{language}/index.md", f"# {title}\n\n[PROOF]\n\n[DOWNLOAD]\n")
            for name in LINKED:
                self.write(f"docs/{language}/{name}.md", f"# {name}\n\n## Stored {{ #stored }}\n")
        shutil.copytree(ROOT / "theme", root / "theme", ignore=shutil.ignore_patterns("__py*"))
        shutil.copytree(ROOT / "docs/digits", root / "docs/digits")
        settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        settings = settings.replace("site_tools/hook.py", str(ROOT / "site_tools/hook.py"))
        # Nothing here depends on a plugin or is watched.
        settings = re.sub(r"\n(plugins|watch):\n(?:[ #].*\n|\n)*", r"\n\1: []\n\n", settings)
        self.write("mkdocs.yml", settings)
        self.write("docs/playthings.toml", "")
        pages = json.dumps(["numbers", *LINKED])
        self.write(
            "docs/chapters.toml",
            f'[[parts]]\nid = "all"\nzh = "全部"\nen = "All"\npages = {pages}\n',
        )
        self.train(0.983)
        self.compare_languages()
        self.run_pages()

    @property
    def run(self) -> Path:
        return self.root / "runs/mnist"

    def train(self, accuracy: float, data: str = "mnist", device: str = "cuda") -> None:
        """Leaves a network, and the record of a training that made it read this share of the test digits."""
        metrics = dict(RECORDED) | {
            "test_accuracy": accuracy,
            "train_seconds": 21.4,
            "finished": "2026-11-23T10:00:00+00:00",
            "device": {**RECORDED["device"], "type": device, "name": "A GPU"},
            "data": {**RECORDED["data"], "name": data},
        }
        self.write(f"runs/mnist/{METRICS}", json.dumps(metrics))
        torch.save(MNISTNet().state_dict(), self.run / WEIGHTS)

    def compare_languages(self) -> None:
        record_translation(self.root, ["index", "numbers", *LINKED])

    def run_pages(self) -> None:
        """Runs every block and takes down what came of it, as pytest does."""
        prove(self.root, [read_page(path) for path in sorted(self.root.glob("docs/*/*.md"))])


@pytest.fixture
def tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publishable:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Publishable(tmp_path)
