"""Pages and their code: one reading of both, used by the site, the tests and every check.

Nothing here imports torch, so that the site builds without it.
"""

from site_tools.read.page import Block, Heading, Page, read_page, read_pages
from site_tools.read.snippet import LANGUAGES, Language, Section, read_snippet

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
