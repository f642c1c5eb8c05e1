import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tutorial_lib.mnist import precision
from tutorial_lib.mnist.precision import bfloat16_is_faster, suitable_precision
from tutorial_lib.mnist.recipes import recipe
from tutorial_lib.mnist.run import Method, Model, Precision, read_metrics


@pytest.mark.parametrize(
    ("device", "model", "method", "faster", "expected"),
    [
        ("cuda", "cnn", "fast", True, "tensorfloat32"),
        ("cuda", "mlp", "fast", True, "tensorfloat32"),
        ("cuda", "mlp", "readable", True, "float32"),
        ("cpu", "cnn", "fast", True, "bfloat16"),
        ("cpu", "cnn", "fast", False, "float32"),
        ("cpu", "cnn", "readable", True, "float32"),
        ("mps", "cnn", "fast", True, "float32"),
        ("xpu", "mlp", "fast", True, "float32"),
    ],
)
def test_digits_are_traded_for_speed_only_where_it_pays(
    monkeypatch: pytest.MonkeyPatch,
    device: str,
    model: Model,
    method: Method,
    faster: bool,
    expected: Precision,
) -> None:
    monkeypatch.setattr(precision, "bfloat16_is_faster", lambda: faster)
    settings = recipe(model, method, "mnist", None, 0)
    assert suitable_precision(settings, torch.device(device)) == expected


def test_trying_draws_no_chance_and_keeps_the_threads() -> None:
    chance, threads = torch.get_rng_state(), torch.get_num_threads()
    bfloat16_is_faster()
    assert torch.equal(chance, torch.get_rng_state())
    assert torch.get_num_threads() == threads


def test_a_processor_without_bfloat16_trains_in_float32_and_says_so(
    sample_root: Path, tmp_path: Path
) -> None:
    """oneDNN's own setting takes the instructions away; what the processor says of itself stays as it was."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tutorial_lib", "train", "--device", "cpu", "--model", "cnn"),
            *("--epochs", "1", "--data", str(sample_root), "--out", str(tmp_path / "run")),
        ],
        env={**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    metrics = read_metrics(tmp_path / "run")
    assert metrics["device"]["precision"] == "float32"
    assert metrics["test_accuracy"] > 0.9
