"""The settings of each language's site: those that both share, from ``mkdocs.yml``, and what is its own.

Plain YAML, without hooks: any generator that reads MkDocs' settings builds the site from it.
"""

from pathlib import Path
from typing import Any

import yaml

from site_tools.read.settings import read_shared
from site_tools.read.snippet import Language
from site_tools.stage.chapters import HOME, Part
from site_tools.stage.words import Table


class _PythonName(str):
    """A function that a setting names."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(
    _PythonName,
    lambda dumper, name: dumper.represent_scalar(f"tag:yaml.org,2002:python/name:{name}", ""),
)


def configuration(
    root: Path,
    language: Language,
    nav: list[Any],
    words: Table,
    other: Table,
    *,
    up: str,
    address: str,
    offline: bool,
    extra: dict[str, Any],
) -> str:
    """The text of one language's ``mkdocs.yml``.

    Args:
        up: leads from that file's folder to the repository.
        address: where this language will be published; empty where that is not known.
    """
    settings = read_shared(root)
    if offline:
        # Material's plugin writes the index of the search as a script: browsers fetch nothing from file://. A polyfill
        # of this name keeps it from asking another host for one.
        settings["use_directory_urls"] = False
        settings["plugins"] = {**(settings["plugins"] or {}), "offline": {}}
        extra = {**extra, "homepage": "index.html", "polyfills": ["js/iframe-worker.js"]}
    theme, fences = settings["theme"], settings["markdown_extensions"]
    theme |= {"language": language, "custom_dir": f"{up}/{theme['custom_dir']}"}
    for one, name in zip(theme["palette"], ("dark", "light"), strict=True):
        one["toggle"]["name"] = words["theme"][name]
    fences["toc"] = {"permalink_title": words["theme"]["permalink"], **(fences.get("toc") or {})}
    formatter = _PythonName(f"site_tools.stage.code.{language}")
    fences["pymdownx.superfences"] = {
        "custom_fences": [{"name": "*", "class": "highlight", "format": formatter}]
    }
    elsewhere = {
        "path": "en/" if language == "zh" else "../",
        "lang": "en" if language == "zh" else "zh",
    }
    settings |= {
        "site_name": words["site"]["name"],
        "site_description": words["site"]["description"],
        "copyright": words["site"]["copyright"],
        "site_url": address,
        "docs_dir": "docs",
        "nav": nav,
        "extra": {
            "homepage": "./",
            "words": words["theme"] | words["site"],
            # theme/partials/alternate.html links each page to the same page in the other language. Not a list: Material
            # would write one <link rel=alternate> to each home page and then look for a sitemap beside it.
            "alternate": True,
            "other": other["theme"] | other["site"] | elsewhere,
            **settings.get("extra", {}),
            **extra,
        },
    }
    return yaml.dump(settings, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


def navigation(
    parts: tuple[Part, ...], language: Language, notebooks: dict[str, str]
) -> list[str | dict[str, Any]]:
    """The pages in the order of reading; behind a page the notebook that is made of it, if there is one."""
    nav: list[str | dict[str, Any]] = [f"{HOME}.md"]
    for part in parts:
        pages: list[str | dict[str, str]] = []
        for name in part.pages:
            pages.append(f"{name}.md")
            if name in notebooks:
                pages.append({notebooks[name]: f"{name}-notebook.md"})
        nav.append({part.titles[language]: pages})
    return nav
