"""Reshape and permute, as torch does them: shapes, strides, contiguity, values, copies and errors."""

import random
import re
from typing import Any

import torch
from playwright.sync_api import Locator, Page, expect

from site_tools.read import LANGUAGES
from tests.site.playthings.conftest import Play, find

Described = dict[str, Any]


def described(x: torch.Tensor, copied: bool | None = None) -> Described:
    shown = {
        "shape": list(x.shape),
        "stride": list(x.stride()),
        "contiguous": x.is_contiguous(),
        "values": x.flatten().tolist(),
    }
    return shown | ({} if copied is None else {"copied": copied})


def random_shape(chance: random.Random, count: int) -> list[int]:
    """A shape of that many elements, with a 1 here and there."""
    shape: list[int] = []
    for factor in (2, 2, 2, 3) if count == 24 else (2, 2, 3):
        if shape and chance.random() < 0.5:
            shape[-1] *= factor
        else:
            shape += [1] * (chance.random() < 0.2) + [factor]
    chance.shuffle(shape)
    return shape


def test_hundreds_of_random_reshapes_and_permutes_come_out_as_in_torch(play: Play) -> None:
    chance = random.Random(0)
    runs, expected = [], []
    for _ in range(300):
        count = chance.choice([12, 24])
        first = random_shape(chance, count)
        x = torch.arange(count).reshape(first)
        steps: list[dict[str, list[int]]] = []
        results = [described(x)]
        for _ in range(chance.randint(1, 5)):
            if chance.random() < 0.5:
                order = chance.sample(range(x.dim()), x.dim())
                steps.append({"order": order})
                x = x.permute(order)
                results.append(described(x, copied=False))
            else:
                shape = random_shape(chance, count)
                steps.append({"shape": shape})
                made = x.reshape(shape)
                shares = made.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
                x = made
                results.append(described(x, copied=not shares))
        runs.append([count, first, steps])
        expected.append(results)
    assert any(result.get("copied") for results in expected for result in results)
    got = play("strides").evaluate(
        """(runs) => {
          const { arange, reshape, permute, values, isContiguous } = playthings.math("strides");
          const described = (x) =>
            ({ shape: x.shape, stride: x.stride, contiguous: isContiguous(x), values: values(x) });
          return runs.map(([count, first, steps]) => {
            let x = arange(count, first);
            return [described(x), ...steps.map(({ shape, order }) => {
              const before = x.strip;
              x = shape ? reshape(x, shape) : permute(x, order);
              return { ...described(x), copied: x.strip !== before };
            })];
          });
        }""",
        runs,
    )
    assert got == expected


def view(x: torch.Tensor, shape: list[int]) -> list[int] | str:
    """The strides of a view, or why there is none."""
    try:
        return list(x.view(shape).stride())
    except RuntimeError as error:
        return str(error)


def test_view_is_refused_where_torch_refuses_it_and_the_error_is_torchs(play: Play) -> None:
    tab = play("strides")
    for count, ways in ((12, 8), (24, 16)):
        shapes = tab.evaluate(f"playthings.math('strides').shapesOf({count})")
        assert len(shapes) == ways
        reversed_ones = [
            torch.arange(count).reshape(shape).permute(*reversed(range(len(shape))))
            for shape in shapes
        ]
        asked = [
            [{"shape": list(x.shape), "stride": list(x.stride())}, wanted]
            for x in reversed_ones
            for wanted in shapes
        ]
        answers = tab.evaluate(
            """(asked) => {
              const { viewStride, ERROR } = playthings.math("strides");
              return asked.map(([tensor, wanted]) => viewStride(tensor, wanted) ?? ERROR);
            }""",
            asked,
        )
        assert answers == [view(x, wanted) for x in reversed_ones for wanted in shapes]
        assert ways < sum(isinstance(answer, str) for answer in answers) < len(answers)


