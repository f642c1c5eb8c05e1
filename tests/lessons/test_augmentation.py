"""What augmentation buys and costs, the traps that raise nothing, and that the page quotes its records."""

from statistics import mean

import pytest
import torch
from torchvision.transforms import v2

from site_tools.read import LANGUAGES, Language, read_page

from .conftest import ROOT, Run
from .pages import part_of, rows_of
from .records import record_of

SETUP = ["digits", "versions", "pipelines", "dataset", "train"]


SEEDS = record_of("augmentation-seeds")["accuracy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_runs_are_the_recorded_one(language: Language) -> None:
    printed = "".join(record_of("augmentation")["outputs"].values()).splitlines()
    page = read_page(ROOT / "docs" / language / "augmentation.md")
    shown = [line.strip() for block in page.blocks if block.word == "text" for line in block.lines]
    assert len(shown) == 9
    assert [line for line in shown if line not in printed] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_the_means_of_ten_seeds(language: Language) -> None:
    expected = [
        [f"{mean(scores):.1%}" for scores in tests.values()]
        for transforms in SEEDS.values()
        for tests in transforms.values()
    ]
    assert [row[1:] for row in rows_of("augmentation", language, "price")[1:]] == expected
    labels = "\n".join(part_of("augmentation", language, "labels"))
    for name in ("none", "mirrored, half of them"):
        assert f"{mean(SEEDS['CNN'][name]['clean']):.1%}" in labels


def test_what_the_page_says_of_the_table_holds_for_every_seed() -> None:
    cnn, simple = SEEDS["CNN"], SEEDS["SimpleNet"]
    assert all(len(scores) == 10 for tests in cnn.values() for scores in tests.values())
    for network in (cnn, simple):
        for test in ("turned", "shifted"):
            assert min(network["both"][test]) > max(network["none"][test])
    # Three pixels hurt more than the slant.
    assert max(cnn["none"]["shifted"]) < min(cnn["none"]["turned"])
    assert mean(cnn["both"]["clean"]) > mean(cnn["none"]["clean"])
    assert mean(cnn["both"]["clean"]) - mean(cnn["none"]["clean"]) == pytest.approx(
        0.027, abs=0.003
    )
    assert mean(simple["both"]["clean"]) == pytest.approx(mean(simple["none"]["clean"]), abs=0.005)
    assert max(cnn["mirrored, half of them"]["clean"]) < min(cnn["none"]["clean"]) - 0.02
    assert mean(cnn["turned up to 180°"]["clean"]) < mean(cnn["none"]["clean"]) - 0.1


def test_the_augmented_network_stays_right_where_it_was_trained_and_took_its_time() -> None:
    networks = record_of("augmentation-networks")
    at = {angle: place for place, angle in enumerate(networks["angles"])}
    for angle in range(-30, 31, 5):
        assert networks["augmented"][at[angle]] > 0.8
    seconds = networks["seconds of processor time"]
    assert seconds["augmented"] > 2 * seconds["plain"]
    for angle in (-40, 40):
        assert networks["augmented"][at[angle]] > networks["plain"][at[angle]] + 0.1


def test_a_mirror_costs_accuracy_and_without_it_the_loss_is_gone(run: Run) -> None:
    wrong = run("augmentation", [*SETUP, "mirrored"])
    right = run("augmentation", [*SETUP, "mirrored"], {"RandomHorizontalFlip(p=0.5)": "Identity()"})
    scores = [
        names["accuracy"](names["mirrored"], names["test_pictures"], names["test_labels"])
        for names in (wrong, right)
    ]
    assert scores[0] < scores[1] - 0.03


def test_a_random_test_set_gives_another_score_each_time_and_a_fixed_one_does_not(run: Run) -> None:
    names = run("augmentation", SETUP)
    names["plain"] = names["make_network"]().eval()
    pictures, labels = names["test_pictures"], names["test_labels"]
    for transform, versions in (("train_transform", 2), ("test_transform", 1)):
        exam = names["Pictures"](pictures[:50], labels[:50], names[transform])
        seen = {torch.stack([exam[place][0] for place in range(50)]).sum().item() for _ in range(2)}
        assert len(seen) == versions


def test_corners_are_black_before_normalize_and_gray_after_it() -> None:
    black = torch.zeros(1, 28, 28, dtype=torch.uint8)
    to_input = [v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    turn = v2.RandomRotation((45, 45))
    assert len(v2.Compose([turn, *to_input])(black).unique()) == 1
    assert len(v2.Compose([*to_input, turn])(black).unique()) == 2
    filled = v2.RandomRotation((45, 45), fill=-0.1307 / 0.3081)
    assert v2.Compose([*to_input, filled])(black).std() < 1e-6
