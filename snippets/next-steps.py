# --8<-- [start:table]
import torch
from sklearn.datasets import load_diabetes
from torch import nn

table = load_diabetes(scaled=False)
inputs = torch.tensor(table.data, dtype=torch.float32)
# zh: 除以 100，数就不太大
# en: divided by 100, so that the numbers are not too large
targets = torch.tensor(table.target, dtype=torch.float32).unsqueeze(1) / 100
print(inputs.shape, targets.shape)  # torch.Size([442, 10]) torch.Size([442, 1])

torch.manual_seed(0)
order = torch.randperm(442)
known, new = order[:342], order[342:]
# zh: 标准化，均值和标准差只从已知的行算
# en: standardized, with mean and deviation of the known rows only
inputs = (inputs - inputs[known].mean(dim=0)) / inputs[known].std(dim=0)
# --8<-- [end:table]

# --8<-- [start:naive]
naive = targets[known].mean()
# zh: 差了多少，乘 100 变回原来的数
# en: how far off it is; times 100 gives the numbers of the table again
print(f"naive: {(naive - targets[new]).abs().mean() * 100:.1f}")  # naive: 71.0
# --8<-- [end:naive]


# --8<-- [start:compare]
def train(model):
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(500):
        loss = criterion(model(inputs[known]), targets[known])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def off_by(model, rows):
    with torch.no_grad():
        return (model(inputs[rows]) - targets[rows]).abs().mean().item() * 100


line = nn.Linear(10, 1)
network = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 1))
for name, model in (("line", line), ("network", network)):
    train(model)
    print(f"{name}: known {off_by(model, known):.1f}, new {off_by(model, new):.1f}")
# line: known …
# network: known …
# --8<-- [end:compare]
assert off_by(line, new) < 52
assert off_by(network, known) < 25
assert off_by(network, new) > off_by(line, new) + 5
