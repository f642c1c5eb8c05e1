"""Every exercise can be failed and can be solved.

The starter runs but fails its check, a plausible wrong answer fails it too, and the solution passes it.
"""

from pathlib import Path

import pytest

from site_tools.read import Section, read_pages, read_snippet
from site_tools.read.snippet import SnippetFile
from site_tools.run.execution import Namespace, Outcome
from site_tools.run.prepare import put_digits

ROOT = Path(__file__).parents[1]
PARTS = ("starter", "wrong", "solution", "check")
FILES = [
    read_snippet(f"exercises/{path.name}", ROOT)
    for path in sorted((ROOT / "snippets/exercises").glob("*.py"))
]
EXERCISES = [
    pytest.param(file, name, id=f"{Path(file.name).stem}-{name}")
    for file in FILES
    for name in sorted({section.rpartition("-")[0] for section in file.sections})
]


def broken(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.problem]


def prepared(file: SnippetFile, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Namespace:
    """A namespace that holds what the file says outside its sections."""
    monkeypatch.chdir(folder)
    if "datasets.MNIST(" in file.source and not (folder / "data").exists():
        put_digits(ROOT, folder)
    namespace = Namespace(str(file.path))
    lines = {
        n
        for section in file.sections.values()
        for n in range(section.first_line, section.last_line + 1)
    }
    outside = [statement for statement in file.statements if statement.first_line not in lines]
    if outside:
        assert not broken(namespace.run(file.whole, outside))
    return namespace


@pytest.mark.parametrize(("file", "name"), EXERCISES)
def test_only_the_solution_passes_the_check(
    file: SnippetFile, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter, wrong, solution, check = (file.section(f"{name}-{part}") for part in PARTS)
    for part, passes in ((starter, False), (wrong, False), (solution, True)):
        namespace = prepared(file, tmp_path, monkeypatch)
        answers = [starter] if part is starter else [starter, part]
        assert not broken([one for answer in answers for one in namespace.run(answer)]), (
            f"{part} must run"
        )
        assert (broken(namespace.run(check)) == []) is passes, f"{part} against its check"


def shown(language: str) -> list[str]:
    pages = read_pages(ROOT)["zh" if language == "zh" else "en"]
    sections: list[Section] = [section for page in pages for _, section in page.sections]
    return [str(section) for section in sections if section.file.name.startswith("exercises/")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_show_starter_solution_and_check_of_each_exercise_and_no_wrong_answer(
    language: str,
) -> None:
    expected = [
        f"{file.name}:{name}-{part}"
        for file in FILES
        for name in {section.rpartition("-")[0] for section in file.sections}
        for part in ("starter", "solution", "check")
    ]
    assert sorted(shown(language)) == sorted(expected)
