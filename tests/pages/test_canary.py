"""What the newest versions break becomes one issue and one patch."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.pages.conftest import Project
from tutorial_lib.errors import InputError
from tutorial_lib.pages.canary import FOLDER, look

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    shutil.copy(ROOT / "conftest.py", project.root)
    project.write("pyproject.toml", "[tool.pytest.ini_options]\n")
    project.write("requirements/dev.txt", "torch==0\n")
    project.write(".gitignore", "build/\n__pycache__/\n.pytest_cache/\n")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return project


def commit(project: Project) -> None:
    """The promises as they are kept in the repository."""
    for command in ("init -q", "add .", "-c user.name=A -c user.email=a@b.org commit -q -m all"):
        subprocess.run(["git", *command.split()], cwd=project.root, check=True)


def test_nothing_is_written_while_every_promise_holds(project: Project) -> None:
    commit(project)
    assert look(project.root)
    assert not (project.root / FOLDER).exists()


def test_an_output_that_changed_is_named_and_its_patch_makes_the_pages_hold(
    project: Project,
) -> None:
    project.replace("snippets/numbers.py", "# 6", "# 7")
    commit(project)
    assert not look(project.root)
    issue = (project.root / FOLDER / "issue.md").read_text(encoding="utf-8")
    for language in ("zh", "en"):
        assert f"- `docs/{language}/numbers.md::numbers.py:create`\n" in issue
    assert "numbers.py:use" not in issue
    assert "cannot explain" not in issue
    patch = project.root / FOLDER / "outputs.patch"
    assert "+print(sum(numbers))  # 6\n" in patch.read_text(encoding="utf-8")
    subprocess.run(["git", "checkout", "-q", "."], cwd=project.root, check=True)
    subprocess.run(["git", "apply", str(patch)], cwd=project.root, check=True)
    assert look(project.root)


def test_code_that_breaks_is_named_as_unexplained(project: Project) -> None:
    project.replace("snippets/numbers.py", "sum(numbers)", "total(numbers)")
    commit(project)
    assert not look(project.root)
    issue = (project.root / FOLDER / "issue.md").read_text(encoding="utf-8")
    assert "cannot explain" in issue
    assert "```diff" not in issue


def test_pages_that_cannot_be_read_are_no_finding_about_versions(project: Project) -> None:
    project.write("conftest.py", "raise SystemError('no tests here')\n")
    commit(project)
    with pytest.raises(InputError, match="the pages did not run"):
        look(project.root)
