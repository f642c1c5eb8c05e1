"""The Python-Markdown extension through which a page shows its snippets.

It replaces each ``--8<-- "tensors.py:create"`` line by that section, with the words of the page's
language. Configured by ``language`` (``zh`` or ``en``) and ``root`` (the repository; default: the
working folder).
"""

from pathlib import Path

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from site_tools.read.page import INCLUDE, include
from site_tools.read.snippet import Language

# Before pymdownx.superfences (25) and pymdownx.snippets (32) see the line.
_PRIORITY = 40


class _ShowSnippets(Preprocessor):
    def __init__(self, md: Markdown, language: Language, root: Path) -> None:
        super().__init__(md)
        self.language = language
        self.root = root

    def run(self, lines: list[str]) -> list[str]:
        return [shown for line in lines for shown in self._shown(line)]

    def _shown(self, line: str) -> list[str]:
        match = INCLUDE.match(line.strip())
        if not match:
            return [line]
        indent = line[: len(line) - len(line.lstrip())]
        text = include(match, self.root).text(self.language)
        return [f"{indent}{shown}".rstrip() for shown in text.splitlines()]


class SnippetExtension(Extension):
    def __init__(self, **settings: object) -> None:
        self.config = {
            "language": ["zh", "Whose words a snippet shows: zh or en"],
            "root": [".", "The folder that holds snippets/"],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        show = _ShowSnippets(md, self.getConfig("language"), Path(self.getConfig("root")).resolve())
        md.preprocessors.register(show, "tutorial_snippets", _PRIORITY)


def makeExtension(**settings: object) -> SnippetExtension:
    return SnippetExtension(**settings)
