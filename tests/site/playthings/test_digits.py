"""The digit pad sees what `predict` sees, and reads what the network in torch reads."""

import gzip
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, expect

from tests.site.conftest import PHONE, ROOT, Site, load
from tutorial_lib.mnist.data import normalize
from tutorial_lib.mnist.export import MANIFEST, load_int8
from tutorial_lib.mnist.images import center
from tutorial_lib.mnist.strokes import find_digit

DIGITS = ROOT / "docs" / "digits"
HOMES = ["", "en/"]

# A 3 and a 7, as points of lines in the unit square.
THREE = [(0.35, 0.25), (0.5, 0.18), (0.65, 0.28), (0.6, 0.42), (0.48, 0.48), (0.62, 0.55)]
THREE += [(0.68, 0.7), (0.55, 0.83), (0.35, 0.78)]
SEVEN = [(0.3, 0.2), (0.72, 0.2), (0.45, 0.82)]


@pytest.fixture
def pad(site: Site, tab: Page) -> Iterator[Page]:
    """The Chinese home page with the pad opened and the network there."""
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    tab.goto(site.url)
    open_pad(tab)
    yield tab
    assert problems == []


def open_pad(tab: Page) -> None:
    with tab.expect_response(lambda answer: answer.url.endswith("/digits-network.js")):
        tab.locator("[data-play=digits] .play").click()
    tab.wait_for_function("playthings.digits")


def draw(tab: Page, points: list[tuple[float, float]], size: float = 1.0) -> None:
    """One stroke with the mouse, into the upper left `size` of the pad."""
    box = tab.locator(".pad").bounding_box()
    assert box is not None
    places = [
        (box["x"] + size * x * box["width"], box["y"] + size * y * box["height"]) for x, y in points
    ]
    tab.mouse.move(*places[0])
    tab.mouse.down()
    for place in places[1:]:
        tab.mouse.move(*place, steps=4)
    tab.mouse.up()


def likely(tab: Page) -> str:
    return tab.locator(".bars .likely b").inner_text()


def seen(tab: Page) -> NDArray[np.uint8]:
    """The grays of the image that the pad says the network sees; it paints ink on white."""
    opacity = tab.locator("canvas.grid").first.evaluate(
        """canvas => [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data]
            .filter((_, place) => place % 4 === 3)"""
    )
    return np.array(opacity, np.uint8).reshape(28, 28)


def images() -> NDArray[np.uint8]:
    return np.load(DIGITS / "checks.npz")["images"]  # type: ignore[no-any-return]


def logits(tab: Page, pictures: NDArray[np.uint8]) -> torch.Tensor:
    """What the page's own code computes for images [N, 28, 28]: logits [N, 10]."""
    found: Any = tab.evaluate(
        """pictures => {
            const { decode, forward } = playthings.math("digits");
            const network = decode(playthings.digits);
            return pictures.map((picture) => [...forward(network, picture).at(-1)]);
        }""",
        pictures.reshape(-1, 784).tolist(),
    )
    return torch.tensor(found)


def test_its_logits_are_those_of_torch_within_the_error_of_int8(pad: Page) -> None:
    in_the_page = logits(pad, images())
    with torch.inference_mode():
        int8 = load_int8(DIGITS / MANIFEST)(normalize(torch.from_numpy(images())))
    assert len(in_the_page) == 200
    # The same weights: only float32's rounding is between them.
    assert torch.allclose(in_the_page, int8, atol=1e-3, rtol=0)

    trained = torch.from_numpy(np.load(DIGITS / "checks.npz")["logits"])
    # Rounding moves a weight by half a step of 1/127 of its row's largest at most; what that does to a logit stays
    # far below what parts a sure answer from the next one.
    assert (in_the_page - trained).abs().max() < 0.01 * trained.abs().max()
    assert (in_the_page.argmax(1) == trained.argmax(1)).all()


def test_it_centers_ink_as_predict_does_pixel_by_pixel(pad: Page) -> None:
    draws = np.random.default_rng(0)
    for number in range(60):
        # Real digits at odd places and sizes: stretched, faint, and with a corner cut off.
        picture = images()[number * 3 % 200] / 255
        tall, wide = draws.integers(1, 4, 2)
        ink = np.kron(picture, np.ones((tall, wide))) * draws.uniform(0.4, 1)
        ink = np.pad(ink, draws.integers(0, 30, (2, 2)))[draws.integers(0, 20) :]
        # A float of JSON is the same float here and there.
        in_the_page = pad.evaluate(
            "([ink, height, width]) => [...playthings.math('digits').center(ink, height, width)]",
            [ink.flatten().tolist(), *ink.shape],
        )
        assert in_the_page == center(ink).flatten().tolist(), number
    nothing = [[0.2] * 12, 3, 4]
    assert (
        pad.evaluate("([ink, h, w]) => playthings.math('digits').center(ink, h, w)", nothing)
        is None
    )


