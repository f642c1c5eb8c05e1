"""The checks of the debugging page tell a right program from a broken one, with each optimizer it names."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import nn

from site_tools.read.snippet import SnippetFile, read_snippet
from site_tools.run.outcome import Outcome
from tests.namespace import Namespace

ROOT = Path(__file__).parents[2]
PATH = ROOT / "snippets" / "debugging.py"
BEFORE = ("traceback", "load", "look", "first-loss")


def outcomes(section: str, before: tuple[str, ...], old: str, new: str) -> list[Outcome]:
    """What the section does once ``old`` stands as ``new`` in it, after the sections before it."""
    source = PATH.read_text(encoding="utf-8")
    assert old in source
    file = SnippetFile(PATH, PATH.name, source.replace(old, new, 1), is_snippet=True)
    namespace = Namespace(str(PATH))
    for name in before:
        namespace.run(read_snippet(PATH.name, ROOT).section(name))
    return namespace.run(file.section(section))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        optimizer.step()\n", ""),
        ("        loss.backward()\n", ""),
        (
            "        loss = criterion(model(images), labels)",
            "        loss = criterion(model(images).softmax(dim=1), labels)",
        ),
        (
            "torch.optim.Adam(model.parameters(), lr=0.01)",
            "torch.optim.Adam(build().parameters(), lr=0.01)",
        ),
    ],
    ids=["no step", "no backward", "softmax", "parameters of another model"],
)
def test_a_broken_loop_cannot_learn_one_batch_by_heart(old: str, new: str) -> None:
    assert any(outcome.problem for outcome in outcomes("overfit", BEFORE, old, new))


def test_the_loop_that_is_shown_learns_one_batch_by_heart() -> None:
    assert not any(outcome.problem for outcome in outcomes("overfit", BEFORE, "", ""))


OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "SGD": partial(torch.optim.SGD, lr=0.1),
    "SGD, momentum": partial(torch.optim.SGD, lr=0.01, momentum=0.9),
    "RMSprop": partial(torch.optim.RMSprop, lr=0.001),
    "Adam": partial(torch.optim.Adam, lr=0.001),
    "AdamW": partial(torch.optim.AdamW, lr=0.001),
}


@pytest.fixture(scope="module")
def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """The page's images and labels, shuffled together."""
    namespace = Namespace(str(PATH))
    for name in BEFORE:
        namespace.run(read_snippet(PATH.name, ROOT).section(name))
    return namespace.names["images"], namespace.names["labels"]


def network(hidden: int = 64) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def share_right(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    right: torch.Tensor = model(images).argmax(dim=1) == labels
    return right.float().mean().item()


def memorize(
    optimizer: str, images: torch.Tensor, labels: torch.Tensor, hidden: int, zero: bool
) -> float:
    """The share of one batch that 300 steps get right."""
    model = network(hidden)
    stepper = OPTIMIZERS[optimizer](model.parameters())
    for _ in range(300):
        if zero:
            stepper.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        stepper.step()
    return share_right(model, images, labels)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_eight_hidden_neurons_learn_one_batch_by_heart(
    optimizer: str, digits: tuple[torch.Tensor, torch.Tensor]
) -> None:
    images, labels = digits
    assert sum(parameter.numel() for parameter in network(8).parameters()) == 6370
    assert memorize(optimizer, images[:32], labels[:32], hidden=8, zero=True) == 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_one_batch_hides_a_forgotten_zero_grad_except_from_momentum(
    optimizer: str, digits: tuple[torch.Tensor, torch.Tensor]
) -> None:
    images, labels = digits
    right = memorize(optimizer, images[:32], labels[:32], hidden=64, zero=False)
    assert (right < 0.9) if optimizer == "SGD, momentum" else (right >= 0.96)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("mistake", ["no backward", "no step", "zero after backward", "another"])
def test_a_loss_of_which_no_digit_changes_has_four_causes_with_every_optimizer(
    mistake: str, optimizer: str, digits: tuple[torch.Tensor, torch.Tensor]
) -> None:
    images, labels = digits[0][:32], digits[1][:32]
    model = network()
    stepper = OPTIMIZERS[optimizer](model.parameters())
    if mistake == "another":
        model = network()
    losses = set()
    for _ in range(20):
        loss = nn.functional.cross_entropy(model(images), labels)
        losses.add(loss.item())
        stepper.zero_grad()
        if mistake != "no backward":
            loss.backward()
        if mistake == "zero after backward":
            stepper.zero_grad()
        if mistake != "no step":
            stepper.step()
    assert len(losses) == 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_labels_that_do_not_belong_to_their_images_show_on_the_training_data(
    optimizer: str, digits: tuple[torch.Tensor, torch.Tensor]
) -> None:
    images, labels = digits
    after_one_epoch = {}
    for aligned in (True, False):
        model = network()
        stepper = OPTIMIZERS[optimizer](model.parameters())
        wanted = labels if aligned else labels[torch.randperm(len(labels))]
        for batch in torch.arange(4000).split(50):
            loss = nn.functional.cross_entropy(model(images[batch]), wanted[batch])
            stepper.zero_grad()
            loss.backward()
            stepper.step()
        after_one_epoch[aligned] = share_right(model, images[:4000], wanted[:4000])
    assert after_one_epoch[True] > 0.7
    assert after_one_epoch[False] < 0.2


def test_what_a_network_guesses_tells_the_causes_of_chance_apart() -> None:
    namespace = Namespace(str(PATH))
    printed = ""
    for name in (*BEFORE, "overfit", "misaligned", "symptom-chance"):
        ran = namespace.run(read_snippet(PATH.name, ROOT).section(name))
        assert name in BEFORE or not any(outcome.problem for outcome in ran)
        printed = "".join(outcome.output or "" for outcome in ran)
    found = re.findall(r"(.+): (\d+)% \[(.+)\]", printed)
    counts = {cause: [int(count) for count in listed.split(",")] for cause, _, listed in found}
    right = {cause: int(percent) for cause, percent, _ in found}
    assert right["right"] > 85
    assert max(percent for cause, percent in right.items() if cause != "right") < 20
    assert max(counts["learning rate 10"]) > 900
    assert max(counts["all black"]) == 1000
    assert max(counts["misaligned"]) < 500


def test_labels_that_do_not_belong_to_their_images_show_beyond_one_batch() -> None:
    namespace = Namespace(str(PATH))
    for name in (*BEFORE, "overfit", "misaligned"):
        ran = namespace.run(read_snippet(PATH.name, ROOT).section(name))
        assert name in BEFORE or not any(outcome.problem for outcome in ran)
    aligned, misaligned = namespace.names["scores"].values()
    assert aligned[0] == misaligned[0] == 1
    assert min(aligned) > 0.85
    assert misaligned[1] < 0.6
    assert misaligned[2] < 0.2
