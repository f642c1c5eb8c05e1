"""What cnn.md says of its ten seeds and of the run on all of MNIST, and its traps, sprung."""

import statistics
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from site_tools.read import LANGUAGES, Language
from tutorial_lib.mnist.run import read_metrics
from tutorial_lib.models import SmallCNN

from .conftest import ROOT, Run
from .pages import numbers_of, part_of, rows_of
from .records import record_of

BOTH = pytest.mark.parametrize("language", LANGUAGES)
NETWORKS = ("mlp", "cnn", "anywhere")


@pytest.fixture(scope="module")
def seeds() -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = record_of("cnn-seeds")["runs"]
    assert [run["seed"] for run in runs] == list(range(10))
    return runs


def mean(values: Iterator[float]) -> str:
    return f"{statistics.mean(values):.1%}"


@BOTH
def test_the_two_networks_of_ten_seeds_read_what_the_page_says(
    language: Language, seeds: list[dict[str, Any]]
) -> None:
    unmoved = {name: [run[name][0] for run in seeds] for name in NETWORKS}
    assert min(unmoved["cnn"]) >= 0.95
    assert min(unmoved["cnn"]) > max(unmoved["mlp"])
    found = numbers_of("cnn", language, "result")
    for name in ("mlp", "cnn"):
        scores = unmoved[name]
        for told in (mean(iter(scores)), f"{min(scores):.1%}", f"{max(scores):.1%}"):
            assert told in found
    scrambled = numbers_of("cnn", language, "scramble")
    for name in ("mlp", "cnn"):
        assert mean(run[f"{name}, scrambled"] for run in seeds) in scrambled
    assert all(run["cnn, scrambled"] < run["mlp, scrambled"] for run in seeds)


@BOTH
def test_the_table_of_moved_digits_holds_the_means_of_ten_seeds(
    language: Language, seeds: list[dict[str, Any]]
) -> None:
    rows = rows_of("cnn", language, "shift")[1:]
    expected = [
        [str(pixels), *(mean(run[name][pixels] for run in seeds) for name in NETWORKS)]
        for pixels in range(5)
    ]
    assert rows == expected
    for run in seeds:
        assert run["mlp"][4] < run["cnn"][4] < run["anywhere"][4]


@BOTH
def test_what_forgetting_eval_costs_is_in_the_record(
    language: Language, seeds: list[dict[str, Any]]
) -> None:
    assert all(run["SmallCNN, eval(), mixed"] >= 0.95 for run in seeds)
    costs = [run["SmallCNN, eval(), sorted"] - run["SmallCNN, train(), sorted"] for run in seeds]
    unseen = [run["SmallCNN, eval(), mixed"] - run["SmallCNN, train(), mixed"] for run in seeds]
    found = numbers_of("cnn", language, "batch-norm")
    for cost in (min(costs), max(costs)):
        assert f"{100 * cost:.0f}" in found
    assert max(abs(one) for one in unseen) < 0.02


@BOTH
def test_the_run_on_all_of_mnist_is_the_recorded_one(language: Language) -> None:
    record = read_metrics(ROOT / "docs/figures/records/cnn-mnist")
    assert record["settings"]["model"] == "cnn"
    assert record["test_accuracy"] >= 0.994
    assert record["device"]["threads"] == 1
    found = numbers_of("cnn", language, "small-cnn")
    data = record["data"]
    for told in (
        f"{record['test_accuracy']:.2%}",
        f"{record['train_seconds']:.0f}",
        *(str(data[name]) for name in ("train", "test")),
    ):
        assert told in found
    assert record["device"]["name"] in "\n".join(part_of("cnn", language, "small-cnn"))


def test_convolutions_move_along_the_flattened_map_minds_and_the_largest_value_does_not(
    run: Run,
) -> None:
    sections = ["digits", "train", "mlp", "cnn", "train-cnn", "shift", "anywhere"]
    # Two epochs will do; what one run of the whole page reads is bounded in the snippet itself.
    names = run("cnn", sections, {"epochs=5": "epochs=2", "  9…": "  …", "ters, 9…": "ters, …"})
    images, labels, shift, cnn = (
        names[name] for name in ("test_images", "test_labels", "shift", "cnn")
    )
    with torch.no_grad():
        still, moved = cnn[:2](images), cnn[:2](shift(images, 2))
    # But for two columns at the border, which look at what came in.
    torch.testing.assert_close(moved[..., 2:], still[..., :-2], rtol=0, atol=1e-4)
    lost = {
        name: names["accuracy"](names[name], images, labels)
        - names["accuracy"](names[name], shift(images, 4), labels)
        for name in NETWORKS
    }
    assert lost["mlp"] > 0.5
    assert lost["cnn"] > 0.3
    assert lost["anywhere"] < lost["cnn"] / 2


def test_sorted_digits_in_training_mode_are_misread_and_told_apart(run: Run) -> None:
    names = run("cnn", ["digits", "train"])
    torch.manual_seed(0)
    model = SmallCNN()
    names["train"](model, names["train_images"], 2)
    labels, images = names["test_labels"], names["test_images"]

    def read(of: torch.Tensor) -> float:
        with torch.no_grad():
            return float((model(images[of]).argmax(dim=1) == labels[of]).float().mean())

    def by_digit() -> float:
        return statistics.mean(read(labels == digit) for digit in range(10))

    assert by_digit() > 0.9
    model.train()
    assert by_digit() < 0.8


def test_batch_norm_needs_two_numbers_a_channel_and_drop_last_leaves_one_out() -> None:
    lonely = torch.randn(1, 4, 1, 1)
    with pytest.raises(ValueError, match="Expected more than 1 value per channel"):
        nn.BatchNorm2d(4)(lonely)
    nn.BatchNorm2d(4)(torch.randn(1, 4, 2, 2))
    samples = TensorDataset(torch.arange(129))
    batches = DataLoader(samples, batch_size=64, drop_last=True)
    assert [len(batch) for (batch,) in batches] == [64, 64]
