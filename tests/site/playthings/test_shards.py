"""Each process gets the samples that torch's DistributedSampler gives it."""

import itertools

import pytest
import torch
from playwright.sync_api import expect
from torch.utils.data.distributed import DistributedSampler

from tests.site.playthings.conftest import Play


def by_torch(samples: int, ranks: int, shuffle: bool, epoch: int, drop: bool) -> list[list[int]]:
    found = []
    for rank in range(ranks):
        sampler: DistributedSampler[int] = DistributedSampler(
            range(samples),  # type: ignore[arg-type]
            num_replicas=ranks,
            rank=rank,
            shuffle=shuffle,
            drop_last=drop,
        )
        sampler.set_epoch(epoch)
        found.append(list(sampler))
    return found


def test_the_order_is_that_of_torch(play: Play) -> None:
    tab = play("shards")
    for count, seed in itertools.product((1, 2, 7, 12, 700), (0, 1, 4, 12345)):
        found = tab.evaluate(
            "([count, seed]) => playthings.math('shards').randperm(count, seed)", [count, seed]
        )
        generator = torch.Generator().manual_seed(seed)
        assert found == torch.randperm(count, generator=generator).tolist()


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("drop", [False, True])
def test_every_share_is_that_of_torch(play: Play, shuffle: bool, drop: bool) -> None:
    tab = play("shards")
    for samples, ranks, epoch in itertools.product(range(4, 13), range(1, 5), (0, 3)):
        found = tab.evaluate(
            "settings => playthings.math('shards').shards(settings)",
            {
                "samples": samples,
                "ranks": ranks,
                "shuffle": shuffle,
                "epoch": epoch,
                "dropLast": drop,
            },
        )
        assert found == by_torch(samples, ranks, shuffle, epoch, drop), (samples, ranks, epoch)


def said(shares: list[list[int]]) -> str:
    return "; ".join(f"rank {rank}: {', '.join(map(str, one))}" for rank, one in enumerate(shares))


def test_seven_samples_on_two_processes_count_one_twice_or_leave_one_out(play: Play) -> None:
    tab = play("shards")
    picture, says = tab.locator(".plaything svg"), tab.locator(".plaything .says")
    shares = by_torch(7, 2, True, 0, False)
    [twice] = [one for one in range(7) if [*shares[0], *shares[1]].count(one) == 2]
    expect(picture).to_have_attribute("aria-label", said(shares))
    expect(says).to_have_text(f"To give each process equally many, these come twice: {twice}.")
    tab.get_by_role("group", name="drop_last").get_by_role("radio", name="yes").check()
    shares = by_torch(7, 2, True, 0, True)
    [left] = set(range(7)) - {*shares[0], *shares[1]}
    expect(picture).to_have_attribute("aria-label", said(shares))
    expect(says).to_contain_text(f"these are left out in this epoch: {left}.")
    tab.get_by_role("slider", name="Samples").press("ArrowRight")
    expect(says).to_have_text("Each sample comes exactly once.")


def test_only_set_epoch_changes_the_order(play: Play) -> None:
    tab = play("shards", "zh")
    picture = tab.locator(".plaything svg")
    tab.get_by_role("slider", name="第几轮").fill("3")
    expect(picture).to_have_attribute("aria-label", said(by_torch(7, 2, True, 0, False)))
    expect(tab.locator(".plaything .says")).to_contain_text("次序和第 0 轮一模一样")
    tab.get_by_role("group", name="set_epoch").get_by_role("radio", name="是").check()
    expect(picture).to_have_attribute("aria-label", said(by_torch(7, 2, True, 3, False)))
