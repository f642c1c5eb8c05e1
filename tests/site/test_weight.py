"""What a first visit to a page costs a reader on a bad line: bytes, and words that jump while being read."""

from urllib.parse import urlsplit

from tests.site.conftest import Site, Visit

KB = 1000
HOME = 130 * KB
CHAPTER = 150 * KB
WITH_FORMULAS = 330 * KB


def allowed(site: Site, path: str) -> int:
    if path in ("", "en/"):
        return HOME
    html = (site.folder / path / "index.html").read_text(encoding="utf-8")
    return WITH_FORMULAS if "<math" in html else CHAPTER


def weight(visit: Visit) -> int:
    return sum(size for _, size in visit.sent)


def test_every_page_is_light(site: Site, visits: dict[str, Visit]) -> None:
    heavy = {
        path: sorted(visit.sent, key=lambda answer: -answer[1])
        for path, visit in visits.items()
        if weight(visit) > allowed(site, path)
    }
    assert heavy == {}


def test_what_was_weighed_is_the_whole_page(site: Site, visits: dict[str, Visit]) -> None:
    for path, visit in visits.items():
        sent = " ".join(answer for answer, _ in visit.sent)
        assert urlsplit(site.url + path).path in sent
        assert all(part in sent for part in ("/main.", "/bundle.", "css/site.css", "js/access.js"))


def test_nothing_on_a_page_jumps(visits: dict[str, Visit]) -> None:
    assert {path: visit.shift for path, visit in visits.items() if visit.shift > 0.02} == {}