def test_it_finds_the_digit_as_predict_does_pixel_by_pixel(pad: Page) -> None:
    draws = np.random.default_rng(0)
    answers: set[str] = set()
    for number in range(60):
        # Real digits at odd places, some with another one, with taps, lines and noise, some cut off by the border.
        ink = np.zeros((96, 120))
        for _ in range(draws.choice([1, 1, 1, 2])):
            times = int(draws.integers(1, 4))
            digit = np.kron(images()[draws.integers(200)] / 255, np.ones((times, times)))
            top, left = draws.integers(0, 97 - len(digit)), draws.integers(0, 121 - len(digit))
            ink[top : top + len(digit), left : left + len(digit)] += digit
        for _ in range(draws.integers(0, 4)):
            y, x, size = draws.integers(90), draws.integers(114), draws.integers(1, 7)
            ink[y : y + size, x : x + size] = draws.uniform(0.3, 1)
        if number % 5 == 0:
            ink[:, : draws.integers(1, 5)] = 1
        if number % 7 == 0:
            ink = np.maximum(ink, draws.random(ink.shape) * 0.6)
        ink = np.minimum(ink, 1)[draws.integers(0, 20) :]
        expected = find_digit(ink)
        in_the_page = pad.evaluate(
            """([ink, height, width]) => {
                const found = playthings.findDigit(ink, height, width);
                return typeof found === "string" ? found : [...found];
            }""",
            [ink.flatten().tolist(), *ink.shape],
        )
        if isinstance(expected, str):
            assert in_the_page == expected, number
            answers.add(expected)
        else:
            assert in_the_page == expected.flatten().tolist(), number
            answers.add("digit")
    assert answers == {"digit", "none", "several"}


def tap(tab: Page, x: float, y: float) -> None:
    draw(tab, [(x, y), (x, y)])


def test_a_stray_tap_beside_a_digit_changes_nothing(pad: Page) -> None:
    draw(pad, SEVEN)
    expect(pad.locator(".says")).to_contain_text("网络认成 7")
    alone = seen(pad)
    for place in ((0.1, 0.85), (0.92, 0.9), (0.88, 0.6)):
        tap(pad, *place)
        expect(pad.locator(".says")).to_contain_text("网络认成 7")
        assert np.array_equal(seen(pad), alone)


@pytest.mark.parametrize(
    ("strokes", "said"),
    [
        ([[(0.5, 0.5), (0.5, 0.5)]], "没有像数字的笔画"),
        ([[(0.2, 0.5), (0.8, 0.5)]], "没有像数字的笔画"),
        ([[(0.2, 0.2), (0.2, 0.2)], [(0.7, 0.8), (0.7, 0.8)]], "没有像数字的笔画"),
        ([[(x / 2, y) for x, y in SEVEN], [(0.5 + x / 2, y) for x, y in THREE]], "不止一个数字"),
        ([[(x, y / 2) for x, y in THREE], [(x, 0.5 + y / 2) for x, y in SEVEN]], "不止一个数字"),
    ],
    ids=["tap", "line across", "two taps", "two digits", "one above the other"],
)
def test_what_is_not_one_digit_is_said_and_not_read(
    pad: Page, strokes: list[list[tuple[float, float]]], said: str
) -> None:
    for points in strokes:
        draw(pad, points)
    expect(pad.locator(".says")).to_contain_text(said)
    expect(pad.locator(".bars .likely")).to_have_count(0)
    assert not seen(pad).any()
    pad.get_by_role("button", name="擦掉").click()
    draw(pad, THREE)
    expect(pad.locator(".says")).to_contain_text("网络认成 3")


def test_a_digit_that_runs_over_the_edge_of_the_pad_is_still_read(pad: Page) -> None:
    draw(pad, [(x, y + 0.22) for x, y in SEVEN])
    expect(pad.locator(".says")).to_contain_text("网络认成 7")


def test_what_is_drawn_is_read_and_shown_as_the_network_sees_it(pad: Page) -> None:
    draw(pad, THREE)
    says = pad.locator(".says")
    expect(says).to_contain_text("网络认成 3")
    assert likely(pad) == "3"
    image = seen(pad)
    with torch.inference_mode():
        probabilities = load_int8(DIGITS / MANIFEST)(
            normalize(torch.from_numpy(image)[None])
        ).softmax(1)[0]
    shown = [float(share.rstrip("%")) for share in pad.locator(".share").all_inner_texts()]
    assert shown == pytest.approx((100 * probabilities).tolist(), abs=0.06)

    sides = [np.ptp(places) + 1 for places in np.nonzero(image)]
    assert max(sides) == 20  # as MNIST's digits
    pad.get_by_role("button", name="擦掉").click()
    expect(says).to_contain_text("写一个 0 到 9 的数字")
    assert not seen(pad).any()


def test_a_small_digit_in_a_corner_is_read_as_well(pad: Page) -> None:
    draw(pad, SEVEN, size=0.5)
    expect(pad.locator(".says")).to_contain_text("网络认成 7")


