import torch
from torch import nn


# --8<-- [start:list-starter]
def step_rates(lr, step_size, gamma, epochs):
    # zh: 改这里：StepLR 在每一轮的学习率，不许用调度器，只做算术
    # en: change this: StepLR's rate in each epoch; no scheduler, just arithmetic
    return [lr] * epochs


# --8<-- [end:list-starter]


# --8<-- [start:list-wrong]
def step_rates(lr, step_size, gamma, epochs):
    return [lr * gamma ** ((epoch + 1) // step_size) for epoch in range(epochs)]


# --8<-- [end:list-wrong]


# --8<-- [start:list-solution]
def step_rates(lr, step_size, gamma, epochs):
    # zh: 从第 0 轮数起，已经过了几个 step_size，就乘了几次 gamma
    # en: counting from epoch 0, gamma has come in once for each step_size that is over
    return [lr * gamma ** (epoch // step_size) for epoch in range(epochs)]


# --8<-- [end:list-solution]


# --8<-- [start:list-check]
from torch.optim.lr_scheduler import StepLR

for lr, step_size, gamma, epochs in [(0.1, 2, 0.5, 6), (1.0, 3, 0.1, 7), (0.2, 1, 0.9, 4)]:
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler = StepLR(optimizer, step_size, gamma)
    expected = []
    for _ in range(epochs):
        expected.append(round(scheduler.get_last_lr()[0], 6))
        optimizer.step()
        scheduler.step()
    found = [round(rate, 6) for rate in step_rates(lr, step_size, gamma, epochs)]
    assert found == expected, (
        f"step_size={step_size}: expected {expected}, got {found}"  # zh: f"step_size={step_size}：应该是 {expected}，却得到 {found}"
    )
# --8<-- [end:list-check]


# --8<-- [start:warm-starter]
import math


def factor(step, warm, total):
    # zh: 改这里：第 0 到 warm - 1 步均匀升到 1，然后沿半个余弦降，第 total 步是 0
    # en: change this: up to 1 evenly in steps 0 to warm - 1, then down half a cosine, 0 at step total
    return 1.0


# --8<-- [end:warm-starter]


# --8<-- [start:warm-wrong]
def factor(step, warm, total):
    if step < warm:
        return step / warm
    return 0.5 * (1 + math.cos(math.pi * step / total))


# --8<-- [end:warm-wrong]


# --8<-- [start:warm-solution]
def factor(step, warm, total):
    if step < warm:
        return (step + 1) / warm
    # zh: 余弦从 warm 开始走，长 total - warm
    # en: the cosine begins at warm and is total - warm long
    part = (step - warm) / (total - warm)
    return 0.5 * (1 + math.cos(math.pi * part))


# --8<-- [end:warm-solution]


# --8<-- [start:warm-check]
from torch.optim.lr_scheduler import LambdaLR

optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.4)
scheduler = LambdaLR(optimizer, lambda step: factor(step, warm=4, total=12))
found = []
for _ in range(13):
    found.append(round(scheduler.get_last_lr()[0], 3))
    optimizer.step()
    scheduler.step()
assert found[:5] == [0.1, 0.2, 0.3, 0.4, 0.4], (
    f"the rates begin with {found[:5]}"  # zh: f"开头几步的学习率是 {found[:5]}"
)
assert [found[8], found[12]] == [0.2, 0.0], (
    f"halfway down it should be 0.2 and at the end 0, but it is {found[8]} and {found[12]}"  # zh: f"降到一半应该是 0.2，最后是 0，却是 {found[8]} 和 {found[12]}"
)
# --8<-- [end:warm-check]