def shown(place: Locator) -> tuple[str, Described]:
    """The line of Python, and what is said and drawn below it."""
    facts = dict(
        zip(
            place.locator("dt").all_inner_texts(),
            place.locator("dd").all_inner_texts(),
            strict=True,
        )
    )
    code = place.locator(".written").inner_text().replace("\n", "")
    numbers = place.get_by_role("gridcell").all_inner_texts()
    return code, {
        "shape": facts["shape"],
        "stride": facts["stride()"],
        "contiguous": facts["is_contiguous()"],
        "values": [int(number) for number in numbers],
        "strip": [int(one) for one in place.locator(".strip .cell").all_inner_texts()],
    }


def expected(code: str) -> Described:
    """The same, of the tensor that torch makes of that line."""
    x: torch.Tensor = eval(code.removeprefix("x = "), {"torch": torch})
    return {
        "shape": str(tuple(x.shape)),
        "stride": str(x.stride()),
        "contiguous": str(x.is_contiguous()),
        "values": x.flatten().tolist(),
        "strip": x.as_strided((x.numel(),), (1,)).tolist(),
    }


def place_of(tab: Page) -> Locator:
    return find(tab, "strides").locator(".plaything")


def test_the_line_of_python_makes_the_tensor_that_is_shown_whatever_is_pressed(play: Play) -> None:
    tab = play("strides")
    place, chance = place_of(tab), random.Random(1)
    for count in ("12", "24"):
        place.get_by_role("radio", name=count).check()
        for _ in range(25):
            code, seen = shown(place)
            assert seen == expected(code), code
            group = place.get_by_role(
                "group", name=chance.choice(["reshape", "permute"]), exact=True
            )
            buttons = group.get_by_role("button").all()
            if buttons:
                chance.choice(buttons).click()
    assert ".permute(" in code


def test_reshape_after_a_transpose_says_that_it_copied_and_what_view_would_raise(
    play: Play,
) -> None:
    for language in LANGUAGES:
        tab = play("strides", language)
        place = place_of(tab)
        status = place.get_by_role("status")
        place.get_by_role("button", name="(6, 2)").click()
        assert "view" in status.inner_text()
        assert "RuntimeError" not in status.inner_text()
        place.get_by_role("button", name="x.T").click()
        place.get_by_role("button", name=re.compile(r"\(12,\), ?\S+|\(12,\)，")).click()
        expect(status.locator("code")).to_contain_text("RuntimeError: view size is not compatible")
        x = torch.arange(12).reshape(6, 2).T.reshape(12)
        assert place.locator(".strip .cell").all_inner_texts() == [str(n) for n in x.tolist()]


def test_arrow_keys_walk_over_the_numbers_and_show_where_each_is_read(play: Play) -> None:
    tab = play("strides")
    place = place_of(tab)
    place.get_by_role("button", name="x.T").press("Enter")
    place.get_by_role("gridcell").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp"):
        tab.keyboard.press(key)
    expect(tab.locator(":focus")).to_have_attribute("aria-label", re.compile(r"x\[0, 2\] is 8"))
    assert place.locator(".sum").inner_text() == "x[0, 2] → 0·1 + 2·4 = 8"
    assert place.locator(".strip .here .cell").inner_text() == "8"
    tab.keyboard.press("Home")
    assert place.locator(".sum").inner_text() == "x[0, 0] → 0·1 + 0·4 = 0"
    # One stop of the Tab key, at the number that was left.
    assert place.locator("[role=gridcell][tabindex='0']").all_inner_texts() == ["0"]


def test_pointing_at_the_strip_shows_which_number_of_the_tensor_reads_it(play: Play) -> None:
    place = place_of(play("strides"))
    place.get_by_role("button", name="x.T").click()
    place.locator(".strip .cell").nth(6).hover()
    assert place.locator(".tensor .here").inner_text() == "6"
    assert place.locator(".sum").inner_text() == "x[2, 1] → 2·1 + 1·4 = 6"


def test_numbers_fly_to_their_new_places_unless_the_reader_wants_no_motion(play: Play) -> None:
    for moving in (True, False):
        tab = play("strides", moving=moving)
        place_of(tab).get_by_role("button", name="x.T").click()
        flying = tab.evaluate(
            "document.getAnimations().filter((one) => !one.transitionProperty).length"
        )
        assert flying == (24 if moving else 0)
