"""What only a CUDA device can tell of the fast way to train. Collected where there is one: see conftest.py."""

from pathlib import Path

import pytest
import torch

from tests.mnist.conftest import Stop, fast_loop, stop_after, torchrun
from tutorial_lib.mnist import fit, prediction, recipes, run
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.run import Model

CUDA = torch.device("cuda")
MODELS = pytest.mark.parametrize("model", ["mlp", "cnn"])


@MODELS
def test_a_replayed_step_trains_as_the_step_itself_does(few: Digits, model: Model) -> None:
    """Dropout, the changing rate and the optimizer's moments included, over several epochs."""
    wanted = recipes.recipe(model, "fast", few.name, 3, 0)
    told, states = [], []
    for replayed in (False, True):
        state, loop = fast_loop(few, wanted, CUDA)
        if not replayed:
            loop.run_step = loop.step
        told.append(torch.tensor([loop.train(epoch) for epoch in range(1, 4)]))
        states.append(state.model.state_dict())
    torch.testing.assert_close(*told, rtol=1e-2, atol=1e-2)
    for name, value in states[0].items():
        torch.testing.assert_close(states[1][name], value, rtol=1e-2, atol=1e-3)


@pytest.mark.filterwarnings("ignore:Synchronization debug mode is a prototype")
@MODELS
def test_a_step_never_waits_for_the_device(few: Digits, model: Model) -> None:
    _, loop = fast_loop(few, recipes.recipe(model, "fast", few.name, 1, 0), CUDA)
    torch.cuda.set_sync_debug_mode("error")
    try:
        loop.step()
        loop.run_step()
    finally:
        torch.cuda.set_sync_debug_mode("default")


@MODELS
def test_ten_epochs_of_the_sample_read_nine_of_ten_new_digits(
    sample: Digits, tmp_path: Path, model: Model
) -> None:
    metrics = fit.fit(
        recipes.recipe(model, "fast", sample.name, None, 0), sample, tmp_path / model, CUDA
    )
    assert metrics["test_accuracy"] > 0.92
    assert metrics["device"]["type"] == "cuda"
    assert metrics["device"]["name"] == torch.cuda.get_device_name()


def test_a_run_goes_on_after_its_last_whole_epoch_on_whatever_device_is_there(
    few: Digits, tmp_path: Path
) -> None:
    wanted = recipes.recipe("mlp", "fast", few.name, 4, 0)
    whole = fit.fit(wanted, few, tmp_path / "whole", CUDA)
    for first, then in (("cuda", "cuda"), ("cuda", "cpu"), ("cpu", "cuda")):
        directory = tmp_path / f"{first}-{then}"
        with pytest.raises(Stop):
            fit.fit(wanted, few, directory, torch.device(first), after_epoch=stop_after(2))
        resumed = fit.fit(wanted, few, directory, torch.device(then), resume=True)
        assert [epoch["epoch"] for epoch in resumed["epochs"]] == [1, 2, 3, 4]
        assert resumed["test_accuracy"] == pytest.approx(whole["test_accuracy"], abs=0.05)
        if first == then == "cuda":
            assert resumed["test_loss"] == pytest.approx(whole["test_loss"], rel=1e-2)


def test_what_a_gpu_trained_predicts_on_the_cpu(few: Digits, tmp_path: Path) -> None:
    directory = tmp_path / "run"
    fit.fit(recipes.recipe("mlp", "fast", few.name, 2, 0), few, directory, CUDA)
    weights = torch.load(directory / run.WEIGHTS, weights_only=True)
    assert {value.device.type for value in weights.values()} == {"cpu"}
    assert prediction.load_model(directory / run.WEIGHTS)


def test_torchrun_takes_one_process_for_each_gpu(sample_root: Path, tmp_path: Path) -> None:
    train = ("train", "--data", str(sample_root), "--out", str(tmp_path), "--epochs", "2")
    process = torchrun(*train, processes="gpu")
    _, errors = process.communicate(timeout=200)
    assert process.returncode == 0, errors
    metrics = run.read_metrics(tmp_path)
    assert metrics["device"]["processes"] == torch.cuda.device_count()
    assert metrics["device"]["type"] == "cuda"
