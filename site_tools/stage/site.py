"""Both languages' folders, file by file."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_tools.read.page import Page, read_pages
from site_tools.read.snippet import LANGUAGES, Language
from site_tools.run.record import Run, read_record, stamp
from site_tools.stage import digits, messages
from site_tools.stage.chapters import HOME, Part, check_chapters, read_chapters
from site_tools.stage.configuration import configuration, navigation
from site_tools.stage.downloads import Origin, as_notebook, as_script
from site_tools.stage.figures import read_cover
from site_tools.stage.notebook_page import notebook_page
from site_tools.stage.page import (
    Setting,
    chapter_list,
    downloads_folder,
    settings_of,
    staged,
    staged_notebook,
)
from site_tools.stage.stamp import foot, proof_at_home
from site_tools.stage.words import as_script as as_words
from site_tools.stage.words import read_table, read_words
from site_tools.stage.write import write_tree

MNIST = "mnist"
"""The page that tells of the training run."""


@dataclass(frozen=True)
class Settings:
    """What a site is made for."""

    address: str = ""
    """Where it will be published, with a slash at its end; empty where that is not known."""
    repository: str = ""
    """Where the source lies on GitHub, for "Open in Colab"."""
    offline: bool = False
    """To be read from a folder, without a server."""
    zip: Path | None = None
    """The zip of the site that will lie beside its home page, if there is one."""
    digits: Path | None = None
    """The folder of a network for the digit pad, as an int8 export."""
    trained: dict[str, Any] | None = None
    """The record of the training run that the site tells of."""


def stage(root: Path, folder: Path, settings: Settings) -> dict[Language, Path]:
    """Writes both languages into ``folder``, and returns the settings' file of each.

    Raises:
        InputError: what is wrong with a page, a snippet, a picture, a word or the list of chapters.
    """
    pages, record, parts = read_pages(root), read_record(root), read_chapters(root)
    files: dict[str, bytes] = {}
    for language in LANGUAGES:
        check_chapters(parts, pages[language])
        around = _around(root, language, pages[language], parts, settings)
        texts = {
            **_pages(pages, around, language, record, settings),
            "mkdocs.yml": _configuration(root, folder, language, pages[language], parts, settings),
            f"docs/{digits.SCRIPT}": digits.network(root, settings.digits),
            "docs/js/words.js": as_words(around.words),
            "docs/js/known-messages.js": messages.as_script(messages.explained(pages[language])),
        }
        files |= {f"{language}/{name}": text.encode() for name, text in texts.items()}
    write_tree(folder, files)
    return {language: folder / language / "mkdocs.yml" for language in LANGUAGES}


def _around(
    root: Path, language: Language, pages: list[Page], parts: tuple[Part, ...], settings: Settings
) -> Setting:
    return Setting(
        root=root,
        words=read_words(language),
        playthings=read_table(root / "docs/playthings.toml", language),
        parts=parts,
        titles={page.name: page.title for page in pages},
        descriptions={page.name: settings_of(page).get("description", "") for page in pages},
        repository=settings.repository,
        offline=settings.offline,
    )


def _pages(
    pages: dict[Language, list[Page]],
    around: Setting,
    language: Language,
    record: dict[str, Run],
    settings: Settings,
) -> dict[str, str]:
    """The pages of a language, and what a reader takes along of them, by their place in its folder."""
    words, files = around.words, {}
    origin = Origin(words, _address(language, settings))
    stamps = [stamp(page, record) for found in pages.values() for page in found]
    up = "" if language == "zh" else "../"
    download = words["home"]["download"].format(file=up + settings.zip.name) if settings.zip else ""
    slots = {
        "[PROOF]": proof_at_home(stamps, words, settings.trained),
        "[CHAPTERS]": chapter_list(around, language),
        "[DOWNLOAD]": download,
    }
    for page in pages[language]:
        proof = stamp(page, record)
        trained = settings.trained if page.name == MNIST else None
        files[f"docs/{page.name}.md"] = staged(page, around, slots, foot(proof, words, trained))
        if page.sections and page.name != HOME:  # home only shows one block off
            place = f"docs/{downloads_folder(page, around)}{page.name}"
            files[f"{place}.ipynb"] = as_notebook(page, proof.run, origin)
            files[f"{place}.py"] = as_script(page, proof.run, origin)
        if title := settings_of(page).get("notebook"):
            source = page.path.with_name(f"{page.name}-notebook.ipynb")
            shown = notebook_page(source, title, around.root / "build/notebooks")
            files[f"docs/{page.name}-notebook.md"] = staged_notebook(shown, page, around)
    return files


def _configuration(
    root: Path,
    folder: Path,
    language: Language,
    pages: list[Page],
    parts: tuple[Part, ...],
    settings: Settings,
) -> str:
    notebooks = {page.name: title for page in pages if (title := settings_of(page).get("notebook"))}
    other: Language = "en" if language == "zh" else "zh"
    addresses = {one: _address(one, settings) for one in LANGUAGES} if settings.address else {}
    return configuration(
        root,
        language,
        navigation(parts, language, notebooks),
        read_words(language),
        read_words(other),
        up=Path(os.path.relpath(root, folder / language)).as_posix(),
        address="" if settings.offline else _address(language, settings),
        offline=settings.offline,
        extra={
            "addresses": {} if settings.offline else addresses,
            "cover": read_cover(root, "404"),
        },
    )


def _address(language: Language, settings: Settings) -> str:
    below = "" if language == "zh" else "en/"
    return settings.address + below if settings.address else ""
