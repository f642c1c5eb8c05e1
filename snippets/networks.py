# --8<-- [start:linear]
import torch
from torch import nn

layer = nn.Linear(in_features=3, out_features=2)
print(layer.weight.shape, layer.bias.shape)  # torch.Size([2, 3]) torch.Size([2])

# zh: 换上好算的数字，才能拿笔核对
# en: put in easy numbers, so that you can check by hand
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]))
    layer.bias.copy_(torch.tensor([0.5, -1.0]))

x = torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]])
print(layer(x))
# tensor([[ 7.5000, -2.0000],
#         [ 2.5000, -3.0000]], grad_fn=<AddmmBackward0>)
print(x @ layer.weight.T + layer.bias)
# tensor([[ 7.5000, -2.0000],
#         [ 2.5000, -3.0000]], grad_fn=<AddBackward0>)
# --8<-- [end:linear]

# --8<-- [start:collapse]
torch.manual_seed(0)
first, second = nn.Linear(4, 8), nn.Linear(8, 3)
x = torch.randn(5, 4)

weight = second.weight @ first.weight
bias = second.weight @ first.bias + second.bias
one_layer = x @ weight.T + bias

print(weight.shape, bias.shape)  # torch.Size([3, 4]) torch.Size([3])
print(torch.allclose(second(first(x)), one_layer, atol=1e-6))  # True
print(torch.allclose(second(torch.relu(first(x))), one_layer, atol=1e-6))  # False
# --8<-- [end:collapse]

# --8<-- [start:bend]
x = torch.tensor([-2.0, -1.0, 0.5, 3.0])
print(torch.relu(x))  # tensor([0.0000, 0.0000, 0.5000, 3.0000])
print(torch.relu(-x))  # tensor([2., 1., 0., 0.])
print(torch.relu(x) + torch.relu(-x))  # tensor([2.0000, 1.0000, 0.5000, 3.0000])
# --8<-- [end:bend]

from tutorial_lib.models import SimpleNet

# --8<-- [start:create]
model = SimpleNet()
print(model)
# SimpleNet(
#   (fc1): Linear(in_features=784, out_features=128, bias=True)
#   (fc2): Linear(in_features=128, out_features=64, bias=True)
#   (fc3): Linear(in_features=64, out_features=10, bias=True)
# )
# --8<-- [end:create]

# --8<-- [start:forward]
images = torch.rand(64, 784)
logits = model(images)
print(logits.shape)  # torch.Size([64, 10])

probabilities = logits.softmax(dim=1)
print(logits.min() < 0, probabilities.min() > 0)  # tensor(True) tensor(True)
print(torch.allclose(probabilities.sum(dim=1), torch.ones(64)))  # True
print(torch.equal(logits.argmax(dim=1), probabilities.argmax(dim=1)))  # True
# --8<-- [end:forward]


