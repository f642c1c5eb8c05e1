"""Draws the picture that a chat or a timeline shows beside a link to the site, one for each language.

The words are the site's own name and description, the colors and the logo its own, and the picture is the home page's.
A browser sets them, for the pictures are SVG; needed: Chromium, and a Chinese font.

    python -m site_tools.publish.og    writes theme/assets/og-zh.png and og-en.png
"""

import io
import re
import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from site_tools.read.snippet import LANGUAGES, Language
from site_tools.stage.figures import read_figure
from site_tools.stage.words import read_words
from tests.site import browser as chromium

ROOT = Path(__file__).parents[2]
THEME = ROOT / "theme"
WIDTH, HEIGHT = 1200, 630

PAGE = """<!doctype html><html lang="{language}"><style>{colors}
body {{ background: var(--paper); border-bottom: 14px solid var(--accent-fill); box-sizing: border-box;
  color: var(--ink); display: grid; font-family: "Noto Sans CJK SC", sans-serif; gap: 3rem;
  grid-template-columns: 31rem 1fr; height: 630px; margin: 0; padding: 4.2rem 3.6rem 3.4rem 4.4rem; width: 1200px; }}
body > div {{ display: flex; flex-direction: column; }}
.name {{ align-items: center; display: flex; font-size: 1.5rem; font-weight: 700; gap: 0.8rem; }}
.name svg {{ width: 2.4rem; }}
h1 {{ font-size: 4.3rem; letter-spacing: -0.03em; line-height: 1.16; margin: auto 0 1.4rem; }}
h1, p {{ word-break: keep-all; }}
h1:lang(zh) {{ font-size: 5.4rem; }}
p {{ color: var(--ink-soft); font-size: 1.65rem; line-height: 1.55; margin: 0 0 auto; text-wrap: balance; }}
body > svg {{ align-self: center; overflow: visible; width: 100%; }}
</style><body data-md-color-scheme="light">
<div><div class="name">{logo}{name}</div><h1>{headline}</h1><p>{rest}</p></div>{picture}</body></html>"""


def words(language: Language) -> PngInfo:
    """What the picture says, kept in the file: a test compares it with what the site says now."""
    site, info = read_words(language)["site"], PngInfo()
    info.add_itxt("Title", site["name"])
    info.add_itxt("Description", site["description"])
    return info


def page(language: Language) -> str:
    """The picture as a page of its own."""
    site = read_words(language)["site"]
    headline, rest = re.split("[：.] ?", site["description"], maxsplit=1)
    css = (THEME / "css" / "tokens.css").read_text(encoding="utf-8")
    return PAGE.format(
        language=language,
        colors=re.findall(r'\[data-md-color-scheme="light"\] \{.*?\}', css, re.DOTALL)[0],
        logo=(THEME / "assets" / "logo.svg").read_text(encoding="utf-8"),
        name=site["name"],
        headline=headline,
        rest=rest,
        picture=read_figure(ROOT / "docs" / "figures" / "home.svg", language, site["name"]),
    )


if __name__ == "__main__":
    with sync_playwright() as playwright:
        executable = chromium.find(playwright)
        if executable is None:
            sys.exit(chromium.NONE)
        with chromium.launch(playwright, executable) as browser:
            tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            for language in LANGUAGES:
                tab.set_content(page(language))
                picture = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
                # Few colors make a light file, and nobody sees the difference.
                few = picture.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
                few.save(
                    THEME / "assets" / f"og-{language}.png", optimize=True, pnginfo=words(language)
                )
