"""Blocks of code as HTML: colored, and with a copy button. Custom fences of ``pymdownx.superfences``, whose extension
point this is; any generator that runs Python-Markdown shows them.

Of all that a page does at its start, adding the buttons by script cost a phone the most: dozens of blocks a page, each
of them changed, measured and laid out again by itself. The copying remains Material's, which waits for a press on
whatever has ``data-clipboard-target``.
"""

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

from markdown import Markdown
from pygments import highlight
from pygments.filter import simplefilter
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import Name, Text, Token

from site_tools.read.snippet import Language
from site_tools.stage.words import WORDS, read_words

_numbers: WeakKeyDictionary[Markdown, int] = WeakKeyDictionary()
"""How many blocks a page has so far; a generator takes a new `Markdown` for each page."""


def _fence(
    source: str,
    language: str,
    css_class: str,
    options: object,
    md: Markdown,
    *,
    words: Language,
    **more: object,
) -> str:
    number = _numbers[md] = _numbers.get(md, 0) + 1
    button = (
        f'<button class="md-code__button" type="button" title="{_label(words, WORDS.stat().st_mtime_ns)}" '
        f'data-clipboard-target="#__copy_{number}" data-md-type="copy"></button>'
    )
    return (
        f'<div class="language-{language} highlight"><pre><span></span>'
        f'<span class="md-code__nav">{button}</span>'
        f'<code id="__copy_{number}">{_color(source, language)}</code></pre></div>'
    )


zh = partial(_fence, words="zh")
en = partial(_fence, words="en")
"""The formatters, one a language, as settings name them."""


@lru_cache
def _label(language: Language, changed: int) -> str:
    return read_words(language)["theme"]["copy"]


@simplefilter  # type: ignore[untyped-decorator]
def _plain(
    self: object, lexer: object, stream: Iterator[tuple[Any, str]], options: object
) -> Iterator[tuple[Any, str]]:
    """Names and spaces have the color of the block itself; one element in five of a long page said so."""
    for kind, text in stream:
        yield (Text if kind in (Name, Token.Text.Whitespace) else kind), text


@lru_cache(maxsize=4096)
def _color(source: str, language: str) -> str:
    """Much of the code is the same in both languages, and after an edit nearly all of it."""
    lexer = get_lexer_by_name(language)
    lexer.add_filter(_plain())
    colored: str = highlight(source, lexer, HtmlFormatter(nowrap=True))
    return colored
