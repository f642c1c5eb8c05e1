"""The turned digits and the two networks' answers are those of torch."""

import base64
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from playwright.sync_api import Page, expect
from torchvision.transforms import v2

from tests.site.conftest import ROOT
from tests.site.playthings.conftest import Play, find
from tutorial_lib.mnist.data import normalize
from tutorial_lib.mnist.export import MANIFEST, load_int8

ANGLES = (-180, -135, -90, -37, -20, 0, 5, 30, 45, 90, 178)


def shipped() -> dict[str, Any]:
    script = (ROOT / "theme/playthings/rotation-networks.js").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(script.partition("= ")[2].rstrip(";\n"))
    return content


def samples() -> torch.Tensor:
    grays = np.frombuffer(base64.b64decode(shipped()["samples"]), np.uint8)
    return torch.from_numpy(grays.reshape(10, 1, 28, 28).copy())


def turned(pictures: torch.Tensor, angle: float) -> torch.Tensor:
    smooth = v2.InterpolationMode.BILINEAR
    result: torch.Tensor = v2.functional.rotate(pictures, angle, interpolation=smooth)
    return result


def network(kind: str) -> torch.nn.Module:
    """The shipped weights in torch."""
    described = shipped()[kind]
    content = base64.b64decode(described["content"])
    manifest = {
        **{key: described[key] for key in ("mean", "std", "layers")},
        "file": "digits-00000000.bin",
        "sha256": hashlib.sha256(content).hexdigest(),
        "test_accuracy": None,
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "digits-00000000.bin").write_bytes(content)
        (Path(folder) / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        return load_int8(Path(folder) / MANIFEST)


def opened(play: Play, language: str = "en") -> Page:
    tab = play("rotation", language)
    expect(find(tab, "rotation").locator(".plain .answer")).not_to_be_empty()
    return tab


def test_every_turned_digit_is_that_of_torchvision(play: Play) -> None:
    pictures = samples()
    cases = [[pictures[digit].flatten().tolist(), angle] for digit in range(10) for angle in ANGLES]
    found = opened(play).evaluate(
        "(cases) => cases.map(([picture, angle]) => [...playthings.math('rotation').rotate(picture, angle)])",
        cases,
    )
    expected = torch.stack(
        [turned(pictures[digit], angle).flatten() for digit in range(10) for angle in ANGLES]
    )
    # Half a gray may be rounded either way.
    assert (torch.tensor(found) - expected.int()).abs().max() <= 1
    assert (torch.tensor(found) != expected.int()).float().mean() < 0.01


def test_both_networks_answer_as_in_torch(play: Play) -> None:
    pictures = torch.stack([turned(samples(), angle) for angle in ANGLES]).flatten(0, 1)[:, 0]
    tab = opened(play)
    for kind in ("plain", "augmented"):
        found = tab.evaluate(
            """([kind, pictures]) => {
              const { decode } = playthings.math("digits");
              const network = decode(playthings.rotations[kind]);
              return pictures.map((picture) => playthings.math("rotation").read(network, picture));
            }""",
            [kind, pictures.flatten(1).tolist()],
        )
        with torch.inference_mode():
            probabilities = network(kind)(normalize(pictures)).softmax(dim=1)
        assert [one["answer"] for one in found] == probabilities.argmax(dim=1).tolist()
        sure = torch.tensor([one["sure"] for one in found])
        assert torch.allclose(sure, probabilities.amax(dim=1), atol=1e-4)


def test_the_keyboard_turns_the_digit_and_both_answers_follow(play: Play) -> None:
    for language, name in (("en", "Turned by"), ("zh", "转多少度")):
        tab = opened(play, language)
        place = find(tab, "rotation").locator(".plaything")
        place.get_by_role("radio", name="6", exact=True).check()
        angle = place.get_by_role("slider", name=name)
        angle.fill("175")
        angle.press("ArrowRight")
        expect(angle).to_have_attribute("aria-valuetext", "180°")
        upside_down = turned(samples()[6], 180)
        for kind in ("plain", "augmented"):
            with torch.inference_mode():
                answer = network(kind)(normalize(upside_down)).argmax().item()
            expect(place.locator(f".{kind} .answer")).to_contain_text(str(answer))
            assert place.locator(f".{kind} rect").count() == 73


def test_the_augmented_network_is_right_over_a_wider_range(play: Play) -> None:
    ranges = opened(play).evaluate(
        """() => {
          const { rotate, read, reach, ANGLES } = playthings.math("rotation");
          const { decode } = playthings.math("digits");
          const bytes = Uint8Array.from(atob(playthings.rotations.samples), (one) => one.charCodeAt(0));
          return ["plain", "augmented"].map((kind) => {
            const network = decode(playthings.rotations[kind]);
            return Array.from({ length: 10 }, (_, digit) => {
              const picture = bytes.subarray(digit * 784, (digit + 1) * 784);
              const [from, to] = reach(ANGLES.map((angle) => read(network, rotate(picture, angle)).answer), digit);
              return to - from;
            });
          });
        }"""
    )
    plain, augmented = (sum(widths) for widths in ranges)
    assert augmented > plain
