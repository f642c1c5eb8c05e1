import torch
from torch import nn
from torchvision import datasets

from tutorial_lib.models import MNISTNet

train_data = datasets.MNIST(root="./data", train=True, download=True)
test_data = datasets.MNIST(root="./data", train=False, download=True)
train_images = ((train_data.data.float() / 255 - 0.1307) / 0.3081).unsqueeze(1)
train_labels = train_data.targets
test_images = ((test_data.data.float() / 255 - 0.1307) / 0.3081).unsqueeze(1)
test_labels = test_data.targets
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
assert worst_digit(few) == 2
assert worst_digit(torch.tensor([[7, 3], [0, 5]])) == 0
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
assert surest_mistakes(four, truth, 3).tolist() == [2, 3, 1]
assert surest_mistakes(four, truth, 1).tolist() == [2]
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
    # zh: 只用 4000 张，训练 3 轮
    # en: only 4000 digits, 3 epochs
    for batch in torch.randperm(4000).split(batch_size):
        loss = nn.functional.cross_entropy(candidate(train_images[batch]), train_labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
candidate.eval()
with torch.no_grad():
    guesses = candidate(test_images[:1000]).argmax(dim=1)
score = (guesses == test_labels[:1000]).float().mean().item()
assert score > 0.93
# --8<-- [end:beat-check]
