"""A small tutorial in a temporary folder, for the tests to break."""

import textwrap
from pathlib import Path

import pytest
import torch  # noqa: F401  (pytester forgets what a run inside this process imports, and torch loads only once)

SNIPPET = """
    # --8<-- [start:create]
    # zh: 一个列表
    # en: a list
    numbers = [1, 2, 3]
    print(sum(numbers))  # 6
    # --8<-- [end:create]

    # --8<-- [start:use]
    doubled = [2 * number for number in numbers]  # [2, 4, 6]
    for number in numbers:
        print(number / 3)
    # 0.33…
    # 0.66…
    # 1.0
    # --8<-- [end:use]
"""

PAGE = """
    # {title}

    ## {title} {{ #create }}

    ```python
    --8<-- "numbers.py:create"
    ```

    !!! note "{title}"

        ```python
        --8<-- "numbers.py:use"
        ```
"""


class Project:
    """A repository of one page in two languages and the snippet that it shows."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("snippets/numbers.py", SNIPPET)
        self.write("docs/zh/numbers.md", PAGE.format(title="数"))
        self.write("docs/en/numbers.md", PAGE.format(title="Numbers"))
        self.write("docs/terms.toml", "zh = []\nen = []\n")

    @property
    def snippet(self) -> Path:
        return self.root / "snippets/numbers.py"

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def replace(self, name: str, old: str, new: str) -> Path:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    def append(self, name: str, text: str) -> Path:
        path = self.root / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        return path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)
