import torch
from statsmodels.datasets import sunspots
from torch import nn

spots = torch.tensor(sunspots.load_pandas().data["SUNACTIVITY"].to_numpy(), dtype=torch.float32)
inputs = torch.stack([spots[t - 22 : t] for t in range(22, 309)])
targets = spots[22:]
train_inputs, train_targets = inputs[:208], targets[:208]
test_inputs, test_targets = inputs[208:], targets[208:]


# --8<-- [start:windows-starter]
def windows(series, size, ahead):
    # zh: 返回两个张量：每行 size 个相邻的数；每行之后第 ahead 个数
    # en: return two tensors: rows of size neighbors; for each, the number ahead steps after its last
    return series.unsqueeze(0), series[:1]


# --8<-- [end:windows-starter]


# --8<-- [start:windows-wrong]
def windows(series, size, ahead):
    inputs = torch.stack([series[t : t + size] for t in range(len(series) - size)])
    return inputs, series[size:]


# --8<-- [end:windows-wrong]


# --8<-- [start:windows-solution]
def windows(series, size, ahead):
    count = len(series) - size - ahead + 1
    inputs = torch.stack([series[t : t + size] for t in range(count)])
    # zh: 第一行的最后一个数是 series[size - 1]，再往后 ahead 个
    # en: the first row ends with series[size - 1]; go ahead steps further
    return inputs, series[size + ahead - 1 :]


# --8<-- [end:windows-solution]


# --8<-- [start:windows-check]
for size, ahead, last_row, last_target in [(3, 1, [6, 7, 8], 9), (4, 3, [3, 4, 5, 6], 9)]:
    rows, answers = windows(torch.arange(10), size, ahead)
    assert len(rows) == len(answers), (
        f"{len(rows)} rows, but {len(answers)} answers"  # zh: f"有 {len(rows)} 行，却有 {len(answers)} 个答案"
    )
    assert rows[-1].tolist() == last_row, (
        f"the last row should be {last_row}, but is {rows[-1].tolist()}"  # zh: f"最后一行应该是 {last_row}，却是 {rows[-1].tolist()}"
    )
    ends = [int(answers[0]), int(answers[-1])]
    expected = [size + ahead - 1, last_target]
    assert ends == expected, (
        f"first and last answer should be {expected}, but are {ends}"  # zh: f"第一个和最后一个答案应该是 {expected}，却是 {ends}"
    )
# --8<-- [end:windows-check]


# --8<-- [start:straight-starter]
class Straight(nn.Module):
    # zh: 没有记忆，也不弯：直接用一个 nn.Linear(22, 1) 看 22 年
    # en: no memory, no bend: one nn.Linear(22, 1) looks at the 22 years
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(22, 1)

    def forward(self, years):
        return years[:, -1]


def fit(model):
    # zh: 用 train_inputs 和 train_targets 训练
    # en: train on train_inputs and train_targets
    pass


# --8<-- [end:straight-starter]


# --8<-- [start:straight-wrong]
class Straight(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(22, 1)

    def forward(self, years):
        return 100 * self.linear(years / 100)


def fit(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(300):
        # zh: (208, 1) 减 (208,) 会广播成 (208, 208)
        # en: (208, 1) minus (208,) is broadcast to (208, 208)
        loss = ((model(train_inputs) - train_targets) / 100).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# --8<-- [end:straight-wrong]


# --8<-- [start:straight-solution]
class Straight(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(22, 1)

    def forward(self, years):
        return 100 * self.linear(years / 100).squeeze(1)


def fit(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = nn.MSELoss()
    for _ in range(300):
        loss = criterion(model(train_inputs) / 100, train_targets / 100)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# --8<-- [end:straight-solution]


# --8<-- [start:straight-check]
straight_model = Straight()
fit(straight_model)
with torch.no_grad():
    forecast = straight_model(test_inputs)
assert forecast.shape == (79,), (
    f"the shape should be (79,), but is {tuple(forecast.shape)}"  # zh: f"形状应该是 (79,)，却是 {tuple(forecast.shape)}"
)
off = (forecast - test_targets).abs().mean().item()
assert off < 0.7 * 24.5, (
    f"the mean error should be below {0.7 * 24.5:.1f}, but is {off:.1f}"  # zh: f"平均误差应该小于 {0.7 * 24.5:.1f}，却是 {off:.1f}"
)
# --8<-- [end:straight-check]


# --8<-- [start:temperature-starter]
def shares(logits, temperature):
    # zh: 返回概率；温度是 0 时，分数最高的那个得 1，其余得 0
    # en: return probabilities; at temperature 0 the highest score gets 1, the others 0
    return logits


# --8<-- [end:temperature-starter]


# --8<-- [start:temperature-wrong]
def shares(logits, temperature):
    if temperature == 0:
        return nn.functional.one_hot(logits.argmax(), len(logits)).float()
    return torch.softmax(logits, dim=0) / temperature


# --8<-- [end:temperature-wrong]


# --8<-- [start:temperature-solution]
def shares(logits, temperature):
    if temperature == 0:
        # zh: 除以 0 得到 inf 和 nan，所以单独处理
        # en: dividing by 0 gives inf and nan, so it is a case of its own
        result = torch.zeros(len(logits))
        result[logits.argmax()] = 1.0
        return result
    return torch.softmax(logits / temperature, dim=0)


# --8<-- [end:temperature-solution]


# --8<-- [start:temperature-check]
three = torch.tensor([2.0, 1.0, -1.0])
for temperature, right in [
    (0, [1.0, 0.0, 0.0]),
    (0.5, [0.8789, 0.1189, 0.0022]),
    (1.0, [0.7054, 0.2595, 0.0351]),
    (10.0, [0.3780, 0.3420, 0.2800]),
]:
    found = shares(three, temperature)
    assert torch.allclose(found, torch.tensor(right), atol=1e-3), (
        f"temperature {temperature}: expected {right}, got {found.tolist()}"  # zh: f"温度 {temperature}：应该是 {right}，却得到 {found.tolist()}"
    )
# --8<-- [end:temperature-check]
