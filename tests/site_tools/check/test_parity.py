"""How the two languages are compared."""

import pytest

from site_tools.check.parity import differences, record_translation
from tests.site_tools.conftest import Project


@pytest.fixture
def compared(project: Project) -> Project:
    text = "\nSee [one](numbers.md) and [two](https://example.org/), 5,000 of them.\n\n| a |\n|---|\n| b |\n"
    for language in ("zh", "en"):
        path = project.root / f"docs/{language}/numbers.md"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    record_translation(project.root, ["numbers"])
    return project


def test_pages_that_say_the_same_have_no_difference(compared: Project) -> None:
    assert list(differences(compared.root)) == []


def test_words_may_stand_in_another_order(compared: Project) -> None:
    compared.replace("docs/en/numbers.md", "[one](numbers.md) and [two](https://example.org/)",
                     "[two](https://example.org/) and [one](numbers.md)")  # fmt: skip
    record_translation(compared.root, ["numbers"])
    assert list(differences(compared.root)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "## Numbers { #create }",
            "## Numbers { #make }",
            "numbers.md:3 has a heading of level 2 with id make",
        ),
        ("## Numbers", "### Numbers", "a heading of level 3"),
        ("numbers.py:create", "numbers.py:use", "the block numbers.py:create"),
        ('!!! note "Numbers"', '!!! tip "Numbers"', "the admonition !!! tip"),
        ('!!! note "Numbers"', "!!! note", "!!! note without a title"),
        ("|---|\n", "", "a table"),
        ("[one](numbers.md)", "[one](other.md)", "only en has the link other.md"),
        ("5,000", "4,000", "only zh has the number 5000; only en has the number 4000"),
    ],
)
def test_the_first_difference_is_said_with_its_place(
    compared: Project, old: str, new: str, said: str
) -> None:
    compared.replace("docs/en/numbers.md", old, new)
    record_translation(compared.root, ["numbers"])
    found = list(differences(compared.root))
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(("language", "name"), [("zh", "Chinese"), ("en", "English")])
def test_a_missing_page_is_named(compared: Project, language: str, name: str) -> None:
    (compared.root / f"docs/{language}/numbers.md").unlink()
    assert any(f"no such page in {name}" in found for found in differences(compared.root))


def test_a_page_whose_other_language_changed_since_is_named(compared: Project) -> None:
    compared.replace("docs/en/numbers.md", "See ", "Now see ")
    (found,) = differences(compared.root)
    assert found.startswith(str(compared.root / "docs/en/numbers.md"))
    assert "python -m site_tools same numbers" in found
