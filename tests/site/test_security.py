"""What a browser is forbidden on every page, and that nothing on the pages needs it."""

import base64
import hashlib
import re
from pathlib import Path

import material
import pytest
from playwright.sync_api import BrowserContext, Request, Route

from tests.site.conftest import Site
from tests.site.visits import WATCH_POLICY, load

SCRIPT = re.compile(r"<script\b(?![^>]*(?: src=|application/json))[^>]*>(.*?)</script>", re.DOTALL)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# Where a page's script says what leads to the root of the site.
ROOT = re.compile(r'(?<=__md_scope=new URL\(")[^"]*')


def documents(site: Site) -> dict[str, str]:
    """Every HTML file of the site, 404.html and the notebooks among them."""
    found = {
        path.relative_to(site.folder).as_posix(): path.read_text(encoding="utf-8")
        for path in site.folder.rglob("*.html")
    }
    assert {"404.html", "en/404.html", "mnist-notebook/index.html"} <= found.keys()
    return found


def policy(html: str) -> dict[str, list[str]]:
    (text,) = POLICY.findall(html)
    return {rule.split()[0]: rule.split()[1:] for rule in text.split(";")}


def digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_every_page_allows_the_site_alone_and_its_own_scripts_by_their_hash(site: Site) -> None:
    own = ["'self'", "file:"]
    for path, html in documents(site).items():
        assert policy(html) == {
            "default-src": ["'none'"],
            "script-src": [*own, *map(digest, SCRIPT.findall(html))],
            "style-src": own,
            "img-src": [*own, "data:"],
            "font-src": own,
            "connect-src": own,
            "worker-src": own,
            "base-uri": ["'none'"],
            "form-action": ["'none'"],
        }, path


def test_the_policy_stands_before_all_that_it_rules(site: Site) -> None:
    for path, html in documents(site).items():
        before = html[: html.index("<meta http-equiv")]
        assert re.findall(r"<(\w+)", before) == ["html", "head", "meta"], path


def test_the_only_scripts_in_a_page_are_those_of_materials_templates(site: Site) -> None:
    templates = Path(material.__path__[0]) / "templates/partials/javascripts"
    known = {
        ROOT.sub("", script)
        for name in ("base", "palette", "content")
        for script in SCRIPT.findall((templates / f"{name}.html").read_text(encoding="utf-8"))
    }
    for path, html in documents(site).items():
        assert {ROOT.sub("", script) for script in SCRIPT.findall(html)} == known, path


def test_the_page_for_a_missing_one_needs_nothing_forbidden(
    site: Site, context: BrowserContext
) -> None:
    context.add_init_script(WATCH_POLICY)
    tab = context.new_page()
    load(tab, f"{site.url}no/such/page/")
    assert tab.locator(".not-found").is_visible()
    assert tab.evaluate("violations") == []


def test_a_page_read_from_a_disk_has_its_looks_and_its_scripts(
    site: Site, context: BrowserContext
) -> None:
    context.add_init_script(WATCH_POLICY)
    tab = context.new_page()
    tab.goto((site.folder / "en/tensors/index.html").as_uri())
    tab.locator("article .md-code__button").first.wait_for()
    fonts = tab.evaluate(
        "[...document.styleSheets].length && getComputedStyle(document.body).fontFamily"
    )
    assert "PingFang SC" in fonts
    assert tab.evaluate("violations") == []


PLANTED = {
    '<script src="https://elsewhere.example/x.js"></script>': "script-src-elem",
    '<img src="https://elsewhere.example/x.png" alt="">': "img-src",
    '<link rel="stylesheet" href="https://elsewhere.example/x.css">': "style-src-elem",
    '<iframe src="https://elsewhere.example/"></iframe>': "frame-src",
    "<script>planted = 1</script>": "script-src-elem",
    '<img src="data:," alt="" onerror="planted = 1">': "script-src-attr",
    '<p style="color: red">red</p>': "style-src-attr",
}


@pytest.mark.parametrize("html", PLANTED, ids=list(PLANTED.values()))
def test_what_gets_into_a_page_is_kept_from_other_hosts_and_from_running(
    site: Site, context: BrowserContext, html: str
) -> None:
    asked: list[str] = []

    def plant(route: Route) -> None:
        page = (site.folder / "tensors/index.html").read_text(encoding="utf-8")
        route.fulfill(body=page.replace("</h1>", f"</h1>{html}", 1), content_type="text/html")

    def answer(route: Route, request: Request) -> None:
        asked.append(request.url)
        route.fulfill(body="planted = 1")

    context.add_init_script(WATCH_POLICY)
    tab = context.new_page()
    tab.route("**/tensors/", plant)
    tab.route("https://elsewhere.example/**", answer)
    load(tab, f"{site.url}tensors/")
    (violation,) = tab.evaluate("violations")
    assert violation.split()[0] == PLANTED[html]
    assert asked == []
    assert tab.evaluate("'planted' in window") is False


def test_no_script_of_a_page_can_ask_another_host(site: Site, context: BrowserContext) -> None:
    context.add_init_script(WATCH_POLICY)
    tab = context.new_page()
    tab.route("https://elsewhere.example/**", lambda route: route.fulfill(body="answered"))
    tab.goto(f"{site.url}tensors/")
    asking = (
        "fetch('https://elsewhere.example/').then((answer) => answer.text(), () => 'kept from it')"
    )
    assert tab.evaluate(asking) == "kept from it"
    assert tab.evaluate("violations") == ["connect-src https://elsewhere.example/"]
