"""The networks of the chapters. Pages include them from here, so what a reader copies is what we train."""

import torch
from torch import nn


# --8<-- [start:SimpleNet]
class SimpleNet(nn.Module):
    """Three fully connected layers: [N, 784] -> logits [N, 10]."""

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
    """Images [N, 1, 28, 28] -> logits [N, 10]."""

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
    """Images [N, 1, 28, 28] -> logits [N, 10]."""

    def __init__(self) -> None:
        super().__init__()
        # zh: 卷积找出局部的笔画，池化把宽和高减半
        # en: convolutions find local strokes, pooling halves width and height
        # zh: 先池化再 ReLU，结果与先 ReLU 再池化相同，要算的数却少得多
        # en: pooling before ReLU gives the same result as after it, with far fewer numbers to compute
        self.features = nn.Sequential(
            # zh: 1×28×28 → 16×14×14
            # en: 1×28×28 → 16×14×14
            nn.Conv2d(1, 16, kernel_size=5, padding=2),
            nn.MaxPool2d(2),
            nn.ReLU(),
            # zh: 16×14×14 → 32×7×7
            # en: 16×14×14 → 32×7×7
            nn.Conv2d(16, 32, kernel_size=5, padding=2),
            nn.MaxPool2d(2),
            nn.ReLU(),
        )
        self.classifier = nn.Sequential(
            # zh: 32×7×7 → 1568
            # en: 32×7×7 → 1568
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(32 * 7 * 7, 10),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(x))


# --8<-- [end:SmallCNN]

# What `--model` may name: networks that read images [N, 1, 28, 28].
DIGIT_MODELS: dict[str, type[nn.Module]] = {"mlp": MNISTNet, "cnn": SmallCNN}
