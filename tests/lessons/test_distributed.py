"""What distributed.md shows: the mean of equal shares is the whole, and each way to deal unfairly."""

import re

import pytest
import torch
from torch.utils.data.distributed import DistributedSampler

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT, LessonBitesError, Run
from .pages import part_of
from .records import record_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_run_that_the_page_shows_is_the_recorded_one(language: Language) -> None:
    printed = "".join(record_of("distributed")["outputs"].values()).splitlines()
    page = read_page(ROOT / "docs" / language / "distributed.md")
    shown = [line for block in page.blocks if block.word == "text" for line in block.lines]
    assert shown
    assert [line for line in shown if line not in printed] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_accuracies_of_the_warning_are_the_counts_of_that_run(language: Language) -> None:
    lines = record_of("distributed")["outputs"]["torchrun"].splitlines()
    counts = [[int(number) for number in re.findall(r"\d+", line)] for line in lines]
    words = "\n".join(part_of("distributed", language, "ddp"))
    for _, _, number, total, right, all_right in counts:
        assert f"{right / number:.1%}" in words
        assert f"{all_right / total:.1%}" in words
    assert counts[0][4] + counts[1][4] == counts[0][5] == counts[1][5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_processes_agree_to_the_bit_and_with_one_within_rounding(language: Language) -> None:
    runs = record_of("distributed-seeds")["runs"]
    assert len(runs) == 10
    assert {run["between ranks"] for run in runs} == {0.0}
    worst = max(run["from one process"] for run in runs)
    assert 0 < worst < 1e-4
    assert f"{worst:.0e}" in "\n".join(part_of("distributed", language, "same"))


def test_the_mean_of_unequal_shares_breaks_the_promise_of_the_page(run: Run) -> None:
    run("distributed", ["mean"])
    with pytest.raises(LessonBitesError):
        run(
            "distributed",
            ["mean"],
            broken={
                "gradient(batch[:32]), gradient(batch[32:])": "gradient(batch[:48]), gradient(batch[48:])"
            },
        )


@pytest.mark.parametrize("seed", range(10))
def test_without_set_epoch_the_order_stays_and_with_it_it_changes(seed: int) -> None:
    sampler: DistributedSampler[int] = DistributedSampler(
        range(100),  # type: ignore[arg-type]
        num_replicas=2,
        rank=0,
        seed=seed,
    )
    first = list(sampler)
    assert list(sampler) == first
    sampler.set_epoch(1)
    assert list(sampler) != first


@pytest.mark.parametrize("samples", range(1, 20))
@pytest.mark.parametrize("ranks", [2, 3, 4])
def test_the_sampler_counts_some_twice_and_the_slice_counts_each_once(
    samples: int, ranks: int
) -> None:
    samplers: list[DistributedSampler[int]] = [
        DistributedSampler(range(samples), num_replicas=ranks, rank=rank)  # type: ignore[arg-type]
        for rank in range(ranks)
    ]
    dealt = [sample for sampler in samplers for sample in sampler]
    assert len(dealt) - len(set(dealt)) == -samples % ranks
    sliced = [sample for rank in range(ranks) for sample in range(samples)[rank::ranks]]
    assert sorted(sliced) == list(range(samples))


def test_the_mean_loss_of_the_page_is_that_of_equal_shares_only() -> None:
    losses = torch.tensor([1.0, 2.0, 3.0, 10.0])
    assert torch.stack([losses[:2].mean(), losses[2:].mean()]).mean() == losses.mean()
    assert torch.stack([losses[:3].mean(), losses[3:].mean()]).mean() != losses.mean()
