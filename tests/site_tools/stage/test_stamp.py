"""A page's foot repeats what the record of its run says, and nothing else."""

import json
import subprocess
from pathlib import Path

import pytest

from site_tools.read import LANGUAGES, read_page
from site_tools.run.proof import prove
from site_tools.run.record import RECORD, Run, Stamp, commit, read_record, stamp
from site_tools.stage.stamp import foot, proof_at_home
from site_tools.stage.words import read_words
from tests.site_tools.conftest import Project

RUN: Run = {
    "digest": "",
    "rules": "",
    "session": "",
    "blocks": [],
    "problems": [],
    "outputs": [],
    "when": "2026-11-23T10:00:00+00:00",
    "commit": "abc1234",
    "python": "3.12.1",
    "platform": "Linux x86_64",
    "device": "CPU",
    "versions": {"torch": "2.15.0", "torchvision": "0.29.2", "numpy": "2.4.6"},
}


def page_of(project: Project, language: str = "zh") -> Path:
    return project.root / f"docs/{language}/numbers.md"


def run(project: Project) -> None:
    commit.cache_clear()
    prove(project.root, [read_page(page_of(project))])


def stamp_of(project: Project, language: str = "zh") -> Stamp:
    return stamp(read_page(page_of(project, language)), read_record(project.root))


def test_a_page_that_ran_counts_its_blocks_and_promises(project: Project) -> None:
    run(project)
    found = stamp_of(project)
    assert (found.blocks, found.promises) == (2, 3)
    assert found.run is not None
    assert found.run == read_record(project.root)["numbers"]


def test_what_ran_in_one_language_is_proven_in_both(project: Project) -> None:
    assert stamp_of(project, "en").run is None
    run(project)
    assert stamp_of(project, "en").run is not None


def test_a_page_that_changed_since_has_not_run(project: Project) -> None:
    run(project)
    project.replace("snippets/numbers.py", "# 6", "# 7")
    assert stamp_of(project).run is None
    assert stamp_of(project, "en").run is None


def test_words_may_change_without_a_new_run(project: Project) -> None:
    run(project)
    project.replace("docs/zh/numbers.md", "# 数\n", "# 数字\n")
    project.replace("snippets/numbers.py", "# zh: 一个列表", "# zh: 列表")
    assert stamp_of(project).run is not None


def git(project: Project, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", *who, *arguments]
    ran = subprocess.run(command, cwd=project.root, check=True, capture_output=True, text=True)
    return ran.stdout.strip()


def test_the_commit_is_named_only_if_exactly_it_has_run(project: Project) -> None:
    run(project)
    assert read_record(project.root)["numbers"]["commit"] is None
    project.write(".gitignore", "build/\n")
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "one")
    run(project)
    commit = read_record(project.root)["numbers"]["commit"]
    assert commit == git(project, "rev-parse", "--short", "HEAD")
    project.write("docs/zh/numbers-notebook.ipynb", "run again; its code is the page's")
    run(project)
    assert read_record(project.root)["numbers"]["commit"] == commit
    project.replace("snippets/numbers.py", "a list", "one list")
    run(project)
    assert read_record(project.root)["numbers"]["commit"] is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"digest": "of an older form"}', "\0"])
def test_a_record_that_is_damaged_or_of_an_older_form_counts_as_not_run(
    project: Project, text: str
) -> None:
    run(project)
    project.write(f"{RECORD}/numbers.json", text)
    assert stamp_of(project).run is None


def test_a_record_that_is_cut_off_counts_as_not_run(project: Project) -> None:
    run(project)
    path = project.root / RECORD / "numbers.json"
    path.write_bytes(path.read_bytes()[:-20])
    assert stamp_of(project).run is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("rules", "others"), ("python", "3.0.0"), ("versions", {"torch": "1.0", "numpy": "1.0"})],
)
def test_other_rules_and_other_versions_prove_nothing(
    project: Project, name: str, value: object
) -> None:
    run(project)
    path = project.root / RECORD / "numbers.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    assert stamp_of(project).run is None


def test_home_counts_a_program_once_and_names_every_version_and_day_once() -> None:
    later: Run = {**RUN, "when": "2026-11-25T10:00:00+00:00", "device": "A <GPU>"}
    stamps = [
        Stamp("a", 2, 3, later),
        Stamp("a", 2, 3, RUN),
        Stamp("b", 1000, 5, RUN),
        Stamp("c", 6, 7, None),
    ]
    html = proof_at_home([*stamps, Stamp("d", 0, 0, None)], read_words("en"))
    for said in (
        "<b>1,002</b> code blocks",
        "<b>8</b> outputs",
        "<b>2</b> pages",
        "have not run as they stand: 1",
    ):
        assert said in html
    assert "2026-11-23 to 2026-11-25" in html
    assert [
        html.count(f"<li>{one}</li>") for one in ("torch 2.15.0", "A &lt;GPU&gt;", "commit abc1234")
    ] == [1] * 3


def test_a_site_that_was_proven_nowhere_near_says_how_to_prove_it() -> None:
    for language in LANGUAGES:
        words = read_words(language)
        html = proof_at_home([Stamp("a", 2, 3, None)], words)
        assert "<code>make test</code>" in html
        assert not [digit for digit in "0123456789" if digit in html]
        assert "<code>make test</code>" in foot(Stamp("a", 2, 3, None), words)
