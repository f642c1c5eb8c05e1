"""The releases of torch that the project names are those on which its pages were seen to hold."""

import shutil
import sys
from pathlib import Path

import pytest

from site_tools.upkeep import releases
from site_tools.upkeep.releases import Release, order, read_record, run_pages, table
from tests.site_tools.conftest import Project
from tutorial_lib.errors import InputError

ROOT = Path(__file__).parents[3]
PYTHON = Path(sys.executable)


def versions(found: list[Release]) -> list[tuple[int, ...]]:
    return [order(one["torch"]) for one in found]


def test_the_lower_bounds_are_the_oldest_release_on_which_every_block_holds() -> None:
    found = read_record(ROOT)
    broken = [one for one in found if one["broken"]]
    oldest = min((one for one in found if not one["broken"]), key=lambda one: order(one["torch"]))
    for package in ("torch", "torchvision"):
        bound = releases.oldest(ROOT, package)
        assert order(bound) == order(oldest[package])
    assert max(versions(broken)) < min(versions([oldest])), (
        "an older one was tried, and no newer one fails"
    )


def test_the_table_of_releases_is_that_of_the_record() -> None:
    assert table(read_record(ROOT)) in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_versions_are_ordered_as_numbers() -> None:
    assert sorted(["2.10", "2.9.1", "2.15.0", "2.9"], key=order) == [
        "2.9",
        "2.9.1",
        "2.10",
        "2.15.0",
    ]


def test_an_environment_for_a_release_holds_all_that_is_pinned_but_what_comes_with_another_torch() -> (
    None
):
    pins = (ROOT / "requirements/dev.txt").read_text(encoding="utf-8")
    wanted = releases.requirements(pins, "2.14.1")
    names = [one.split("==")[0].split(" ;")[0] for one in wanted]
    assert wanted[0] == "torch==2.14.1"
    assert {"torchvision", "numpy", "pytest", "sybil", "mlxtend"} < set(names)
    assert "appnope ; sys_platform == 'darwin'" in wanted
    assert [name for name in names if name.startswith(("nvidia", "cuda", "triton"))] == []


@pytest.fixture
def project(project: Project) -> Project:
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, project.root)
    (project.root / "tutorial_lib").symlink_to(ROOT / "tutorial_lib")
    return project


def test_pages_that_hold_are_run_in_both_languages(project: Project) -> None:
    assert run_pages(project.root, PYTHON) == (4, 0, None)


def test_the_first_block_that_does_not_hold_is_named_with_what_came_instead(
    project: Project,
) -> None:
    project.replace("snippets/numbers.py", "# 1.0", "# 2.0")
    first = {"page": "numbers", "section": "numbers.py:use", "line": "1.0"}
    assert run_pages(project.root, PYTHON) == (2, 1, first)


def test_of_a_block_that_raises_the_error_is_named(project: Project) -> None:
    project.replace("snippets/numbers.py", "[1, 2, 3]\n", "[1, 2, 3].total()\n")
    first = {
        "page": "numbers",
        "section": "numbers.py:create",
        "line": "AttributeError: 'list' object has no attribute 'total'",
    }
    assert run_pages(project.root, PYTHON) == (2, 2, first)


def test_pages_that_cannot_be_run_say_nothing_about_a_release(project: Project) -> None:
    project.write("conftest.py", "raise SystemError('no tests here')\n")
    with pytest.raises(InputError, match="no tests here"):
        run_pages(project.root, PYTHON)


def found(torch: str, python: str, broken: int = 0) -> Release:
    line = "a `b` | c"
    return {
        "torch": torch,
        "torchvision": "0.1",
        "python": python,
        "platform": "Linux x86_64",
        "when": "2026-01-01T00:00:00+00:00",
        "blocks": 4,
        "broken": broken,
        "first": {"page": "p", "section": "p.py:s", "line": line} if broken else None,
    }


def test_what_was_found_takes_the_place_of_what_an_earlier_run_found(project: Project) -> None:
    (project.root / releases.RECORD.parent).mkdir(parents=True)
    project.write(
        "CONTRIBUTING.md",
        "Before.\n\n<!-- releases -->\n\nOUTDATED\n<!-- /releases -->\n\nAfter.\n",
    )
    for one in (
        found("2.9", "3.11"),
        found("2.10", "3.11"),
        found("2.10", "3.12"),
        found("2.9", "3.11", 1),
    ):
        releases.write_record(project.root, one)
    kept = [(one["torch"], one["python"], one["broken"]) for one in read_record(project.root)]
    assert kept == [("2.10", "3.12", 0), ("2.10", "3.11", 0), ("2.9", "3.11", 1)]
    words = (project.root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert words.startswith("Before.\n\n<!-- releases -->\n\n| torch |")
    assert words.endswith("| p, `p.py:s`: `a 'b' \\| c` |\n\n<!-- /releases -->\n\nAfter.\n")
    assert "OUTDATED" not in words
