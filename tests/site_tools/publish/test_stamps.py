"""What a reader finds at the foot of the pages and on the home page."""

import re
import shutil
import subprocess
import sys

import pytest

from site_tools.publish.gate import publish
from site_tools.run.record import RECORD, read_record
from tests.site_tools.publish.conftest import Publishable


def foot(tutorial: Publishable, path: str) -> str:
    """The words at the foot of a built page, without tags."""
    html = (tutorial.root / "site" / path / "index.html").read_text(encoding="utf-8")
    (found,) = re.findall(r'<aside class="verified".*?</aside>', html, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", found).split())


def test_a_published_page_says_when_where_and_on_what_its_code_ran(tutorial: Publishable) -> None:
    publish(tutorial.root, tutorial.run, tutorial.root / "site")
    ran = read_record(tutorial.root)["numbers"]
    day = ran["when"][:10]
    facts = (
        f"torch {ran['versions']['torch']} torchvision {ran['versions']['torchvision']} "
        f"Python {ran['python']} {ran['platform']} {ran['device']}"
    )
    chinese, english = foot(tutorial, "numbers"), foot(tutorial, "en/numbers")
    assert chinese == f"这一页的 2 段代码和 3 个输出，{day} 全部运行并核对过。 {facts}"
    assert (
        english
        == f"Code blocks on this page: 2, outputs: 3. All of them ran and matched on {day}. {facts}"
    )


def test_the_home_page_has_the_sum_and_the_training(tutorial: Publishable) -> None:
    publish(tutorial.root, tutorial.run, tutorial.root / "site")
    chinese, english = foot(tutorial, ""), foot(tutorial, "en")
    day = read_record(tutorial.root)["numbers"]["when"][:10]
    assert f"2 段代码运行过 3 个输出核对过 1 个页面，两种语言 {day} 最近一次运行" in chinese
    assert "在 A GPU 上用了 21.4 秒，10,000 个测试数字认对 98.30%。" in chinese
    assert (
        f"2 code blocks ran 3 outputs matched 1 pages, two languages {day} the last run" in english
    )
    assert "21.4 seconds on A GPU, 98.30% of the 10,000 test digits right." in english


def test_a_site_published_from_a_cpu_says_so(tutorial: Publishable) -> None:
    tutorial.train(0.983, device="cpu")
    publish(tutorial.root, tutorial.run, tutorial.root / "site")
    assert "在 CPU 上用了 21.4 秒" in foot(tutorial, "")
    assert "21.4 seconds on a CPU" in foot(tutorial, "en")


@pytest.mark.parametrize("missing", ["record", "page"])
def test_a_page_built_without_a_record_says_so(tutorial: Publishable, missing: str) -> None:
    if missing == "record":
        shutil.rmtree(tutorial.root / RECORD)
    else:
        tutorial.replace("snippets/numbers.py", "# 6", "# 7")
    built = subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], check=False)
    assert built.returncode == 0
    assert foot(tutorial, "numbers").startswith("这一页的代码还没有按现在的样子运行过")
    assert foot(tutorial, "en/numbers").startswith("The code on this page has not been run")
    assert "make test" in foot(tutorial, "numbers")
    assert "这份网站的代码还没有在这台机器上运行过" in foot(tutorial, "")
    assert "has not been run on this machine" in foot(tutorial, "en")
