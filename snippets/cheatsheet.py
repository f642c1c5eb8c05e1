# --8<-- [start:create]
import numpy as np
import torch
from torch import nn

torch.tensor([1, 2, 3])  # tensor([1, 2, 3])
torch.tensor([1, 2, 3], dtype=torch.float32)  # tensor([1., 2., 3.])
torch.zeros(3)  # tensor([0., 0., 0.])
torch.ones(2)  # tensor([1., 1.])
torch.full((2,), 7.0)  # tensor([7., 7.])
torch.arange(0, 10, 2)  # tensor([0, 2, 4, 6, 8])
torch.linspace(0, 1, 5)  # tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
torch.eye(3)  # shape: (3, 3)
torch.from_numpy(np.array([1, 2]))  # tensor([1, 2])
# zh: 形状、类型、设备都照抄
# en: same shape, dtype and device
torch.zeros_like(torch.tensor([5, 6]))  # tensor([0, 0])
# --8<-- [end:create]

# --8<-- [start:random]
torch.manual_seed(0)
torch.rand(2, 3)  # shape: (2, 3)
torch.randn(3, 4)  # shape: (3, 4)
torch.randint(0, 10, (4, 5))  # shape: (4, 5)
torch.randperm(5).sort().values  # tensor([0, 1, 2, 3, 4])
# --8<-- [end:random]

# --8<-- [start:inspect]
x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
x.shape  # torch.Size([2, 3])
x.dtype  # torch.float32
x.device  # device(type='cpu')
x.ndim  # 2
x.numel()  # 6
x.requires_grad  # False
x[0, 1].item()  # 2.0
x.tolist()  # [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
# --8<-- [end:inspect]

# --8<-- [start:dtype]
x.long()  # dtype: torch.int64
x.double()  # dtype: torch.float64
x.to(torch.float16)  # dtype: torch.float16
torch.tensor([1.9, -1.9]).int()  # tensor([ 1, -1], dtype=torch.int32)
torch.tensor([7, 2]) / 2  # tensor([3.5000, 1.0000])
torch.tensor([7, 2]) // 2  # tensor([3, 1])
# --8<-- [end:dtype]

# --8<-- [start:index]
x = torch.arange(12).reshape(3, 4)
x[0]  # tensor([0, 1, 2, 3])
x[-1, -2]  # tensor(10)
x[:, 1]  # tensor([1, 5, 9])
x[0:2, 1:3]
# tensor([[1, 2],
#         [5, 6]])
x[::2, 0]  # tensor([0, 8])
x[[2, 0], 3]  # tensor([11,  3])
x[x > 8]  # tensor([ 9, 10, 11])
x[..., -1]  # tensor([ 3,  7, 11])
torch.where(x > 5, x, 0)[1]  # tensor([0, 0, 6, 7])
# zh: 切片共用内存；要独立的一份用 clone()
# en: slices share memory; clone() gives a copy of your own
x[0].clone()  # tensor([0, 1, 2, 3])
# --8<-- [end:index]

# --8<-- [start:compute]
a = torch.tensor([1.0, 2.0, 3.0])
b = torch.tensor([4.0, 5.0, 7.0])
a + b  # tensor([ 5.,  7., 10.])
a * b  # tensor([ 4., 10., 21.])
b / a  # tensor([4.0000, 2.5000, 2.3333])
a**2  # tensor([1., 4., 9.])
a @ b  # tensor(35.)
torch.sqrt(b - a + 1)  # tensor([2.0000, 2.0000, 2.2361])
b.clamp(min=5.0)  # tensor([5., 5., 7.])
(a > 1.5).sum()  # tensor(2)
torch.allclose(a + b, b + a)  # True
# --8<-- [end:compute]

# --8<-- [start:aggregate]
scores = torch.tensor([[1.0, 5.0, 3.0], [9.0, 2.0, 7.0]])
scores.sum()  # tensor(27.)
scores.mean(dim=0)  # tensor([5.0000, 3.5000, 5.0000])
scores.max(dim=1).values  # tensor([5., 9.])
scores.argmax(dim=1)  # tensor([1, 0])
scores.sum(dim=1, keepdim=True)
# tensor([[ 9.],
#         [18.]])
scores.topk(2, dim=1).indices
# tensor([[1, 2],
#         [0, 2]])
scores.sort(dim=1, descending=True).values
# tensor([[5., 3., 1.],
#         [9., 7., 2.]])
# --8<-- [end:aggregate]

