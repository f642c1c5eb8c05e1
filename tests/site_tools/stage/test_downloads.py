"""A page taken along: its words stay readable, its links and pictures work elsewhere, and it says where it is from."""

import base64
import re
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest

from site_tools.read import Language, Page, read_page, read_pages
from site_tools.run.record import Run
from site_tools.stage.downloads import Origin, as_notebook, as_script, colab, packages
from tests.site_tools.conftest import Project

ROOT = Path(__file__).parents[3]
ADDRESS = "https://example.org/tutorial/en/"
SITE = Origin("Small Tutorial", "Free to copy", ADDRESS)
NOWHERE = Origin("Small Tutorial", "Free to copy", "")
RUN: Run = {
    "digest": "",
    "blocks": [],
    "when": "2026-11-23T10:00:00+00:00",
    "commit": None,
    "python": "3.13.1",
    "platform": "Linux x86_64",
    "device": "CPU",
    "versions": {"torch": "2.15.0", "torchvision": "0.29.2", "numpy": "2.4.0"},
}

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 90" font-family="inherit" fill="currentColor">
<style>svg:root { color-scheme: light dark }</style>
<text lang="zh">三个数</text><text lang="en">three numbers</text></svg>"""


def words(notebook: str) -> str:
    cells = nbformat.reads(notebook, as_version=nbformat.NO_CONVERT).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def page(project: Project, text: str, language: Language = "en") -> Page:
    """The small project's page with this text at its end."""
    return read_page(project.append(f"docs/{language}/numbers.md", f"\n{text}\n"))


def comments(page: Page) -> str:
    lines = as_script(page, None, SITE).splitlines()
    return "\n".join(line[2:] for line in lines if line.startswith("#"))


def test_it_says_where_it_is_from_and_what_its_code_ran_on(project: Project) -> None:
    for text in (
        words(as_notebook(page(project, ""), RUN, SITE)),
        re.sub(r"\s+>? *", " ", as_script(page(project, ""), RUN, SITE).replace("\n#", "\n")),
    ):
        assert f"From [“Numbers”]({ADDRESS}numbers/) in the Small Tutorial" in text
        assert "on 2026-11-23 with torch 2.15.0, torchvision 0.29.2, Python 3.13.1" in text
        assert "Free to copy." in text


def test_it_says_when_its_code_has_not_run(project: Project) -> None:
    assert "has not been run as it stands" in words(as_notebook(page(project, ""), None, SITE))
    chinese = read_page(project.root / "docs/zh/numbers.md")
    assert "还没有按现在的样子运行过" in words(as_notebook(chinese, None, SITE))


def test_settings_of_the_page_are_not_its_words(project: Project) -> None:
    path = project.root / "docs/en/numbers.md"
    path.write_text(f"---\nsearch:\n  boost: 2\n---\n\n{path.read_text(encoding='utf-8')}")
    assert words(as_notebook(read_page(path), None, SITE)).startswith("# Numbers\n")


def test_links_to_other_pages_lead_to_the_site(project: Project) -> None:
    text = (
        "See [tensors](tensors.md), [`a[0]`](tensors.md#index), [home](index.md), [above](#create)."
    )
    assert (
        f"See [tensors]({ADDRESS}tensors/), [`a[0]`]({ADDRESS}tensors/#index), [home]({ADDRESS}), [above](#create)."
        in words(as_notebook(page(project, text), None, SITE))
    )


def test_without_an_address_and_in_comments_the_words_of_such_links_stay(project: Project) -> None:
    text = "See [tensors](tensors.md#index) and [Python](https://www.python.org/)."
    read = page(project, text)
    expected = "See tensors and [Python](https://www.python.org/)."
    assert expected in words(as_notebook(read, None, NOWHERE))
    assert expected in comments(read)


