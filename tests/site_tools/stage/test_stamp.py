"""A page's foot repeats what the record of its run says, and nothing else."""

import subprocess
from pathlib import Path

from site_tools.read import read_page
from site_tools.run.record import Run, RunRecord, read_record
from site_tools.stage.stamp import Stamp, facts, stamp, summary
from tests.site_tools.conftest import Project

RUN: Run = {
    "digest": "",
    "blocks": [],
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
    record = RunRecord(project.root)
    page = read_page(page_of(project))
    for _, section in page.sections:
        record.note(f"docs/zh/numbers.md::{section}", "call", "passed")
    record.write()


def stamp_of(project: Project, language: str = "zh") -> Stamp:
    return stamp(read_page(page_of(project, language)), read_record(project.root))


def test_a_page_that_ran_counts_its_blocks_and_promises(project: Project) -> None:
    run(project)
    found = stamp_of(project)
    assert (found.blocks, found.promises) == (2, 3)
    assert found.run is not None
    assert found.run == read_record(project.root)["zh/numbers"]


def test_a_page_without_a_record_and_one_that_changed_since_have_not_run(project: Project) -> None:
    run(project)
    assert stamp_of(project, "en").run is None
    project.replace("snippets/numbers.py", "# 6", "# 7")
    assert stamp_of(project).run is None


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
    assert read_record(project.root)["zh/numbers"]["commit"] is None
    project.write(".gitignore", "build/\n")
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "one")
    run(project)
    commit = read_record(project.root)["zh/numbers"]["commit"]
    assert commit == git(project, "rev-parse", "--short", "HEAD")
    project.write("docs/zh/numbers-notebook.ipynb", "run again; its code is the page's")
    run(project)
    assert read_record(project.root)["zh/numbers"]["commit"] == commit
    project.replace("snippets/numbers.py", "a list", "one list")
    run(project)
    assert read_record(project.root)["zh/numbers"]["commit"] is None


def test_a_record_of_an_older_form_counts_as_not_run(project: Project) -> None:
    project.write("build/pages-run.json", '{"zh/numbers": {"digest": "of an older form"}}')
    assert stamp_of(project).run is None


def test_the_sum_counts_what_is_proven_and_names_every_version_and_day_once() -> None:
    later: Run = {**RUN, "when": "2026-11-25T10:00:00+00:00", "device": "A GPU"}
    pages = [Stamp(2, 3, later), Stamp(4, 5, RUN), Stamp(6, 7, None), Stamp(0, 0, None)]
    total = summary(pages)
    assert (total.proven, total.unproven, total.blocks, total.promises) == (2, 1, 6, 8)
    assert total.days == ("2026-11-23", "2026-11-25")
    assert total.commits == ("abc1234",)
    assert sorted(total.facts) == sorted([*facts(RUN), "A GPU"])


def test_the_sum_of_pages_that_never_ran_names_no_day() -> None:
    assert summary([Stamp(2, 3, None)]).days == ()
