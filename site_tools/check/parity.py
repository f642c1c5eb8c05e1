"""Whether a page says the same in both languages, as far as structure tells.

Compared in order: headings (level and id), blocks (kind and snippet), admonitions (kind), pictures, tabs,
tables. Compared within each heading's part, in any order, because languages order sentences differently:
links and numbers. ``docs/translations.json`` records which state of one language answers which of the other.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from site_tools.read.page import FIGURE, Page, read_pages

TRANSLATIONS = Path("docs/translations.json")

_ADMONITION = re.compile(r"^ *(?P<mark>!!!|\?\?\?\+?) (?P<kind>\w+)(?P<title> +\"[^\"]+\")?")
_TAB = re.compile(r'^ *===!? "')
_TABLE_RULE = re.compile(r"^ *\|?(?: *:?-+:? *\|)+")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)(?: \"[^\"]*\")?\)")
_INLINE_CODE = re.compile(r"(`+).+?\1")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)*")


@dataclass(frozen=True)
class _Element:
    """One thing of a page's structure; ``what`` is equal in both languages."""

    what: str
    line: int


def differences(root: Path) -> Iterator[str]:
    """The first difference of each page between its languages, as a sentence; nothing where all agree."""
    pages = {
        language: {page.name: page for page in found}
        for language, found in read_pages(root).items()
    }
    for name in sorted(pages["zh"].keys() | pages["en"].keys()):
        if name not in pages["en"]:
            yield f"docs/zh/{name}.md: no such page in English; write docs/en/{name}.md"
        if name not in pages["zh"]:
            yield f"docs/en/{name}.md: no such page in Chinese; write docs/zh/{name}.md"
        if name in pages["zh"] and name in pages["en"]:
            difference = _difference(pages["zh"][name], pages["en"][name])
            if difference:
                yield difference
    yield from _outdated(root, pages["zh"], pages["en"])


def record_translation(root: Path, names: list[str]) -> None:
    """Notes that these pages say the same in both languages as they stand now."""
    path = root / TRANSLATIONS
    recorded = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    pages = read_pages(root)
    for zh, en in zip(pages["zh"], pages["en"], strict=True):
        if zh.name in names:
            recorded[zh.name] = {"zh": _hash(zh), "en": _hash(en)}
    kept = {
        name: recorded[name] for name in sorted(recorded) if name in {p.name for p in pages["zh"]}
    }
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _difference(zh: Page, en: Page) -> str | None:
    for one, other in _pairs(list(_structure(zh)), list(_structure(en))):
        if one is None or other is None or one.what != other.what:
            return _said(zh, one, en, other)
    ones, others = _parts(zh), _parts(en)
    for part in ones:
        for kind in ("link", "number"):
            extra = ones[part][kind] - others[part][kind], others[part][kind] - ones[part][kind]
            if extra[0] or extra[1]:
                return f"{zh.path} and {en.path.parent.name}/: in part #{part}, " + "; ".join(
                    f"only {page.language} has the {kind} {', '.join(sorted(found))}"
                    for page, found in zip((zh, en), extra, strict=True)
                    if found
                )
    return None


def _pairs(
    ones: list[_Element], others: list[_Element]
) -> Iterator[tuple[_Element | None, _Element | None]]:
    for index in range(max(len(ones), len(others))):
        yield (
            ones[index] if index < len(ones) else None,
            others[index] if index < len(others) else None,
        )


def _said(zh: Page, one: _Element | None, en: Page, other: _Element | None) -> str:
    places = [
        f"{page.path}:{element.line} has {element.what}"
        if element
        else f"{page.path} has nothing more"
        for page, element in ((zh, one), (en, other))
    ]
    return " where ".join(places)


def _structure(page: Page) -> Iterator[_Element]:
    elements = [
        _Element(f"a heading of level {heading.level} with id {heading.id}", heading.line)
        for heading in page.headings
    ]
    for block in page.blocks:
        shown = ", ".join(str(section) for _, section in block.sections) or block.word
        elements.append(_Element(f"the block {shown}", block.line))
    for number, line in enumerate(page.prose, 1):
        if admonition := _ADMONITION.match(line):
            titled = "" if admonition["title"] else " without a title"
            kind = f"{admonition['mark']} {admonition['kind']}"
            elements.append(_Element(f"the admonition {kind}{titled}", number))
        elif _TAB.match(line):
            elements.append(_Element("a tab", number))
        elif _TABLE_RULE.match(line):
            elements.append(_Element("a table", number))
        elif image := FIGURE.match(line.strip()):
            plaything = f" with the plaything {image['plaything']}" if image["plaything"] else ""
            elements.append(_Element(f"the picture {image['name']}{plaything}", number))
    yield from sorted(elements, key=lambda element: element.line)


def _parts(page: Page) -> dict[str, dict[str, Counter[str]]]:
    """Links and numbers of the prose, by the id of the heading they stand under."""
    starts = {heading.line: heading.id or "top" for heading in page.headings}
    part = "top"
    parts: dict[str, dict[str, Counter[str]]] = {
        name: {"link": Counter(), "number": Counter()} for name in ["top", *starts.values()]
    }
    for number, line in enumerate(page.prose, 1):
        part = starts.get(number, part)
        text = re.sub(r"\{ *#[^}]*\}", "", line)
        parts[part]["link"].update(link["target"] for link in _LINK.finditer(text))
        text = _INLINE_CODE.sub("", _LINK.sub(lambda link: link[0].split("](")[0], text))
        text = re.sub(r"!\[[^\]]*\]\([^)]*\)(?:\{[^}]*\})?|<[^>]*>|https?://\S+", "", text)
        parts[part]["number"].update(found.replace(",", "") for found in _NUMBER.findall(text))
    return parts


def _outdated(root: Path, zh: dict[str, Page], en: dict[str, Page]) -> Iterator[str]:
    path = root / TRANSLATIONS
    recorded = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for name in sorted(zh.keys() & en.keys()):
        known = recorded.get(name)
        pages = {"zh": zh[name], "en": en[name]}
        changed = [
            str(page.path) for key, page in pages.items() if not known or known[key] != _hash(page)
        ]
        if changed:
            same = (
                "read both languages of it"
                if len(changed) == 2
                else "bring the other language in line"
            )
            yield (
                f"{' and '.join(changed)}: changed since both languages were last compared; {same}, "
                f"then run `python -m site_tools same {name}`"
            )


def _hash(page: Page) -> str:
    return hashlib.sha256(page.text.encode()).hexdigest()[:16]
