from pathlib import Path

import pytest
from markdown import Markdown

from site_tools.stage.covers import read_cover


@pytest.fixture
def root(tmp_path: Path) -> Path:
    covers = tmp_path / "docs" / "figures" / "covers"
    covers.mkdir(parents=True)
    (covers / "tensors.svg").write_text('<svg viewBox="0 0 2 1"><path d="M0 0"/></svg>\n', "utf-8")
    return tmp_path


def shown(root: Path, text: str) -> str:
    covers = {"site_tools.stage.covers": {"root": str(root)}}
    return Markdown(extensions=["md_in_html", *covers], extension_configs=covers).convert(text)


COVER = '<svg class="cover" aria-hidden="true" viewBox="0 0 2 1"><path d="M0 0"/></svg>'


def test_a_card_of_the_path_carries_the_cover_of_its_page(root: Path) -> None:
    html = shown(
        root, '<div class="band path" markdown>\n\n1. [Tensors](tensors.md) Create\n\n</div>'
    )
    assert f'<li>{COVER}<a href="tensors.md">Tensors</a> Create</li>' in html


def test_a_card_without_a_cover_and_a_list_elsewhere_stay_as_they_are(root: Path) -> None:
    path = shown(root, '<div class="path" markdown>\n\n- [New](new.md) Soon\n- words\n\n</div>')
    assert '<li><a href="new.md">New</a> Soon</li>' in path
    assert "<li>words</li>" in path
    assert "cover" not in shown(root, "1. [Tensors](tensors.md) Create")


def test_a_cover_says_nothing_to_those_who_cannot_see_it(root: Path) -> None:
    assert read_cover(root, "tensors") == COVER
    assert read_cover(root, "new") == ""
