"""Shows a notebook like any other page.

mkdocs-jupyter makes notebooks pages. Its own look brings 576 KB of styles to each and asks another host for a script;
our template makes Markdown of the notebook instead, which MkDocs then renders as it does every page: the same code
blocks, the same boxes and pictures, links that are checked.
"""

import html
import re
from pathlib import Path
from urllib.parse import quote

import mkdocs_jupyter.config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from nbconvert.exporters.templateexporter import default_filters

import site_tools.stage

# mkdocs-jupyter adds its styles behind what the template says.
_END = "<!-- end of the notebook -->"


def _plot(svg: str) -> str:
    """The plot as a picture by itself, so that its names and styles are not those of the page. Its words tell of it."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    width, height = re.findall(r' (?:width|height)="([\d.]+)pt"', svg)[:2]
    words = dict.fromkeys(re.findall(r"<text\b[^>]*>([^<]+)</text>", svg))
    told = ", ".join(word for word in words if not re.fullmatch(r"[\d.]+", word))
    return (
        f'<img class="plot" alt="{told}" width="{_pixels(width)}" height="{_pixels(height)}" '
        f'src="data:image/svg+xml,{quote(svg, safe=" =:/(),;")}">'
    )


def _pixels(points: str) -> int:
    return round(float(points) * 4 / 3)


def _refuse(output: dict[str, object]) -> str:
    raise BuildError(f"a cell of a notebook failed: {output.get('ename')}: {output.get('evalue')}")


mkdocs_jupyter.config.settings.templates_dir = str(
    Path(site_tools.stage.__file__).parent / "notebook_page"
)
default_filters.update(plot=_plot, refuse=_refuse)


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    if page.file.src_uri.endswith(".ipynb"):
        convert = page.render

        def render(config: MkDocsConfig, files: Files) -> None:
            convert(config, files)
            text = html.unescape((page.content or "").partition(_END)[0])
            # Jupyter knows ids as HTML only; here a heading has its own.
            page.markdown = re.sub(
                r' <a id="([\w-]+)"></a>$', r" { #\1 }", text, flags=re.MULTILINE
            )
            # The page that it was made from says the same: one result of a search is enough.
            page.meta = {**page.meta, "search": {"exclude": True}}
            Page.render(page, config, files)

        page.render = render  # type: ignore[method-assign]
    return page
