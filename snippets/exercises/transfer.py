import torch
from torch import nn


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
    for parameter in model[:-1].parameters():
        parameter.requires_grad = False


# --8<-- [end:freeze-solution]


# --8<-- [start:freeze-check]
model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
freeze_all_but_last(model)
trainable = [parameter.requires_grad for parameter in model.parameters()]
assert trainable == [False, False, True, True], (
    f"trainable are {trainable}"  # zh: f"能训练的是 {trainable}"
)
# --8<-- [end:freeze-check]


# --8<-- [start:mode-starter]
def train_head(model):
    # zh: 改这里：最后一层在训练模式，前面的部分不许动
    # en: change this: training mode for the last layer, and nothing before it may move
    model.train()


# --8<-- [end:mode-starter]


# --8<-- [start:mode-wrong]
def train_head(model):
    model.eval()


# --8<-- [end:mode-wrong]


# --8<-- [start:mode-solution]
def train_head(model):
    model.eval()
    model[-1].train()


# --8<-- [end:mode-solution]


# --8<-- [start:mode-check]
torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 4, 3),
    nn.BatchNorm2d(4),
    nn.Flatten(),
    nn.Sequential(nn.Dropout(0.5), nn.Linear(4 * 6 * 6, 10)),
)
train_head(model)
before = model[1].running_mean.clone()
pictures = torch.randn(16, 1, 8, 8)
first, second = model(pictures), model(pictures)
assert model[1].running_mean.equal(before), (
    "BatchNorm has moved"  # zh: "BatchNorm 动了"
)
assert not first.equal(second), (
    "the Dropout of the last layer is off"  # zh: "最后一层的 Dropout 没有开"
)
# --8<-- [end:mode-check]


# --8<-- [start:features-starter]
def features_of(model, images):
    # zh: 改这里：给出最后一层收到的数，不要梯度
    # en: change this: what the last layer receives, without gradients
    return images


# --8<-- [end:features-starter]


# --8<-- [start:features-wrong]
def features_of(model, images):
    with torch.no_grad():
        return model[:-1](images)


# --8<-- [end:features-wrong]


# --8<-- [start:features-solution]
def features_of(model, images):
    model.eval()
    with torch.no_grad():
        return model[:-1](images)


# --8<-- [end:features-solution]


# --8<-- [start:features-check]
torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 4, 3),
    nn.BatchNorm2d(4),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(4 * 6 * 6, 10),
)
pictures = torch.randn(16, 1, 8, 8)
features = features_of(model, pictures)
shape = tuple(features.shape)
assert shape == (16, 144), (
    f"the shape should be (16, 144), but is {shape}"  # zh: f"形状应该是 (16, 144)，却是 {shape}"
)
assert not features.requires_grad, (
    "they still want gradients"  # zh: "它们还带着梯度"
)
assert features.equal(features_of(model, pictures)), (
    "the second time gives other numbers"  # zh: "第二次算，数就变了"
)
alone = features_of(model, pictures[:1])
assert torch.allclose(alone, features[:1], atol=1e-5), (
    "alone, a picture gives other numbers"  # zh: "单独一张图，算出来的数就变了"
)
# --8<-- [end:features-check]
