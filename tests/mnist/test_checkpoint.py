import contextlib
import errno
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
import torch

from tests.mnist.conftest import Stop, stop_after
from tutorial_lib.errors import InputError
from tutorial_lib.mnist import checkpoint, files, fit, run
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.recipes import recipe
from tutorial_lib.mnist.run import Method, Model, Settings

CPU = torch.device("cpu")
KILLS = 50
KILLING_SECONDS = 25  # on a machine so busy that this is not enough, fewer kills have to do


def settings(model: Model, method: Method, epochs: int = 4, seed: int = 0) -> Settings:
    return recipe(model, method, "mnist-sample", epochs, seed)


def weights(directory: Path) -> dict[str, torch.Tensor]:
    loaded: dict[str, torch.Tensor] = torch.load(directory / run.WEIGHTS, weights_only=True)
    return loaded


def identical(one: Path, other: Path) -> bool:
    first, second = weights(one), weights(other)
    return first.keys() == second.keys() and all(
        torch.equal(first[name], second[name]) for name in first
    )


@pytest.mark.parametrize("method", ["fast", "readable"])
@pytest.mark.parametrize("stopped_after", [1, 3])
def test_a_resumed_run_ends_as_one_that_never_stopped(
    few: Digits, tmp_path: Path, method: Method, stopped_after: int
) -> None:
    whole = fit.fit(settings("mlp", method), few, tmp_path / "whole", CPU)
    with pytest.raises(Stop):
        fit.fit(
            settings("mlp", method),
            few,
            tmp_path / "parts",
            CPU,
            after_epoch=stop_after(stopped_after),
        )
    torch.manual_seed(12345)  # chance elsewhere must not matter
    told: list[int] = []
    parts = fit.fit(
        settings("mlp", method),
        few,
        tmp_path / "parts",
        CPU,
        resume=True,
        after_epoch=lambda epoch: told.append(epoch["epoch"]),
    )
    assert identical(tmp_path / "whole", tmp_path / "parts")
    assert told == list(range(stopped_after + 1, 5))
    for one, other in zip(whole["epochs"], parts["epochs"], strict=True):
        assert {**one, "seconds": 0} == {**other, "seconds": 0}


def test_resuming_a_finished_run_changes_nothing(few: Digits, tmp_path: Path) -> None:
    first = fit.fit(settings("mlp", "fast"), few, tmp_path, CPU)
    trained = weights(tmp_path)
    again = fit.fit(settings("mlp", "fast"), few, tmp_path, CPU, resume=True)
    assert all(torch.equal(trained[name], value) for name, value in weights(tmp_path).items())
    assert {**first, "finished": ""} == {**again, "finished": ""}


def test_resuming_where_nothing_was_begun_begins(few: Digits, tmp_path: Path) -> None:
    fit.fit(settings("mlp", "fast"), few, tmp_path / "new", CPU, resume=True)
    fit.fit(settings("mlp", "fast"), few, tmp_path / "plain", CPU)
    assert identical(tmp_path / "new", tmp_path / "plain")


# --- killed at any moment --------------------------------------------------------------------------------------------


class Nursery:
    """Runs in processes of their own, as `nursery.py` starts them."""

    def __init__(self, sample_root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("nursery.py")), str(sample_root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        )

        assert self._pipe(self.process.stdout).readline() == "ready\n"

    def start(self, directory: Path, settings: Settings) -> int:
        """Begin or resume; returns the process id."""
        print(
            json.dumps([str(directory), settings]), file=self._pipe(self.process.stdin), flush=True
        )
        return int(self._pipe(self.process.stdout).readline())

    def wait(self) -> int:
        """The exit code of the run that was started. Until this is asked for, its process id stays its own."""
        print(file=self._pipe(self.process.stdin), flush=True)
        return int(self._pipe(self.process.stdout).readline())

    def close(self) -> None:
        self._pipe(self.process.stdin).close()
        assert self.process.wait() == 0
        self._pipe(self.process.stdout).close()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@pytest.fixture
def nursery(sample_root: Path) -> Iterator[Nursery]:
    opened = Nursery(sample_root)
    yield opened
    opened.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed with a POSIX signal")
