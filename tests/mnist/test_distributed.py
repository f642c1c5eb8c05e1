import os
import signal
import time
from pathlib import Path

import pytest
import torch

from tests.mnist.conftest import torchrun
from tutorial_lib.errors import InputError
from tutorial_lib.mnist import checkpoint, data, distributed, fit, recipes, run
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.distributed import World

CPU = torch.device("cpu")


def process_of_rank(parent: int, rank: int) -> int:
    """The process id of one of torchrun's children."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status, environment = (entry / "status").read_text(), (entry / "environ").read_bytes()
        except OSError:  # not ours, or gone
            continue
        if f"PPid:\t{parent}\n" in status and f"RANK={rank}".encode() in environment.split(b"\0"):
            return int(entry.name)
    raise AssertionError(f"no process has rank {rank}")


def test_two_processes_train_as_well_as_one_and_only_the_first_speaks(
    sample_root: Path, tmp_path: Path
) -> None:
    process = torchrun(
        *("train", "--data", str(sample_root), "--out", str(tmp_path / "two")),
        *("--model", "cnn", "--epochs", "3", "--device", "cpu"),
    )
    output, errors = process.communicate(timeout=200)
    assert process.returncode == 0, errors
    assert output.count("test accuracy") == 1
    assert errors.count("cnn, fast, on cpu") == 1

    digits = data.read(sample_root)
    alone = fit.fit(recipes.recipe("cnn", "fast", digits.name, 3, 0), digits, tmp_path / "one", CPU)
    together = run.read_metrics(tmp_path / "two")
    assert together["device"]["processes"] == 2
    assert together["settings"] == alone["settings"]
    # 1,000 test digits: one standard deviation of an accuracy of 97 % is 0.54 points.
    assert together["test_accuracy"] == pytest.approx(alone["test_accuracy"], abs=0.02)
    assert torch.load(tmp_path / "two" / run.WEIGHTS, weights_only=True).keys() == (
        torch.load(tmp_path / "one" / run.WEIGHTS, weights_only=True).keys()
    )


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="finds the process to kill in Linux's /proc"
)
def test_when_a_process_dies_all_end_and_the_run_goes_on_later_with_another_number(
    sample_root: Path, tmp_path: Path
) -> None:
    directory = tmp_path / "run"
    arguments = (
        *("train", "--data", str(sample_root), "--out", str(directory)),
        *("--epochs", "400", "--device", "cpu"),
    )
    process = torchrun(*arguments)
    path = directory / run.CHECKPOINT
    while not (path.exists() and checkpoint.load(path)["epochs"]):
        assert process.poll() is None, process.communicate(timeout=200)[1]
        time.sleep(0.1)
    os.kill(process_of_rank(process.pid, 1), signal.SIGKILL)
    output, _ = process.communicate(timeout=200)
    assert process.returncode != 0
    assert "test accuracy" not in output
    assert not (directory / run.METRICS).exists()

    before = checkpoint.load(path)
    assert len(before["random"]["ranks"]["cpu"]) == 2
    told: list[int] = []

    class Enough(Exception):
        pass

    def stop(epoch: run.Epoch) -> None:
        told.append(epoch["epoch"])
        raise Enough

    digits = data.read(sample_root)
    with pytest.raises(Enough):
        fit.fit(before["settings"], digits, directory, CPU, resume=True, after_epoch=stop)
    assert told == [len(before["epochs"]) + 1]


def test_each_rank_takes_its_own_share_of_every_batch(
    few: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Together the shares are the batches that one process alone would take, in the same order."""
    monkeypatch.setattr(World, "wrap", lambda self, model: model)
    settings: run.Settings = {
        **recipes.recipe("mlp", "fast", few.name, 1, 0),
        "schedule": "constant",
    }
    split = data.split(few, 0)

    def batches(world: World) -> list[torch.Tensor]:
        from tutorial_lib.mnist.fast import FastLoop
        from tutorial_lib.mnist.state import begin

        state = begin(settings, len(split[0]), CPU, world)
        loop = FastLoop(state, settings, few, split, CPU, world, "float32")
        taken: list[torch.Tensor] = []
        loop.run_step = lambda: taken.append(loop.indices.clone())
        loop.train(1)
        return taken

    alone = batches(World())
    shares = [batches(World(rank=rank, size=2)) for rank in range(2)]
    for batch, first, second in zip(alone, *shares, strict=True):
        assert torch.equal(batch, torch.cat([first, second]))


@pytest.mark.parametrize("cuda_devices", [0, 1])
def test_more_processes_than_devices_are_refused(
    monkeypatch: pytest.MonkeyPatch, cuda_devices: int
) -> None:
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "test")
    for name in ("RANK", "LOCAL_RANK"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: cuda_devices)
    with (
        pytest.raises(InputError, match="more processes than"),
        distributed.join(torch.device("cuda")),
    ):
        pass


def test_a_device_without_a_way_to_talk_to_others_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "test")
    for name, value in (("RANK", "0"), ("LOCAL_RANK", "0"), ("WORLD_SIZE", "1")):
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match="not on mps"), distributed.join(torch.device("mps")):
        pass


def test_alone_the_world_is_one_process() -> None:
    with distributed.join(CPU) as (world, device):
        assert (world.rank, world.size, world.is_main, device) == (0, 1, True, CPU)
        assert world.mean((0.5, 0.25)) == (0.5, 0.25)
        assert world.together(lambda: "done", on=True) == ["done"]
        with pytest.raises(InputError, match="disk"):
            world.together(lambda: (_ for _ in ()).throw(InputError("disk")), on=True)
