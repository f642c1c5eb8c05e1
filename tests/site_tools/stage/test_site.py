"""The staged folder is what the sources say now, written once, and nothing else."""

from pathlib import Path

import pytest

from site_tools.read import Language
from site_tools.stage.site import Settings
from tests.site_tools.stage.conftest import Site
from tutorial_lib.errors import InputError


def times(site: Site) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in site.folder.rglob("*") if path.is_file()}


def test_only_what_changed_is_written_again_and_what_went_is_removed(site: Site) -> None:
    site.stage()
    before = times(site)
    left = site.write("build/stage/zh/docs/left.md", "of a page that went")
    site.replace("snippets/numbers.py", "# en: a list", "# en: one list")
    site.stage()
    after = times(site)
    assert not left.exists()
    changed = {
        path.relative_to(site.folder).as_posix() for path in before if before[path] != after[path]
    }
    assert changed == {
        f"en/docs/numbers{name}" for name in (".md", "/numbers.ipynb", "/numbers.py")
    }


def test_settings_follow_what_both_languages_share(site: Site) -> None:
    site.replace("mkdocs.yml", 'permalink: "#"', 'permalink: "§"')
    site.stage(Settings(address="https://example.org/t/"))
    addresses: dict[Language, str] = {
        "zh": "https://example.org/t/",
        "en": "https://example.org/t/en/",
    }
    for language, address in addresses.items():
        settings = site.settings(language)
        assert settings["markdown_extensions"]["toc"]["permalink"] == "§"  # type: ignore[index]
        assert settings["site_url"] == address
        assert "hooks" not in settings


def test_navigation_follows_the_list_of_chapters(site: Site) -> None:
    site.stage()
    assert site.settings("zh")["nav"] == ["index.md", {"一": ["numbers.md"]}]
    assert site.settings("en")["nav"] == ["index.md", {"One": ["numbers.md"]}]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('["numbers"]', '["numbers", "none"]', "no page none.md in docs/zh and docs/en"),
        ('["numbers"]', '["numbers", "numbers"]', "numbers is listed twice"),
        ('["numbers"]', "[]", "numbers.md belongs to no part"),
        ('zh = "一"\n', "", "has an id, zh, en and pages"),
        ("[[parts]]", "[[parts", "not valid TOML"),
    ],
)
def test_a_list_of_chapters_that_differs_from_the_pages_is_refused(
    site: Site, old: str, new: str, problem: str
) -> None:
    site.replace("docs/chapters.toml", old, new)
    with pytest.raises(InputError, match=problem):
        site.stage()


@pytest.mark.parametrize("name", ["docs/playthings.toml", "mkdocs.yml"])
def test_a_file_of_settings_that_cannot_be_read_is_one_sentence(site: Site, name: str) -> None:
    site.write(name, "[: x")
    with pytest.raises(InputError, match=f"{name.split('/')[-1]}: not valid"):
        site.stage()


def test_a_word_in_one_language_only_is_refused(site: Site) -> None:
    site.append("docs/playthings.toml", '[half]\nturn = { zh = "转" }\n')
    with pytest.raises(InputError, match=r"half\.turn says nothing in en"):
        site.stage()


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.stage()
    before = times(site)
    site.append("docs/en/numbers.md", "\nMore.\n")

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match=r"stage: cannot be written: No space left on device$"):
        site.stage()
    assert times(site) == before


def test_the_home_page_leads_to_the_zip_where_there_is_one(site: Site) -> None:
    site.stage(Settings(zip=Path("site.zip")))
    assert '<a href="../site.zip" download>' in site.markdown("index")
    assert '<a href="site.zip" download>' in site.markdown("index", "zh")
    site.stage()
    assert "DOWNLOAD" not in site.markdown("index")
    assert ".zip" not in site.markdown("index")