def test_a_run_killed_at_any_moment_ends_with_the_weights_of_one_never_killed(
    nursery: Nursery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = [settings("mlp", "fast"), settings("mlp", "readable")]
    lasting = []
    for number, kind in enumerate(kinds):
        begun = time.monotonic()
        nursery.start(tmp_path / f"whole{number}", kind)
        assert nursery.wait() == 0
        lasting.append(time.monotonic() - begun)

    chance = random.Random(0)
    deadline = time.monotonic() + KILLING_SECONDS
    kills = finished = resumed_midway = 0
    while kills < KILLS and time.monotonic() < deadline:
        number = finished % len(kinds)
        directory = tmp_path / f"killed{finished}"
        code = -signal.SIGKILL
        while code != 0:
            child = nursery.start(directory, kinds[number])
            time.sleep(chance.uniform(0, 0.7 * lasting[number]))
            os.kill(child, signal.SIGKILL)
            code = nursery.wait()
            assert code in (0, -signal.SIGKILL)
            if code:
                kills += 1
                path = directory / run.CHECKPOINT
                resumed_midway += path.exists() and len(checkpoint.load(path)["epochs"]) > 0
        finished += 1
        assert identical(directory, tmp_path / f"whole{number}")
        assert not list(directory.glob(".*.part"))
    with capsys.disabled():
        print(
            f" [{kills} kills, {resumed_midway} of them after a checkpoint; {finished} runs, all alike] ",
            end="",
        )
    assert resumed_midway > 0


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def begun(few: Digits, tmp_path: Path) -> Path:
    """A run that stopped after its first epoch."""
    with pytest.raises(Stop):
        fit.fit(settings("mlp", "fast"), few, tmp_path / "run", CPU, after_epoch=stop_after(1))
    return tmp_path / "run"


def content(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (settings("mlp", "fast", seed=1), "seed"),
        (settings("mlp", "fast", epochs=9), "epochs"),
        (settings("cnn", "fast"), "model"),
        (settings("mlp", "readable"), "method"),
    ],
)
def test_a_run_is_not_resumed_with_other_settings(
    few: Digits, begun: Path, other: Settings, word: str
) -> None:
    before = content(begun)
    with pytest.raises(InputError, match=f"was begun with {word}"):
        fit.fit(other, few, begun, CPU, resume=True)
    assert content(begun) == before


def test_a_run_is_not_resumed_on_other_data(sample: Digits, begun: Path) -> None:
    with pytest.raises(InputError, match="was begun with train 1100, not 3667"):
        fit.fit(settings("mlp", "fast"), sample, begun, CPU, resume=True)


