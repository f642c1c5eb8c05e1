"""A reader who pastes an error into the field of the errors page is led to the entry that explains it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from site_tools.read import LANGUAGES, Language, read_page
from tests.site.conftest import PHONE, ROOT, Site

INLINE_CODE = re.compile(r"(`+) ?(.+?) ?\1(?!`)")
# Not the digits of a name, such as `mat1`, `conv2d` or `float64`.
NUMBER = re.compile(r"(?<![A-Za-z_\d])\d+(?:(?=x\d)|(?![A-Za-z\d]))|(?<=\dx)\d+")
WORD = re.compile(r"[A-Za-z]{2,}")


def messages(language: Language) -> list[tuple[str, str]]:
    """Each entry's id with each message that the entry quotes: in its heading, its words, and printed by its code."""
    page = read_page(ROOT / "docs" / language / "errors.md")
    parts = {heading.line: heading for heading in page.headings if heading.level <= 3}
    printed = dict(page.sections)
    found: list[tuple[str, str]] = []
    entry: str | None = None
    for number, line in enumerate(page.prose, 1):
        if heading := parts.get(number):
            if heading.id == "silent":
                break
            entry = heading.id if heading.level == 3 else None
        if entry is None:
            continue
        quoted = [code for _, code in INLINE_CODE.findall(line)]
        if section := printed.get(number):
            promises = [one.promise.lines for one in section.statements if one.promise]
            quoted += ["\n".join(lines) for lines in promises if "Error: " in lines[0]]
        found += [(entry, text) for text in quoted if len(WORD.findall(text)) >= 4]
    return found


def with_other_numbers(message: str) -> str:
    return NUMBER.sub(lambda number: str(int(number[0]) + 3), message)


def paste(tab: Page, text: str) -> list[str]:
    """The ids of the entries that the page answers with."""
    tab.locator(".error-search textarea").fill(text)
    tab.clock.run_for(400)
    return [
        str(href).removeprefix("#")
        for href in tab.locator(".error-search li a").evaluate_all(
            "links => links.map((link) => link.getAttribute('href'))"
        )
    ]


@pytest.fixture
def field(site: Site, tab: Page, language: Language) -> Page:
    tab.clock.install()
    tab.goto(f"{site.url}{'en/' if language == 'en' else ''}errors/")
    return tab


TRACEBACK = """Traceback (most recent call last):
  File "/home/me/project/train.py", line 41, in <module>
    main()
  File "/usr/lib/python3.12/site-packages/torch/nn/modules/module.py", line 1777, in _call_impl
    raise ValueError("optimizer got an empty parameter list")
  File "C:\\\\Users\\\\me\\\\torch\\\\nn\\\\modules\\\\linear.py", line 125, in forward
    return F.linear(input, self.weight, self.bias)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
"""
LAST_LINE = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (3x5 and 7x9)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_that_the_page_quotes_leads_to_its_entry_whatever_its_numbers(
    field: Page, language: Language
) -> None:
    quoted = messages(language)
    assert len(quoted) > 70
    lost = []
    for entry, message in quoted:
        answered = paste(field, with_other_numbers(message))
        if answered[:1] != [entry]:
            lost.append((entry, message, answered))
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_finds_the_message_in_what_surrounds_it(field: Page) -> None:
    earlier = (
        "ValueError: optimizer got an empty parameter list\n\nDuring handling of it, another:\n\n"
    )
    surroundings = {
        "nothing": LAST_LINE,
        "the prefix of a product": LAST_LINE.replace("mat1", "mm: mat1"),
        "the prefix of a layer": LAST_LINE.replace("mat1", "addmm: mat1"),
        "a traceback": TRACEBACK + LAST_LINE,
        "blank lines below it": f"{TRACEBACK}{LAST_LINE}\n\n",
        "another error before it": earlier + TRACEBACK + LAST_LINE,
        "the colors of a notebook": f"\x1b[0;31m{LAST_LINE}\x1b[0m",
        "pytest's mark": f"E       {LAST_LINE}",
        "torchrun's mark": f"[rank0]: {LAST_LINE}",
        "a part of it": "shapes cannot be multiplied",
    }
    found = {name: paste(field, text)[:1] for name, text in surroundings.items()}
    assert found == {name: ["mat1-mat2"] for name in surroundings}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_of_several_lines_and_one_with_an_address_are_read_whole(field: Page) -> None:
    state = """RuntimeError: Error(s) in loading state_dict for DigitReader:
\tMissing key(s) in state_dict: "net.1.weight", "net.1.bias".
\tUnexpected key(s) in state_dict: "module.net.1.weight", "module.net.1.bias". """
    collate = (
        "TypeError: default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; "
        "found <mine.Sample object at 0x7f3a5c0e91d0>"
    )
    warning = (
        "/home/me/loss.py:535: UserWarning: Using a target size (torch.Size([8])) that is different to the input "
        "size (torch.Size([8, 1])). This will likely lead to incorrect results due to broadcasting."
    )
    assert paste(field, state)[:1] == ["missing-keys"]
    assert paste(field, collate)[:1] == ["default-collate"]
    assert set(paste(field, warning)) & {"mse-broadcast", "target-size"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_page_does_not_explain_is_answered_with_a_way_on(field: Page) -> None:
    said = field.locator(".error-search [role=status]")
    for text in (
        "the cat sat on the mat and the size of the mat was not the size of the cat",
        "KeyError: 'name'",
        "AssertionError",
        "ModuleNotFoundError: No module named 'torchvision'",
        "AttributeError: 'NoneType' object has no attribute 'shape'",
        "NameError: name 'x' is not defined",
        "FileNotFoundError: [Errno 2] No such file or directory: 'data/train.csv'",
        "TypeError: forward() takes 1 positional argument but 2 were given",
        "1234567890",
        "程序坏了",
        "/usr/lib/python3/size/tensor/must/match.py",
    ):
        assert paste(field, text) == [], text
        assert said.locator("a").get_attribute("href") == "#not-found", text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works_with_the_keyboard_and_tells_a_screen_reader(field: Page) -> None:
    textarea = field.get_by_label(re.compile("把报错粘到这里|Paste your error here"))
    textarea.focus()
    field.keyboard.insert_text(LAST_LINE)
    field.clock.run_for(400)
    expect(field.locator(".error-search [role=status]")).not_to_be_empty()
    field.keyboard.press("Tab")
    field.keyboard.press("Enter")
    field.wait_for_url("**/errors/#mat1-mat2")
    textarea.fill("")
    field.clock.run_for(400)
    expect(field.locator(".error-search [role=status]")).to_be_empty()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_field_moves_nothing_when_it_appears(
    site: Site, browser: Browser, language: Language
) -> None:
    path = f"{'en/' if language == 'en' else ''}errors/"
    heights = {}
    for width in (PHONE, 1280):
        for script in (True, False):
            with browser.new_context(viewport={"width": width, "height": 800}) as context:
                if not script:
                    context.route("**/js/errors.js", lambda route: route.abort())
                tab = context.new_page()
                tab.goto(site.url + path)
                box = tab.locator(".error-search").bounding_box()
                assert box is not None
                heights[width, script] = box["height"]
    assert heights[PHONE, True] == heights[PHONE, False]
    assert heights[1280, True] == heights[1280, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_the_page_says_how_to_look_otherwise(
    site: Site, browser: Browser, language: Language
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"{site.url}{'en/' if language == 'en' else ''}errors/")
        assert "Ctrl+F" in tab.locator(".error-search").inner_text()
        assert tab.locator(".error-search textarea").count() == 0
