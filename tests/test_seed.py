"""The tutorial that this one grew from: each of its APIs and documented values is still taught, in both languages.

What it had wrong is listed in its corrected form.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from site_tools.read import LANGUAGES, Language, read_page
from site_tools.stage.chapters import read_chapters

ROOT = Path(__file__).parents[1]

# Its chapter 10, "next steps": seven directions, each of which is a chapter here.
DIRECTIONS = {
    "cnn": ["nn.Conv2d", "nn.MaxPool2d"],
    "rnn": ["nn.LSTM", "nn.GRU"],
    "transformer": ["nn.Transformer", "注意力|attention"],
    "transfer": ["torchvision.models", "ResNet", "EfficientNet"],
    "augmentation": ["transforms"],
    "schedules": ["torch.optim.lr_scheduler"],
    "tensorboard": ["torch.utils.tensorboard"],
}
SEED = {
    "introduction": ["Meta", "PyTorch Foundation|PyTorch 基金会", "torchvision", "GPU"],
    "installation": [
        "pip install torch torchvision",
        "--index-url https://download.pytorch.org/whl/cpu",
        "--index-url https://download.pytorch.org/whl/cu13",
        "pytorch.org",
        "print(torch.__version__)",
        "print(torch.cuda.is_available())",
    ],
    "tensors": [
        "torch.tensor([1, 2, 3])",
        "# tensor([1, 2, 3])",
        "torch.tensor([[1, 2], [3, 4]])",
        "# tensor([[1, 2], # [3, 4]])",
        "torch.zeros(3, 4)",
        "torch.ones(2, 3)",
        "torch.rand(2, 3)",
        "torch.randn(2, 3)",
        "torch.arange(0, 10, 2)",
        "tensor([0, 2, 4, 6, 8])",
        "torch.eye(3)",
        "print(x.shape) # torch.Size([3, 4])",
        "print(x.dtype) # torch.float32",
        "print(x.device) # cpu",
        "print(x.ndim) # 2",
        "print(x.numel()) # 12",
        "print(a + b) # tensor([5., 7., 9.])",
        "print(a * b) # tensor([ 4., 10., 18.])",
        "print(a**2) # tensor([1., 4., 9.])",
        "m1 @ m2",
        "torch.matmul(m1, m2)",
        "torch.Size([2, 4])",
        "print(x.sum()) # tensor(10.)",
        "print(x.mean()) # tensor(2.5000)",
        "print(x.max()) # tensor(4.)",
        "print(x.argmax()) # tensor(3)",
        "tensor([ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])",
        ".reshape(3, 4)",
        "# tensor([[ 0, 1, 2, 3], # [ 4, 5, 6, 7], # [ 8, 9, 10, 11]])",
        ".flatten()",
        ".unsqueeze(0)",
        ".squeeze(0)",
        ".T",
        ".permute(1, 0)",
        "print(x[0]) # tensor([0, 1, 2, 3])",
        "print(x[:, 1]) # tensor([1, 5, 9])",
        "print(x[0:2, 1:3]) # tensor([[1, 2], # [5, 6]])",
        "print(x[x > 5]) # tensor([ 6, 7, 8, 9, 10, 11])",
        "import numpy as np",
        ".numpy()",
        "np.array([1, 2, 3])",
        "torch.from_numpy(",
    ],
    "shapes": [".view(4, 3)", ".reshape(", ".mT", ".permute(", ".transpose(", "(1, 3, 4)"],
    "autograd": [
        "x = torch.tensor(3.0, requires_grad=True)",
        "y = x**2 + 2 * x + 1",
        "y.backward()",
        "print(x.grad) # tensor(8.)",
        "y = w * x + b",
        "print(x.grad) # tensor(2.)",
        "print(w.grad) # tensor(1.)",
        "print(b.grad) # tensor(1.)",
        "with torch.no_grad():",
        "torch.inference_mode()",
        ".detach()",
    ],
    "networks": [
        "import torch.nn as nn|from torch import nn",
        "class SimpleNet(nn.Module):",
        "super().__init__()",
        "self.fc1 = nn.Linear(784, 128)",
        "self.fc2 = nn.Linear(128, 64)",
        "self.fc3 = nn.Linear(64, 10)",
        "torch.relu(self.fc1(x))",
        "print(model)",
        "nn.Sequential(",
        "nn.ReLU()",
        "nn.Sigmoid()",
        "nn.Tanh()",
        "nn.Softmax(dim=1)",
        "nn.Conv2d(in_channels=1, out_channels=32, kernel_size=3, padding=1)",
        "nn.MaxPool2d(kernel_size=2)",
        "nn.AvgPool2d(kernel_size=2)",
        "nn.Dropout(p=0.5)",
        "nn.BatchNorm1d(128)",
        "nn.Flatten()",
    ],
    "training": [
        "nn.CrossEntropyLoss()",
        "nn.MSELoss()",
        "nn.BCELoss()",
        "nn.BCEWithLogitsLoss()",
        "nn.L1Loss()",
        "Adam(model.parameters(), lr=0.001)",
        "SGD(model.parameters(), lr=0.01, momentum=0.9)",
        "RMSprop(model.parameters(), lr=0.001)",
        "torch.randint(0, 10, (1000,))",
        "model.train()",
        "optimizer.zero_grad()",
        "loss.backward()",
        "optimizer.step()",
        "Epoch [{epoch + 1}/{epochs}], Loss: {",
    ],
    "evaluation": [
        "model.eval()",
        "torch.no_grad()|torch.inference_mode()",
        ".argmax(dim=1)",
        "Accuracy: {",
    ],
    "saving": [
        'torch.save(model.state_dict(), "model.pth")',
        'model.load_state_dict(torch.load("model.pth"',
        "model.eval()",
        'torch.save(model, "full_model.pth")',
        'torch.load("full_model.pth"',
        "weights_only=False",
        "map_location",
        "UnpicklingError",
    ],
    "accelerators": [
        'torch.device("cuda" if torch.cuda.is_available() else "cpu")',
        "torch.accelerator.current_accelerator(check_available=True)",
        "Using device: {device}",
        "SimpleNet().to(device)",
        "torch.randn(64, 784).to(device)",
        "torch.randint(0, 10, (64,)).to(device)",
        "output = model(x)",
    ],
    "mnist": [
        "from torch.utils.data import DataLoader",
        "from torchvision import datasets",
        "v2.Compose(",
        "ToTensor",
        "(0.1307,), (0.3081,)",
        "datasets.MNIST(",
        'root="./data"',
        "download=True",
        "DataLoader(",
        "batch_size=64",
        "batch_size=1000",
        "shuffle=True",
        "class MNISTNet(nn.Module):",
        "nn.Linear(784, 256)",
        "nn.Dropout(0.2)",
        "nn.Linear(256, 128)",
        "nn.Linear(128, 10)",
        "lr=0.001",
        "loss.item()",
        "Epoch {epoch",
        "Train Loss: {",
        "mnist_model.pth",
    ],
    **DIRECTIONS,
}


@cache
def shown(name: str, language: Language) -> str:
    """All that a page shows, words and code, in one line with single spaces."""
    page = read_page(ROOT / "docs" / language / f"{name}.md")
    code = [section.text(language) for _, section in page.sections]
    return re.sub(r"\s+", " ", " ".join([page.text, *code]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SEED)
def test_the_page_teaches_what_the_seed_taught(name: str, language: Language) -> None:
    text = shown(name, language)
    missing = [item for item in SEED[name] if not any(one in text for one in item.split("|"))]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_page_leads_to_every_direction_and_its_resources_are_listed(
    language: Language,
) -> None:
    text = shown("next-steps", language)
    parts = {part.id: part.pages for part in read_chapters(ROOT)}
    chapters = {*parts["directions"], *parts["beyond"]} - {"next-steps"}
    assert [name for name in sorted(chapters) if f"]({name}.md)" not in text] == []
    assert set(parts["directions"]) == DIRECTIONS.keys()
    # The seed announces resources, and its list is empty.
    resources = text.split("{ #resources }")[1].split("{ #ask }")[0]
    assert len(set(re.findall(r"\]\((https://[^)]+)\)", resources))) >= 10
