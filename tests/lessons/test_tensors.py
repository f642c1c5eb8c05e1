"""What `tensors.md` says of seeds: which numbers they give, and where they do not."""

import json
from pathlib import Path

import pytest
import torch

from site_tools.read import LANGUAGES, Language, read_page

ROOT = Path(__file__).parents[2]
DEVICES = json.loads((ROOT / "benchmarks/results/devices-cuda.json").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_what_cpu_and_gpu_drew_from_one_seed(language: Language) -> None:
    drawn = {device: numbers["rand"][0] for device, numbers in DEVICES["seed 0"].items()}
    torch.manual_seed(0)
    assert torch.rand(3)[0].item() == pytest.approx(drawn["cpu"])
    text = read_page(ROOT / "docs" / language / "tensors.md").text
    told = next(line for line in text.splitlines() if DEVICES["gpu"] in line)
    assert all(f"{number:.4f}" in told for number in drawn.values())
    assert drawn["cpu"] != drawn["cuda"]


def test_the_mean_of_integers_raises_the_type_that_the_page_shows() -> None:
    with pytest.raises(NotImplementedError):
        torch.tensor([1, 2]).mean()
