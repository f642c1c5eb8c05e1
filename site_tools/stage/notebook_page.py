"""A notebook as a page like any other, converted by mkdocs-jupyter.

mkdocs-jupyter's own look brings 576 KB of styles to each notebook and asks another host for a script. With the template
beside this module, which is a setting of it, it writes Markdown instead: the same code blocks, the same boxes and
pictures, links that are checked, with any generator.
"""

import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from site_tools.stage.write import write
from tutorial_lib.errors import InputError

TEMPLATES = Path(__file__).with_name("templates")
# mkdocs-jupyter adds its styles behind what the template says.
_END = "<!-- end of the notebook -->"


def notebook_page(path: Path, title: str, kept: Path) -> str:
    """The Markdown of the page that shows the notebook at ``path``.

    Converting takes seconds and few notebooks change: what came of it is kept in the folder ``kept``.

    Raises:
        InputError: it is no notebook, or one of its cells failed.
    """
    data = path.read_bytes()
    used = [
        data,
        Path(__file__).read_bytes(),
        *(file.read_bytes() for file in TEMPLATES.rglob("*.j2")),
    ]
    known = (
        kept
        / f"{path.parent.name}-{path.stem}-{hashlib.sha256(b''.join(used)).hexdigest()[:16]}.md"
    )
    if not known.is_file():
        text = _converted(_prepared(path, data), kept)
        for outdated in kept.glob(f"{path.parent.name}-{path.stem}-*.md"):
            outdated.unlink()
        write(known, text.encode())
    text = known.read_text(encoding="utf-8")
    # The page that it was made from says the same: one result of a search is enough.
    settings = {"title": title, "search": {"exclude": True}}
    return f"---\n{yaml.safe_dump(settings, allow_unicode=True)}---\n{text}"


def _converted(notebook: dict[str, Any], folder: Path) -> str:
    import mkdocs_jupyter.config
    from mkdocs_jupyter.convert import nb2html  # takes a second to import

    mkdocs_jupyter.config.settings.templates_dir = str(TEMPLATES)
    aside = folder / "prepared.ipynb"
    write(aside, json.dumps(notebook).encode())
    try:
        made: str = nb2html(str(aside), allow_errors=False)
    finally:
        aside.unlink()
    text = html.unescape(made.partition(_END)[0])
    # Jupyter knows ids as HTML only; here a heading has its own.
    return re.sub(r' <a id="([\w-]+)"></a>$', r" { #\1 }", text, flags=re.MULTILINE)


def _prepared(path: Path, data: bytes) -> dict[str, Any]:
    """The notebook with its plots as pictures by themselves, so that their names and styles are not the page's."""
    try:
        notebook: dict[str, Any] = json.loads(data)
        outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{path}: this is no notebook") from None
    for output in outputs:
        if output["output_type"] == "error":
            raise InputError(
                f"{path}: a cell of the notebook failed: {output['ename']}: {output['evalue']}"
            )
        if svg := output.get("data", {}).pop("image/svg+xml", None):
            output["data"]["text/html"] = _plot("".join(svg))
    return notebook


def _plot(svg: str) -> str:
    """Its words tell of it, for those who cannot see it."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    width, height = re.findall(r' (?:width|height)="([\d.]+)pt"', svg)[:2]
    words = dict.fromkeys(re.findall(r"<text\b[^>]*>([^<]+)</text>", svg))
    told = ", ".join(word for word in words if not re.fullmatch(r"[\d.]+", word))
    return (
        f'<div><img class="plot" alt="{told}" width="{_pixels(width)}" height="{_pixels(height)}" '
        f'src="data:image/svg+xml,{quote(svg, safe=" =:/(),;")}"></div>'
    )


def _pixels(points: str) -> int:
    return round(float(points) * 4 / 3)
