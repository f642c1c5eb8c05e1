"""The small tutorial as a site of its own: staged, and shown as a generator shows it."""

import shutil
from pathlib import Path

import pytest
import yaml
from markdown import Markdown

from site_tools.read import LANGUAGES, Language
from site_tools.stage.site import Settings, stage
from tests.site_tools.conftest import Project

ROOT = Path(__file__).parents[3]

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<g lang="zh"><text>形状</text></g>\n\n'
    '<g lang="en"><text>shape_*</text></g><circle r="4" fill="currentColor"/></svg>'
)
COVER = '<svg viewBox="0 0 2 1"><path d="M0 0"/></svg>\n'
WORDS = """
[all]
open = { zh = "试试", en = "Try it" }
[ring]
turn = { zh = "转", en = "\\"Turn\\" & go" }
"""


class Site(Project):
    def __init__(self, root: Path) -> None:
        super().__init__(root)
        shutil.copy(ROOT / "mkdocs.yml", root)
        shutil.copytree(ROOT / "docs/digits", root / "docs/digits")
        self.write(
            "docs/chapters.toml",
            '[[parts]]\nid = "one"\nzh = "一"\nen = "One"\npages = ["numbers"]\n',
        )
        self.write("docs/playthings.toml", WORDS)
        self.write("docs/figures/ring.svg", SVG)
        self.write("docs/figures/covers/numbers.svg", COVER)
        for language in LANGUAGES:
            text = "# Home\n\n[PROOF]\n\n<div class='path' markdown>\n\n[CHAPTERS]\n\n</div>\n\n[DOWNLOAD]\n"
            self.write(f"docs/{language}/index.md", text)

    @property
    def folder(self) -> Path:
        return self.root / "build/stage"

    def stage(self, settings: Settings | None = None) -> None:
        stage(self.root, self.folder, settings or Settings())

    def markdown(self, name: str = "numbers", language: Language = "en") -> str:
        return (self.folder / language / f"docs/{name}.md").read_text(encoding="utf-8")

    def settings(self, language: Language = "en") -> dict[str, object]:
        text = (self.folder / language / "mkdocs.yml").read_text(encoding="utf-8")
        loaded: dict[str, object] = yaml.load(text, Loader=yaml.UnsafeLoader)
        return loaded

    def html(self, name: str = "numbers", language: Language = "en") -> str:
        """What Python-Markdown makes of the staged page, with the staged settings."""
        extensions = self.settings(language)["markdown_extensions"]
        assert isinstance(extensions, dict)
        text = self.markdown(name, language).split("---\n", 2)[2]
        return Markdown(extensions=[*extensions], extension_configs=extensions).convert(text)

    def shown(self, text: str, language: Language = "en") -> str:
        """The page with this text at its end, staged and shown."""
        self.append(f"docs/{language}/numbers.md", f"\n{text}\n")
        self.stage()
        return self.html(language=language)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)
