"""Loading and computing follow each other as a clock that ticks through them finds."""

import pytest
from playwright.sync_api import expect

from tests.site.playthings.conftest import Play


def ticked(count: int, load: int, compute: int, workers: int) -> list[int]:
    """When each batch is computed, found millisecond by millisecond: workers, a stock, and the network."""
    time = 0
    ends: list[int] = []
    at_work: dict[int, tuple[int, int]] = {}  # what each worker loads, and until when
    waiting = [[k for k in range(w, count, workers) if k < 2 * workers] for w in range(workers)]
    ready: set[int] = set()
    busy_until, network = 0, 0  # the next batch of the network
    while len(ends) < count:
        if workers == 0:
            time += load + compute
            ends.append(time)
            continue
        for worker in range(workers):
            if worker in at_work and at_work[worker][1] == time:
                ready.add(at_work.pop(worker)[0])
        if busy_until <= time and network in ready:
            ready.remove(network)
            busy_until = time + compute
            ends.append(busy_until)
            further = network + 2 * workers
            if further < count:
                waiting[further % workers].append(further)
            network += 1
        for worker in range(workers):
            if worker not in at_work and waiting[worker]:
                batch = waiting[worker].pop(0)
                at_work[worker] = (batch, time + load)
        time += 1
    return ends


@pytest.mark.parametrize("workers", range(5))
def test_every_batch_ends_when_a_clock_says(play: Play, workers: int) -> None:
    tab = play("pipeline")
    for load in (1, 3, 6, 12, 20):
        for compute in (1, 2, 5, 20):
            spans = tab.evaluate(
                "(given) => playthings.math('pipeline').schedule(...given)",
                [79, load, compute, workers],
            )
            assert [span["compute"][1] for span in spans] == ticked(79, load, compute, workers)
            whole = tab.evaluate(
                "(given) => playthings.math('pipeline').whole(...given)", [load, compute, workers]
            )
            assert whole == spans[-1]["compute"][1]


def test_the_sentence_tells_which_of_the_two_decides(play: Play) -> None:
    tab = play("pipeline")
    says = tab.locator(".plaything .says")
    expect(says).to_contain_text("An epoch of 79 batches takes 869 ms.")
    load, workers = (tab.get_by_role("slider", name=name) for name in ("Load a batch", "Workers"))
    load.fill("15")
    workers.press("ArrowRight")
    expect(says).to_contain_text("Loading decides now")
    workers.fill("3")
    whole = ticked(79, 15, 5, 3)[-1]
    expect(says).to_contain_text(f"takes {whole} ms instead of {79 * 20} ms")
    expect(says).to_contain_text("Computing decides now")


def test_it_speaks_chinese(play: Play) -> None:
    tab = play("pipeline", "zh")
    expect(tab.locator(".plaything .says")).to_contain_text("一轮 79 批要 869 毫秒")
