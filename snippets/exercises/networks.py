import torch
from torch import nn


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


# --8<-- [start:count-starter]
def mlp_parameters(sizes):
    # zh: sizes 是各层的大小，例如 [784, 128, 64, 10]；不许创建网络，只做算术
    # en: sizes is a list such as [784, 128, 64, 10]; build no network, just calculate
    return 0


# --8<-- [end:count-starter]


# --8<-- [start:count-wrong]
def mlp_parameters(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        inputs, outputs = sizes[i], sizes[i + 1]
        total += inputs * outputs
    return total


# --8<-- [end:count-wrong]


# --8<-- [start:count-solution]
def mlp_parameters(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        inputs, outputs = sizes[i], sizes[i + 1]
        # zh: 每层有 inputs × outputs 个权重，外加 outputs 个偏置
        # en: each layer has inputs × outputs weights, and outputs biases
        total += inputs * outputs + outputs
    return total


# --8<-- [end:count-solution]


# --8<-- [start:count-check]
two_layers = nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 2))
for sizes, right in [
    ([784, 10], count_parameters(nn.Linear(784, 10))),
    ([3, 5, 2], count_parameters(two_layers)),
    ([784, 128, 64, 10], 109386),
]:
    found = mlp_parameters(sizes)
    assert found == right, (
        f"{sizes}: expected {right}, got {found}"  # zh: f"{sizes}：应该是 {right}，却得到 {found}"
    )
# --8<-- [end:count-check]

# --8<-- [start:small-starter]
# zh: 784 → 64 → 10，中间一层 ReLU；直接吃 (N, 1, 28, 28) 的图片
# en: 784 → 64 → 10 with a ReLU between; it reads images (N, 1, 28, 28) as they are
small_net = nn.Sequential(nn.Flatten())
# --8<-- [end:small-starter]

# --8<-- [start:small-wrong]
small_net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.Linear(64, 10))
# --8<-- [end:small-wrong]

# --8<-- [start:small-solution]
small_net = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
)
# --8<-- [end:small-solution]

# --8<-- [start:small-check]
four_images = torch.randn(4, 1, 28, 28)
shape = tuple(small_net(four_images).shape)
assert shape == (4, 10), (
    f"the output should be (4, 10), but is {shape}"  # zh: f"输出应该是 (4, 10)，却是 {shape}"
)
count = count_parameters(small_net)
assert count == 50890, (
    f"it should have 50890 parameters, but has {count}"  # zh: f"应该有 50890 个参数，却有 {count} 个"
)

# zh: 线性的网络满足 f(x) + f(-x) = 2 f(0)；会弯的不满足
# en: for a network without a bend, f(x) + f(-x) = 2 f(0); for one that bends, not
both_signs = small_net(four_images) + small_net(-four_images)
assert not torch.allclose(both_signs, 2 * small_net(0 * four_images), atol=1e-4), (
    "nothing bends"  # zh: "中间没有弯折"
)
# --8<-- [end:small-check]


# --8<-- [start:layer-starter]
class MyLinear(nn.Module):
    # zh: 不用 nn.Linear，自己写一个全连接层：x @ weight.T + bias
    # en: a fully connected layer without nn.Linear: x @ weight.T + bias
    def __init__(self, in_features, out_features):
        super().__init__()

    def forward(self, x):
        return x


# --8<-- [end:layer-starter]


# --8<-- [start:layer-wrong]
class MyLinear(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        bound = 1 / in_features**0.5
        self.weight = torch.empty(out_features, in_features).uniform_(-bound, bound)
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        return x @ self.weight.T + self.bias


# --8<-- [end:layer-wrong]


# --8<-- [start:layer-solution]
class MyLinear(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        bound = 1 / in_features**0.5
        weight = torch.empty(out_features, in_features).uniform_(-bound, bound)
        # zh: 包上 nn.Parameter，model.parameters() 才看得见
        # en: model.parameters() sees it only if it is an nn.Parameter
        self.weight = nn.Parameter(weight)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# --8<-- [end:layer-solution]


# --8<-- [start:layer-check]
mine, theirs = MyLinear(5, 3), nn.Linear(5, 3)
count = count_parameters(mine)
assert count == 5 * 3 + 3, (
    f"18 parameters should be registered, but there are {count}"  # zh: f"应该登记 18 个参数，却有 {count} 个"
)
assert mine.weight.abs().max() > 0, "the weights are all zero"  # zh: "权重全是 0"

# zh: 把参数按名字抄过去；用同样的数字，应当算出同样的结果
# en: take over the parameters by name; with the same numbers, the same result
theirs.load_state_dict(mine.state_dict())
some_rows = torch.randn(7, 5)
assert torch.allclose(mine(some_rows), theirs(some_rows), atol=1e-6), (
    "nn.Linear gives another result"  # zh: "结果和 nn.Linear 不同"
)
# --8<-- [end:layer-check]
