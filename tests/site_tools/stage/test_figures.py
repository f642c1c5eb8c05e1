import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown import Markdown

from tutorial_lib.errors import InputError

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g lang="zh"><text>形状</text></g>'
    '<g lang="en"><text>shape</text></g><circle r="4" fill="currentColor"/></svg>'
)

WORDS = """
[all]
open = { zh = "试试", en = "Try it" }
[ring]
turn = { zh = "转", en = "\\"Turn\\" & go" }
[half]
turn = { zh = "转" }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    figures = tmp_path / "docs" / "figures"
    figures.mkdir(parents=True)
    (figures / "ranks.svg").write_text(SVG, encoding="utf-8")
    (figures / "broken.svg").write_text("<svg>", encoding="utf-8")
    (tmp_path / "docs" / "playthings.toml").write_text(WORDS, encoding="utf-8")
    return tmp_path


def shown(root: Path, text: str, language: str = "en") -> str:
    settings = {"site_tools.stage.figures": {"language": language, "root": str(root)}}
    return Markdown(extensions=["attr_list", *settings], extension_configs=settings).convert(text)


def test_a_picture_stands_in_the_page_with_its_name_and_caption(root: Path) -> None:
    html = shown(root, "![A ring](../figures/ranks.svg)\nOne *ring* and `one` word.")
    assert html.startswith("<figure><svg")
    assert 'role="img" aria-label="A ring"' in html
    assert "<figcaption>One <em>ring</em> and <code>one</code> word.</figcaption>" in html


def test_a_picture_speaks_the_language_of_the_page(root: Path) -> None:
    chinese = shown(root, "![圆](../figures/ranks.svg)", "zh")
    assert "形状" in chinese
    assert "shape" not in chinese
    assert "figcaption" not in chinese


def test_a_picture_elsewhere_stays_an_image(root: Path) -> None:
    assert "<img" in shown(root, "![A photo](https://example.org/a.svg)")
    assert "<img" in shown(root, "Words, then ![a ring](../figures/ranks.svg)")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("![A ring](../figures/none.svg)", "none.svg: there is no such figure"),
        ("![](../figures/ranks.svg)", "ranks.svg: say what the figure shows"),
        ("![A ring](../figures/broken.svg)", "broken.svg: this is not SVG"),
    ],
)
def test_a_faulty_picture_is_one_sentence(root: Path, text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        shown(root, text)


def test_a_picture_with_a_plaything_carries_its_words_in_the_language_of_the_page(
    root: Path,
) -> None:
    html = shown(root, "![A ring](../figures/ranks.svg){ data-play=ring }\nA caption.")
    figure = ElementTree.fromstring(html)
    assert figure.get("data-play") == "ring"
    assert json.loads(figure.get("data-words", "")) == {"open": "Try it", "turn": '"Turn" & go'}
    assert figure.findtext("button") == "Try it"
    assert figure.findtext("figcaption") == "A caption."
    assert "试试" in shown(root, "![圆](../figures/ranks.svg){ data-play=ring }", "zh")


@pytest.mark.parametrize(
    ("plaything", "problem"),
    [
        ("square", "no words for the plaything square"),
        ("half", "half.turn says nothing in en"),
    ],
)
def test_a_plaything_without_words_is_refused(root: Path, plaything: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        shown(root, f"![A ring](../figures/ranks.svg){{ data-play={plaything} }}")
