import torch
from torch import nn


# --8<-- [start:size-starter]
def conv_size(size, kernel, stride=1, padding=0):
    # zh: 改这里：卷积之后，边长是多少？
    # en: change this: how long is a side after the convolution?
    return size


# --8<-- [end:size-starter]


# --8<-- [start:size-wrong]
def conv_size(size, kernel, stride=1, padding=0):
    return (size + padding - kernel) // stride + 1


# --8<-- [end:size-wrong]


# --8<-- [start:size-solution]
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


# --8<-- [end:size-solution]


# --8<-- [start:size-check]
for size, kernel, stride, padding in [(28, 3, 1, 0), (28, 3, 1, 1), (28, 5, 2, 2), (9, 2, 3, 0)]:
    layer = nn.Conv2d(1, 1, kernel, stride=stride, padding=padding)
    real = layer(torch.zeros(1, 1, size, size)).shape[-1]
    found = conv_size(size, kernel, stride, padding)
    case = f"n={size}, k={kernel}, s={stride}, p={padding}"
    assert found == real, (
        f"{case}: expected {real}, got {found}"  # zh: f"{case}：应该是 {real}，却得到 {found}"
    )
# --8<-- [end:size-check]


# --8<-- [start:freeze-starter]
def freeze_all_but_last(model):
    # zh: 改这里：只让最后一层的参数可以训练
    # en: change this: let only the last layer's parameters be trained
    pass


# --8<-- [end:freeze-starter]


# --8<-- [start:freeze-wrong]
def freeze_all_but_last(model):
    for parameter in model.parameters():
        parameter.requires_grad = False


# --8<-- [end:freeze-wrong]


# --8<-- [start:freeze-solution]
def freeze_all_but_last(model):
    for parameter in model.parameters():
        parameter.requires_grad = False
    for parameter in model[-1].parameters():
        parameter.requires_grad = True


# --8<-- [end:freeze-solution]


# --8<-- [start:freeze-check]
model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
freeze_all_but_last(model)
trainable = [parameter.requires_grad for parameter in model.parameters()]
assert trainable == [False, False, True, True], (
    f"trainable are {trainable}"  # zh: f"能训练的是 {trainable}"
)
# --8<-- [end:freeze-check]


# --8<-- [start:warmup-starter]
def warmup(step):
    # zh: 改这里：第 0 到 3 步依次是 0.25、0.5、0.75、1，之后一直是 1
    # en: change this: 0.25, 0.5, 0.75, 1 at steps 0 to 3, and 1 from then on
    return 1.0


# --8<-- [end:warmup-starter]


# --8<-- [start:warmup-wrong]
def warmup(step):
    return min(1.0, step / 4)


# --8<-- [end:warmup-wrong]


# --8<-- [start:warmup-solution]
def warmup(step):
    return min(1.0, (step + 1) / 4)


# --8<-- [end:warmup-solution]


# --8<-- [start:warmup-check]
from torch.optim.lr_scheduler import LambdaLR

optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.8)
scheduler = LambdaLR(optimizer, warmup)
history = []
for _ in range(6):
    history.append(round(scheduler.get_last_lr()[0], 4))
    optimizer.step()
    scheduler.step()
assert history == [0.2, 0.4, 0.6, 0.8, 0.8, 0.8], (
    f"the rates are {history}"  # zh: f"学习率是 {history}"
)
# --8<-- [end:warmup-check]
