"""What a reader takes along: a page as a notebook and as a script, in its language, whole without the site.

Both are made of the same cells. The script is in the percent format: `python tensors.py` runs it, and VS Code, Spyder
and Jupytext open it as cells.
"""

import ast
import base64
import html
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import nbformat

from site_tools.read.page import FIGURE, Figure, Page
from site_tools.read.snippet import Language, Section
from site_tools.run.record import Run
from site_tools.stage.cells import Cell, cut
from site_tools.stage.figures import draw_alone
from site_tools.stage.notebook import of_cells
from site_tools.stage.stamp import facts
from site_tools.stage.words import Table

_LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?:(?P<page>[\w-]+)\.(?:md|ipynb))?(?P<anchor>#[\w-]+)?\)"
)
_ANCHOR = re.compile(r' <a id="[\w-]+"></a>$', re.MULTILINE)

BRANCH = "notebooks"


@dataclass(frozen=True)
class Origin:
    """The site that pages are taken from, in the page's language."""

    words: Table
    address: str
    """Where it is published, with a slash at its end; empty where that is not known."""


def as_notebook(page: Page, run: Run | None, origin: Origin) -> str:
    """The page as the text of an ``.ipynb``; ``run`` is the page's last, see ``stamp``."""
    figures = {figure.name: figure for figure in page.figures}

    def picture(found: re.Match[str]) -> str:
        return _image(figures[found["name"]], page.language)

    def link(found: re.Match[str]) -> str:
        if not found["page"]:
            return found[0]
        if not origin.address:
            return found["words"]
        return f"[{found['words']}]({_address(found['page'], origin)}{found['anchor'] or ''})"

    cells = [
        cell if cell.is_code else Cell(_LINK.sub(link, _pictured(cell.text, picture)))
        for cell in cut(page, _introduction(page, run, origin, "%pip"))
    ]
    return f"{nbformat.writes(of_cells(cells))}\n"


def as_script(page: Page, run: Run | None, origin: Origin) -> str:
    """The page as a Python file, its words as comments."""

    def picture(found: re.Match[str]) -> str:
        return origin.words["download"]["picture"].format(alt=found["alt"])

    cells = []
    for cell in cut(page, _introduction(page, run, origin, "python -m pip")):
        if cell.is_code:
            cells.append(f"# %%\n{cell.text}\n")
        else:
            text = _LINK.sub(r"\g<words>", _pictured(_ANCHOR.sub("", cell.text), picture))
            cells.append("\n".join(["# %% [markdown]", *_comments(text), ""]))
    return "\n".join(cells)


def colab(repository: str, path: str) -> str:
    """Where Colab opens the notebook at ``path`` of the branch of notebooks; empty if it cannot.

    It opens what lies on GitHub and nothing else; ``.github/scripts/notebooks.py`` puts the notebooks there.
    """
    host, _, name = repository.partition("github.com/")
    if host != "https://":
        return ""
    return f"https://colab.research.google.com/github/{name.strip('/')}/blob/{BRANCH}/{path}"


# Packages that are installed under another name than they are imported under.
_PACKAGES = {"PIL": "pillow", "sklearn": "scikit-learn"}


def packages(page: Page) -> list[str]:
    """The packages that the page's code imports and Python does not bring, in the order of their use."""
    names = dict.fromkeys(name for _, section in page.sections for name in _imports(section))
    return [_PACKAGES.get(name, name) for name in names if name not in sys.stdlib_module_names]


@lru_cache(maxsize=4096)
def _imports(section: Section) -> tuple[str, ...]:
    nodes = (node for statement in section.statements for node in ast.walk(statement.node))
    return tuple(name for node in nodes for name in _imported(node))


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield (node.module or "").partition(".")[0]


def _introduction(page: Page, run: Run | None, origin: Origin, pip: str) -> str:
    said, site = origin.words["download"], origin.words["site"]
    comma = said["comma"]
    title = said["title"].format(title=page.title)
    link = f"[{title}]({_address(page.name, origin)})" if origin.address else title
    lines = [said["site"].format(site=site["name"], page=link)]
    if needed := packages(page):
        install = " ".join([pip, "install", *needed])
        lines.append(said["needs"].format(packages=comma.join(needed), install=install))
    if run:
        lines.append(said["proven"].format(day=run["when"][:10], facts=comma.join(facts(run))))
    else:
        lines.append(said["unproven"])
    lines.append(said["license"].format(copyright=site["copyright"]))
    return "\n>\n".join(f"> {line}" for line in lines)


def _pictured(text: str, picture: Callable[[re.Match[str]], str]) -> str:
    """The words with their pictures, each in a paragraph of its own, above its caption."""
    apart = re.compile(rf"{FIGURE.pattern}\n*")
    return apart.sub(lambda found: f"{picture(found)}\n\n", text).rstrip("\n")


def _address(page: str, origin: Origin) -> str:
    return origin.address if page == "index" else f"{origin.address}{page}/"


def _image(figure: Figure, language: Language) -> str:
    """The picture within the notebook: it is seen wherever the notebook goes, and without a network."""
    svg, width = draw_alone(figure.path, language)
    data = base64.b64encode(svg.encode()).decode()
    alt = html.escape(figure.alt)
    return f'<img alt="{alt}" width="{width}" src="data:image/svg+xml;base64,{data}">'


# Comments that a reader need not scroll sideways for. A Chinese character is as wide as two Latin ones.
_WIDTH = 100
_LEAD = re.compile(r"(?:> ?)* *(?:[-*] |\d+\. )?")
_PIECE = re.compile(r"\s*(?:`[^`]*`|\S)+?(?:[，。；：！？、]+|(?=\s|$))")
# What means something else to Markdown where a line begins.
_MARK = re.compile(r"\s*(?:[-+*>|=]|#+|\d+[.)])(?:\s|$)")


def _comments(text: str) -> Iterator[str]:
    is_code = False
    for line in text.splitlines():
        fence = line.lstrip("> ").startswith("```")
        is_code ^= fence
        kept = is_code or fence or line.startswith(("#", "|"))
        for part in [line] if kept else _wrapped(line):
            yield f"# {part}".rstrip()


def _wrapped(line: str) -> Iterator[str]:
    lead = re.match(_LEAD, line)
    taken = lead[0] if lead else ""
    rest = line[len(taken) :]
    hanging = re.sub(r"[^> ]", " ", taken)
    filled, wide = False, _columns(f"# {taken}")
    for piece in _PIECE.findall(rest):
        wide += _columns(piece)
        if filled and wide > _WIDTH and not _MARK.match(piece):
            yield taken
            taken = hanging + piece.lstrip()
            wide = _columns(f"# {taken}")
        else:
            taken += piece
        filled = True
    yield taken


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
