"""The networks of the chapters. Pages include them from here, so what a reader copies is what we train."""

import torch
from torch import nn


# --8<-- [start:SimpleNet]
class SimpleNet(nn.Module):
    """Three fully connected layers: [N, 784] -> logits [N, 10]."""  # zh: """三个全连接层：[N, 784] -> [N, 10]。"""

    def __init__(self) -> None:
        super().__init__()
        # zh: 全连接层：784 → 128
        # en: fully connected: 784 → 128
        self.fc1 = nn.Linear(784, 128)
        # zh: 全连接层：128 → 64
        # en: fully connected: 128 → 64
        self.fc2 = nn.Linear(128, 64)
        # zh: 全连接层：64 → 10，每个类别一个分数
        # en: fully connected: 64 → 10, one score for each class
        self.fc3 = nn.Linear(64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        # zh: 输出层不加激活：CrossEntropyLoss 要的就是 logits
        # en: no activation on the last layer: CrossEntropyLoss wants logits
        return self.fc3(x)


# --8<-- [end:SimpleNet]


# --8<-- [start:MNISTNet]
class MNISTNet(nn.Module):
    """Images [N, 1, 28, 28] -> logits [N, 10]."""  # zh: """图片 [N, 1, 28, 28] -> logits [N, 10]。"""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            # zh: 展平每张图：1×28×28 → 784
            # en: flatten each image: 1×28×28 → 784
            nn.Flatten(),
            nn.Linear(784, 256),
            nn.ReLU(),
            # zh: 训练时随机关掉 20% 的神经元
            # en: while training, switch off 20% of the neurons at random
            nn.Dropout(0.2),
            nn.Linear(256, 128),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(128, 10),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


# --8<-- [end:MNISTNet]


# --8<-- [start:SmallCNN]
class SmallCNN(nn.Module):
    """Images [N, 1, 28, 28] -> logits [N, 10]."""  # zh: """图片 [N, 1, 28, 28] -> logits [N, 10]。"""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            # zh: 16 种 5×5 的局部笔画：1×28×28 → 16×24×24，池化后 16×12×12
            # en: 16 kinds of local strokes, 5×5: 1×28×28 → 16×24×24, pooled to 16×12×12
            nn.Conv2d(1, 16, kernel_size=5, bias=False),
            nn.MaxPool2d(2),
            # zh: 每个通道减去这一批的均值，再除以标准差：下一层收到的数总是差不多大
            # en: from each channel take its mean over the batch, divide by its spread: the next layer gets like numbers
            # zh: 它自带偏置，所以卷积不用再带
            # en: it has a bias of its own, so the convolution needs none
            nn.BatchNorm2d(16),
            nn.ReLU(),
            # zh: 16×12×12 → 32×10×10
            # en: 16×12×12 → 32×10×10
            nn.Conv2d(16, 32, kernel_size=3, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            # zh: 32×10×10 → 48×8×8，池化后 48×4×4
            # en: 32×10×10 → 48×8×8, pooled to 48×4×4
            nn.Conv2d(32, 48, kernel_size=3, bias=False),
            nn.MaxPool2d(2),
            nn.BatchNorm2d(48),
            nn.ReLU(),
            # zh: 48×4×4 → 64×2×2
            # en: 48×4×4 → 64×2×2
            nn.Conv2d(48, 64, kernel_size=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            # zh: 64×2×2 → 256 → 10，每个类别一个分数
            # en: 64×2×2 → 256 → 10, one score for each class
            nn.Flatten(),
            nn.Linear(64 * 2 * 2, 10),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


# --8<-- [end:SmallCNN]