@pytest.mark.parametrize(("language", "other"), [("zh", "three numbers"), ("en", "三个数")])
def test_a_picture_is_in_the_notebook_in_one_language_on_white_paper(
    project: Project, language: Language, other: str
) -> None:
    project.write("docs/figures/row.svg", PICTURE)
    read = page(project, "![1 < 2](../figures/row.svg){ data-play=row }\nThe caption.", language)
    text = words(as_notebook(read, None, SITE))
    (tag,) = re.findall(
        r'^<img alt="1 &lt; 2" width="640" src="data:.*">\n\nThe caption', text, re.M
    )
    svg = base64.b64decode(tag.partition("base64,")[2].partition('"')[0]).decode()
    ElementTree.fromstring(svg)
    assert other not in svg
    assert "color-scheme" not in svg, "paper is white in the dark as well"
    assert "background: #fff" in svg
    assert 'font-family="inherit"' not in svg


def test_a_script_says_what_a_picture_shows(project: Project) -> None:
    project.write("docs/figures/row.svg", PICTURE)
    read = page(project, "![Three cells](../figures/row.svg)\nThe caption.")
    assert "(Picture: Three cells)\n\nThe caption." in comments(read)


def test_words_of_a_script_are_broken_where_a_reader_would_scroll(project: Project) -> None:
    long = "- " + "A sentence with `some code` in it. " * 8
    text = comments(page(project, f"{long}\n\n> {'quoted ' * 30}\n\n```bash\n{'x ' * 80}\n```"))
    assert "\n- A sentence" in text
    assert "\n  " in text, "the item goes on below its beginning"
    assert text.count("`some code`") == 8
    assert text.count("> quoted") > 1
    assert "x " * 79 in text, "code is left as it is"
    prose = [line for line in text.splitlines() if "x x" not in line]
    assert max(map(len, prose)) <= 98
    assert re.sub(r"\s+", " ", long).strip() in re.sub(r"\s+", " ", text)


def test_chinese_words_are_broken_after_their_punctuation(project: Project) -> None:
    text = comments(page(project, "这是一句话，" * 20, "zh"))
    lines = [line for line in text.splitlines() if "这是" in line]
    assert all(line.endswith("，") and len(line) <= 50 for line in lines)
    assert len(lines) > 1


def test_a_box_goes_on_around_its_code_and_a_tab_becomes_a_quotation(project: Project) -> None:
    path = project.append(
        "docs/en/numbers.md", '\n    In the box.\n\n=== "macOS"\n\n    In the tab.\n\nOut.\n'
    )
    text = words(as_notebook(read_page(path), None, SITE))
    assert text.endswith("> In the box.\n\n> **macOS**\n>\n> In the tab.\n\nOut.")


def test_what_follows_code_in_a_list_stays_words(project: Project) -> None:
    include = '    ```python\n    --8<-- "numbers.py:create"\n    ```'
    text = comments(
        page(project, f"- An item:\n\n{include}\n\n    Its end.\n\n    Its very end.\n\nAfter.")
    )
    assert text.endswith("Its end.\n\nIts very end.\n\nAfter.")


def test_packages_are_those_that_the_code_imports(project: Project) -> None:
    project.replace(
        "snippets/numbers.py",
        "numbers = [1, 2, 3]\n",
        "import os, one.part\nfrom two import x\nnumbers = [1, 2, 3]\n",
    )
    assert packages(read_page(project.root / "docs/en/numbers.md")) == ["one", "two"]


def test_what_the_pages_import_is_called_so_by_pip_too() -> None:
    asked = {name for page in read_pages(ROOT)["zh"] for name in packages(page)}
    assert {"torch", "mlxtend"} <= asked
    for name in asked:
        metadata.version(name)


def test_colab_opens_what_lies_on_github() -> None:
    path = "en/tensors/tensors.ipynb"
    found = colab("https://github.com/owner/name/", path)
    assert found == f"https://colab.research.google.com/github/owner/name/blob/notebooks/{path}"
    assert colab("https://example.org/owner/name", path) == ""
    assert colab("", path) == ""
