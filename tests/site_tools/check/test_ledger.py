"""Every block on every page is accounted for."""

import pytest

from site_tools.check.ledger import holes, read_ledger, table
from site_tools.read import read_page
from site_tools.run.record import RunRecord
from tests.site_tools.conftest import Project
from tutorial_lib.errors import InputError

CONFIG = """
site_name: Numbers
docs_dir: docs/{language}
theme: {{ name: material }}
markdown_extensions:
  admonition: {{}}
  pymdownx.highlight: {{ pygments_lang_class: true }}
  pymdownx.superfences: {{}}
  site_tools.stage.markdown: {{ language: {language}, root: "{root}" }}
"""


@pytest.fixture
def project(project: Project) -> Project:
    for language, name in (("zh", "mkdocs.yml"), ("en", "mkdocs.en.yml")):
        project.write(name, CONFIG.format(language=language, root=project.root))
    run(project)
    return project


def run(project: Project) -> None:
    """Notes that every block passed, as pytest does."""
    record = RunRecord(project.root)
    for path in sorted(project.root.glob("docs/*/*.md")):
        for _, section in read_page(path).sections:
            record.note(f"{path.relative_to(project.root)}::{section}", "call", "passed")
    record.write()


def found(project: Project) -> list[str]:
    return list(holes(read_ledger(project.root)))


def test_a_page_whose_blocks_all_ran_has_no_hole(project: Project) -> None:
    assert found(project) == []
    assert table(read_ledger(project.root)).splitlines()[-1].split() == [
        "total",
        "4",
        "4",
        "0",
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
        ("```json\n{\n```", "not valid json"),
        ("```yaml\na: 1\n```", None),
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


def test_an_exception_stands_with_its_reason_as_long_as_it_is_needed(project: Project) -> None:
    path = project.root / "docs/en/numbers.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n```text\nseven\n```\n", encoding="utf-8")
    project.write(
        "docs/exceptions.toml",
        '[[exception]]\npage = "numbers"\nstarts = "seven"\nreason = "a quotation"\n',
    )
    assert found(project) == []
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no unproven block matches `numbers: seven` any longer"):
        found(project)


def test_an_exception_without_a_reason_is_refused(project: Project) -> None:
    project.write(
        "docs/exceptions.toml", '[[exception]]\npage = "numbers"\nstarts = "a"\nreason = ""\n'
    )
    with pytest.raises(InputError, match="a reason"):
        found(project)
