"""What the site shows of a page."""

import pytest
from markdown import Markdown

from site_tools.read.snippet import LANGUAGES, Language
from tests.site_tools.conftest import Project


def render(project: Project, language: Language) -> str:
    extensions = ["admonition", "pymdownx.superfences", "site_tools.stage.markdown"]
    settings = {"language": language, "root": str(project.root)}
    renderer = Markdown(
        extensions=extensions, extension_configs={"site_tools.stage.markdown": settings}
    )
    return renderer.convert(
        (project.root / f"docs/{language}/numbers.md").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_its_snippets_in_its_own_language(
    project: Project, language: Language
) -> None:
    html = render(project, language)
    words = {"zh": "# 一个列表", "en": "# a list"}
    other: Language = "en" if language == "zh" else "zh"
    assert words[language] in html
    assert words[other] not in html
    assert "--8&lt;--" not in html
    assert "--8<--" not in html


def test_code_inside_an_admonition_stays_inside(project: Project) -> None:
    inside = render(project, "en").split('class="admonition note"')[1]
    assert "doubled" in inside
