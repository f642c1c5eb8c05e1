"""Both READMEs name every verb of the Makefile, and none that it lacks."""

import json
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_table_of_verbs_is_the_makefile(readme: str) -> None:
    rows = re.findall(r"^\| `make (\w+)` \|", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    verbs = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted({*verbs} - {"help"})


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_figures_of_training_are_those_of_the_records(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    results = ROOT / "benchmarks" / "results"
    turns, seeds = (
        json.loads((results / name).read_text("utf-8"))
        for name in ("mnist-cuda.json", "seeds-cuda.json")
    )
    rows = re.findall(r"^\| (.*?) \| ([\d.]+) \| (.*?) \|$", text, re.MULTILINE)
    assert len(rows) == len(turns["runs"])
    for name, seconds, accuracy in rows:
        contender = next(key for key, words in CONTENDERS.items() if words in name)
        (run,) = turns["runs"][contender]
        expected = run["train_seconds"], [run["accuracy"]], 1
        if contender in seeds:
            many = seeds[contender]
            expected = (
                statistics.median(many["seconds"]),
                [many["mean"], many["min"]],
                len(many["accuracies"]),
            )
        assert float(seconds) == pytest.approx(expected[0], abs=0.5 if expected[0] > 10 else 0.005)
        if expected[1] != [None]:  # it was not run to its end
            assert re.findall(r"[\d.]+ %", accuracy) == [
                f"{one * 100:.2f} %" for one in expected[1]
            ]
            assert re.findall(r"(\d+) (?:runs?|次)", accuracy) == [str(expected[2])]
    assert turns["devices"]["mlp"]["name"] in text


# How a row of the table names whom benchmarks/mnist.py times, the longest name first.
CONTENDERS = {
    "one-epoch": "--model cnn --epochs 1",
    "cnn": "--model cnn",
    "train_mnist_fast": "train_mnist_fast",
    "mlp": "`train`",
    "script": "",
}
