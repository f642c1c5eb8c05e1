"""A fault in a page ends the build in one sentence that says where it is; `serve` lives on."""

import os
import resource
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext

from site_tools.read import LANGUAGES
from tests.site.conftest import ROOT, mkdocs
from tests.site.visits import WATCH_POLICY

PAGE = """# A title

Words.

```python
--8<-- "first.py:create"
```
"""
SNIPPET = """# --8<-- [start:create]
# zh: 一个数
# en: a number
number = 40 + 2
print(number)  # 42
# --8<-- [end:create]
"""
PATIENCE = 60
"""Seconds after which a change that has not arrived will not arrive."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The site's own configuration and theme around one small page."""
    shutil.copytree(
        ROOT / "theme", tmp_path / "theme", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "tutorial_lib").symlink_to(ROOT / "tutorial_lib")
    (tmp_path / "site_tools").symlink_to(ROOT / "site_tools")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    for language in LANGUAGES:
        for name, text in (("index", PAGE), ("how-to", "# How\n\n## Stored { #stored }\n")):
            page = tmp_path / "docs" / language / f"{name}.md"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8")
    chapters = '[[parts]]\nid = "one"\nzh = "一"\nen = "One"\npages = ["how-to"]\n'
    (tmp_path / "docs" / "chapters.toml").write_text(chapters, encoding="utf-8")
    (tmp_path / "docs" / "figures").mkdir()
    shutil.copy(ROOT / "docs" / "playthings.toml", tmp_path / "docs")
    shutil.copytree(ROOT / "docs" / "digits", tmp_path / "docs" / "digits")
    shutil.copy(ROOT / "docs" / "playthings.toml", tmp_path / "docs")
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "first.py").write_text(SNIPPET, encoding="utf-8")
    return tmp_path


def complaints(project: Path) -> list[str]:
    built = mkdocs("build", "--strict", cwd=project)
    said = built.stdout + built.stderr
    assert built.returncode != 0, said
    assert "Traceback" not in said
    return [line.removeprefix("ERROR   -  ") for line in said.splitlines() if "ERROR" in line]


def test_the_small_project_is_sound(project: Path) -> None:
    assert mkdocs("build", "--strict", cwd=project).returncode == 0


@pytest.mark.parametrize(
    ("language", "fault", "place", "reason"),
    [
        ("zh", PAGE.replace("create", "gone"), "docs/zh/index.md:6", "gone"),
        ("en", PAGE.replace("first.py", "none.py"), "docs/en/index.md:6", "none.py"),
        ("en", PAGE + "\n```python\nprint(1)\n```\n", "docs/en/index.md:9", "snippets/"),
        ("zh", PAGE + "\n![A ring](../figures/ring.svg)\n", "docs/zh/index.md:9", "ring.svg"),
        ("en", PAGE + "\n$\\frac{a$\n", "docs/en/index.md:9", "the formula"),
    ],
    ids=["section", "file", "own-python", "figure", "formula"],
)
def test_it_is_one_sentence_with_its_place(
    project: Path, language: str, fault: str, place: str, reason: str
) -> None:
    (project / "docs" / language / "index.md").write_text(fault, encoding="utf-8")
    (complaint,) = complaints(project)
    assert complaint.startswith(place)
    assert reason in complaint


