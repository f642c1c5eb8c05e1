"""Shows a notebook like any other page.

mkdocs-jupyter makes notebooks pages. Its own look brings 576 KB of styles to each and asks another host for a script;
our template makes Markdown of the notebook instead, which MkDocs then renders as it does every page: the same code
blocks, the same boxes and pictures, links that are checked.
"""

import html
import re
from pathlib import Path

import mkdocs_jupyter.config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from nbconvert.exporters.templateexporter import default_filters

import tutorial_lib.pages

# mkdocs-jupyter adds its styles behind what the template says.
_END = "<!-- end of the notebook -->"


def _plot(svg: str, cell: str) -> str:
    """The picture alone; of its ids only those that it uses, told apart from those of other plots."""
    svg = svg[svg.index("<svg") :]
    # The styles are matplotlib's for its lines, and would rule the lines of the whole page.
    svg = re.sub(r"<(metadata|style)\b.*?</\1>", "", svg, flags=re.DOTALL)
    # Attributes say the same as matplotlib's styles, which the policy of the site (security.py) forbids.
    svg = re.sub(r' style="([^"]*)"', lambda style: _attributes(style[1]), svg)
    svg = svg.replace("<svg", '<svg stroke-linejoin="round" stroke-linecap="butt"', 1)
    used = set(re.findall(r"#([\w-]+)", svg))
    svg = re.sub(r' id="([^"]+)"', lambda id: f' id="{cell}-{id[1]}"' if id[1] in used else "", svg)
    svg = re.sub(r'(url\(|href=")#([\w-]+)', rf"\1#{cell}-\2", svg)
    # A blank line would end the HTML block.
    return re.sub(r"\n\s*", "\n", svg.strip())


def _attributes(style: str) -> str:
    pairs = (rule.split(":", 1) for rule in style.split(";") if rule.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def _refuse(output: dict[str, object]) -> str:
    raise BuildError(f"a cell of a notebook failed: {output.get('ename')}: {output.get('evalue')}")


mkdocs_jupyter.config.settings.templates_dir = str(
    Path(tutorial_lib.pages.__file__).with_name("notebook_page")
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
