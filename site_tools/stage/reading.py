"""How long a chapter takes to read, from its own text, so that nobody types a time that grows old.

Adults read English non-fiction at 238 words a minute on average (Brysbaert, Journal of Memory and Language 109, 2019);
who learns something new is slower. At this pace in Chinese, both languages of this tutorial take as long.
Code is read line by line, its documented outputs included. Exercises do not count: how long one thinks, nobody knows.
"""

import re

from site_tools.read.page import Page

WORDS_A_MINUTE = 200
CHINESE_CHARACTERS_A_MINUTE = 250
SECONDS_A_LINE_OF_CODE = 4

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w.'-]*")
# What stands in Markdown and is not read: addresses of links, ids, HTML.
_NOT_READ = re.compile(r"\]\([^)]*\)|\{[^{}]*\}|<[^>]*>")


def minutes(page: Page) -> int | None:
    """Minutes for the page without its exercises; `None` for one that is looked up, not read through.

    A page that is read through ends with its exercises, if it has any, and a summary.
    """
    starts = {heading.id: heading.line for heading in page.headings}
    if "summary" not in starts:
        return None
    exercises = range(starts.get("exercises", starts["summary"]), starts["summary"])
    prose = "\n".join(
        _NOT_READ.sub("", line)
        for number, line in enumerate(page.prose, 1)
        if number not in exercises
    )
    code = [
        line
        for block in page.blocks
        if block.line not in exercises
        for line in block.text(page.language).splitlines()
        if line.strip()
    ]
    return round(
        len(_CHINESE.findall(prose)) / CHINESE_CHARACTERS_A_MINUTE
        + len(_WORD.findall(prose)) / WORDS_A_MINUTE
        + len(code) * SECONDS_A_LINE_OF_CODE / 60
    )
