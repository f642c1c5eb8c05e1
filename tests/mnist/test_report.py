import errno
import json
import math
import os
import re
import shutil
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import figures
from tutorial_lib.mnist.report import MOST_MISREAD, write_report

PICTURES = ("curves.svg", "confusion.svg", "misread.svg")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished run."""
    for name in ("metrics.json", "misread.pt"):
        shutil.copy(finished / name, tmp_path)
    return tmp_path


def metrics(run: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((run / "metrics.json").read_text())
    return record


def change(run: Path, **values: object) -> None:
    (run / "metrics.json").write_text(json.dumps({**metrics(run), **values}))


def drawn(run: Path) -> dict[str, ElementTree.Element]:
    return {
        name: ElementTree.fromstring((run / name).read_text(encoding="utf-8")) for name in PICTURES
    }


def words(picture: ElementTree.Element, language: str) -> list[str]:
    return [
        "".join(text.itertext())
        for text in picture.iter(f"{SVG}text")
        if text.get("lang", language) == language
    ]


def test_the_report_is_three_small_pictures_drawn_the_same_every_time(run: Path) -> None:
    write_report(run)
    first = {name: (run / name).read_bytes() for name in PICTURES}
    write_report(run)
    assert first == {name: (run / name).read_bytes() for name in PICTURES}
    assert all(len(picture) < 25_000 for picture in first.values())
    assert {path.name for path in run.iterdir()} == {*PICTURES, "metrics.json", "misread.pt"}


def test_every_color_is_the_page_s_own_so_that_pictures_read_in_light_and_dark(run: Path) -> None:
    write_report(run)
    for picture in drawn(run).values():
        colors = {
            element.get(kind) for element in picture.iter() for kind in ("fill", "stroke")
        } - {None}
        assert colors
        assert all(
            color in ("currentColor", "none")
            or re.fullmatch(r"var\(--figure-\d, #\w{6}\)", str(color))
            for color in colors
        )
        assert picture.get("fill") == "currentColor"


def test_every_word_stands_in_both_languages_and_one_shows_when_opened_alone(run: Path) -> None:
    write_report(run, "en")
    for picture in drawn(run).values():
        chinese = [element for element in picture.iter() if element.get("lang") == "zh"]
        english = [element for element in picture.iter() if element.get("lang") == "en"]
        assert len(chinese) == len(english) > 2
        assert [element.attrib | {"lang": ""} for element in chinese] == [
            element.attrib | {"lang": ""} for element in english
        ]
        assert picture[0].tag == f"{SVG}title"  # what a screen reader says
        assert picture[0].get("lang") == "en"
        assert "svg:root [lang=zh]{display:none}" in str(picture.findtext(f"{SVG}style"))
        for element in picture.iter():
            said = element.text or ""
            if element.tag != f"{SVG}style" and re.search(r"[一-鿿]|[A-Za-z]{3}", said):
                assert element.get("lang") in ("zh", "en"), said


def test_the_curves_go_through_every_epoch(run: Path) -> None:
    write_report(run)
    curves = drawn(run)["curves.svg"]
    epochs = metrics(run)["epochs"]
    lines = [
        [tuple(map(float, point.split(","))) for point in str(line.get("points")).split()]
        for line in curves.iter(f"{SVG}polyline")
    ]
    keys = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
    assert len(lines) == len(keys)
    for key, line in zip(keys, lines, strict=True):
        values = [epoch[key] for epoch in epochs]
        assert len(line) == len(values)
        assert [x for x, _ in line] == sorted({x for x, _ in line})
        by_value = sorted(range(len(values)), key=lambda at: values[at])
        heights = [line[at][1] for at in by_value]
        assert heights == sorted(heights, reverse=True)  # up is more
    assert f"{epochs[-1]['validation_accuracy']:.2%}" in str(curves.findtext(f"{SVG}desc"))


def test_the_confusion_matrix_shows_every_count_and_names_the_commonest_mistake(run: Path) -> None:
    matrix = [[0] * 10 for _ in range(10)]
    for digit in range(10):
        matrix[digit][digit] = 90 + digit
    matrix[4][9], matrix[7][1] = 11, 3
    change(run, confusion=matrix)
    write_report(run, "en")
    picture = drawn(run)["confusion.svg"]
    shown = [int(word) for word in words(picture, "en") if word.isdigit()]
    assert sorted(shown) == sorted([*range(10), *range(10), *range(90, 100), 11, 3])
    assert "86.1%" not in words(picture, "en")
    assert f"{94 / 105:.1%}" in words(picture, "en")
    assert "4 read as 9, 11 times" in str(picture.findtext(f"{SVG}desc"))


def test_misread_digits_stand_with_what_they_are_the_answer_and_its_probability(run: Path) -> None:
    change(
        run,
        misread=[
            {"index": 3, "label": 4, "predicted": 9, "probability": 0.99996},
            {"index": 1, "label": 7, "predicted": 2, "probability": 0.5},
        ],
    )
    torch.save(torch.full((2, 28, 28), 200, dtype=torch.uint8), run / "misread.pt")
    write_report(run)
    captions = words(drawn(run)["misread.svg"], "zh")[1:]
    assert captions == ["4 → 999.9%", "7 → 250.0%"]  # not 100 %: it is not sure


def test_of_many_misread_digits_the_surest_mistakes_are_shown(run: Path) -> None:
    wrong = metrics(run)["misread"]
    assert len(wrong) > MOST_MISREAD
    write_report(run)
    captions = words(drawn(run)["misread.svg"], "zh")[1:]
    assert len(captions) == MOST_MISREAD
    assert captions[0].startswith(f"{wrong[0]['label']} → {wrong[0]['predicted']}")
    assert str(len(wrong)) in str(drawn(run)["misread.svg"].findtext(f"{SVG}desc"))


def test_a_run_that_misreads_nothing_says_so(run: Path) -> None:
    change(run, misread=[], confusion=[[5 * (i == j) for j in range(10)] for i in range(10)])
    torch.save(torch.zeros(0, 28, 28, dtype=torch.uint8), run / "misread.pt")
    write_report(run, "en")
    assert "It misread none of the test digits." in words(drawn(run)["misread.svg"], "en")
    assert "The accuracy on the test digits is 100.00%." in str(
        drawn(run)["confusion.svg"].findtext(f"{SVG}desc")
    )


@pytest.mark.parametrize("count", [1, 2, 100])
def test_curves_of_any_length_stay_within_the_picture(count: int, run: Path) -> None:
    epoch = metrics(run)["epochs"][0]
    change(run, epochs=[{**epoch, "epoch": number + 1} for number in range(count)])
    write_report(run)
    for line in drawn(run)["curves.svg"].iter(f"{SVG}polyline"):
        for point in str(line.get("points")).split():
            x, y = map(float, point.split(","))
            assert 0 < x < 720
            assert 0 < y < 306


def test_a_loss_that_is_not_a_number_leaves_a_gap(run: Path) -> None:
    epochs = metrics(run)["epochs"]
    epochs[2]["train_loss"] = math.nan
    change(run, epochs=epochs)
    write_report(run)
    line = next(drawn(run)["curves.svg"].iter(f"{SVG}polyline"))
    assert len(str(line.get("points")).split()) == len(epochs) - 1


def test_a_directory_without_a_run_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"metrics\.json"):
        write_report(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        {"confusion": [[1, 2], [3]]},
        {"epochs": []},
        {"epochs": [{"epoch": 1}]},
        {"misread": [{"label": 3}]},
        {"misread": []},
        {"misread": 7},
    ],
    ids=str,
)
def test_a_record_that_is_not_of_one_run_is_refused_and_the_earlier_pictures_stay(
    damage: dict[str, object], run: Path
) -> None:
    write_report(run)
    before = {name: (run / name).read_bytes() for name in PICTURES}
    change(run, **damage)
    with pytest.raises(InputError, match=r"(are|is) not the record of (one|a) run"):
        write_report(run)
    assert before == {name: (run / name).read_bytes() for name in PICTURES}


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", [3], 3.5, True, None])
def test_a_label_that_is_no_whole_number_never_comes_into_a_picture(
    label: object, run: Path
) -> None:
    change(run, misread=[{**metrics(run)["misread"][0], "label": label}])
    with pytest.raises(InputError, match="its misread is missing or wrong"):
        write_report(run)
    picture = figures.misread(
        [{"index": 0, "label": label, "predicted": 3, "probability": 0.9}],  # type: ignore[typeddict-item]
        np.zeros((1, 28, 28), np.uint8),
        1,
        "zh",
    )
    assert "<script" not in picture


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b"", b"null", b"1e999"]
)
def test_a_record_that_is_no_record_at_all_is_refused_in_a_sentence(
    content: bytes, run: Path
) -> None:
    (run / "metrics.json").write_bytes(content)
    with pytest.raises(InputError, match=r"metrics\.json is not") as refusal:
        write_report(run)
    assert "\n" not in str(refusal.value)


def test_misread_digits_that_are_damaged_are_refused_in_one_sentence(run: Path) -> None:
    (run / "misread.pt").write_bytes(b"{}")
    with pytest.raises(InputError, match=r"misread\.pt is damaged"):
        write_report(run)
    (run / "misread.pt").unlink()
    with pytest.raises(InputError, match=r"misread\.pt cannot be read"):
        write_report(run)


def test_on_a_full_disk_the_earlier_pictures_stay(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(run, "zh")
    before = {path.name: path.read_bytes() for path in run.iterdir()}

    def full(descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_report(run, "en")
    assert before == {path.name: path.read_bytes() for path in run.iterdir()}
