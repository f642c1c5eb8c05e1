"""What the newest versions break becomes one issue and one patch."""

import shutil
import subprocess
from pathlib import Path

import pytest

from site_tools.upkeep.canary import FOLDER, look
from tests.site_tools.conftest import Project

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    shutil.copy(ROOT / "conftest.py", project.root)
    shutil.copy(ROOT / "pyproject.toml", project.root)  # it says which warnings are errors
    project.write("mkdocs.yml", "site_name: Numbers\ndocs_dir: docs/zh\nplugins: []\n")
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


def test_a_deprecation_is_a_finding_before_it_breaks_anything(project: Project) -> None:
    old = "numbers = [1, 2, 3]"
    warns = f'import warnings\n{old}; warnings.warn("lists go", DeprecationWarning)'
    project.replace("snippets/numbers.py", old, warns)
    commit(project)
    assert not look(project.root)
    issue = (project.root / FOLDER / "issue.md").read_text(encoding="utf-8")
    assert "docs/en/numbers.md::numbers.py:create" in issue


def test_pages_that_do_not_run_at_all_are_told_with_the_reason(project: Project) -> None:
    project.write("conftest.py", "raise SystemError('no tests here')\n")
    commit(project)
    assert not look(project.root)
    issue = (project.root / FOLDER / "issue.md").read_text(encoding="utf-8")
    assert "do not run at all" in issue
    assert "no tests here" in issue


DEPRECATED = "import warnings\nwarnings.warn('hooks go', DeprecationWarning)\n"


@pytest.mark.parametrize(
    ("hook", "words", "reason"),
    [("", "[there](nowhere.md)", "nowhere.md"), (DEPRECATED, "", "hooks go")],
    ids=["a broken link", "a deprecation"],
)
def test_a_site_that_does_not_build_is_told_with_the_reason(
    project: Project, hook: str, words: str, reason: str
) -> None:
    project.write("hook.py", hook)
    project.append("mkdocs.yml", "hooks: [hook.py]\n")
    project.append("docs/zh/numbers.md", f"\n{words}\n")
    commit(project)
    assert not look(project.root)
    issue = (project.root / FOLDER / "issue.md").read_text(encoding="utf-8")
    assert "The site does not build" in issue
    assert reason in issue
    assert "no longer do" not in issue
