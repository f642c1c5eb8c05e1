"""Whatever the workflows do can be tried here: they call make, or a script of this repository, and little else."""

import base64
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_tools.stage.downloads import BRANCH, colab

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
VERBS = set(re.findall(r"^\.PHONY: (\w+)$", MAKEFILE, re.MULTILINE))


def read(path: Path) -> dict[Any, Any]:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return workflow


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def is_known(command: str) -> bool:
    """A verb of the Makefile (on some tests), a script, the README's way for Windows, or the failure of the gate."""
    if made := re.fullmatch(r"make (\w+)(?: ARGUMENTS=(tests/\w+))?", command):
        return made[1] in VERBS and (ROOT / (made[2] or "")).exists()
    if command.startswith(".github/scripts/"):
        return os.access(ROOT / command, os.X_OK)
    told = command.replace(".venv/Scripts/", ".venv/bin/").replace("python -m", "python3 -m")
    return f"    {told}\n" in README or command == "exit 1"


def test_there_are_workflows() -> None:
    assert {path.stem for path in WORKFLOWS} == {"canary", "ci", "publish", "release"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_step_runs_what_can_be_run_here_too(path: Path) -> None:
    commands = [step["run"] for step in steps(path) if "run" in step]
    assert [command for command in commands if not is_known(command)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit_and_says_which_version_that_is(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert len(used) > 0
    assert [
        action
        for action in used
        if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    ] == []


def test_an_action_has_the_same_commit_everywhere() -> None:
    used = {
        action
        for path in WORKFLOWS
        for action in re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    }
    assert len({action.partition("@")[0] for action in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_job_may_do_more_than_it_names(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())
    assert "secrets." not in path.read_text(encoding="utf-8")
    for step in steps(path):
        if str(step.get("uses")).startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_pull_request_can_only_read() -> None:
    for path in WORKFLOWS:
        # YAML 1.1 reads the key `on` as the truth value.
        if "pull_request" in read(path)[True]:
            for job in read(path)["jobs"].values():
                assert set(job["permissions"].items()) <= {("contents", "read")}
        assert "pull_request_target" not in path.read_text(encoding="utf-8")


def test_what_is_published_was_tested_trained_measured_and_run_before_it_was_built() -> None:
    jobs = read(ROOT / ".github/workflows/publish.yml")["jobs"]
    commands = [step["run"] for step in jobs["prove"]["steps"] if "run" in step]
    tested = "make test ARGUMENTS=tests/mnist"
    trained = ["make train", "make benchmark", "make notebook", "make publish"]
    assert commands == [tested, *trained]
    assert (jobs["notebooks"]["needs"], jobs["deploy"]["needs"]) == ("prove", "notebooks")


def test_pages_run_on_every_system_and_python_with_the_newest_and_the_oldest_torch() -> None:
    jobs = read(ROOT / ".github/workflows/ci.yml")["jobs"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = {name: jobs[name]["strategy"]["matrix"]["python"] for name in TRIED}
    oldest = project["requires-python"].removeprefix(">=")
    assert all(pythons[name][0] == oldest for name in TRIED)
    assert pythons["test"] == [f"3.{minor}" for minor in range(11, 15)]
    assert all(pythons[name][-1] == pythons["test"][-1] for name in TRIED)
    for name, (system, command) in TRIED.items():
        assert jobs[name]["runs-on"] == system
        assert jobs[name]["steps"][-1]["run"] == command


TRIED = {
    "test": ("ubuntu-latest", "make test"),
    "oldest": ("ubuntu-latest", "make oldest"),
    "macos": ("macos-latest", "make pages"),
    "windows": ("windows-latest", ".venv/Scripts/pytest docs/"),
}


def test_the_gate_waits_for_every_other_job() -> None:
    jobs = read(ROOT / ".github/workflows/ci.yml")["jobs"]
    may_fail = {name for name, job in jobs.items() if job.get("continue-on-error")}
    assert may_fail == {"generators"}, "of what this site is built with, nothing may fail"
    assert sorted(jobs["gate"]["needs"]) == sorted(jobs.keys() - {"gate"} - may_fail)
    assert jobs["gate"]["if"] == "always()"


def script(
    name: str, folder: Path, files: dict[str, str], gh: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs a script among these files, with this program in the place of GitHub's command line."""
    program = (ROOT / ".github/scripts" / name).read_text(encoding="utf-8")
    for path, text in {**files, f".github/scripts/{name}": program, "bin/gh": gh}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "bin/gh").chmod(0o755)
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", str(folder / ".github/scripts" / name)],
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


SAY = '#!/bin/sh\nfor one in "$@"; do echo "[$one]"; done\n'


def release(folder: Path, tag: str, changelog: str) -> subprocess.CompletedProcess[str]:
    files = {"pyproject.toml": '[project]\nversion = "0.2.0"\n', "dist/site.zip": ""}
    return script("release.sh", folder, files | {"CHANGELOG.md": changelog}, SAY, TAG=tag)


CHANGELOG = "# Changes\n\n## 0.2.0\n\nOne thing.\n\n## 0.1.0\n\nThe first.\n"


def test_a_release_carries_its_files_and_what_the_changelog_says_of_it(tmp_path: Path) -> None:
    ran = release(tmp_path, "v0.2.0", CHANGELOG)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("[release]\n[create]\n[v0.2.0]\n")
    assert "[dist/site.zip]" in ran.stdout
    assert "One thing." in ran.stdout
    assert "The first." not in ran.stdout


@pytest.mark.parametrize(
    ("tag", "changelog", "reason"),
    [
        ("v0.3.0", CHANGELOG, "tag v0.2.0, or change the version"),
        ("v0.2.0", "# Changes\n\n## 0.1.0\n\nThe first.\n", "says nothing of 0.2.0"),
    ],
)
def test_a_release_that_does_not_fit_is_refused(
    tmp_path: Path, tag: str, changelog: str, reason: str
) -> None:
    ran = release(tmp_path, tag, changelog)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert reason in ran.stderr


def test_the_citation_names_the_version_of_the_project() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"]
    assert f"## {project['version']}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("known", "asked"), [("", ["create", "--title"]), ("12", ["edit", "12"])], ids=["new", "known"]
)
def test_the_canary_keeps_one_issue(tmp_path: Path, known: str, asked: list[str]) -> None:
    gh = f"""#!/bin/sh
if [ "$2" = list ]; then echo "{known}"; exit; fi
for one in "$@"; do echo "[$one]"; [ -f "$one" ] && cat "$one"; done
exit 0
"""
    files = {"build/canary/issue.md": "What differs.\n"}
    ran = script("canary-issue.sh", tmp_path, files, gh, RUN="https://example.org/run/1")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[:3] == ["[issue]", *(f"[{word}]" for word in asked)]
    assert ran.stdout.endswith("What differs.\n\nFound by https://example.org/run/1\n")


def test_an_issue_of_the_canarys_title_that_somebody_else_opened_is_left_alone(
    tmp_path: Path,
) -> None:
    gh = """#!/bin/sh
# Issue 7 of this title is somebody's, issue 12 the canary's own.
case "$*" in
    *" list "*"--author app/github-actions"*) echo 12 ;;
    *" list "*) echo 7 ;;
    *) echo "$1 $2 $3" ;;
esac
"""
    files = {"build/canary/issue.md": "What differs.\n"}
    ran = script("canary-issue.sh", tmp_path, files, gh, RUN="https://example.org/run/1")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "issue edit 12\n"


@pytest.mark.parametrize("what", ["notebook", "folder"])
def test_no_link_leads_the_notebooks_out_of_the_site(tmp_path: Path, what: str) -> None:
    outside, site = tmp_path / "outside", tmp_path / "site"
    for folder in (outside, site):
        folder.mkdir()
        (folder / f"{folder.name}.ipynb").write_text("{}", encoding="utf-8")
    if what == "notebook":
        (site / "linked.ipynb").symlink_to(outside / "outside.ipynb")
    else:
        (site / "linked").symlink_to(outside, target_is_directory=True)
    repository = tmp_path / "repository.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)
    subprocess.run(
        [sys.executable, str(ROOT / ".github/scripts/notebooks.py")],
        cwd=tmp_path,
        env={**os.environ, "REPOSITORY": str(repository)},
        check=True,
    )
    listed = ["git", "ls-tree", "-r", "--name-only", BRANCH]
    assert subprocess.check_output(listed, cwd=repository, text=True).split() == ["site.ipynb"]


def test_the_notebooks_lie_on_their_branch_where_colab_looks_with_their_pictures_beside_them(
    tmp_path: Path,
) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    text = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()} and words"
    notebook = tmp_path / "site/en/tensors/tensors.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text(text, encoding="utf-8")
    repository = tmp_path / "repository.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)
    for _ in range(2):  # the second replaces what the first put there
        subprocess.run(
            [sys.executable, str(ROOT / ".github/scripts/notebooks.py")],
            cwd=tmp_path,
            env={**os.environ, "REPOSITORY": str(repository)},
            check=True,
        )

    def on_branch(*asked: str) -> str:
        return subprocess.check_output(["git", *asked], cwd=repository, text=True)

    assert on_branch("rev-list", "--count", BRANCH).strip() == "1"
    picture, copy = sorted(on_branch("ls-tree", "-r", "--name-only", BRANCH).split(), reverse=True)
    assert copy == "en/tensors/tensors.ipynb"
    assert on_branch("show", f"{BRANCH}:{copy}") == f"{repository}/{BRANCH}/{picture} and words"
    assert on_branch("show", f"{BRANCH}:{picture}").encode() == svg
    assert colab("https://github.com/a/b", copy).endswith(f"/a/b/blob/{BRANCH}/{copy}")
