import json
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from tests.mnist.conftest import fast_loop
from tutorial_lib.errors import InputError
from tutorial_lib.mnist import checkpoint, data, fit, run, state
from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.fast import everywhere
from tutorial_lib.mnist.recipes import recipe
from tutorial_lib.mnist.run import Method, Metrics, Settings
from tutorial_lib.mnist.state import begin, uses_cuda_graph
from tutorial_lib.mnist.training import DigitDataset, evaluate, train_one_epoch
from tutorial_lib.models import MNISTNet

CPU = torch.device("cpu")


def settings(method: Method, epochs: int = 2, seed: int = 0, **changes: object) -> Settings:
    return {**recipe("mlp", method, "mnist-sample", epochs, seed), **changes}  # type: ignore[typeddict-item]


def weights(directory: Path) -> dict[str, torch.Tensor]:
    loaded: dict[str, torch.Tensor] = torch.load(directory / run.WEIGHTS, weights_only=True)
    return loaded


def equal(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


# --- the readable loop -----------------------------------------------------------------------------------------------


def flat_model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


def test_the_dataset_gives_one_standardized_image_and_its_label(sample: Digits) -> None:
    dataset = DigitDataset(sample.train_images, sample.train_labels)
    image, label = dataset[17]
    assert len(dataset) == 4000
    assert torch.equal(image, data.normalize(sample.train_images[17:18])[0])
    assert label == sample.train_labels[17]


def test_the_loss_of_an_epoch_weighs_every_digit_alike_although_the_last_batch_is_short(
    few: Digits,
) -> None:
    dataset = DigitDataset(few.train_images[:70], few.train_labels[:70])
    images, labels = dataset.images, dataset.labels
    frozen = torch.optim.SGD((model := flat_model()).parameters(), lr=0.0)
    loss_fn = nn.CrossEntropyLoss()
    expected = loss_fn(model(images), labels).item()
    naive = (
        loss_fn(model(images[:64]), labels[:64]) + loss_fn(model(images[64:]), labels[64:])
    ).item() / 2
    assert abs(naive - expected) > 1e-3  # the test can tell

    loader = DataLoader(dataset, batch_size=64)
    trained = train_one_epoch(model, loader, loss_fn, frozen, CPU)
    evaluated = evaluate(model, loader, loss_fn, CPU)
    assert trained == pytest.approx(evaluated)
    assert evaluated[0] == pytest.approx(expected, abs=1e-6)
    assert evaluated[1] == (model(images).argmax(dim=1) == labels).sum().item() / 70


def test_an_epoch_is_plain_gradient_descent(few: Digits) -> None:
    """Also shows that gradients are cleared between batches: the expected update knows one batch at a time."""
    dataset = DigitDataset(few.train_images[:128], few.train_labels[:128])
    model, loss_fn = flat_model(), nn.CrossEntropyLoss()
    expected = [parameter.detach().clone().requires_grad_() for parameter in model.parameters()]
    for start in (0, 64):
        weight, bias = expected
        logits = dataset.images[start : start + 64].flatten(1) @ weight.T + bias
        gradients = torch.autograd.grad(
            loss_fn(logits, dataset.labels[start : start + 64]), expected
        )
        expected = [
            (value - 0.1 * gradient).detach().requires_grad_()
            for value, gradient in zip(expected, gradients, strict=True)
        ]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    train_one_epoch(model, DataLoader(dataset, batch_size=64), loss_fn, optimizer, CPU)
    for parameter, value in zip(model.parameters(), expected, strict=True):
        torch.testing.assert_close(parameter, value)


def test_evaluation_changes_nothing_and_switches_dropout_off(few: Digits) -> None:
    model = MNISTNet()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    loader = DataLoader(DigitDataset(few.test_images, few.test_labels), batch_size=64)
    first, second = (evaluate(model, loader, nn.CrossEntropyLoss(), CPU) for _ in range(2))
    assert first == second
    assert equal(before, model.state_dict())
    assert all(parameter.grad is None for parameter in model.parameters())


# --- the fast loop ---------------------------------------------------------------------------------------------------


def test_the_fast_loop_does_the_same_arithmetic_as_a_plain_one(few: Digits) -> None:
    wanted = settings(
        "fast",
        optimizer="Adam",
        learning_rate=1e-3,
        weight_decay=0.0,
        schedule="constant",
        label_smoothing=0.0,
    )
    begun, loop = fast_loop(few, wanted, CPU, "float32")
    model = MNISTNet()
    model.load_state_dict(begun.model.state_dict())
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    chance, order = torch.get_rng_state(), torch.Generator()
    order.set_state(begun.shuffle.get_state())

    loop.train(1)

    torch.set_rng_state(chance)
    model.train()
    indices, _ = data.split(few, wanted["seed"])
    images, labels = data.normalize(few.train_images)[indices], few.train_labels[indices]
    for batch in torch.randperm(len(indices), generator=order).split(64):
        if len(batch) == 64:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    for name, value in model.state_dict().items():
        torch.testing.assert_close(begun.model.state_dict()[name], value)


def test_moved_digits_are_the_same_digits_elsewhere(few: Digits) -> None:
    images = data.normalize(few.train_images[:50])
    moved = everywhere(images, 1)
    assert moved.shape == (50, 1, 3, 3, 28, 28)
    assert torch.equal(moved[:, :, 1, 1], images)
    # Down by one and along by one: the first row and column are paper, as MNIST's are.
    assert torch.equal(moved[:, :, 0, 0, 1:, 1:], images[:, :, :-1, :-1])
    assert (moved[:, :, 0, 0, 0] == images.amin()).all()
    assert moved.untyped_storage().nbytes() < 1.2 * images.untyped_storage().nbytes()


def test_each_batch_moves_each_digit_by_chance_of_its_own(few: Digits) -> None:
    wanted = {**settings("fast"), "shift": 1}
    _, loop = fast_loop(few, wanted, CPU)  # type: ignore[arg-type]
    loop.indices.fill_(5)
    same = loop.images[5]
    places = {
        next(
            (down, along)
            for down in range(3)
            for along in range(3)
            if torch.equal(image, same[:, down, along])
        )
        for _ in range(5)
        for image in loop.batch()
    }
    assert len(places) == 9


def test_the_learning_rate_rises_and_falls_once(few: Digits) -> None:
    wanted = settings("fast", epochs=5)
    begun, loop = fast_loop(few, wanted, CPU)
    rates = []
    for epoch in range(1, 6):
        loop.train(epoch)
        rates.append(begun.optimizer.param_groups[0]["lr"])
    top = rates.index(max(rates))
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] < 1e-3 * wanted["learning_rate"]