def test_text_that_is_not_utf_8_is_named(project: Path) -> None:
    (project / "docs" / "zh" / "index.md").write_bytes("# 标题".encode("gbk"))
    (complaint,) = complaints(project)
    assert "docs/zh/index.md" in complaint


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(project: Path) -> Iterator[str]:
    """The address at which `mkdocs serve` shows the small project."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield f"http://127.0.0.1:{port}/"
    server.terminate()
    server.wait()


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "nothing changed"
        time.sleep(0.2)


def shows(url: str, words: str) -> bool:
    try:
        with urllib.request.urlopen(url) as answer:
            return words in answer.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return False  # not up yet, or between two builds


def test_serve_shows_both_languages_and_every_change_and_survives_a_fault(
    project: Path, served: str
) -> None:
    chinese, english, snippet = (
        project / name for name in ("docs/zh/index.md", "docs/en/index.md", "snippets/first.py")
    )
    wait_until(lambda: shows(served, "A title") and shows(f"{served}en/", "A title"))
    chinese.write_text(PAGE.replace("Words", "新的一句"), encoding="utf-8")
    wait_until(lambda: shows(served, "新的一句"))
    english.write_text(PAGE.replace("Words", "A new sentence"), encoding="utf-8")
    wait_until(lambda: shows(f"{served}en/", "A new sentence"))
    snippet.write_text(SNIPPET.replace("[start:create]", "[start:gone]"), encoding="utf-8")
    time.sleep(2)  # the fault is seen, and the server says so
    snippet.write_text(
        SNIPPET.replace("一个数", "另一个数").replace("a number", "another"), encoding="utf-8"
    )
    wait_until(lambda: shows(served, "另一个数") and shows(f"{served}en/", "another"))
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('permalink: "#"', 'permalink: "§"'), encoding="utf-8")
    wait_until(lambda: shows(f"{served}how-to/", ">§<") and shows(f"{served}en/how-to/", ">§<"))


def test_an_open_page_loads_a_change_by_itself_and_still_asks_no_other_host(
    project: Path, served: str, context: BrowserContext
) -> None:
    wait_until(lambda: shows(served, "A title"))
    context.add_init_script(WATCH_POLICY)
    tab = context.new_page()
    tab.goto(served)
    planted = '<img src="https://elsewhere.example/x.png" alt="">'
    page = project / "docs" / "zh" / "index.md"
    page.write_text(PAGE.replace("Words", f"新的一句{planted}"), encoding="utf-8")
    tab.get_by_text("新的一句").wait_for(timeout=1000 * PATIENCE)
    assert tab.evaluate("violations") == ["img-src https://elsewhere.example/x.png"]


def test_a_cell_that_failed_is_refused(project: Path) -> None:
    error = nbformat.v4.new_output(
        "error", ename="ZeroDivisionError", evalue="division by zero", traceback=[]
    )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# A title"),
            nbformat.v4.new_code_cell("1 / 0", outputs=[error], execution_count=1),
        ],
        metadata={"kernelspec": kernel},
    )
    folder = project / "docs" / "zh"
    (folder / "how-to-notebook.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    page = folder / "how-to.md"
    page.write_text(f"---\nnotebook: The run\n---\n{page.read_text(encoding='utf-8')}", "utf-8")
    (complaint,) = complaints(project)
    assert complaint.endswith("a cell of the notebook failed: ZeroDivisionError: division by zero")


def test_what_goes_wrong_leaves_the_old_site(project: Path) -> None:
    old = project / "site" / "index.html"
    old.parent.mkdir()
    old.write_text("the old site", encoding="utf-8")
    (project / "docs/zh/index.md").write_text(
        "# Title\n\n<p onclick='x()'>p</p>\n", encoding="utf-8"
    )
    (complaint,) = complaints(project)
    assert "stands in the page" in complaint
    assert old.read_text(encoding="utf-8") == "the old site"


@pytest.mark.parametrize("room", [1_000, 60_000], ids=["staging", "building"])
def test_no_room_on_the_disk_is_one_sentence_and_leaves_the_old_site(
    project: Path, room: int
) -> None:
    """The system's limit for one file stands for the disk: what is larger fails half-way."""
    old = project / "site" / "index.html"
    old.parent.mkdir()
    old.write_text("the old site", encoding="utf-8")
    built = subprocess.run(
        [sys.executable, "-B", "-m", "mkdocs", "build", "--strict"],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": ""},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        capture_output=True,
        text=True,
        check=False,
    )
    said = built.stdout + built.stderr
    assert built.returncode != 0
    assert "Traceback" not in said
    (complaint,) = [line for line in said.splitlines() if "ERROR" in line]
    assert "File too large" in complaint
    assert "the site is as it was" in said
    assert old.read_text(encoding="utf-8") == "the old site"


def test_a_place_that_cannot_be_written_is_one_sentence(project: Path) -> None:
    (project / "build").write_text("a file where a folder should be", encoding="utf-8")
    (complaint,) = complaints(project)
    assert "build" in complaint
    assert "cannot be written: " in complaint
    assert not (project / "site").exists()


def test_a_port_that_is_taken_is_one_sentence_before_anything_is_built(project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        said = mkdocs("serve", "--dev-addr", address, cwd=project)
    assert said.returncode != 0
    assert "is taken; try: mkdocs serve -a" in said.stdout + said.stderr
    assert "Traceback" not in said.stderr
    assert not (project / "build").exists()
