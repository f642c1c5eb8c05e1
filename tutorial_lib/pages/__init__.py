"""Pages and their code: one reading of both, used by the site, the tests and every check.

Nothing here imports torch, so that the site builds without it.
"""

from tutorial_lib.pages.page import Block, Heading, Page, read_page, read_pages
from tutorial_lib.pages.snippet import LANGUAGES, Language, Section, read_snippet

__all__ = [
    "LANGUAGES",
    "Block",
    "Heading",
    "Language",
    "Page",
    "Section",
    "read_page",
    "read_pages",
    "read_snippet",
]
