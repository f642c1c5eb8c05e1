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
assert abs(line.weight.item() - 3) < 0.01
assert abs(line.bias.item() + 1) < 0.01
# --8<-- [end:fill-check]


# --8<-- [start:mean-loss-starter]
def mean_loss(model, loader, criterion):
    # zh: 返回所有样本的平均损失
    # en: return the mean loss over all samples
    total = 0.0
    for inputs, answers in loader:
        loss = criterion(model(inputs), answers)
    return total


# --8<-- [end:mean-loss-starter]


# --8<-- [start:mean-loss-wrong]
def mean_loss(model, loader, criterion):
    total = 0.0
    for inputs, answers in loader:
        total += criterion(model(inputs), answers).item()
    return total / len(loader)


# --8<-- [end:mean-loss-wrong]


# --8<-- [start:mean-loss-solution]
def mean_loss(model, loader, criterion):
    total, samples = 0.0, 0
    with torch.no_grad():
        for inputs, answers in loader:
            total += criterion(model(inputs), answers).item() * len(answers)
            samples += len(answers)
    return total / samples


# --8<-- [end:mean-loss-solution]


# --8<-- [start:mean-loss-check]
# zh: 10 个样本，每批 4 个：4、4、2
# en: 10 samples in batches of 4: 4, 4, 2
inputs = torch.arange(10.0).reshape(10, 1)
answers = torch.zeros(10, 1)
loader = DataLoader(TensorDataset(inputs, answers), batch_size=4)
# zh: 模型原样返回，损失就是 0、1、4、9……81 的平均值 28.5
# en: the model returns its input, so the loss is the mean of 0, 1, 4, 9 … 81, which is 28.5
assert abs(mean_loss(nn.Identity(), loader, nn.MSELoss()) - 28.5) < 1e-4
# --8<-- [end:mean-loss-check]


# --8<-- [start:accuracy-starter]
def share_right(logits, answers):
    # zh: 返回猜对的比例，0 到 1 之间的小数
    # en: return the share of right guesses, a number from 0 to 1
    return 0.0


# --8<-- [end:accuracy-starter]


# --8<-- [start:accuracy-wrong]
def share_right(logits, answers):
    guesses = logits.argmax(dim=1)
    return (guesses == answers).sum().item()


# --8<-- [end:accuracy-wrong]


# --8<-- [start:accuracy-solution]
def share_right(logits, answers):
    guesses = logits.argmax(dim=1)
    return (guesses == answers).float().mean().item()


# --8<-- [end:accuracy-solution]


# --8<-- [start:accuracy-check]
scores = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.3, 0.2], [-3.0, -2.0, -1.0], [1.0, 4.0, 0.0]])
assert share_right(scores, torch.tensor([0, 1, 2, 0])) == 0.75
assert share_right(scores, torch.tensor([1, 0, 0, 0])) == 0.0
# --8<-- [end:accuracy-check]
