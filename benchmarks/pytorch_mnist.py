"""A contender of benchmarks/mnist.py: the recipe of MNIST in github.com/pytorch/examples, written anew as it says.

Batches of 64 from a DataLoader, Adadelta with a rate of 1, 0.7 times as much after each of 14 epochs, dropout of 0.25
and 0.5. As there, only on a GPU are the digits shuffled and loaded by a process of their own. `--part` trains on that
part of the digits, once, to tell how long an epoch takes.
"""

import argparse
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

EPOCHS = 14


def network() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU()),
        *(nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten()),
        *(nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)),
        nn.LogSoftmax(dim=1),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", type=float)
    part = parser.parse_args().part
    cuda = torch.cuda.is_available()
    device = torch.device("cuda" if cuda else "cpu")
    transform = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    )
    train, test = (
        datasets.MNIST("./data", train=kind, download=True, transform=transform)
        for kind in (True, False)
    )
    digits = Subset(train, range(math.ceil(part * len(train)))) if part else train
    workers = {"num_workers": 1, "pin_memory": True, "persistent_workers": True} if cuda else {}
    batches = DataLoader(digits, batch_size=64, shuffle=cuda, **workers)  # type: ignore[arg-type]
    test_batches = DataLoader(test, batch_size=1000, shuffle=cuda, **workers)  # type: ignore[arg-type]
    model = network().to(device)
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)
    epochs = 1 if part else EPOCHS
    print("Training begins", flush=True)
    for epoch in range(1, epochs + 1):
        model.train()
        for images, labels in batches:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            nn.functional.nll_loss(model(images), labels).backward()
            optimizer.step()
        model.eval()
        loss, right = 0.0, 0
        if not part:
            with torch.no_grad():
                for images, labels in test_batches:
                    images, labels = images.to(device), labels.to(device)
                    outputs = model(images)
                    loss += nn.functional.nll_loss(outputs, labels, reduction="sum").item()
                    right += int((outputs.argmax(1) == labels).sum())
        print(
            f"Epoch {epoch:2d}/{epochs} | Test Loss: {loss / len(test):.4f}, Acc: {right / len(test):.2%}",
            flush=True,
        )
        schedule.step()


if __name__ == "__main__":
    main()
