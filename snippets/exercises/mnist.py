import torch
from torch import nn
from torchvision import datasets

from tutorial_lib.models import MNISTNet

train_data = datasets.MNIST(root="./data", train=True, download=True)
train_images = ((train_data.data.float() / 255 - 0.1307) / 0.3081).unsqueeze(1)
train_labels = train_data.targets
device = torch.device("cpu")


# --8<-- [start:worst-starter]
def worst_digit(matrix):
    # zh: matrix 的行是真实数字，列是认成的数字
    # en: rows of the matrix are true digits, columns what they were read as
    return 0


# --8<-- [end:worst-starter]


# --8<-- [start:worst-wrong]
def worst_digit(matrix):
    return matrix.diag().argmin().item()


# --8<-- [end:worst-wrong]


# --8<-- [start:worst-solution]
def worst_digit(matrix):
    # zh: 每个数字的张数不同，所以比的是比例，不是张数
    # en: there are more of some digits than of others, so compare shares, not counts
    recall = matrix.diag() / matrix.sum(dim=1)
    return recall.argmin().item()


# --8<-- [end:worst-solution]


# --8<-- [start:worst-check]
few = torch.tensor([[90, 10, 0], [1, 49, 0], [15, 5, 80]])
worst = worst_digit(few)
assert worst == 2, (
    f"80 of 100 is the smallest share: digit 2, not {worst}"  # zh: f"100 张里对 80 张，比例最低：是 2，不是 {worst}"
)
worst = worst_digit(torch.tensor([[7, 3], [0, 5]]))
assert worst == 0, (
    f"7 of 10 against 5 of 5: digit 0, not {worst}"  # zh: f"10 张对 7 张，5 张对 5 张：是 0，不是 {worst}"
)
# --8<-- [end:worst-check]


# --8<-- [start:surest-starter]
def surest_mistakes(probabilities, labels, count):
    # zh: probabilities [N, 10]，labels [N]；返回位置 [count]，最自信的错误在前
    # en: probabilities [N, 10], labels [N]; return positions [count], the surest mistake first
    return torch.arange(count)


# --8<-- [end:surest-starter]


# --8<-- [start:surest-wrong]
def surest_mistakes(probabilities, labels, count):
    confidence, predicted = probabilities.max(dim=1)
    wrong = (predicted != labels).nonzero().flatten()
    return confidence[wrong].argsort(descending=True)[:count]


# --8<-- [end:surest-wrong]


# --8<-- [start:surest-solution]
def surest_mistakes(probabilities, labels, count):
    confidence, predicted = probabilities.max(dim=1)
    wrong = (predicted != labels).nonzero().flatten()
    # zh: argsort 给的是在 wrong 里的位置，要再用它去 wrong 里取
    # en: argsort gives positions within wrong; use them to pick from wrong
    order = confidence[wrong].argsort(descending=True)
    return wrong[order][:count]


# --8<-- [end:surest-solution]


# --8<-- [start:surest-check]
four = torch.tensor([[0.9, 0.1], [0.4, 0.6], [0.8, 0.2], [0.3, 0.7]])
truth = torch.tensor([0, 0, 1, 0])
found = surest_mistakes(four, truth, 3).tolist()
assert found == [2, 3, 1], (
    f"should be [2, 3, 1], is {found}"  # zh: f"应该是 [2, 3, 1]，现在是 {found}"
)
found = surest_mistakes(four, truth, 1).tolist()
assert found == [2], f"should be [2], is {found}"  # zh: f"应该是 [2]，现在是 {found}"
# --8<-- [end:surest-check]


# --8<-- [start:beat-starter]
def build():
    return MNISTNet()


rate, batch_size = 0.0003, 64
# --8<-- [end:beat-starter]


# --8<-- [start:beat-wrong]
def build():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 10))


rate, batch_size = 0.1, 32
# --8<-- [end:beat-wrong]


# --8<-- [start:beat-solution]
def build():
    # zh: 两层卷积：先找笔画，再看笔画怎么搭
    # en: two convolutions: the first finds strokes, the second how they fit together
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 7 * 7, 10),
    )


rate, batch_size = 0.003, 64
# --8<-- [end:beat-solution]


# --8<-- [start:beat-check]
torch.manual_seed(0)
candidate = build().to(device)
optimizer = torch.optim.Adam(candidate.parameters(), lr=rate)
candidate.train()
for epoch in range(3):
    # zh: 只用前 3000 张，训练 3 轮
    # en: only the first 3000 digits, 3 epochs
    for batch in torch.randperm(3000, device=device).split(batch_size):
        loss = nn.functional.cross_entropy(candidate(train_images[batch]), train_labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
candidate.eval()
with torch.no_grad():
    # zh: 后面 1000 张没练过，用来验证
    # en: the next 1000 were not trained on: validate with them
    guesses = candidate(train_images[3000:4000]).argmax(dim=1)
score = (guesses == train_labels[3000:4000]).float().mean().item()
assert score > 0.93, (
    f"more than 93% should be right, and it is {score:.1%}"  # zh: f"应该猜对 93% 以上，现在是 {score:.1%}"
)
# --8<-- [end:beat-check]