def test_a_captured_step_finds_the_rate_where_it_was_also_after_resuming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A CUDA graph reads addresses: the rate has to change in place. A tensor on the CPU shows it as well."""
    wanted = settings("fast")
    number = begin(wanted, 1100, CPU, World())
    monkeypatch.setattr(state, "uses_cuda_graph", lambda *arguments: True)
    tensor = begin(wanted, 1100, CPU, World())
    record: run.DataRecord = {"name": "mnist-sample", "train": 1100, "validation": 100, "test": 200}
    for resumed in (False, True):
        if resumed:
            path = tmp_path / run.CHECKPOINT
            checkpoint.save(path, state.state_dict(number, wanted, record, CPU, World()))
            tensor = begin(wanted, 1100, CPU, World())
            state.load_state_dict(tensor, checkpoint.load(path), path, CPU, World())
        rate = tensor.optimizer.param_groups[0]["lr"]
        for step in range(10):
            for kind in (number, tensor):
                torch.manual_seed(step)
                kind.model(torch.randn(8, 1, 28, 28)).sum().backward()
                kind.optimizer.step()
                kind.optimizer.zero_grad()
                assert kind.scheduler
                kind.scheduler.step()
        assert tensor.optimizer.param_groups[0]["lr"] is rate
        assert isinstance(rate, torch.Tensor)
        assert rate.item() == pytest.approx(number.optimizer.param_groups[0]["lr"])
        for one, other in zip(number.model.parameters(), tensor.model.parameters(), strict=True):
            torch.testing.assert_close(one, other)


@pytest.mark.parametrize("trained", [False, True])
def test_warming_up_leaves_no_trace(few: Digits, trained: bool) -> None:
    """Before a CUDA graph is captured a few steps run; they must not train."""
    states = []
    for warmed_up in (False, True):
        begun, loop = fast_loop(few, settings("fast"), CPU)
        if trained:
            loop.train(1)
        if warmed_up:
            chance = torch.get_rng_state()
            loop.warmup()
            torch.set_rng_state(chance)
        loop.train(2)
        states.append(begun.model.state_dict())
    assert equal(*states)


def test_a_step_keeps_to_one_device(few: Digits) -> None:
    """On the meta device any tensor left behind on the CPU raises, as it would on a GPU."""
    meta = torch.device("meta")
    begun, loop = fast_loop(few, settings("fast"), CPU)
    loop.trained = begun.model.to(meta)
    loop.optimizer = torch.optim.AdamW(begun.model.parameters())
    for name in ("images", "labels", "indices", "loss_sum", "correct"):
        setattr(loop, name, getattr(loop, name).to(meta))
    loop.step()
    assert all(parameter.grad is not None for parameter in begun.model.parameters())


@pytest.mark.parametrize(
    ("device", "ranks", "method", "captured"),
    [
        ("cuda", 1, "fast", True),
        ("cuda", 2, "fast", False),
        ("cuda", 1, "readable", False),
        ("cpu", 1, "fast", False),
        ("mps", 1, "fast", False),
    ],
)
def test_only_the_fast_way_alone_on_a_cuda_device_replays_a_graph(
    device: str, ranks: int, method: Method, captured: bool
) -> None:
    assert uses_cuda_graph(settings(method), torch.device(device), World(size=ranks)) is captured


# --- whole runs ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, sample: Digits) -> dict[str, Path]:
    """One run of each kind on the sample, for the tests that only look."""
    base = tmp_path_factory.mktemp("runs")
    for method in ("fast", "readable"):
        fit.fit(recipe("mlp", method, sample.name, 4, 0), sample, base / method, CPU)
    fit.fit(recipe("cnn", "fast", sample.name, 2, 0), sample, base / "cnn", CPU)
    return {path.name: path for path in base.iterdir()}


@pytest.mark.parametrize(("name", "accuracy"), [("fast", 0.90), ("readable", 0.90), ("cnn", 0.92)])
def test_a_few_epochs_on_the_sample_read_nine_of_ten_new_digits(
    runs: dict[str, Path], name: str, accuracy: float
) -> None:
    assert run.read_metrics(runs[name])["test_accuracy"] > accuracy


@pytest.mark.parametrize("name", ["fast", "readable", "cnn"])
def test_the_record_holds_what_the_schema_promises(runs: dict[str, Path], name: str) -> None:
    record = json.loads((runs[name] / run.METRICS).read_text())
    assert record.keys() == Metrics.__annotations__.keys()
    for part in ("settings", "versions", "device", "data"):
        assert record[part].keys() == Metrics.__annotations__[part].__annotations__.keys()
    for epoch in record["epochs"]:
        assert epoch.keys() == run.Epoch.__annotations__.keys()
    assert [epoch["epoch"] for epoch in record["epochs"]] == list(
        range(1, record["settings"]["epochs"] + 1)
    )
    assert record["train_seconds"] == pytest.approx(
        sum(epoch["seconds"] for epoch in record["epochs"])
    )
    assert record["data"] == {
        "name": "mnist-sample",
        "train": 3667,
        "validation": 333,
        "test": 1000,
    }


@pytest.mark.parametrize("name", ["fast", "readable", "cnn"])
def test_accuracy_confusion_and_misread_digits_tell_the_same_story(
    runs: dict[str, Path], name: str, sample: Digits
) -> None:
    record = run.read_metrics(runs[name])
    confusion = torch.tensor(record["confusion"])
    assert confusion.sum(dim=1).tolist() == [100] * 10  # rows are labels
    assert confusion.diag().sum().item() == round(record["test_accuracy"] * 1000)
    assert len(record["misread"]) == 1000 - confusion.diag().sum()
    for digit in record["misread"]:
        assert digit["label"] == sample.test_labels[digit["index"]] != digit["predicted"]
    sure = [digit["probability"] for digit in record["misread"]]
    assert sure == sorted(sure, reverse=True)
    images = torch.load(runs[name] / run.MISREAD, weights_only=True)
    assert torch.equal(images, sample.test_images[[digit["index"] for digit in record["misread"]]])


@pytest.mark.parametrize("name", ["fast", "readable"])
def test_the_saved_weights_are_those_that_were_tested(
    runs: dict[str, Path], name: str, sample: Digits
) -> None:
    model = MNISTNet()
    model.load_state_dict(weights(runs[name]))
    loader = DataLoader(DigitDataset(sample.test_images, sample.test_labels), batch_size=1000)
    record = run.read_metrics(runs[name])
    assert evaluate(model, loader, nn.CrossEntropyLoss(), CPU) == pytest.approx(
        (record["test_loss"], record["test_accuracy"]), abs=1e-5
    )


@pytest.mark.parametrize("method", ["fast", "readable"])
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(
    few: Digits, tmp_path: Path, method: Method
) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        fit.fit(settings(method, seed=seed), few, tmp_path / name, CPU)
    assert equal(weights(tmp_path / "one"), weights(tmp_path / "again"))
    assert not equal(weights(tmp_path / "one"), weights(tmp_path / "other"))


@pytest.mark.parametrize("method", ["fast", "readable"])
def test_the_test_set_has_no_part_in_training(few: Digits, tmp_path: Path, method: Method) -> None:
    other = Digits(
        few.name, few.train_images, few.train_labels, 255 - few.test_images, 9 - few.test_labels
    )
    first, second = (
        fit.fit(settings(method), digits, tmp_path / name, CPU)
        for name, digits in (("real", few), ("inverted", other))
    )
    assert equal(weights(tmp_path / "real"), weights(tmp_path / "inverted"))
    assert first["test_accuracy"] != second["test_accuracy"]
    assert [epoch["validation_loss"] for epoch in first["epochs"]] == [
        epoch["validation_loss"] for epoch in second["epochs"]
    ]


def test_a_run_does_not_write_over_another(few: Digits, tmp_path: Path) -> None:
    fit.fit(settings("fast"), few, tmp_path, CPU)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match="already holds a run"):
        fit.fit(settings("fast", seed=5), few, tmp_path, CPU)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_record_that_is_not_ours_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"metrics\.json cannot be read"):
        run.read_metrics(tmp_path)
    (tmp_path / run.METRICS).write_text("{")
    with pytest.raises(InputError, match=r"metrics\.json is not valid JSON"):
        run.read_metrics(tmp_path)
    (tmp_path / run.METRICS).write_text('{"test_accuracy": 1.0}')
    with pytest.raises(InputError, match=r"metrics\.json .* its test_loss is missing or wrong"):
        run.read_metrics(tmp_path)


def test_batches_for_the_whole_set_are_larger_than_for_the_sample() -> None:
    """The sample is so small that large batches would leave too few steps to learn in."""
    whole, few = (recipe("mlp", "fast", name, None, 0) for name in ("mnist", "mnist-sample"))
    assert whole["batch_size"] > few["batch_size"]
