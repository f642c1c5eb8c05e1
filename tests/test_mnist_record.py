"""Every number of a real run that a page tells is in that run's own record."""

import json
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_tools.read import LANGUAGES, Language, Page, read_page
from tutorial_lib.mnist.report import MOST_MISREAD
from tutorial_lib.mnist.run import Metrics, read_metrics

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)*%?")


@pytest.fixture(scope="module")
def record() -> Metrics:
    return read_metrics(ROOT / "docs/figures/records/mnist")


def part(page: Page, heading: str) -> list[str]:
    """The lines of prose under the heading with this id, down to the next one."""
    starts = [found.line for found in page.headings if found.level <= 2]
    start = next(found.line for found in page.headings if found.id == heading)
    end = next((line for line in starts if line > start), len(page.prose) + 1)
    return page.prose[start : end - 1]


def numbers(lines: list[str]) -> list[str]:
    """In the order of the text; neither of code, nor of links, nor of pictures' descriptions."""
    text = re.sub(r"`[^`]*`|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)", "", "\n".join(lines))
    return NUMBER.findall(text)


def told(record: Metrics) -> list[str]:
    """What the section on the run tells, in its order."""
    data, device, versions = record["data"], record["device"], record["versions"]
    lowest = min(record["epochs"], key=lambda epoch: epoch["validation_loss"])
    return [
        *(str(number) for number in (data["train"], data["validation"], len(record["epochs"]))),
        *NUMBER.findall(device["name"]),
        str(device["threads"]),
        versions["python"],
        versions["torch"].partition("+")[0],
        versions["torchvision"].partition("+")[0],
        *(cell for row in table(record) for cell in row),
        str(data["test"]),
        f"{record['test_loss']:.4f}",
        f"{record['test_accuracy']:.2%}",
        str(lowest["epoch"]),
        f"{lowest['validation_loss']:.4f}",
    ]


def table(record: Metrics) -> Iterator[list[str]]:
    for epoch in record["epochs"]:
        yield [
            str(epoch["epoch"]),
            f"{epoch['train_loss']:.4f}",
            f"{epoch['train_accuracy']:.2%}",
            f"{epoch['validation_loss']:.4f}",
            f"{epoch['validation_accuracy']:.2%}",
        ]


def page_in(language: Language, name: str = "mnist") -> Page:
    return read_page(ROOT / "docs" / language / f"{name}.md")


def test_the_run_is_the_program_of_the_page_on_the_whole_of_mnist(record: Metrics) -> None:
    program = next(block for block in page_in("en").blocks if len(block.sections) > 1)
    script = program.text("en")
    settings = record["settings"]
    assert record["data"]["name"] == "mnist"
    assert (settings["model"], settings["method"], settings["schedule"]) == (
        "mlp",
        "readable",
        "constant",
    )
    assert (
        f"torch.optim.{settings['optimizer']}(model.parameters(), lr={settings['learning_rate']})"
        in script
    )
    assert f"batch_size={settings['batch_size']}, shuffle=True" in script
    assert f"epochs = {settings['epochs']}\n" in script


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_told_of_the_run_is_recorded(record: Metrics, language: Language) -> None:
    assert numbers(part(page_in(language), "real-run")) == told(record)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_machine_and_the_versions_of_the_run_are_named(
    record: Metrics, language: Language
) -> None:
    text = "\n".join(part(page_in(language), "real-run"))
    versions, device = record["versions"], record["device"]
    for name in (
        versions["system"],
        device["name"],
        f"torch {versions['torch']}",
        f"torchvision {versions['torchvision']}",
    ):
        assert name in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mistake_told_of_the_run_is_recorded(record: Metrics, language: Language) -> None:
    confusion, misread = record["confusion"], record["misread"]
    mistakes = sorted(
        (
            (confusion[label][read], label, read)
            for label in range(10)
            for read in range(10)
            if label != read
        ),
        reverse=True,
    )
    (most, label, read), (second, second_label, second_read) = mistakes[:2]
    shares = sorted(
        (row[digit] / sum(row), digit, row[digit], sum(row)) for digit, row in enumerate(confusion)
    )

    def shown(share: float, digit: int, right: int, total: int) -> list[str]:
        return [str(digit), str(right), str(total), f"{share:.1%}"]

    # No two mistakes, and no two digits, are equally far ahead: the sentences name one.
    assert most > second > mistakes[2][0]
    assert shares[0][0] < shares[1][0]
    assert shares[-2][0] < shares[-1][0]
    count = str(len(misread))
    expected = [
        *(str(record["data"]["test"]), count),
        *(str(number) for number in (label, read, most, second_label, second_read, second)),
        *shown(*shares[-1]),
        *shown(*shares[0]),
        *(str(MOST_MISREAD), "98%"),
        *(count, str(sum(digit["probability"] > 0.99 for digit in misread)), "99%"),
        "10",  # digits to choose among
    ]
    # Languages order the words of a sentence differently.
    assert sorted(numbers(part(page_in(language), "mistakes"))) == sorted(expected)
    assert all(digit["probability"] > 0.98 for digit in misread[:MOST_MISREAD])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_gpu_brings_is_told_as_it_was_measured(language: Language) -> None:
    runs = json.loads((ROOT / "benchmarks/results/mnist-cpu-cuda.json").read_text("utf-8"))
    assert [run["device"]["type"] for run in runs] == ["cpu", "cuda"] * 2
    slow, quick, *convolutional = [statistics.median(run["epoch_seconds"]) for run in runs]
    assert numbers(part(page_in(language, "accelerators"), "expectations")) == [
        str(runs[0]["device"]["threads"]),
        *(f"{slow:.1f}", f"{quick:.1f}"),
        *(f"{convolutional[0]:.1f}", f"{convolutional[1]:.2f}"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_makes_training_fast_is_told_as_it_was_measured(language: Language) -> None:
    results = ROOT / "benchmarks/results"
    steps = json.loads((results / "steps-cpu.json").read_text("utf-8"))
    seeds = json.loads((results / "seeds-cuda.json").read_text("utf-8"))
    rows = [
        row
        for call in json.loads((results / "search.json").read_text("utf-8"))
        for row in call["table"]
    ]

    def searched(search: str, **changes: object) -> str:
        (accuracy,) = [
            row["accuracy"]
            for row in rows
            if row["search"] == search and changes.items() <= row["changes"].items()
        ]
        return f"{accuracy:.2%}"

    def told_of(name: str) -> list[str]:
        run = seeds[name]
        return [
            str(len(run["accuracies"])),
            f"{run['mean']:.2%}",
            f"{statistics.median(run['seconds']):.2f}",
        ]

    expected = [
        *(f"{seconds:.1f}" for seconds in steps["median"].values()),
        "10000",
        "1",  # a target
        searched("regularization", label_smoothing=0.0, shift=0),
        searched("regularization", label_smoothing=0.1, shift=0),
        searched("regularization", label_smoothing=0.1, shift=1),
        searched("network", network="16-32-48-64"),
        searched("rate", learning_rate=1.6e-2),
        searched("batch", learning_rate=1.6e-2),
        *told_of("cnn"),
        *(f"{seeds['cnn'][end]:.2%}" for end in ("min", "max")),
        *told_of("one-epoch"),
    ]
    found = [
        number for number in numbers(part(page_in(language), "fast")) if number not in {"16", "32"}
    ]
    # Languages order the words of a sentence differently.
    assert sorted(found) == sorted(expected)
    text = "\n".join(part(page_in(language), "fast"))
    assert steps["device"] in text
    assert seeds["cnn"]["device"]["name"] in text