# --8<-- [start:shape]
x = torch.rand(2, 3, 4)
x.reshape(6, 4)  # shape: (6, 4)
x.reshape(2, -1)  # shape: (2, 12)
x.flatten()  # shape: (24,)
x.flatten(start_dim=1)  # shape: (2, 12)
x.unsqueeze(0)  # shape: (1, 2, 3, 4)
x.unsqueeze(-1).squeeze(-1)  # shape: (2, 3, 4)
x.mT  # shape: (2, 4, 3)
x.transpose(0, 1)  # shape: (3, 2, 4)
x.permute(2, 0, 1)  # shape: (4, 2, 3)
x[0].T  # shape: (4, 3)
torch.cat([x, x], dim=1)  # shape: (2, 6, 4)
torch.stack([x, x, x])  # shape: (3, 2, 3, 4)
# zh: 广播：从右往左对齐，相等或为 1 才行
# en: broadcasting: align from the right; equal or 1
x + torch.rand(3, 1)  # shape: (2, 3, 4)
# --8<-- [end:shape]

# --8<-- [start:autograd]
w = torch.tensor(3.0, requires_grad=True)
loss = (w * 2 - 1) ** 2
loss.backward()
w.grad  # tensor(20.)
# zh: 梯度会累加，每一步先清空
# en: gradients add up, so clear them each step
w.grad = None

with torch.no_grad():
    w -= 0.5
print(w)  # tensor(2.5000, requires_grad=True)

with torch.inference_mode():
    print((w * 2).requires_grad)  # False
w.detach().numpy()  # array(2.5, dtype=float32)
# --8<-- [end:autograd]


# --8<-- [start:modules]
class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden)
        self.fc2 = nn.Linear(hidden, 2)

    def forward(self, x):
        # zh: 输出层不加激活，直接给 logits
        # en: no activation on the last layer: it gives logits
        return self.fc2(torch.relu(self.fc1(x)))


model = Net(hidden=16)
model(torch.rand(5, 2))  # shape: (5, 2)
sum(parameter.numel() for parameter in model.parameters())  # 82
same = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
same[0].weight  # shape: (16, 2)
# --8<-- [end:modules]

# --8<-- [start:layers]
images = torch.rand(8, 3, 28, 32)
vectors = torch.rand(8, 10)
nn.Linear(10, 5)(vectors)  # shape: (8, 5)
nn.Flatten()(images)  # shape: (8, 2688)
nn.Conv2d(3, 16, kernel_size=3, padding=1)(images)  # shape: (8, 16, 28, 32)
nn.Conv2d(3, 6, kernel_size=5, stride=2)(images)  # shape: (8, 6, 12, 14)
nn.MaxPool2d(kernel_size=2)(images)  # shape: (8, 3, 14, 16)
nn.AvgPool2d(kernel_size=4)(images)  # shape: (8, 3, 7, 8)
nn.BatchNorm1d(10)(vectors)  # shape: (8, 10)
nn.BatchNorm2d(3)(images)  # shape: (8, 3, 28, 32)
nn.Embedding(1000, 64)(torch.tensor([[5, 7, 9]]))  # shape: (1, 3, 64)
nn.ReLU()(torch.tensor([-1.0, 2.0]))  # tensor([0., 2.])
nn.Sigmoid()(torch.tensor([0.0]))  # tensor([0.5000])
nn.Tanh()(torch.tensor([0.5]))  # tensor([0.4621])
nn.Softmax(dim=0)(torch.tensor([1.0, 3.0]))  # tensor([0.1192, 0.8808])
# zh: 训练时随机置零，eval() 之后原样通过
# en: sets some to 0 at random while training; after eval(), lets everything pass
nn.Dropout(p=0.5).eval()(torch.tensor([1.0, 2.0]))  # tensor([1., 2.])
# --8<-- [end:layers]

