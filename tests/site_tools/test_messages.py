"""Which messages the site counts as explained, and where."""

from pathlib import Path

import pytest

from site_tools.read import read_page
from site_tools.stage.messages import Explained, explained

PAGE = """# Page

## Chapter { #chapter }

A chapter prints `RuntimeError: too warm` and calls `cool(the_engine)`.

### `engine is too cold`: warm it { #cold }

In old versions `motor is cold as ice`; write `speed = speed + 1`, or use `warm`.

```python
--8<-- "made.py:fails"
```

## Symptoms { #symptoms }

- It is slow and never arrives: [the chapter](#chapter)
- It stands still: [elsewhere](other.md#nowhere)
"""
SNIPPET = """# --8<-- [start:fails]
try:
    1 / 0
except ZeroDivisionError as error:
    print("working")
    print(f"{type(error).__name__}: {error}")
    # working
    # ZeroDivisionError: division by zero
# --8<-- [end:fails]
"""


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Explained]:
    page = tmp_path / "docs" / "en" / "page.md"
    page.parent.mkdir(parents=True)
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "made.py").write_text(SNIPPET, encoding="utf-8")
    page.write_text(PAGE, encoding="utf-8")
    return {place.place: place for place in explained([read_page(page)])}


def test_a_chapter_explains_the_errors_that_it_names(places: dict[str, Explained]) -> None:
    chapter = places["page#chapter"]
    assert chapter.messages == ["RuntimeError: too warm"]
    assert not chapter.entry


def test_an_entry_explains_all_that_it_quotes_and_what_its_code_raises(
    places: dict[str, Explained],
) -> None:
    cold = places["page#cold"]
    assert cold.messages == [
        "engine is too cold",
        "motor is cold as ice",
        "ZeroDivisionError: division by zero",
    ]
    assert cold.entry


def test_a_symptom_leads_to_the_place_that_its_item_links_to(places: dict[str, Explained]) -> None:
    assert places["page#chapter"].symptoms == ["It is slow and never arrives: "]
    assert set(places) == {"page#chapter", "page#cold"}