class RunsCode:
    """Unpickled without care, this leaves a file behind."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.trace,)


def damage(path: Path, kind: str) -> None:
    if kind == "a pickle with code in it":
        path.write_bytes(pickle.dumps(RunsCode(path.with_name("ran"))))
    elif kind == "a torch file with code in it":
        torch.save({"model": RunsCode(path.with_name("ran"))}, path)
    elif kind == "JSON":
        path.write_text('{"epochs": 3}')
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "cut short":
        path.write_bytes(path.read_bytes()[:-5000])
    elif kind == "a state dict":
        torch.save(torch.nn.Linear(2, 2).state_dict(), path)


@pytest.mark.parametrize(
    "kind",
    [
        "a pickle with code in it",
        "a torch file with code in it",
        "JSON",
        "empty",
        "cut short",
        "a state dict",
    ],
)
def test_what_is_no_checkpoint_is_refused_in_a_sentence_and_nothing_in_it_is_run(
    few: Digits, begun: Path, kind: str
) -> None:
    damage(begun / run.CHECKPOINT, kind)
    before = content(begun)
    with pytest.raises(
        InputError, match=r"checkpoint\.pt is (damaged|no checkpoint of ours)"
    ) as refusal:
        fit.fit(settings("mlp", "fast"), few, begun, CPU, resume=True)
    assert "\n" not in str(refusal.value)
    assert content(begun) == before
    assert not (begun / "ran").exists()


def lose_moments(found: dict[str, Any]) -> None:
    del found["optimizer"]["state"][3]


def shorten_moments(found: dict[str, Any]) -> None:
    found["optimizer"]["state"][0]["exp_avg"] = torch.zeros(3)


def lose_one_kind_of_moments(found: dict[str, Any]) -> None:
    for moments in found["optimizer"]["state"].values():
        del moments["exp_avg_sq"]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda found: found.pop("random"), "random"),
        (lambda found: found.update(settings={"seed": 0}), "settings"),
        (lambda found: found["settings"].update(seed="0"), "settings"),
        (lambda found: found["settings"].update(epochs=True), "settings"),
        (lambda found: found.update(data=None), "data"),
        (lambda found: found.update(epochs=7), "epochs"),
        (lambda found: found["epochs"][0].pop("seconds"), "epochs"),
        (lambda found: found["epochs"].append(found["epochs"][0]), "epochs"),
        (lambda found: found["model"].pop("net.1.bias"), "model"),
        (lambda found: found["model"].update({"net.1.bias": torch.zeros(3)}), "model"),
        (lambda found: found["model"].update({"net.1.bias": 3}), "model"),
        (lambda found: found.update(optimizer={}), "optimizer"),
        (lambda found: found["optimizer"].update(param_groups=[]), "optimizer"),
        (lambda found: found["optimizer"]["param_groups"][0].pop("betas"), "optimizer"),
        (lose_moments, "optimizer"),
        (shorten_moments, "optimizer"),
        (lose_one_kind_of_moments, "optimizer"),
        (lambda found: found.update(scheduler=None), "scheduler"),
        (lambda found: found["scheduler"].pop("last_epoch"), "scheduler"),
        (lambda found: found["scheduler"].update(total_steps="all"), "scheduler"),
        (lambda found: found["random"].update(shuffle=torch.zeros(3)), "random"),
        (lambda found: found["random"].update(ranks={"cpu": [torch.zeros(5)]}), "random"),
        (lambda found: found["random"].pop("ranks"), "random"),
    ],
)
def test_a_checkpoint_whose_parts_are_missing_or_wrong_is_refused_by_the_part_s_name(
    few: Digits, begun: Path, change: Callable[[dict[str, Any]], object], part: str
) -> None:
    found = torch.load(begun / run.CHECKPOINT, weights_only=True)
    change(found)
    torch.save(found, begun / run.CHECKPOINT)
    before = content(begun)
    with pytest.raises(InputError, match=f"its {part} is missing or wrong"):
        fit.fit(settings("mlp", "fast"), few, begun, CPU, resume=True)
    assert content(begun) == before


def test_a_checkpoint_with_flipped_bytes_is_not_resumed(few: Digits, begun: Path) -> None:
    path = begun / run.CHECKPOINT
    whole = path.read_bytes()
    chance = random.Random(0)
    for _ in range(8):
        damaged = bytearray(whole)
        for place in chance.sample(range(len(whole)), 50):
            damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="is damaged"):
            fit.fit(settings("mlp", "fast"), few, begun, CPU, resume=True)


def test_the_code_in_those_files_would_have_run_had_it_been_let(tmp_path: Path) -> None:
    """The test above could not fail otherwise."""
    for kind in ("a pickle with code in it", "a torch file with code in it"):
        damage(tmp_path / "file", kind)
        with contextlib.suppress(RuntimeError):  # raised when the code has run and was no tensor
            torch.load(tmp_path / "file", weights_only=False)
        assert (tmp_path / "ran").exists()
        (tmp_path / "ran").unlink()


def test_a_full_disk_stops_the_run_and_loses_nothing(
    few: Digits, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(begun)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(
            InputError, match=f"Cannot write in {begun} .No space left on device."
        ) as refusal:
            fit.fit(settings("mlp", "fast"), few, begun, CPU, resume=True)
    assert "\n" not in str(refusal.value)
    assert content(begun) == before

    fit.fit(settings("mlp", "fast"), few, begun, CPU, resume=True)
    fit.fit(settings("mlp", "fast"), few, begun.with_name("whole"), CPU)
    assert identical(begun, begun.with_name("whole"))


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has a device that is always full"
)
def test_writing_to_a_device_that_is_really_full_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    (tmp_path / ".file.part").symlink_to("/dev/full")
    with pytest.raises(InputError, match="No space left on device"):
        files.replace_file(path, b"new" * 100_000)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_directory_that_cannot_be_written_to_is_refused_before_any_work(
    few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="Cannot write in"):
        fit.fit(settings("mlp", "fast"), few, tmp_path / "file" / "run", CPU)

    def no_permission(self: Path, *args: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", no_permission)
    with pytest.raises(InputError, match="Permission denied"):
        fit.fit(
            settings("mlp", "fast"),
            few,
            tmp_path / "run",
            CPU,
            after_epoch=lambda epoch: pytest.fail("an epoch was trained"),
        )
