"""Makes each block of code ready at build, so that a visit need not: its copy button, and no element without use.

Of all that a page does at its start, adding the buttons by script cost a phone the most: dozens of blocks a page, each
of them changed, measured and laid out again by itself. The copying remains Material's, which waits for a press on
whatever has `data-clipboard-target`.
"""

import itertools
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_LABELS = {"zh": "复制", "en": "Copy to clipboard"}
_BLOCK = re.compile(r"(<pre>(?:<span></span>)?)<code>")
# Names and spaces have the color of the block itself; one element in five of a long page said so.
_PLAIN = re.compile(r'<span class="[nw]">([^<]*)</span>')


def on_page_content(html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    label = _LABELS[config.theme["language"]]
    numbers = itertools.count(1)

    def add_button(block: re.Match[str]) -> str:
        name = f"__copy_{next(numbers)}"
        button = (
            f'<button class="md-code__button" type="button" title="{label}" '
            f'data-clipboard-target="#{name}" data-md-type="copy"></button>'
        )
        return f'{block[1]}<span class="md-code__nav">{button}</span><code id="{name}">'

    return _BLOCK.sub(add_button, _PLAIN.sub(r"\1", html))
