import torch
import torch.optim as optim
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


# --8<-- [start:fill-starter]
def train_line(x, y):
    model = nn.Linear(1, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for step in range(200):
        loss = nn.MSELoss()(model(x), y)
        # zh: 这里少了三行
        # en: three lines are missing here
    return model


# --8<-- [end:fill-starter]


# --8<-- [start:fill-wrong]
def train_line(x, y):
    model = nn.Linear(1, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for step in range(200):
        loss = nn.MSELoss()(model(x), y)
        loss.backward()
        optimizer.step()
    return model


# --8<-- [end:fill-wrong]


# --8<-- [start:fill-solution]
def train_line(x, y):
    model = nn.Linear(1, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for step in range(200):
        loss = nn.MSELoss()(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


# --8<-- [end:fill-solution]


# --8<-- [start:fill-check]
torch.manual_seed(0)
x = torch.linspace(-1, 1, 20).reshape(20, 1)
line = train_line(x, 3 * x - 1)
w, b = line.weight.item(), line.bias.item()
assert abs(w - 3) < 0.01, (
    f"w should be close to 3, and is {w:.2f}"  # zh: f"w 应该接近 3，现在是 {w:.2f}"
)
assert abs(b + 1) < 0.01, (
    f"b should be close to -1, and is {b:.2f}"  # zh: f"b 应该接近 -1，现在是 {b:.2f}"
)
# --8<-- [end:fill-check]


# --8<-- [start:mean-loss-starter]
def mean_loss(model, loader, criterion):
    # zh: 返回所有样本的平均损失
    # en: return the mean loss over all samples
    total = 0.0
    for inputs, labels in loader:
        loss = criterion(model(inputs), labels)
    return total


# --8<-- [end:mean-loss-starter]


# --8<-- [start:mean-loss-wrong]
def mean_loss(model, loader, criterion):
    total = 0.0
    for inputs, labels in loader:
        total += criterion(model(inputs), labels).item()
    return total / len(loader)


# --8<-- [end:mean-loss-wrong]


# --8<-- [start:mean-loss-solution]
def mean_loss(model, loader, criterion):
    total, samples = 0.0, 0
    with torch.no_grad():
        for inputs, labels in loader:
            total += criterion(model(inputs), labels).item() * len(labels)
            samples += len(labels)
    return total / samples


# --8<-- [end:mean-loss-solution]


# --8<-- [start:mean-loss-check]
# zh: 10 个样本，每批 4 个：4、4、2
# en: 10 samples in batches of 4: 4, 4, 2
inputs = torch.arange(10.0).reshape(10, 1)
labels = torch.zeros(10, 1)
loader = DataLoader(TensorDataset(inputs, labels), batch_size=4)
# zh: 模型原样返回，损失就是 0、1、4、9……81 的平均值 28.5
# en: the model returns its input, so the loss is the mean of 0, 1, 4, 9 … 81, which is 28.5
result = mean_loss(nn.Identity(), loader, nn.MSELoss())
assert abs(result - 28.5) < 1e-4, (
    f"the mean should be 28.5, and is {result}"  # zh: f"平均应该是 28.5，现在是 {result}"
)
# --8<-- [end:mean-loss-check]


# --8<-- [start:alone-starter]
import torch
from mlxtend.data import wine_data
from torch import nn, optim

rows, kinds = wine_data()
rows, kinds = torch.tensor(rows, dtype=torch.float32), torch.tensor(kinds)
torch.manual_seed(0)
order = torch.randperm(len(rows))
train_rows, train_kinds = rows[order[:138]], kinds[order[:138]]
new_rows, new_kinds = rows[order[138:]], kinds[order[138:]]


# zh: 从这里开始写：标准化、网络、损失函数、优化器、训练循环
# en: start here: standardizing, network, loss function, optimizer, training loop
def predict(rows):
    # zh: rows 的形状是 [N, 13]，没有标准化过；返回猜的品种，形状是 [N] 的整数
    # en: rows has shape [N, 13] and is not standardized; return the kinds guessed, integers of shape [N]
    return torch.zeros(len(rows), dtype=torch.int64)


# --8<-- [end:alone-starter]


# --8<-- [start:alone-wrong]
mean, std = train_rows.mean(dim=0), train_rows.std(dim=0)
net = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = optim.Adam(net.parameters(), lr=0.01)
for epoch in range(100):
    loss = nn.CrossEntropyLoss()(net((train_rows - mean) / std), train_kinds)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def predict(rows):
    # zh: 训练时标准化了，预测时忘了
    # en: standardized for training, forgotten for predicting
    return net(rows).argmax(dim=1)


# --8<-- [end:alone-wrong]


# --8<-- [start:alone-solution]
mean, std = train_rows.mean(dim=0), train_rows.std(dim=0)

net = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(net.parameters(), lr=0.01)

net.train()
for epoch in range(100):
    outputs = net((train_rows - mean) / std)
    loss = criterion(outputs, train_kinds)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
net.eval()


def predict(rows):
    with torch.no_grad():
        return net((rows - mean) / std).argmax(dim=1)


# --8<-- [end:alone-solution]


# --8<-- [start:alone-check]
guesses = predict(new_rows)
assert guesses.shape == (40,), (
    f"40 rows need 40 guesses, not {tuple(guesses.shape)}"  # zh: f"40 行应该有 40 个答案，现在的形状是 {tuple(guesses.shape)}"
)
share = (guesses == new_kinds).float().mean().item()
assert share >= 0.9, (
    f"nine in ten should be right, and it is {share:.0%}"  # zh: f"应该猜对九成以上，现在是 {share:.0%}"
)
# --8<-- [end:alone-check]