# --8<-- [start:no-super]
class Forgetful(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(784, 10)


try:
    Forgetful()
except AttributeError as error:
    print(f"AttributeError: {error}")
    # AttributeError: cannot assign module before Module.__init__() call
# --8<-- [end:no-super]


# --8<-- [start:hooks]
def show_shapes(module, inputs, output):
    print(type(module).__name__, tuple(inputs[0].shape), "->", tuple(output.shape))


handles = [module.register_forward_hook(show_shapes) for module in model.modules()]
logits = model(images)
# Linear (64, 784) -> (64, 128)
# Linear (64, 128) -> (64, 64)
# Linear (64, 64) -> (64, 10)
# SimpleNet (64, 784) -> (64, 10)
# --8<-- [end:hooks]

# --8<-- [start:call]
logits = model.forward(images)
# Linear (64, 784) -> (64, 128)
# Linear (64, 128) -> (64, 64)
# Linear (64, 64) -> (64, 10)

for handle in handles:
    handle.remove()
logits = model(images)
# --8<-- [end:call]

# --8<-- [start:sequential]
model = nn.Sequential(
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Linear(128, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
)
print(model(images).shape)  # torch.Size([64, 10])
print(len(model), model[2])  # 5 Linear(in_features=128, out_features=64, bias=True)
# --8<-- [end:sequential]

# --8<-- [start:parameters]
model = SimpleNet()
for name, parameter in model.named_parameters():
    print(name, tuple(parameter.shape), parameter.numel())
# fc1.weight (128, 784) 100352
# fc1.bias (128,) 128
# fc2.weight (64, 128) 8192
# fc2.bias (64,) 64
# fc3.weight (10, 64) 640
# fc3.bias (10,) 10


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


print(count_parameters(model))  # 109386
# --8<-- [end:parameters]

# --8<-- [start:moons]
import math

torch.manual_seed(0)
# zh: 上下两个半圆，每个点有横、纵两个坐标
# en: an upper and a lower half circle; each point has two coordinates
angle = math.pi * torch.rand(100)
upper = torch.stack([angle.cos(), angle.sin()], dim=1)
lower = torch.stack([1 - angle.cos(), 0.5 - angle.sin()], dim=1)

# zh: torch.cat 把两弯月牙接在一起，再让每个点偏一点
# en: torch.cat puts the two moons together; then each point is moved a little
points = torch.cat([upper, lower]) + 0.1 * torch.randn(200, 2)
moon = torch.tensor([0] * 100 + [1] * 100)
print(points.shape, moon.shape)  # torch.Size([200, 2]) torch.Size([200])
# --8<-- [end:moons]


# --8<-- [start:bend-or-not]
def train(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    criterion = nn.CrossEntropyLoss()
    for _ in range(300):
        loss = criterion(model(points), moon)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def accuracy(model, points, moon):
    return (model(points).argmax(dim=1) == moon).float().mean().item()


straight = nn.Sequential(
    nn.Linear(2, 16),
    nn.Linear(16, 16),
    nn.Linear(16, 2),
)
bent = nn.Sequential(
    nn.Linear(2, 16),
    nn.ReLU(),
    nn.Linear(16, 16),
    nn.ReLU(),
    nn.Linear(16, 2),
)
for name, model in (("straight", straight), ("bent", bent)):
    train(model)
    print(f"{name}: {accuracy(model, points, moon):.0%}")
# straight: 8…
# bent: …
# --8<-- [end:bend-or-not]

assert accuracy(straight, points, moon) < 0.92
assert accuracy(bent, points, moon) > 0.98

# --8<-- [start:spellings]
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

optimizer = optim.Adam(bent.parameters(), lr=0.02)
# zh: 层也有函数的写法
# en: layers have function forms, too
print(torch.equal(F.relu(points), torch.relu(points)))  # True
outputs = bent(points)
print(torch.equal(F.cross_entropy(outputs, moon), nn.CrossEntropyLoss()(outputs, moon)))  # True

# zh: max 返回两样东西：最大的数，和它的位置；位置就是 argmax
# en: max returns two things: the largest numbers, and their indices; the indices are the argmax
largest, predicted = outputs.max(1)
print(torch.equal(predicted, outputs.argmax(dim=1)))  # True
print(torch.equal(predicted.eq(moon), predicted == moon))  # True
print(moon.size(0), moon.shape[0], len(moon))  # 200 200 200
# --8<-- [end:spellings]


# --8<-- [start:in-a-list]
class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = [nn.Linear(784, 64), nn.Linear(64, 64)]
        self.output = nn.Linear(64, 10)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.output(x)


print(InAList()(images).shape)  # torch.Size([64, 10])
print(count_parameters(InAList()))  # 650
# --8<-- [end:in-a-list]


# --8<-- [start:module-list]
class InAModuleList(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(784, 64), nn.Linear(64, 64)])
        self.output = nn.Linear(64, 10)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.output(x)


print(InAModuleList()(images).shape)  # torch.Size([64, 10])
print(count_parameters(InAModuleList()))  # 55050
# --8<-- [end:module-list]


# --8<-- [start:custom]
class Scale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.factor = nn.Parameter(torch.full((features,), 0.5))

    def forward(self, x):
        return x * self.factor


scale = Scale(3)
print(count_parameters(scale), scale.factor.requires_grad)  # 3 True
x = torch.tensor([[1.0, 2.0, 3.0]])
print(scale(x))  # tensor([[0.5000, 1.0000, 1.5000]], grad_fn=<MulBackward0>)
# --8<-- [end:custom]

# --8<-- [start:activations]
x = torch.tensor([[-2.0, 0.0, 1.0]])
# zh: max(0, x)
# en: max(0, x)
print(nn.ReLU()(x))  # tensor([[0., 0., 1.]])
# zh: 1 / (1 + e^(-x))，压到 0 和 1 之间
# en: 1 / (1 + e^(-x)), squeezed between 0 and 1
print(nn.Sigmoid()(x))  # tensor([[0.1192, 0.5000, 0.7311]])
print(1 / (1 + torch.exp(-x)))  # tensor([[0.1192, 0.5000, 0.7311]])
# zh: 双曲正切，压到 -1 和 1 之间
# en: hyperbolic tangent, squeezed between -1 and 1
print(nn.Tanh()(x))  # tensor([[-0.9640,  0.0000,  0.7616]])
# --8<-- [end:activations]

# --8<-- [start:softmax]
scores = torch.tensor([[2.0, 1.0, 0.0], [0.0, 0.0, 5.0]])
probabilities = nn.Softmax(dim=1)(scores)
print(probabilities)
# tensor([[0.6652, 0.2447, 0.0900],
#         [0.0066, 0.0066, 0.9867]])
print(f"{probabilities[0].sum():.2f} {probabilities[1].sum():.2f}")  # 1.00 1.00
print(nn.Softmax(dim=0)(scores))
# tensor([[0.8808, 0.7311, 0.0067],
#         [0.1192, 0.2689, 0.9933]])
# --8<-- [end:softmax]

# --8<-- [start:conv]
images = torch.rand(8, 1, 28, 28)
conv = nn.Conv2d(in_channels=1, out_channels=32, kernel_size=3, padding=1)
print(conv(images).shape)  # torch.Size([8, 32, 28, 28])
print(conv.weight.shape, count_parameters(conv))  # torch.Size([32, 1, 3, 3]) 320

unpadded = nn.Conv2d(in_channels=1, out_channels=32, kernel_size=3)
print(unpadded(images).shape)  # torch.Size([8, 32, 26, 26])
# --8<-- [end:conv]

# --8<-- [start:pool]
small = torch.tensor([[[[1.0, 2.0, 5.0, 0.0], [3.0, 6.0, 1.0, 0.0]]]])
print(nn.MaxPool2d(kernel_size=2)(small))  # tensor([[[[6., 5.]]]])
print(nn.AvgPool2d(kernel_size=2)(small))  # tensor([[[[3.0000, 1.5000]]]])
print(nn.MaxPool2d(kernel_size=2)(conv(images)).shape)  # torch.Size([8, 32, 14, 14])
# --8<-- [end:pool]

# --8<-- [start:flatten]
print(nn.Flatten()(images).shape)  # torch.Size([8, 784])
print(torch.flatten(images).shape)  # torch.Size([6272])
# --8<-- [end:flatten]

# --8<-- [start:dropout]
torch.manual_seed(0)
dropout = nn.Dropout(p=0.5)
ones = torch.ones(1000)

dropped = dropout(ones)
print(dropped.unique())  # tensor([0., 2.])
print(f"{(dropped == 0).float().mean():.1f} {dropped.mean():.1f}")  # 0.5 1.0

dropout.eval()
print(dropout(ones).unique())  # tensor([1.])
# --8<-- [end:dropout]

# --8<-- [start:batch-norm]
torch.manual_seed(0)
norm = nn.BatchNorm1d(128)
features = 5 + 3 * torch.randn(64, 128)
normalized = norm(features)

print(f"{features.mean():.1f} {features.std():.1f}")  # 5.0 3.0
print(f"{normalized.mean().abs():.1f} {normalized.std():.1f}")  # 0.0 1.0
print(f"{norm.running_mean.mean():.2f}")  # 0.50
try:
    norm(features[:1])
except ValueError as error:
    print(f"ValueError: {error}")
    # ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 128])

# zh: 一张图片有很多像素，够算标准差，所以不报错
# en: one image has many pixels, enough for a deviation, so nothing is raised
print(nn.BatchNorm2d(32)(torch.rand(1, 32, 28, 28)).shape)  # torch.Size([1, 32, 28, 28])
# --8<-- [end:batch-norm]

# --8<-- [start:modes]
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.Dropout(p=0.5), nn.Linear(128, 10))

model.train()
print(model[2].training, torch.equal(model(images), model(images)))  # True False
model.eval()
print(model[2].training, torch.equal(model(images), model(images)))  # False True
# --8<-- [end:modes]

# --8<-- [start:batch-norm-modes]
normed = nn.Sequential(
    nn.Linear(2, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 2)
)
train(normed)

# zh: 同一批两次，一位数字都不差
# en: the same batch twice: not a digit differs
print(torch.equal(normed(points[:32]), normed(points[:32])))  # True

# zh: 同一个点，第一次和 31 个同类一批，第二次和 31 个另一类一批
# en: the same point, first in a batch with 31 of its own moon, then with 31 of the other
with_own = torch.cat([points[:1], points[1:32]])
with_others = torch.cat([points[:1], points[101:132]])
print(torch.allclose(normed(with_own)[0], normed(with_others)[0], atol=0.1))  # False

# zh: 只看上面的月牙：先在训练模式，再在评估模式
# en: only the upper moon: first in training mode, then in evaluation mode
print(f"train(): {accuracy(normed, points[:100], moon[:100]):.0%}")
# train(): …
normed.eval()
print(f"eval(): {accuracy(normed, points[:100], moon[:100]):.0%}")
# eval(): …
print(torch.allclose(normed(with_own)[0], normed(with_others)[0], atol=1e-4))  # True
# --8<-- [end:batch-norm-modes]

normed.train()
assert accuracy(normed, points[:100], moon[:100]) < 0.8
normed.eval()
assert accuracy(normed, points[:100], moon[:100]) > 0.9

# --8<-- [start:init]
layer = nn.Linear(784, 128)
print(f"{1 / 784**0.5:.4f}")  # 0.0357
print(f"{layer.weight.min():.4f} {layer.weight.max():.4f}")  # -0.0357 0.0357
# --8<-- [end:init]

# --8<-- [start:symmetry]
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
for parameter in model.parameters():
    nn.init.constant_(parameter, 0.01)

model(images)[:, 3].sum().backward()
gradient = model[1].weight.grad
print(gradient.shape, gradient.abs().sum() > 0)  # torch.Size([128, 784]) tensor(True)

# zh: 128 个神经元的梯度，和第 0 个的一模一样
# en: the gradients of all 128 neurons equal that of neuron 0
print(torch.allclose(gradient, gradient[0].expand(128, 784)))  # True
# --8<-- [end:symmetry]
