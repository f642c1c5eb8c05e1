"""What is found in the words of the pages."""

from site_tools.check.prose import findings
from tests.site_tools.conftest import Project

TERMS = """
[[zh]]
never = "您"
use = "你"

[[en]]
never = "colou?rful"
use = "plain"
but = ["glossary"]
"""


def found(project: Project, language: str, text: str, name: str = "numbers") -> list[str]:
    project.write("docs/terms.toml", TERMS)
    project.write(f"docs/{language}/{name}.md", text)
    return list(findings(project.root))


def test_a_term_that_is_not_used_here_is_named_with_the_right_one(project: Project) -> None:
    (one,) = found(project, "zh", "# 数\n\n您好\n")
    assert one.endswith("docs/zh/numbers.md:3: '您' is not the term used here; write '你'")


def test_code_and_the_pages_named_may_use_it(project: Project) -> None:
    assert found(project, "en", "# A\n\n`colorful`\n\n```bash\necho colorful\n```\n") == []
    assert found(project, "en", "# A\n\ncolorful\n", "glossary") == []


def test_a_heading_needs_an_id_of_its_own(project: Project) -> None:
    (one,) = found(project, "en", "# A\n\n## B\n\n## C { #c }\n")
    assert "docs/en/numbers.md:3: give this heading an id" in one
    (one,) = found(project, "en", "# A\n\n## B { #c }\n\n## C { #c }\n")
    assert "docs/en/numbers.md:5: the id #c stands twice" in one


def test_chinese_typography_is_linted(project: Project) -> None:
    (one,) = found(project, "zh", "# 数\n\n用PyTorch 写\n")
    assert "numbers.md:3: error: [zh-typography-4" in one


def test_so_is_the_chinese_in_the_comments_of_a_snippet(project: Project) -> None:
    project.write("docs/terms.toml", TERMS)
    path = project.replace("snippets/numbers.py", "# zh: 一个列表", "# zh: 一个list,三个数")
    text = "\n".join(findings(project.root))
    assert f"{path}:2: error: [zh-typography-1" in text
    assert f"{path}:2: error: [zh-typography-4" in text
