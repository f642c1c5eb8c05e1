"""What the errors page claims, beyond the outputs that it shows."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from site_tools.read.page import Page, read_page
from site_tools.read.snippet import SnippetFile, read_snippet
from site_tools.run.execution import Namespace
from site_tools.run.run import PageRun

ROOT = Path(__file__).parents[2]
PAGES = {language: ROOT / "docs" / language / "errors.md" for language in ("zh", "en")}


# What these raise depends on the machine, or stands in for what only a GPU raises.
NEEDS_A_GPU = {"no-driver", "deserialize", "same-device"}


def entries(page: Page) -> dict[str, str]:
    """The message in the heading of each entry that a snippet raises, by the heading's id."""
    sections = read_snippet("errors.py", ROOT).sections
    silent = next(heading.line for heading in page.headings if heading.id == "silent")
    return {
        heading.id: heading.title.split("`")[1]
        for heading in page.headings
        if heading.level == 3 and heading.line < silent and heading.id in sections
    }


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]{2,}", text))


@pytest.fixture(scope="module")
def outputs() -> Iterator[dict[str, str]]:
    """All that the blocks of the page print, by section."""
    run = PageRun(read_page(PAGES["en"]))
    with contextlib.closing(run):
        yield {
            section.name: "\n".join(outcome.output or "" for outcome in run.outcomes(index))
            for index, (_, section) in enumerate(run.page.sections)
        }


@pytest.mark.parametrize("language", PAGES)
def test_the_heading_of_an_entry_is_the_message_that_its_code_raises(
    language: str, outputs: dict[str, str]
) -> None:
    found = entries(read_page(PAGES[language]))
    assert len(found) == 28
    for name in found.keys() - NEEDS_A_GPU:
        assert words(found[name]) <= words(outputs[name]), name


@pytest.mark.skipif(torch.accelerator.is_available(), reason="this machine has an accelerator")
@pytest.mark.parametrize("language", PAGES)
def test_a_machine_without_gpu_says_what_the_page_quotes(
    language: str, outputs: dict[str, str]
) -> None:
    text = PAGES[language].read_text(encoding="utf-8")
    assert f"`{outputs['no-driver'].strip()}`" in text
    heading = entries(read_page(PAGES[language]))["deserialize"]
    assert f"RuntimeError: {heading}" in outputs["deserialize"]


def test_each_entry_keeps_its_promises_after_the_first_lines_alone(tmp_path: Path) -> None:
    page = read_page(PAGES["en"])
    sections = [section for _, section in page.sections]
    setup, *rest = sections
    assert setup.name == "setup"
    for entry in {section.name.removesuffix("-fix"): None for section in rest}:
        namespace = Namespace(str(page.path))
        own = [section for section in rest if section.name in (entry, f"{entry}-fix")]
        with contextlib.chdir(tmp_path):
            outcomes = [outcome for section in (setup, *own) for outcome in namespace.run(section)]
        assert not [outcome.problem for outcome in outcomes if outcome.problem], entry


def run_zero_grad(source: str) -> Namespace:
    file = SnippetFile(ROOT / "snippets" / "errors.py", "errors.py", source, is_snippet=True)
    namespace = Namespace(str(file.path))
    for name in ("setup", "zero-grad"):
        namespace.run(file.section(name))
    return namespace


def test_a_fit_that_clears_its_gradients_arrives_and_one_that_does_not_overshoots() -> None:
    source = (ROOT / "snippets" / "errors.py").read_text(encoding="utf-8")
    shown = run_zero_grad(source).names["fit"]
    broken = run_zero_grad(
        source.replace("            optimizer.zero_grad()\n", "            pass\n")
    )
    assert shown(clear=True) == pytest.approx(3, abs=1e-3)
    assert abs(broken.names["fit"](clear=True) - 3) > 1
