"""Does once what MkDocs would do again for each language and after each edit; without it, `serve` takes seconds longer.

- A page is rendered again only if it, or something that pages are made of, has changed.
- Code is colored once, not once wherever it stands: much of it is the same in both languages.
- Templates are compiled once, not once a language.
- The search reads words: not the colors of code, nor what is inside a picture.
"""

import re
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pymdownx.highlight import Highlight

_NOT_WORDS = re.compile(r"<svg\b.*?</svg>|</?span\b[^>]*>", re.DOTALL)

_rendered: dict[str, tuple[object, dict[str, object]]] = {}
"""By source: what a page was made of, and what rendering it made of the page."""
_shared: object = None


def state(places: list[str]) -> tuple[tuple[str, int], ...]:
    """Tells whether a file has changed, come or gone in these folders and files."""
    files = [file for place in places for file in (Path(place), *sorted(Path(place).rglob("*")))]
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.is_file())


def on_pre_build(*, config: MkDocsConfig) -> None:
    """Looks at what all pages are made of: whatever `serve` watches, but the pages themselves."""
    global _shared
    sources = (config.docs_dir, str(Path(config.config_file_path).parent / "docs" / "en"))
    _shared = state([place for place in config.watch if not place.startswith(sources)])


@event_priority(-100)  # after theme/notebooks.py, which has its own way to render a notebook
def on_pre_page(page: Page, /, *, config: MkDocsConfig, files: Files) -> Page:
    render = page.render

    def render_if_changed(config: MkDocsConfig, files: Files) -> None:
        source = Path(page.file.abs_src_path or "")
        made_of = (source.read_bytes(), page.markdown, [*files.src_uris], _shared)
        known, made = _rendered.get(str(source), (None, {}))
        if known != made_of:
            before = dict(vars(page))
            render(config, files)
            made = {name: it for name, it in vars(page).items() if before.get(name) is not it}
            _rendered[str(source)] = made_of, made
        vars(page).update(made)

    page.render = render_if_changed  # type: ignore[method-assign]
    return page


_colored: dict[str, object] = {}
_color = Highlight.highlight


def _color_once(self: Highlight, code: str, language: str, *how: object, **named: object) -> object:
    if named.get("inline"):  # an element of its own page's tree
        return _color(self, code, language, *how, **named)
    # The number of the block in its page would only number lines, which no page asks for.
    asked = repr((code, language, how, {**named, "code_block_count": 0}))
    if asked not in _colored:
        _colored[asked] = _color(self, code, language, *how, **named)
    return _colored[asked]


Highlight.highlight = _color_once


class _Compiled(jinja2.BytecodeCache):
    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


def on_env(env: jinja2.Environment, /, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    env.bytecode_cache = _compiled
    return env


_whole = ""


@event_priority(100)
def _before_search(
    context: dict[str, Any], /, *, page: Page, config: MkDocsConfig, nav: object
) -> dict[str, Any]:
    global _whole
    _whole = page.content or ""
    page.content = _NOT_WORDS.sub("", _whole)
    return context


@event_priority(-100)
def _after_search(
    context: dict[str, Any], /, *, page: Page, config: MkDocsConfig, nav: object
) -> dict[str, Any]:
    page.content = _whole
    return context


on_page_context = CombinedEvent(_before_search, _after_search)