# --8<-- [start:losses]
# zh: 分类：logits [N, C] 与类别编号 [N]
# en: classes: logits [N, C] and class numbers [N]
logits = torch.tensor([[2.0, 0.0], [0.0, 1.0]])
nn.CrossEntropyLoss()(logits, torch.tensor([0, 1]))  # tensor(0.2201)
# zh: 回归：两边形状要相同
# en: regression: both of the same shape
nn.MSELoss()(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))  # tensor(4.5000)
nn.L1Loss()(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))  # tensor(1.5000)
# zh: 二分类：logits 与 0.0 或 1.0
# en: yes or no: logits and 0.0 or 1.0
nn.BCEWithLogitsLoss()(torch.tensor([2.0]), torch.tensor([1.0]))  # tensor(0.1269)
# --8<-- [end:losses]

# --8<-- [start:optimizers]
sgd = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
rmsprop = torch.optim.RMSprop(model.parameters(), lr=0.002)
# zh: AdamW 是每步还让权重缩小一点点的 Adam；不写 weight_decay，就是 0.01
# en: AdamW is Adam that also shrinks the weights a little at each step; weight_decay is 0.01 by default
adamw = torch.optim.AdamW(model.parameters(), lr=0.003)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
used = [sgd, rmsprop, adamw, optimizer]
[each.param_groups[0]["lr"] for each in used]  # [0.05, 0.002, 0.003, 0.01]
[each.param_groups[0]["weight_decay"] for each in used]  # [0, 0, 0.01, 0]

# zh: 每 10 轮把学习率减半；每一轮末尾调用 scheduler.step()
# en: halve the learning rate every 10 epochs; call scheduler.step() after each epoch
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.5)
scheduler.get_last_lr()  # [0.01]
# --8<-- [end:optimizers]

# --8<-- [start:data]
from torch.utils.data import DataLoader, Dataset, random_split


class Points(Dataset):
    def __init__(self, count):
        generator = torch.Generator().manual_seed(0)
        self.points = torch.randn(count, 2, generator=generator)
        # zh: 和大于 0 的是第 1 类
        # en: class 1 where the sum is above 0
        self.labels = (self.points.sum(dim=1) > 0).long()

    def __len__(self):
        return len(self.points)

    def __getitem__(self, index):
        return self.points[index], self.labels[index]


generator = torch.Generator().manual_seed(0)
train_set, test_set = random_split(Points(1000), [0.8, 0.2], generator=generator)
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=150)
len(train_set), len(train_loader), len(test_loader)  # (800, 13, 2)
points, labels = next(iter(train_loader))
points.shape, labels.shape, labels.dtype  # (torch.Size([64, 2]), torch.Size([64]), torch.int64)
# --8<-- [end:data]


