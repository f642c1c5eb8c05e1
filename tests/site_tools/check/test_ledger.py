"""Every block on every page is accounted for."""

import pytest

from site_tools.check.ledger import holes, read_ledger, table
from site_tools.read import read_page
from site_tools.run.proof import prove
from tests.site_tools.conftest import Project

CONFIG = """
markdown_extensions:
  admonition: {}
"""


@pytest.fixture
def project(project: Project) -> Project:
    project.write("mkdocs.yml", CONFIG)
    run(project)
    return project


def run(project: Project) -> None:
    prove(project.root, [read_page(path) for path in project.root.glob("docs/*/*.md")])


def found(project: Project) -> list[str]:
    return list(holes(read_ledger(project.root)))


def test_a_page_whose_blocks_all_ran_has_no_hole(project: Project) -> None:
    assert found(project) == []
    assert table(read_ledger(project.root)).splitlines()[-1].split() == [
        "total",
        "4",
        "4",
        "0",
        "6",
    ]


def test_a_block_that_nobody_ran_is_a_hole(project: Project) -> None:
    project.replace("snippets/numbers.py", "[1, 2, 3]", "[3, 2, 1]")
    assert [hole.endswith("run `pytest docs/zh/numbers.md`") for hole in found(project)] == [
        True,
        False,
    ]


def test_a_block_that_only_the_site_sees_is_a_hole(project: Project) -> None:
    path = project.root / "docs/en/numbers.md"
    path.write_text(
        path.read_text(encoding="utf-8") + "\nwords\n\n    indented = 'code'\n", encoding="utf-8"
    )
    (hole,) = found(project)
    assert "1 text blocks stand on the rendered page, 0 are read by the tests" in hole


@pytest.mark.parametrize(
    ("block", "hole"),
    [
        ("```bash\npip install torch && cd there\n```", None),
        ("```bash\npi install torch\n```", "an unknown program, 'pi'"),
        ('```bash\npip install "torch\n```', "not a command line"),
        ("```text\n6\n```", None),
        ("```text\n0.3333333333333333\n```", None),  # the page promises `0.33…`
        ("```text\n7\n```", "no snippet on this page documents the output '7'"),
    ],
)
def test_a_block_of_another_kind_is_checked_in_its_own_way(
    project: Project, block: str, hole: str | None
) -> None:
    path = project.root / "docs/en/numbers.md"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{block}\n", encoding="utf-8")
    assert [hole in one for one in found(project) if hole] == ([True] if hole else [])
    if hole is None:
        assert found(project) == []
