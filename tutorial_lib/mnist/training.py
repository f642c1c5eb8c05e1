"""The readable way to train: the chapter shows this code, and `--readable` runs it."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


# --8<-- [start:DigitDataset]
class DigitDataset(Dataset):
    """Digits as pairs of an image [1, 28, 28] and a label from 0 to 9."""

    def __init__(self, images: torch.Tensor, labels: torch.Tensor) -> None:
        # zh: 像素先缩放到 [0, 1]，再用 MNIST 的均值和标准差标准化；一次做完，以后取样本就快
        # en: scale the pixels to [0, 1], then standardize; done once, so that reading a sample is fast
        self.images = ((images.float() / 255 - 0.1307) / 0.3081).unsqueeze(1)
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.images[index], self.labels[index]


# --8<-- [end:DigitDataset]


# --8<-- [start:train_one_epoch]
def train_one_epoch(
    model: nn.Module,
    loader: DataLoader,
    criterion: nn.Module,
    optimizer: torch.optim.Optimizer,
    device: torch.device,
) -> tuple[float, float]:
    """Train on every batch once; return the mean loss and the accuracy."""
    # zh: 训练模式：Dropout 起作用
    # en: training mode: Dropout is active
    model.train()
    total_loss = 0.0
    correct = 0
    total = 0

    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)

        # zh: 前向传播，计算损失
        # en: forward pass and loss
        outputs = model(images)
        loss = criterion(outputs, labels)

        # zh: 先清零梯度，再反向传播，最后更新参数
        # en: clear the old gradients, backpropagate, update the parameters
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

        # zh: loss 是一批的平均值，乘以批大小再累加：最后一批较小，不能与别的批同等看待
        # en: loss is the mean of a batch; weight it by the batch size, for the last batch may be smaller
        total_loss += loss.item() * len(labels)
        correct += (outputs.argmax(dim=1) == labels).sum().item()
        total += len(labels)

    return total_loss / total, correct / total


# --8<-- [end:train_one_epoch]


# --8<-- [start:evaluate]
def evaluate(
    model: nn.Module, loader: DataLoader, criterion: nn.Module, device: torch.device
) -> tuple[float, float]:
    """Return the mean loss and the accuracy; leave the model in evaluation mode."""
    # zh: 评估模式：Dropout 不再起作用
    # en: evaluation mode: Dropout does nothing
    model.eval()
    total_loss = 0.0
    correct = 0
    total = 0

    # zh: 不需要梯度，省时间也省内存
    # en: no gradients needed: saves time and memory
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            outputs = model(images)
            total_loss += criterion(outputs, labels).item() * len(labels)
            correct += (outputs.argmax(dim=1) == labels).sum().item()
            total += len(labels)

    return total_loss / total, correct / total


# --8<-- [end:evaluate]
