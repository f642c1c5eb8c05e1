"""What the reader of built sites finds, and what it leaves alone."""

from pathlib import Path

import pytest

from site_tools.publish.built import Built

URL = "https://example.org/tutorial/"


def site(folder: Path, html: str, css: str = "") -> Built:
    (folder / "part").mkdir()
    (folder / "part/index.html").write_text('<h2 id="创建">…</h2>', encoding="utf-8")
    (folder / "index.html").write_text(html, encoding="utf-8")
    (folder / "site.css").write_text(css, encoding="utf-8")
    return Built(folder, URL)


@pytest.mark.parametrize(
    "html",
    [
        '<a href="part/">',
        '<a href="part">',
        '<a href="part/#创建">',
        '<a href="part/#%E5%88%9B%E5%BB%BA">',
        '<a href="#">',
        '<a href="/tutorial/part/">',
        f'<a href="{URL}part/">',
        f'<link rel="canonical" href="{URL}">',
        '<link rel="stylesheet" href="site.css?v=1">',
        '<a href="https://elsewhere.org/">',
        '<a href="mailto:one@example.org">',
        '<img src="data:image/png;base64,AAAA">',
        '<pre>&lt;img src="https://elsewhere.org/x.png"&gt;</pre>',
    ],
)
def test_a_sound_page_has_no_finding(tmp_path: Path, html: str) -> None:
    built = site(tmp_path, html)
    assert [*built.broken_links(), *built.foreign_requests()] == []


@pytest.mark.parametrize(
    "html",
    [
        '<a href="none/">',
        '<a href="part/#none">',
        '<a href="#none">',
        '<a href="/part/">',
        '<script src="none.js"></script>',
        '<link rel="stylesheet" href="none.css">',
        f'<link rel="alternate" href="{URL}none/">',
        '<style>p { background: url("none.png") }</style>',
    ],
)
def test_a_link_that_leads_nowhere_on_the_site_is_broken(tmp_path: Path, html: str) -> None:
    assert len(list(site(tmp_path, html).broken_links())) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://elsewhere.org/x.js"></script>',
        '<script src="//elsewhere.org/x.js"></script>',
        '<img srcset="x.png 1x, https://elsewhere.org/x.png 2x">',
        '<link rel="preconnect" href="https://elsewhere.org">',
        '<link rel="stylesheet" href="https://elsewhere.org/x.css">',
        '<p style="background: url(https://elsewhere.org/x.png)">',
        '<style>@import "https://elsewhere.org/x.css";</style>',
        '<svg><use href="https://elsewhere.org/x.svg#a"/></svg>',
        '<iframe src="https://elsewhere.org/"></iframe>',
    ],
)
def test_what_a_browser_would_fetch_from_another_host_is_foreign(tmp_path: Path, html: str) -> None:
    (finding,) = site(tmp_path, html).foreign_requests()
    assert finding.startswith("index.html: a browser would fetch")
    assert finding.endswith("from elsewhere.org")


def test_fonts_and_pictures_of_styles_count_and_comments_in_them_do_not(tmp_path: Path) -> None:
    css = """
        /* url(https://elsewhere.org/comment.png) */
        @font-face { src: url('https://elsewhere.org/x.woff2') }
        p { background: url("data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'/>") }
    """
    (finding,) = site(tmp_path, "", css).foreign_requests()
    assert "x.woff2" in finding
