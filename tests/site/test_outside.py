"""What search engines and chats are told of the site: absolute addresses, or nothing where none is known."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from tests.site.conftest import PUBLIC, Site

NAMES = {
    "sitemap": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


class _Meta(HTMLParser):
    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and (name := values.get("property") or values.get("name")):
            assert not name.startswith("og:") or name not in self.found, f"{name} twice"
            self.found[name] = values["content"] or ""


def test_one_sitemap_names_every_page_with_its_translation(site: Site) -> None:
    tree = ElementTree.parse(site.folder / "sitemap.xml")
    listed = {}
    for entry in tree.iterfind("sitemap:url", NAMES):
        address = entry.findtext("sitemap:loc", "", NAMES)
        assert address not in listed
        links = entry.iterfind("xhtml:link", NAMES)
        listed[address] = {link.get("hreflang"): link.get("href") for link in links}
    expected = {}
    for path in site.pages:
        plain = path.removeprefix("en/")
        chinese, english = f"{PUBLIC}{plain}", f"{PUBLIC}en/{plain}"
        expected[PUBLIC + path] = {"zh-Hans": chinese, "en": english, "x-default": chinese}
    assert listed == expected
    assert not (site.folder / "en" / "sitemap.xml").exists()


def test_robots_may_read_all_and_find_the_sitemap(site: Site) -> None:
    lines = (site.folder / "robots.txt").read_text(encoding="utf-8").split("\n")
    assert f"Sitemap: {PUBLIC}sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow")]
    assert not (site.folder / "en" / "robots.txt").exists()


def test_each_page_describes_itself_to_those_who_are_sent_its_address(site: Site) -> None:
    descriptions: dict[str, set[str]] = {"zh": set(), "en": set()}
    for path in site.pages:
        language = "en" if path.startswith("en/") else "zh"
        meta = _Meta(site.folder / path / "index.html").found
        assert meta["og:url"] == PUBLIC + path
        assert meta["og:title"]
        assert "<" not in meta["og:title"]
        assert meta["og:type"] == ("website" if path in ("", "en/") else "article")
        assert meta["og:locale"] == {"zh": "zh_CN", "en": "en_US"}[language]
        assert meta["og:locale:alternate"] == {"zh": "en_US", "en": "zh_CN"}[language]
        assert meta["og:description"] == meta["description"]
        assert meta["twitter:card"] == "summary_large_image"
        assert meta["og:image:alt"]
        picture = site.folder / meta["og:image"].removeprefix(PUBLIC)
        with Image.open(picture) as image:
            assert f"{image.width}x{image.height}" == "1200x630"
        assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
        descriptions[language].add(meta["og:description"])
    assert all(re.search("[一-鿿]", text) for text in descriptions["zh"])
    assert not any(re.search("[一-鿿]", text) for text in descriptions["en"])