def test_it_is_read_while_it_is_drawn(pad: Page) -> None:
    box = pad.locator(".pad").bounding_box()
    assert box is not None
    pad.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.2 * box["height"])
    pad.mouse.down()
    pad.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.8 * box["height"], steps=4)
    expect(pad.locator(".bars .likely b")).to_have_text("1")  # the mouse button is still down
    pad.mouse.up()


def test_each_sample_digit_is_a_real_one(pad: Page) -> None:
    read = []
    for digit in range(10):
        pad.locator(".samples button").nth(digit).click()
        expect(pad.locator(".says")).to_contain_text("网络认成")
        read.append(int(likely(pad)))
    first = torch.from_numpy(images()[::20])
    with torch.inference_mode():
        assert read == load_int8(DIGITS / MANIFEST)(normalize(first)).argmax(1).tolist()


@pytest.mark.parametrize("home", HOMES)
def test_it_can_be_drawn_on_with_the_keyboard_alone(site: Site, tab: Page, home: str) -> None:
    tab.goto(site.url + home)
    tab.locator("[data-play=digits] .play").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".pad")).to_be_focused()
    for _ in range(7):
        tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Space")
    for _ in range(14):
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Space")
    expect(tab.locator(".says")).to_contain_text("1")
    assert likely(tab) == "1"
    tab.keyboard.press("Delete")
    expect(tab.locator(".bars .likely")).to_have_count(0)


def test_it_can_be_drawn_on_with_a_finger(site: Site, context: BrowserContext) -> None:
    assert context.browser is not None
    phone = {"viewport": {"width": PHONE, "height": 740}, "has_touch": True, "is_mobile": True}
    with context.browser.new_context(**phone) as small:  # type: ignore[arg-type]
        tab = small.new_page()
        tab.goto(f"{site.url}en/")
        open_pad(tab)
        tab.locator(".pad").scroll_into_view_if_needed()
        box = tab.locator(".pad").bounding_box()
        assert box is not None
        before = tab.evaluate("scrollY")
        finger = small.new_cdp_session(tab)
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in THREE]
        steps = [
            ((1 - part) * x1 + part * x2, (1 - part) * y1 + part * y2)
            for (x1, y1), (x2, y2) in pairwise(places)
            for part in (0, 0.25, 0.5, 0.75)
        ]
        for kind, points in [
            ("touchStart", steps[:1]),
            *(("touchMove", [step]) for step in steps[1:]),
            ("touchEnd", []),
        ]:
            touches = [{"x": x, "y": y} for x, y in points]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
        expect(tab.locator(".says")).to_contain_text("The network reads 3")
        assert tab.evaluate("scrollY") == before


def test_on_request_it_shows_what_each_layer_computes(pad: Page) -> None:
    pad.locator(".samples button").nth(4).click()
    expect(pad.locator(".says")).to_contain_text("网络认成 4")
    pad.locator(".plaything summary").click()
    expect(pad.locator(".logits li")).to_have_count(10)
    sizes = pad.locator(".layers canvas").evaluate_all(
        "all => all.map((one) => one.width * one.height)"
    )
    assert sizes == [256, 128]
    said = [float(one.split(": ")[1]) for one in pad.locator(".logits li").all_inner_texts()]
    assert said == pytest.approx(logits(pad, images()[80:81])[0].tolist(), abs=0.3)


def test_nothing_of_it_is_fetched_before_it_is_wanted(site: Site, tab: Page) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    load(tab, site.url)
    assert not [url for url in asked if "digits" in url]
    before = len(asked)
    open_pad(tab)
    fetched = {url.rpartition("/")[2] for url in asked[before:]}
    assert fetched == {
        *("playthings.css", "parts.js", "digits.css", "digits.js", "strokes.js"),
        "digits-network.js",
    }
    folder = site.folder / "playthings"
    assert sum(len(gzip.compress((folder / name).read_bytes())) for name in fetched) < 250_000


def test_where_the_weights_do_not_arrive_it_says_so_and_asks_again(site: Site, tab: Page) -> None:
    tab.route("**/digits-network.js", lambda route: route.abort())
    tab.goto(f"{site.url}en/")
    tab.locator("[data-play=digits] .play").click()
    expect(tab.locator(".says")).to_contain_text("did not arrive")
    tab.unroute("**/digits-network.js")
    draw(tab, SEVEN)
    expect(tab.locator(".says")).to_contain_text("The network reads 7")


@pytest.mark.parametrize("path", ["mnist/", "en/mnist/"])
def test_it_stands_on_the_page_of_the_project_too(site: Site, tab: Page, path: str) -> None:
    tab.goto(site.url + path)
    assert tab.locator("[data-play=digits] svg").is_visible()
    open_pad(tab)
    draw(tab, THREE)
    expect(tab.locator(".says")).to_contain_text("3")
