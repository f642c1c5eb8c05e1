"""What transformer.md measures: attention, positions, masks; and what it says of its recorded runs and ten seeds."""

import runpy
from typing import Any

import pytest
import torch

from site_tools.read import LANGUAGES, Language

from .conftest import ROOT, LessonBitesError, Run
from .pages import numbers_of, part_of
from .records import record_of

ATTENTION = ["by-hand", "attention"]
MODEL = [*ATTENTION, "self-attention", "model"]


@pytest.fixture(scope="module")
def runs() -> list[dict[str, Any]]:
    record = record_of("transformer-seeds")
    found: list[dict[str, Any]] = record["runs"]
    assert [one["seed"] for one in found] == list(range(10))
    return found


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs/figures")
        return runpy.run_path(str(ROOT / "docs/figures/transformer.py"))


# ---- Attention ----


@pytest.mark.parametrize("masked", [False, True])
def test_attention_of_the_page_is_torchs_to_a_millionth(run: Run, masked: bool) -> None:
    attention = run("transformer", ATTENTION)["attention"]
    for seed in range(10):
        torch.manual_seed(seed)
        query, key, value = torch.randn(3, 2, 4, 7, 16)
        mask = torch.rand(7, 7).add(torch.eye(7)) > 0.5 if masked else None
        by_torch = torch.nn.functional.scaled_dot_product_attention(query, key, value, mask)
        found, weights = attention(query, key, value, mask)
        assert (found - by_torch).abs().max() < 1e-6
        assert torch.allclose(weights.sum(dim=-1), torch.ones(2, 4, 7))
        if mask is not None:
            assert (weights[..., ~mask] == 0).all()


def test_attention_without_the_root_is_told_apart(run: Run) -> None:
    broken = {" / query.shape[-1] ** 0.5": ""}
    with pytest.raises(LessonBitesError, match="tensor"):
        run("transformer", ATTENTION, broken=broken)


def test_positions_are_what_tells_a_row_from_the_same_row_backward(run: Run) -> None:
    names = run("transformer", MODEL)
    rows = torch.randint(0, 10, (16, 8))
    for positions in (False, True):
        model = names["Transformer"](tokens=10, places=8, positions=positions)
        same = torch.allclose(model(rows.flip(1)), model(rows).flip(1), atol=1e-5)
        assert same is not positions


def test_a_causal_mask_keeps_what_follows_from_what_comes_before(run: Run) -> None:
    names = run("transformer", MODEL)
    model = names["Transformer"](tokens=27, places=12, size=48, heads=4, blocks=2)
    look_back = torch.ones(12, 12, dtype=torch.bool).tril()
    rows = torch.randint(0, 27, (4, 12))
    changed = rows.clone()
    changed[:, 6:] = (changed[:, 6:] + 1) % 27
    for mask, kept in ((look_back, True), (torch.ones_like(look_back), False)):
        before, after = model(rows, mask)[:, :6], model(changed, mask)[:, :6]
        assert torch.allclose(before, after, atol=1e-5) is kept


def test_a_shorter_training_without_the_causal_mask_reads_the_answer(run: Run) -> None:
    few = {"steps=400": "steps=60", "steps=200": "steps=60"}
    names = run("transformer", [*MODEL, "train-loop", "names", "causal"], broken=few)
    losses = {}
    for name, mask in (
        ("honest", names["look_back"]),
        ("leaking", torch.ones_like(names["look_back"])),
    ):
        torch.manual_seed(0)
        model = names["Transformer"](tokens=27, places=12, size=48, heads=4, blocks=2)
        losses[name] = names["train"](model, names["inputs"], names["targets"], mask, steps=60)
    assert losses["honest"] > 1.5
    assert losses["leaking"] < 0.5


# ---- The networks of the plaything ----


def test_the_networks_that_are_shipped_answer_as_the_page_says(figures: dict[str, Any]) -> None:
    torch.manual_seed(1)
    rows = torch.randint(0, 10, (1000, 8))
    right = {
        name: (model(rows).argmax(dim=-1) == answers).all(dim=1).sum().item()
        for (name, model), answers in zip(
            figures["models"]().items(),
            (rows.flip(1), rows.flip(1), rows.sort(dim=1).values),
            strict=True,
        )
    }
    assert right["reverse"] == 1000
    assert right["blind"] <= 10
    assert right["sort"] >= 950


def test_pictures_are_those_of_the_records(figures: dict[str, Any]) -> None:
    for name, draw in (("reversing", "reversing"), ("heads", "heads"), ("block", "block")):
        kept = (ROOT / f"docs/figures/transformer-{name}.svg").read_text(encoding="utf-8")
        assert figures[draw]() == kept


def test_no_head_of_the_recorded_gpt_looks_ahead() -> None:
    record = record_of("transformer-gpt")
    weights = torch.tensor(record["weights"])
    assert weights.shape == (2, 4, len(record["name"]), len(record["name"]))
    assert (weights.triu(diagonal=1) == 0).all()
    assert torch.allclose(weights.sum(dim=-1), torch.ones(weights.shape[:-1]), atol=0.05)


# ---- Ten seeds ----


def test_positions_make_all_right_and_their_lack_none_on_ten_seeds(
    runs: list[dict[str, Any]],
) -> None:
    assert all(one["with positions"] == 1000 for one in runs)
    assert all(one["without positions"] == 0 for one in runs)
    assert all(one["looks at the mirror place"] for one in runs)


def test_without_the_causal_mask_the_loss_falls_to_nothing_and_so_does_what_is_written(
    runs: list[dict[str, Any]],
) -> None:
    for one in runs:
        assert one["cheat"]["loss"] < 0.05 < 1.5 < one["gpt"]["loss"]
        assert one["cheat"]["loss without what follows"] > 3.3 > one["gpt"]["loss"]
        assert one["cheat"]["in the list"] == 0 < one["gpt"]["in the list"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_quotes_the_ten_seeds(language: Language, runs: list[dict[str, Any]]) -> None:
    def shown(heading: str, *numbers: int) -> None:
        missing = {str(number) for number in numbers} - set(
            numbers_of("transformer", language, heading)
        )
        assert not missing, f"{heading}: {missing}"

    shown("reverse", 1000, max(one["without positions"] for one in runs))
    worst, second, *_, best = sorted(one["sorted"] for one in runs)
    shown("map", worst, second, best)
    known = [one["gpt"]["in the list"] for one in runs]
    shown("gpt", min(known), max(known))
    shown("leak", max(one["cheat"]["in the list"] for one in runs))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_one_run_as_it_was_recorded(language: Language) -> None:
    record = record_of("transformer")
    for heading, sections in (
        ("attention", ("root",)),
        ("reverse", ("compare", "blind")),
        ("map", ("sort",)),
        ("gpt", ("gpt", "write")),
        ("leak", ("leak", "caught")),
    ):
        part = [line.strip() for line in part_of("transformer", language, heading)]
        printed = [line for name in sections for line in record["outputs"][name].splitlines()]
        start = part.index("```text")
        assert [line for line in part[start:] if line in printed] == printed
