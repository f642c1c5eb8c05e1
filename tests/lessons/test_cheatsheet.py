"""The cheat sheet's loop counts what it has seen, and its numbers are a real run's."""

from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import Run
from .records import record_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("drop_last", [True, False])
def test_the_means_are_those_of_the_samples_seen(run: Run, drop_last: bool) -> None:
    names = run("cheatsheet", ["create", "train", "evaluate"])
    torch.manual_seed(0)
    inputs, labels = torch.randn(10, 2), torch.randint(0, 2, (10,))
    loader = DataLoader(TensorDataset(inputs, labels), batch_size=4, drop_last=drop_last)
    seen = slice(0, 8 if drop_last else 10)
    model, criterion, device = nn.Linear(2, 2), nn.CrossEntropyLoss(), torch.device("cpu")
    expected = criterion(model(inputs[seen]), labels[seen]).item()
    right = (model(inputs[seen]).argmax(dim=1) == labels[seen]).float().mean().item()

    loss, accuracy = names["evaluate"](model, loader, criterion, device)
    assert loss == pytest.approx(expected)
    assert accuracy == pytest.approx(right)
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    assert names["train"](model, loader, criterion, still, device) == pytest.approx(expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shown_run_is_the_recorded_one(language: Language) -> None:
    record = record_of("cheatsheet")
    first = record["seeds"][0]
    losses = [round(loss, 3) for loss in first["losses"]]
    shown = f"```text\n{losses}\n{first['test_loss']:.3f} {first['accuracy']:.1%}\n```"
    assert shown in read_page(ROOT / "docs" / language / "cheatsheet.md").text
    assert all(run["accuracy"] > 0.95 for run in record["seeds"])
    assert all(run["losses"][-1] < run["losses"][0] / 3 for run in record["seeds"])
