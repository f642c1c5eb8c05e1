"""What the project's page says of its photos, and that its test set is used once."""

import pytest
import torch
from PIL import Image
from torchvision.transforms import v2

from site_tools.read import LANGUAGES, Language, read_page, read_snippet
from tests.namespace import Namespace
from tutorial_lib.mnist.training import evaluate
from tutorial_lib.models import MNISTNet

from .conftest import ROOT
from .pages import numbers_of, rows_of
from .records import record_of


def test_evaluate_says_that_it_leaves_the_model_in_evaluation_mode() -> None:
    model = MNISTNet()
    sample = (torch.zeros(2, 1, 28, 28), torch.tensor([0, 1]))
    evaluate(model, [sample], torch.nn.CrossEntropyLoss(), torch.device("cpu"))  # type: ignore[arg-type]
    assert not model.training
    assert "evaluation mode" in (evaluate.__doc__ or "")


def test_the_test_set_is_used_once() -> None:
    page = read_page(ROOT / "docs/en/mnist.md")
    uses = [
        section.name
        for _, section in page.sections
        if section.name not in ("data", "split") and "test_" in section.text("en")
    ]
    assert uses == ["test"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shares_of_photos_read_are_recorded(language: Language) -> None:
    record = record_of("mnist-photos")
    shares = record["share read"]
    names = [
        "never photographed",
        "prepared",
        "not normalized",
        "not inverted",
        "inverted and shrunk, not centered",
        "only shrunk",
    ]
    rows = rows_of("mnist", language, "predict")
    assert [row[1] for row in rows[1:]] == [f"{shares[name]:.0%}" for name in names]
    assert str(record["photos"]) in numbers_of("mnist", language, "predict")
    assert shares["prepared"] > shares["never photographed"] - 0.03
    assert all(shares[name] < shares["prepared"] for name in names[2:])


def test_a_photo_becomes_a_digit_as_in_mnist() -> None:
    file = read_snippet("mnist.py", ROOT)
    namespace = Namespace(str(file.path))
    namespace.names |= {"torch": torch, "v2": v2}
    photo = Image.new("RGB", (200, 300), "lightgray")
    photo.paste((30, 30, 60), (20, 220, 40, 280))  # a stroke of blue ink, far from the middle
    [outcome] = namespace.run(file.section("prepare"))
    assert outcome.error is None

    image = namespace.names["like_mnist"](photo)

    assert image.shape == (1, 28, 28)
    rows, columns = (image[0] > 0.5).nonzero(as_tuple=True)
    assert rows.max() - rows.min() + 1 == 20
    assert rows.float().mean() == pytest.approx(14, abs=0.6)
    assert columns.float().mean() == pytest.approx(14, abs=0.6)
    assert image.max() == 1
    assert image.min() == 0
