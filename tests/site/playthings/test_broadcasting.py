"""Broadcasting, as torch does it: shapes, sums, and the very words of its error."""

import itertools
import re

import torch
from playwright.sync_api import Locator, Page, expect

from site_tools.read import LANGUAGES
from tests.site.conftest import PHONE
from tests.site.playthings.conftest import Play, find

SHAPES = [
    list(shape) for rank in range(4) for shape in itertools.product((1, 2, 3, 4), repeat=rank)
]
"""All that the steppers can make."""


def place_of(tab: Page) -> Locator:
    return find(tab, "broadcasting").locator(".plaything")


def added(a: list[int], b: list[int]) -> list[int] | str:
    """The shape of a sum, or why there is none."""
    try:
        return list((torch.empty(a) + torch.empty(b)).shape)
    except RuntimeError as error:
        return str(error)


def test_every_pair_of_shapes_fits_or_fails_as_in_torch_and_in_its_words(play: Play) -> None:
    answers = play("broadcasting").evaluate(
        """(shapes) => {
          const { broadcast } = playthings.math("broadcasting");
          return shapes.flatMap((a) => shapes.map((b) => {
            const { shape, error } = broadcast(a, b);
            return error ?? shape;
          }));
        }""",
        SHAPES,
    )
    pairs = list(itertools.product(SHAPES, repeat=2))
    assert answers == [added(a, b) for a, b in pairs]
    assert sum(isinstance(answer, str) for answer in answers) > 3000


def test_the_sums_are_those_of_the_python_that_is_shown(play: Play) -> None:
    pairs = [
        (a, b)
        for a, b in itertools.product(SHAPES[::3], SHAPES[::2])
        if not isinstance(added(a, b), str)
    ]
    assert len(pairs) > 200
    answers = play("broadcasting").evaluate(
        """(pairs) => {
          const { python, sums } = playthings.math("broadcasting");
          return pairs.map(([a, b]) => [python("a", a), python("b", b), sums(a, b)]);
        }""",
        pairs,
    )
    for (a, b), (line_a, line_b, sums) in zip(pairs, answers, strict=True):
        names: dict[str, torch.Tensor] = {}
        exec(f"import torch\n{line_a}\n{line_b}", names)
        assert [list(names["a"].shape), list(names["b"].shape)] == [a, b]
        assert (names["a"] + names["b"]).flatten().tolist() == sums


def seen(place: Locator) -> tuple[torch.Tensor | str, list[int]]:
    """What the Python that is shown makes, and the numbers of the result's cells, layer after layer."""
    names: dict[str, torch.Tensor] = {}
    code = place.locator(".written > span").evaluate_all(
        "(all) => all.map((one) => one.textContent)"
    )
    try:
        exec("\n".join(["import torch", *code]), names)
    except RuntimeError as error:
        return str(error), []
    numbers: list[int] = []
    layers = place.get_by_role("radio")
    for layer in range(max(layers.count(), 1)):
        if layers.count():
            layers.nth(layer).check()
        numbers += [int(one) for one in place.get_by_role("gridcell").all_text_contents()]
    return names["c"], numbers


def test_steppers_set_the_sizes_and_the_picture_shows_every_element_of_the_sum(play: Play) -> None:
    tab = play("broadcasting")
    place = place_of(tab)

    def size(name: str, dim: int, keys: str) -> None:
        place.get_by_role("spinbutton", name=f"{name}, dimension {dim}").focus()
        for key in keys.split():
            tab.keyboard.press(key)

    status = place.get_by_role("status")
    expect(status).to_contain_text("the shape (3, 4)")
    for name, dim, keys, shape in (
        ("b", -2, "3", "(3, 4)"),
        ("b", -1, "ArrowDown ArrowDown ArrowDown", "(3, 1)"),
        ("a", -3, "ArrowUp ArrowUp", "(2, 3, 1)"),
        ("a", -1, "End", "(2, 3, 4)"),
        ("b", -1, "Home", "(2, 3, 4)"),
    ):
        size(name, dim, keys)
        expect(status).to_contain_text(f"the shape {shape}.")
        result, numbers = seen(place)
        assert isinstance(result, torch.Tensor)
        assert str(tuple(result.shape)) == shape
        assert numbers == result.flatten().tolist()
    # Without its last dimension b has none at all.
    assert place.get_by_text("b lacks it: counts as 1").count() == 3
    size("b", -1, "3")
    error, _ = seen(place)
    expect(status).to_have_text(re.compile(f"RuntimeError: {re.escape(str(error))}$"))
    assert place.locator(".broken").all_text_contents() == ["4 and 3 differ, neither is 1"]
    assert place.get_by_role("gridcell").count() == 0


def test_buttons_beside_a_size_change_it_within_its_bounds(play: Play) -> None:
    place = place_of(play("broadcasting", width=PHONE))
    number = place.get_by_role("spinbutton", name="a, dimension -2")
    for _ in range(3):
        place.get_by_role("button", name="a, dimension -2: more").click()
    expect(number).to_have_attribute("aria-valuenow", "4")
    for _ in range(6):
        place.get_by_role("button", name="a, dimension -2: less").click()
    expect(number).to_have_attribute("aria-valuetext", "missing")
    expect(place.get_by_role("status")).to_contain_text("the shape (4,)")


def test_a_cell_of_the_result_shows_which_two_numbers_it_adds(play: Play) -> None:
    for language in LANGUAGES:
        tab = play("broadcasting", language)
        place = place_of(tab)
        place.get_by_role("gridcell").first.focus()
        for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowRight"):
            tab.keyboard.press(key)
        said = "c[1, 3] = a[1, 0] + b[3] = "
        expect(tab.locator(":focus")).to_have_attribute("aria-label", f"{said}42")
        assert place.locator(".sum").inner_text() == f"{said}2 + 40 = 42"
        assert place.locator("svg.a .read:not(.lent)").count() == 1
        assert place.locator("svg.b .read:not(.lent)").text_content() == "40"


def test_what_is_on_loan_slides_out_of_its_owner_unless_the_reader_wants_no_motion(
    play: Play,
) -> None:
    for moving in (True, False):
        tab = play("broadcasting", moving=moving)
        place_of(tab).get_by_role("button", name="(3, 1) + (4,)").click()
        sliding = tab.evaluate(
            "document.getAnimations().filter((one) => !one.transitionProperty).length"
        )
        # 3 columns of 3 rows, and 2 rows of 4 columns.
        assert sliding == (9 + 8 if moving else 0)