# --8<-- [start:train]
def train(model, loader, criterion, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for inputs, labels in loader:
        inputs, labels = inputs.to(device), labels.to(device)
        # zh: 前向，算损失，清零，反向，更新
        # en: forward, loss, clear, backward, update
        loss = criterion(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        # zh: 按批大小加权，因为最后一批可能更小；除以真正见过的样本数
        # en: weight by batch size, for the last batch may be smaller; divide by the samples really seen
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count


# --8<-- [end:train]


# --8<-- [start:evaluate]
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    model.eval()
    total, correct, count = 0.0, 0, 0
    for inputs, labels in loader:
        inputs, labels = inputs.to(device), labels.to(device)
        logits = model(inputs)
        total += criterion(logits, labels).item() * len(labels)
        correct += (logits.argmax(dim=1) == labels).sum().item()
        count += len(labels)
    return total / count, correct / count


# --8<-- [end:evaluate]


# --8<-- [start:run]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
model = Net(hidden=16).to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

losses = [train(model, train_loader, criterion, optimizer, device) for epoch in range(5)]
print([round(loss, 3) for loss in losses])  # [0.…
test_loss, accuracy = evaluate(model, test_loader, criterion, device)
print(f"{test_loss:.3f} {accuracy:.1%}")  # 0.…
# --8<-- [end:run]
assert losses[-1] < losses[0] / 3 < 0.3
assert 0 < test_loss < 0.3
assert 0.95 < accuracy <= 1

# --8<-- [start:save]
torch.save(model.state_dict(), "model.pth")

# zh: 先建好同样的网络，再装入参数
# en: build the same network, then load its parameters
loaded = Net(hidden=16)
loaded.load_state_dict(torch.load("model.pth", map_location="cpu"))
loaded.eval()
torch.equal(loaded.fc1.weight, model.fc1.weight.cpu())  # True
# --8<-- [end:save]

# --8<-- [start:checkpoint]
# zh: 想接着训练，优化器的状态也要存
# en: to continue training, save the optimizer's state, too
checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 5}
torch.save(checkpoint, "checkpoint.pth")

checkpoint = torch.load("checkpoint.pth", map_location="cpu")
optimizer.load_state_dict(checkpoint["optimizer"])
checkpoint["epoch"]  # 5
sorted(checkpoint)  # ['epoch', 'model', 'optimizer']
# --8<-- [end:checkpoint]

# --8<-- [start:device]
# zh: 有加速器就用，没有就用 CPU
# en: an accelerator where there is one, else the CPU
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
# zh: 老代码里常见的写法
# en: what older code says
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

# zh: 模型自己搬过去；张量要接住返回值
# en: a model moves itself; of a tensor, to() returns the moved one, so assign it
model.to(device)
x = torch.rand(4, 2)
x = x.to(device)
x.device == next(model.parameters()).device  # True

# zh: 搬回 CPU 才能变成 NumPy 数组
# en: back on the CPU, it can become a NumPy array
model(x).detach().cpu().numpy().shape  # (4, 2)
# --8<-- [end:device]

# --8<-- [start:measure]
import time

start = time.perf_counter()
y = model(x)
# zh: 有 GPU 就先等它算完，再看表
# en: wait for the GPU, if there is one, before you look at the clock
if torch.accelerator.is_available():
    torch.accelerator.synchronize()
seconds = time.perf_counter() - start
seconds > 0  # True

# zh: 电脑忙的时候，线程少反而快
# en: on a busy machine, fewer threads are faster
torch.set_num_threads(1)
torch.get_num_threads()  # 1
# --8<-- [end:measure]

# --8<-- [start:elsewhere]
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.autograd import Variable

outputs = torch.tensor([[0.1, 2.0, 0.3], [1.5, 0.2, 0.1]])
labels = torch.tensor([1, 2])

# zh: optim.SGD 就是 torch.optim.SGD
# en: optim.SGD is torch.optim.SGD
optim.SGD is torch.optim.SGD  # True
# zh: 这两行都是 predicted = outputs.argmax(dim=1)
# en: both of these are predicted = outputs.argmax(dim=1)
_, predicted = outputs.max(1)
_, predicted = torch.max(outputs.data, 1)
predicted  # tensor([1, 0])
# zh: 就是 (predicted == labels).sum().item()
# en: this is (predicted == labels).sum().item()
predicted.eq(labels).sum().item()  # 1
# zh: 就是 len(labels)
# en: this is len(labels)
labels.size(0)  # 2
# zh: 就是 nn.CrossEntropyLoss()(outputs, labels)，F.relu(x) 就是 torch.relu(x)
# en: this is nn.CrossEntropyLoss()(outputs, labels); F.relu(x) is torch.relu(x)
F.cross_entropy(outputs, labels) == nn.CrossEntropyLoss()(outputs, labels)  # tensor(True)
# zh: 就是 images.flatten(start_dim=1)
# en: this is images.flatten(start_dim=1)
torch.rand(8, 1, 28, 28).view(-1, 784)  # shape: (8, 784)
# zh: 大写的 Tensor 总是给 float32；用小写的 torch.tensor
# en: the capital Tensor always gives float32; write torch.tensor
torch.Tensor([1, 2])  # tensor([1., 2.])
# zh: 2018 年以前要包一层 Variable，现在它什么也不做
# en: before 2018 a tensor was wrapped in a Variable; now that does nothing
type(Variable(outputs)) is torch.Tensor  # True
# --8<-- [end:elsewhere]
