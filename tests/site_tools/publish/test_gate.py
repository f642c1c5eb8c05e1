"""A tutorial that is proven is published; one fault anywhere, and nothing is."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch

from site_tools.publish.__main__ import main
from site_tools.publish.build import NAME
from tests.site_tools.publish.conftest import ROOT, Publishable
from tutorial_lib.mnist.run import WEIGHTS


@pytest.fixture
def refusal(tutorial: Publishable, capsys: pytest.CaptureFixture[str]) -> "Refusal":
    return Refusal(tutorial, capsys)


class Refusal:
    """Publishes, expects one sentence, and expects the site that was there before untouched."""

    def __init__(self, tutorial: Publishable, capsys: pytest.CaptureFixture[str]) -> None:
        self._tutorial = tutorial
        self._capsys = capsys

    def __call__(self, url: str = "") -> str:
        earlier = self._tutorial.write("site/index.html", "the last good one")
        assert main([str(self._tutorial.run), "--url", url]) == 1
        assert earlier.read_text(encoding="utf-8") == "the last good one"
        assert [path.name for path in self._tutorial.root.glob("*site*")] == ["site"]
        (sentence,) = self._capsys.readouterr().err.splitlines()
        assert sentence.startswith("not published: ")
        return sentence.removeprefix("not published: ")


def test_what_is_proven_is_published_below_its_address(tutorial: Publishable) -> None:
    tutorial.write("site/gone.html", "a page of an earlier site")
    assert main([str(tutorial.run), "--url", "https://example.org/tutorial/"]) == 0
    site = tutorial.root / "site"
    assert not (site / "gone.html").exists()
    for language, path in (("zh", "index.html"), ("en", "en/index.html")):
        html = (site / path).read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="https://example.org/tutorial/{path[:-10]}">' in html, (
            language
        )


def test_the_site_is_published_as_a_zip_too_and_the_home_pages_lead_to_it(
    tutorial: Publishable,
) -> None:
    assert main([str(tutorial.run)]) == 0
    site = tutorial.root / "site"
    for path, link in (("index.html", NAME), ("en/index.html", f"../{NAME}")):
        html = (site / path).read_text(encoding="utf-8")
        assert f'<a href="{link}.zip" download>' in html
    with zipfile.ZipFile(site / f"{NAME}.zip") as packed:
        assert {f"{NAME}/index.html", f"{NAME}/en/index.html"} <= set(packed.namelist())
        assert ".zip" not in packed.read(f"{NAME}/index.html").decode()


def test_the_digit_pad_reads_with_the_network_that_was_trained(tutorial: Publishable) -> None:
    assert main([str(tutorial.run)]) == 0
    for language in ("", "en/"):
        script = tutorial.root / "site" / language / "playthings" / "digits-network.js"
        network = json.loads(script.read_text(encoding="utf-8").partition("=")[2].strip("; \n"))
        assert network["test_accuracy"] == 0.983
        content = base64.b64decode(network["content"])
        assert hashlib.sha256(content).hexdigest() == network["sha256"]
        first = network["layers"][0]
        trained = torch.load(tutorial.run / WEIGHTS, weights_only=True)[f"{first['name']}.bias"]
        assert trained.numpy().tobytes() in content[first["bias"] :]


@pytest.mark.parametrize("accuracy", [0.979, float("nan")])
def test_not_with_an_accuracy_below_98_percent(
    tutorial: Publishable, refusal: Refusal, accuracy: float
) -> None:
    tutorial.train(accuracy)
    assert refusal().endswith("of the test digits, less than 98%")


def test_not_with_a_training_on_the_sample(tutorial: Publishable, refusal: Refusal) -> None:
    tutorial.train(0.99, data="mnist-sample")
    assert "a training on the sample" in refusal()


def make_publish(tutorial: Publishable) -> subprocess.CompletedProcess[str]:
    """`make publish` in the small tutorial, with the Python that runs the tests."""
    shutil.copy(ROOT / "conftest.py", tutorial.root)
    python = f"BIN={Path(sys.executable).parent}"
    return subprocess.run(
        ["make", "-f", str(ROOT / "Makefile"), "-o", "setup", python, "publish"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_not_with_a_promise_that_does_not_hold(tutorial: Publishable, refusal: Refusal) -> None:
    tutorial.replace("snippets/numbers.py", "print(sum(numbers))  # 6", "print(sum(numbers))  # 7")
    made = make_publish(tutorial)
    assert made.returncode != 0
    assert "FAILED docs/zh/numbers.md::numbers.py:create" in made.stdout
    assert not (tutorial.root / "site").exists()
    # Nor by who goes on without the pages' run: its record does not vouch for the page any more.
    assert refusal().endswith("its code has not run as it stands; run `pytest docs/zh/numbers.md`")
    tutorial.replace("snippets/numbers.py", "# 7", "# 6")
    assert make_publish(tutorial).returncode == 0
    assert (tutorial.root / "site/numbers/index.html").exists()


def test_not_with_code_that_changed_after_it_ran(tutorial: Publishable, refusal: Refusal) -> None:
    tutorial.replace("snippets/numbers.py", "sum(numbers)", "sum(list(numbers))")
    assert "its code has not run as it stands" in refusal()


def test_not_with_a_hole_in_the_ledger(tutorial: Publishable, refusal: Refusal) -> None:
    for language in ("zh", "en"):
        tutorial.append(f"docs/{language}/numbers.md", "\nwords\n\n    unread = 'code'\n")
    tutorial.compare_languages()
    assert "stand on the rendered page, 0 are read by the tests" in refusal()


def test_not_with_a_page_that_lacks_its_translation(
    tutorial: Publishable, refusal: Refusal
) -> None:
    tutorial.write("docs/zh/alone.md", "# 独自\n")
    assert refusal() == "docs/zh/alone.md: no such page in English; write docs/en/alone.md"


def test_not_with_a_page_whose_other_language_says_something_else(
    tutorial: Publishable, refusal: Refusal
) -> None:
    tutorial.append("docs/en/numbers.md", "\n## More { #more }\n")
    assert "docs/zh/numbers.md has nothing more" in refusal()


def plant(tutorial: Publishable, html: str) -> None:
    """Writes this HTML, which MkDocs does not look into, on both pages."""
    for language in ("zh", "en"):
        tutorial.append(f"docs/{language}/numbers.md", f"\n{html}\n")
    tutorial.compare_languages()


def test_not_with_a_broken_link(tutorial: Publishable, refusal: Refusal) -> None:
    plant(tutorial, '<p><a href="nowhere/">to nowhere</a></p>')
    assert "numbers.html: the link 'nowhere/' leads to nothing on the site" in refusal()


def test_not_with_a_picture_from_another_host(tutorial: Publishable, refusal: Refusal) -> None:
    plant(tutorial, '<p><img src="https://example.org/x.png" alt="far away"></p>')
    assert refusal().endswith(
        "numbers.html: a browser would fetch 'https://example.org/x.png' from example.org"
    )


def test_not_with_a_script_in_a_page(tutorial: Publishable, refusal: Refusal) -> None:
    plant(tutorial, "<script>alert(1)</script>")
    assert refusal().startswith("en/numbers.html: the script 'alert(1)' stands in the page")


def test_not_with_a_script_in_the_page_for_a_missing_one(
    tutorial: Publishable, refusal: Refusal
) -> None:
    tutorial.replace("theme/404.html", "<h1>404</h1>", "<h1>404</h1><script>alert(1)</script>")
    assert refusal("https://example.org/").startswith("404.html: the script 'alert(1)' stands")


def test_not_with_a_style_from_another_host(tutorial: Publishable, refusal: Refusal) -> None:
    tutorial.append("theme/css/content.css", "\nbody { background: url(//example.org/x.png); }\n")
    assert refusal().startswith("css/content.css: a browser would fetch")


def test_not_with_a_site_that_warns_while_it_is_built(
    tutorial: Publishable, refusal: Refusal
) -> None:
    for language in ("zh", "en"):
        tutorial.append(f"docs/{language}/numbers.md", "\n[away](away.md)\n")
    tutorial.compare_languages()
    assert refusal().startswith("the site does not build: Doc file 'numbers.md' contains a link")


def test_not_without_a_training_run(
    tutorial: Publishable, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tutorial.root / "runs/none")]) == 1
    assert "name the directory of a finished run" in capsys.readouterr().err
    assert not (tutorial.root / "site").exists()
