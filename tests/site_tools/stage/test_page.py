"""A staged page says what its source says, in its own language, and asks for nothing of this repository."""

import re

import pytest

from site_tools.read import LANGUAGES, Language
from tests.site_tools.stage.conftest import Site
from tutorial_lib.errors import InputError


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_its_snippets_in_its_own_language(site: Site, language: Language) -> None:
    site.stage()
    words = {"zh": "# 一个列表", "en": "# a list"}
    for text in (site.markdown(language=language), site.html(language=language)):
        assert words.pop(language, "") in text
        assert not [other for other in words.values() if other in text and language not in words]
        assert "--8" not in text


def test_code_is_colored_has_a_copy_button_and_stays_in_its_box(site: Site) -> None:
    html = site.shown("")
    assert html.count('data-md-type="copy"') == html.count("<pre>") == 2
    assert 'title="Copy to clipboard" data-clipboard-target="#__copy_2"' in html
    assert '<span class="mi">2</span>' in html
    assert "doubled" in html.split('class="admonition note"')[1]
    assert 'title="复制"' in site.html(language="zh")


def test_the_head_says_part_and_title_and_leads_to_what_a_reader_takes_along(site: Site) -> None:
    html = site.shown("## Summary { #summary }\n" + "word " * 900)
    head = html.partition("</header>")[0]
    assert '<div class="emblem"><svg class="cover" aria-hidden="true"' in head
    assert '<p class="part" data-search-exclude="true">One</p>' in head
    assert "Numbers" in head.partition("<h1")[2]
    assert "About 5 minutes without the exercises" in head
    for name in ("numbers.ipynb", "numbers.py"):
        assert f'href="numbers/{name}"' in head
        assert (site.folder / "en/docs/numbers" / name).is_file()


def test_a_page_without_a_cover_has_its_title_alone(site: Site) -> None:
    (site.root / "docs/figures/covers/numbers.svg").unlink()
    assert "<header" not in site.shown("")


def test_a_card_of_the_home_page_has_the_cover_title_and_words_of_its_page(site: Site) -> None:
    for language in LANGUAGES:
        page = site.root / f"docs/{language}/numbers.md"
        page.write_text(f"---\ndescription: All of them\n---\n{page.read_text('utf-8')}", "utf-8")
    site.stage()
    card = (
        '<li><svg class="cover" aria-hidden="true" viewBox="0 0 2 1"><path d="M0 0"/></svg>'
        '<a href="numbers.md">Numbers</a> All of them</li>'
    )
    assert card in site.html("index")


def test_each_exercise_is_framed_from_its_heading_to_the_next(site: Site) -> None:
    html = site.shown(
        "## Exercises { #exercises }\n\nTwo of them.\n\n### Rows { #exercise-rows }\n\nPick one.\n\n- a hint\n\n"
        '```python\n--8<-- "numbers.py:create"\n```\n\n'
        "### Columns { #exercise-columns }\n\nPick another.\n\n## Summary { #summary }\n\nDone."
    )
    before, rows, columns = html.split('<section class="exercise">')
    assert "Two of them." in before
    assert all(part in rows for part in ("Rows", "Pick one.", "a hint", "sum", "</section>"))
    exercise, after = columns.split("</section>")
    assert "Pick another." in exercise
    assert "Summary" in after
    assert "Done." in after


def test_a_link_to_a_notebook_leads_to_its_page(site: Site) -> None:
    site.append("docs/en/numbers.md", "\n[The run](numbers-notebook.ipynb)\n")
    site.stage()
    assert "[The run](numbers-notebook.md)" in site.markdown()


def test_a_section_outside_a_block_is_refused(site: Site) -> None:
    place = r"numbers.md:\d+: .*"
    with pytest.raises(InputError, match=place):
        site.shown('--8<-- "numbers.py:create"')


def test_formulas_become_mathml_and_other_dollars_stay(site: Site) -> None:
    html = site.shown(
        "The square $x^2$ and $a * b * c_1$.\n\n$$\n\\frac{a_1 * b}{c_2 * d}\n$$\n\n"
        r"It costs $5 and not $6; `$a$ + $b$`; A $ b $ c."
    )
    assert "<math><msup><mi>x</mi><mn>2</mn></msup></math>" in html
    assert '<div class="formula"><math display="block"><mfrac>' in html
    assert "<em>" not in html
    assert html.count("<math") == 3
    assert "$5 and not $6; <code>$a$ + $b$</code>; A $ b $ c." in html


def test_a_formula_that_cannot_be_read_is_one_sentence_with_its_place(site: Site) -> None:
    with pytest.raises(
        InputError, match=r"numbers.md:\d+: the formula \$\\frac\{a\$ cannot be read"
    ):
        site.shown(r"Half a fraction: $\frac{a$")


def test_a_picture_stands_in_the_page_with_its_name_and_caption(site: Site) -> None:
    html = site.shown("![A ring](../figures/ring.svg)\nOne *ring* and `one` [word](index.md).")
    assert re.search(r"<figure>\s*<div><svg", html)
    assert 'role="img" aria-label="A ring"' in html
    assert "<text>shape_*</text>" in html
    assert '<figcaption>One <em>ring</em> and <code>one</code> <a href="index.md">' in html
    assert "形状" not in html
    assert "figcaption" not in site.shown("![圆](../figures/ring.svg)", "zh")


def test_a_picture_elsewhere_stays_an_image(site: Site) -> None:
    assert "<img" in site.shown("![A photo](https://example.org/a.svg)")


def test_a_plaything_has_its_words_in_the_language_of_the_page(site: Site) -> None:
    html = site.shown("![A ring](../figures/ring.svg){ data-play=ring }\nA caption.")
    assert '<figure data-play="ring" data-words="{&quot;open&quot;: &quot;Try it&quot;' in html
    assert "&quot;\\&quot;Turn\\&quot; &amp; go&quot;" in html
    assert '<button class="play" type="button">Try it</button>' in html
    assert "试试" in site.shown("![圆](../figures/ring.svg){ data-play=ring }", "zh")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("![A ring](../figures/broken.svg)", "broken.svg: this is not SVG"),
        ("- item\n\n    ![A ring](../figures/ring.svg)", "a picture stands in no box and no list"),
        ("Words, ![a ring](../figures/ring.svg)", "a picture begins its paragraph"),
        ("![A ring](../figures/ring.svg){ data-play=square }", "no words for the plaything square"),
    ],
)
def test_a_faulty_picture_is_one_sentence(site: Site, text: str, complaint: str) -> None:
    site.write("docs/figures/broken.svg", "<svg>")
    with pytest.raises(InputError, match=complaint):
        site.shown(text)
