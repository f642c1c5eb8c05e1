"""The pages themselves: both languages say the same, in the words that this tutorial uses."""

import json
import re
from pathlib import Path

from site_tools.check.parity import differences
from site_tools.check.prose import findings
from site_tools.read import read_pages

ROOT = Path(__file__).parents[1]


def test_both_languages_have_the_same_pages_and_the_same_structure() -> None:
    assert list(differences(ROOT)) == []


def test_terms_heading_ids_and_chinese_typography_are_in_order() -> None:
    assert list(findings(ROOT)) == []


def test_links_to_the_glossary_and_between_sections_lead_somewhere() -> None:
    for pages in read_pages(ROOT).values():
        ids = {page.name: {heading.id for heading in page.headings} for page in pages}
        for page in pages:
            lost = [
                f"{page.path}: {name}.md#{anchor}"
                for name, anchor in _anchors(page.text)
                if anchor not in ids.get(name or page.name, ())
            ]
            assert lost == []


def _anchors(text: str) -> list[tuple[str, str]]:
    return re.findall(r"\]\((?:([\w-]+)\.md)?#([\w-]+)\)", text)


def test_every_section_of_every_snippet_stands_on_a_page() -> None:
    shown = {
        str(section)
        for pages in read_pages(ROOT).values()
        for page in pages
        for _, section in page.sections
    }
    files = {
        section.file
        for pages in read_pages(ROOT).values()
        for page in pages
        for _, section in page.sections
    }
    sections = {
        str(section) for file in files if file.is_snippet for section in file.sections.values()
    }
    unseen = {name for name in sections - shown if not name.endswith("-wrong")}
    assert unseen == set()


def test_the_record_of_translations_names_only_pages_that_exist() -> None:
    recorded = json.loads((ROOT / "docs/translations.json").read_text(encoding="utf-8"))
    assert recorded.keys() == {page.name for page in read_pages(ROOT)["zh"]}
