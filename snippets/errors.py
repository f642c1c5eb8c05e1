# --8<-- [start:setup]
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

torch.manual_seed(0)
criterion = nn.CrossEntropyLoss()
# zh: 4 个样本，3 个类别
# en: 4 samples, 3 classes
logits = torch.tensor([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0], [0.0, 2.0, 0.0]])
# --8<-- [end:setup]

# --8<-- [start:mat1-mat2]
layer = nn.Linear(784, 10)
images = torch.rand(64, 1, 28, 28)
try:
    layer(images)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied (1792x28 and 784x10)
# --8<-- [end:mat1-mat2]

# --8<-- [start:mat1-mat2-fix]
# zh: 保留第 0 维（批），其余展平：1×28×28 → 784
# en: keep dimension 0 (the batch), flatten the rest: 1×28×28 → 784
print(layer(images.flatten(start_dim=1)).shape)
# torch.Size([64, 10])
# --8<-- [end:mat1-mat2-fix]

# --8<-- [start:tensor-a-tensor-b]
heights = torch.tensor([1.0, 2.0, 3.0])
widths = torch.tensor([1.0, 2.0, 3.0, 4.0])
try:
    heights * widths
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0
# --8<-- [end:tensor-a-tensor-b]

# --8<-- [start:tensor-a-tensor-b-fix]
# zh: 每个高乘每个宽：3 行 4 列
# en: every height times every width: 3 rows, 4 columns
areas = heights.unsqueeze(1) * widths
print(areas.shape, areas[2])
# torch.Size([3, 4]) tensor([ 3.,  6.,  9., 12.])
# --8<-- [end:tensor-a-tensor-b-fix]

# --8<-- [start:invalid-for-input-of-size]
numbers = torch.arange(12)
try:
    numbers.reshape(5, 3)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: shape '[5, 3]' is invalid for input of size 12
# --8<-- [end:invalid-for-input-of-size]

# --8<-- [start:invalid-for-input-of-size-fix]
# zh: -1 的意思：这一维由 PyTorch 算
# en: -1 means: PyTorch works this one out
print(numbers.reshape(-1, 3).shape)
# torch.Size([4, 3])
# --8<-- [end:invalid-for-input-of-size-fix]

# --8<-- [start:view-size]
grid = torch.arange(6).reshape(2, 3)
try:
    grid.mT.view(6)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.
# --8<-- [end:view-size]

# --8<-- [start:view-size-fix]
print(grid.mT.reshape(6))
# tensor([0, 3, 1, 4, 2, 5])
# --8<-- [end:view-size-fix]

# --8<-- [start:expected-channels]
conv = nn.Conv2d(in_channels=3, out_channels=8, kernel_size=3)
gray = torch.rand(4, 1, 28, 28)
try:
    conv(gray)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Given groups=1, weight of size [8, 3, 3, 3], expected input[4, 1, 28, 28] to have 3 channels, but got 1 channels instead
# --8<-- [end:expected-channels]

# --8<-- [start:expected-channels-fix]
conv = nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3)
print(conv(gray).shape)
# torch.Size([4, 8, 26, 26])
# --8<-- [end:expected-channels-fix]

# --8<-- [start:expected-3d-or-4d]
conv = nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3)
image = torch.rand(28, 28)
try:
    conv(image)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [28, 28]
# --8<-- [end:expected-3d-or-4d]

# --8<-- [start:expected-3d-or-4d-fix]
# zh: 补上批和通道这两维：[28, 28] → [1, 1, 28, 28]
# en: add the batch and the channel dimension: [28, 28] → [1, 1, 28, 28]
print(conv(image.unsqueeze(0).unsqueeze(0)).shape)
# torch.Size([1, 8, 26, 26])
# --8<-- [end:expected-3d-or-4d-fix]

# --8<-- [start:same-dtype]
import numpy as np

inputs = torch.from_numpy(np.ones((4, 2)))
linear = nn.Linear(2, 1)
try:
    linear(inputs)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float
# --8<-- [end:same-dtype]

# --8<-- [start:same-dtype-fix]
print(inputs.dtype)
# torch.float64
print(linear(inputs.float()).dtype)
# torch.float32
# --8<-- [end:same-dtype-fix]

# --8<-- [start:long-or-byte]
labels = torch.tensor([0.0, 1.0, 2.0, 1.0])
try:
    criterion(logits, labels)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: expected target dtype to be Long or Byte, but got Float
# --8<-- [end:long-or-byte]

# --8<-- [start:long-or-byte-fix]
print(criterion(logits, labels.long()))
# tensor(0.2814)
# --8<-- [end:long-or-byte-fix]

# --8<-- [start:multi-target]
column = torch.tensor([[0], [1], [2], [1]])
try:
    criterion(logits, column)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: 0D or 1D target tensor expected, multi-target not supported
# --8<-- [end:multi-target]

# --8<-- [start:multi-target-fix]
print(column.shape, "->", column.squeeze(1).shape)
# torch.Size([4, 1]) -> torch.Size([4])
print(criterion(logits, column.squeeze(1)))
# tensor(0.2814)
# --8<-- [end:multi-target-fix]

# --8<-- [start:batch-size]
labels = torch.tensor([0, 1, 2, 1, 0])
try:
    criterion(logits, labels)
except ValueError as error:
    print(f"ValueError: {error}")
    # ValueError: Expected input batch_size (4) to match target batch_size (5).
# --8<-- [end:batch-size]

# --8<-- [start:batch-size-fix]
labels = labels[:4]
assert len(logits) == len(labels), (logits.shape, labels.shape)
print(len(logits), len(labels))
# 4 4
# --8<-- [end:batch-size-fix]

# --8<-- [start:out-of-bounds]
scores = torch.zeros(2, 10)
try:
    criterion(scores, torch.tensor([1, 10]))
except IndexError as error:
    print(f"IndexError: {error}")
    # IndexError: Target 10 is out of bounds.
# --8<-- [end:out-of-bounds]

# --8<-- [start:out-of-bounds-fix]
# zh: 标签是 1 到 10？减 1，变成 0 到 9
# en: labels from 1 to 10? subtract 1: from 0 to 9
print(criterion(scores, torch.tensor([1, 10]) - 1))
# tensor(2.3026)
# --8<-- [end:out-of-bounds-fix]

# --8<-- [start:target-size]
outputs = torch.tensor([[2.0], [-1.0], [0.5], [-3.0]])
answers = torch.tensor([1.0, 0.0, 1.0, 0.0])
try:
    nn.BCEWithLogitsLoss()(outputs, answers)
except ValueError as error:
    print(f"ValueError: {error}")
    # ValueError: Target size (torch.Size([4])) must be the same as input size (torch.Size([4, 1]))
# --8<-- [end:target-size]

# --8<-- [start:target-size-fix]
print(nn.BCEWithLogitsLoss()(outputs.squeeze(1), answers))
# tensor(0.2407)
# --8<-- [end:target-size-fix]

# --8<-- [start:element-0]
x = torch.tensor(3.0)
try:
    (x**2).backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
# --8<-- [end:element-0]

# --8<-- [start:element-0-fix]
x = torch.tensor(3.0, requires_grad=True)
(x**2).backward()
print(x.grad)
# tensor(6.)
# --8<-- [end:element-0-fix]

# --8<-- [start:scalar-outputs]
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
losses = w**2
try:
    losses.backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: grad can be implicitly created only for scalar outputs
# --8<-- [end:scalar-outputs]

# --8<-- [start:scalar-outputs-fix]
losses.mean().backward()
print(w.grad)
# tensor([0.6667, 1.3333, 2.0000])
# --8<-- [end:scalar-outputs-fix]

# --8<-- [start:second-time]
w = torch.tensor(3.0, requires_grad=True)
loss = w**2
loss.backward()
try:
    loss.backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.
# --8<-- [end:second-time]

# --8<-- [start:second-time-fix]
w = torch.tensor(3.0, requires_grad=True)
for _ in range(2):
    # zh: 每一步都重新前向，建一张新图
    # en: a forward pass in every step builds a new graph
    loss = w**2
    w.grad = None
    loss.backward()
print(w.grad)
# tensor(6.)
# --8<-- [end:second-time-fix]

# --8<-- [start:leaf-in-place]
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w**2).sum().backward()
try:
    w -= 0.1 * w.grad
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.
# --8<-- [end:leaf-in-place]

# --8<-- [start:leaf-in-place-fix]
with torch.no_grad():
    w -= 0.1 * w.grad
print(w)
# tensor([0.8000, 1.6000], requires_grad=True)
# --8<-- [end:leaf-in-place-fix]

# --8<-- [start:modified-in-place]
w = torch.tensor([0.0, 1.0], requires_grad=True)
s = torch.sigmoid(w)
# zh: sigmoid 求导要用它自己的输出，而这一行把输出改了
# en: sigmoid's derivative needs its own output, and this line changes it
s += 1
try:
    s.sum().backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of Sigmoid, is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
# --8<-- [end:modified-in-place]

# --8<-- [start:modified-in-place-fix]
s = torch.sigmoid(w)
s = s + 1
s.sum().backward()
print(w.grad)
# tensor([0.2500, 0.1966])
# --8<-- [end:modified-in-place-fix]

# --8<-- [start:call-numpy]
w = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    w.numpy()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.
# --8<-- [end:call-numpy]

# --8<-- [start:call-numpy-fix]
# zh: 张量若在 GPU 上：w.detach().cpu().numpy()
# en: for a tensor on a GPU: w.detach().cpu().numpy()
print(w.detach().numpy())
# [1. 2.]
# --8<-- [end:call-numpy-fix]

# --8<-- [start:converted-to-scalar]
per_sample = torch.tensor([0.5, 1.5, 4.0])
try:
    per_sample.item()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: a Tensor with 3 elements cannot be converted to Scalar
# --8<-- [end:converted-to-scalar]

# --8<-- [start:converted-to-scalar-fix]
print(per_sample.mean().item(), per_sample.tolist())
# 2.0 [0.5, 1.5, 4.0]
# --8<-- [end:converted-to-scalar-fix]

# --8<-- [start:stack-equal-size]
sentences = [torch.tensor([4, 8, 2]), torch.tensor([7, 1, 5, 3, 9])]
try:
    next(iter(DataLoader(sentences, batch_size=2)))
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: stack expects each tensor to be equal size, but got [3] at entry 0 and [5] at entry 1
# --8<-- [end:stack-equal-size]

# --8<-- [start:stack-equal-size-fix]
from torch.nn.utils.rnn import pad_sequence


def pad(batch):
    return pad_sequence(batch, batch_first=True)


print(next(iter(DataLoader(sentences, batch_size=2, collate_fn=pad))))
# tensor([[4, 8, 2, 0, 0],
#         [7, 1, 5, 3, 9]])
# --8<-- [end:stack-equal-size-fix]

# --8<-- [start:default-collate]
samples = [(None, 3), (None, 5)]
try:
    next(iter(DataLoader(samples, batch_size=2)))
except TypeError as error:
    print(f"TypeError: {error}")
    # TypeError: default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'NoneType'>
# --8<-- [end:default-collate]

# --8<-- [start:default-collate-fix]
samples = [(torch.tensor([0.5]), 3), (torch.tensor([1.5]), 5)]
print(next(iter(DataLoader(samples, batch_size=2))))
# [tensor([[0.5000],
#         [1.5000]]), tensor([3, 5])]
# --8<-- [end:default-collate-fix]


# --8<-- [start:empty-parameter-list]
class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 8), nn.Linear(8, 2)]


try:
    torch.optim.SGD(Stack().parameters(), lr=0.1)
except ValueError as error:
    print(f"ValueError: {error}")
    # ValueError: optimizer got an empty parameter list
# --8<-- [end:empty-parameter-list]


# --8<-- [start:empty-parameter-list-fix]
class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 8), nn.Linear(8, 2)])


print(sum(parameter.numel() for parameter in Stack().parameters()))
# 58
# --8<-- [end:empty-parameter-list-fix]


# --8<-- [start:before-init]
class Small(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(3, 2)


try:
    Small()
except AttributeError as error:
    print(f"AttributeError: {error}")
    # AttributeError: cannot assign module before Module.__init__() call
# --8<-- [end:before-init]


# --8<-- [start:before-init-fix]
class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)


print(Small())
# Small(
#   (fc): Linear(in_features=3, out_features=2, bias=True)
# )
# --8<-- [end:before-init-fix]

# --8<-- [start:missing-keys]
model = nn.Sequential(nn.Linear(3, 2))
# zh: 从 DistributedDataParallel 里存出来的参数，名字前面多了 module.
# en: parameters saved from DistributedDataParallel have module. before their names
saved = {f"module.{name}": value for name, value in model.state_dict().items()}
try:
    model.load_state_dict(saved)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# RuntimeError: Error(s) in loading state_dict for Sequential:
# 	Missing key(s) in state_dict: "0.weight", "0.bias".
# 	Unexpected key(s) in state_dict: "module.0.weight", "module.0.bias".
# --8<-- [end:missing-keys]

# --8<-- [start:missing-keys-fix]
renamed = {name.removeprefix("module."): value for name, value in saved.items()}
print(list(renamed))
# ['0.weight', '0.bias']
print(model.load_state_dict(renamed))
# <All keys matched successfully>
# --8<-- [end:missing-keys-fix]

# --8<-- [start:weights-only]
import pickle

model = nn.Sequential(nn.Linear(3, 2))
torch.save(model, "full_model.pth")
try:
    torch.load("full_model.pth")
except pickle.UnpicklingError as error:
    print(f"_pickle.UnpicklingError: {error}")
    # _pickle.UnpicklingError: Weights only load failed. …
    # …
# --8<-- [end:weights-only]

# --8<-- [start:weights-only-fix]
torch.save(model.state_dict(), "weights.pth")
model = nn.Sequential(nn.Linear(3, 2))
print(model.load_state_dict(torch.load("weights.pth", map_location="cpu")))
# <All keys matched successfully>
# --8<-- [end:weights-only-fix]

# --8<-- [start:no-driver]
try:
    torch.zeros(3, device="cuda:99")
except (AssertionError, RuntimeError) as error:
    print(f"{type(error).__name__}: {error}")
    # …
# --8<-- [end:no-driver]

# --8<-- [start:no-driver-fix]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
print(torch.zeros(3, device=device).device == torch.zeros(3).to(device).device)
# True
# --8<-- [end:no-driver-fix]

# --8<-- [start:deserialize]
torch.save(torch.arange(3), "numbers.pth")
try:
    # zh: 99 号 GPU 谁都没有，所以哪台电脑上都会报错
    # en: nobody has a GPU number 99, so this fails on every computer
    torch.load("numbers.pth", map_location="cuda:99")
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Attempting to deserialize object on …
# --8<-- [end:deserialize]

# --8<-- [start:deserialize-fix]
numbers = torch.load("numbers.pth", map_location="cpu")
print(numbers, numbers.device)
# tensor([0, 1, 2]) cpu
# --8<-- [end:deserialize-fix]

# --8<-- [start:same-device]
layer = nn.Linear(2, 2, device="meta")
try:
    layer(torch.ones(1, 2))
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Tensor on device meta is not on the expected device cpu!
# --8<-- [end:same-device]

# --8<-- [start:same-device-fix]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
layer = nn.Linear(2, 2).to(device)
inputs = torch.ones(1, 2).to(device)
print(layer(inputs).shape)
# torch.Size([1, 2])
# --8<-- [end:same-device-fix]


# --8<-- [start:zero-grad]
def fit(clear):
    w = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(50):
        loss = (w - 3) ** 2
        if clear:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.item()


print(f"without zero_grad: {fit(clear=False):.2f}")
# without zero_grad: 5.18
print(f"with zero_grad:    {fit(clear=True):.2f}")
# with zero_grad:    3.00
# --8<-- [end:zero-grad]

# --8<-- [start:softmax-twice]
# zh: 分数已经好得不能再好：第 0 类
# en: scores that could hardly be better: class 0
scores = torch.tensor([[100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
label = torch.tensor([0])
print(f"wrong: {F.cross_entropy(scores.softmax(dim=1), label):.4f}")
# wrong: 1.4612
print(f"right: {F.cross_entropy(scores, label):.4f}")
# right: 0.0000
# --8<-- [end:softmax-twice]

# --8<-- [start:no-eval]
torch.manual_seed(1)
model = nn.Sequential(nn.Linear(4, 1), nn.Dropout(0.5))
nn.init.ones_(model[0].weight)
nn.init.zeros_(model[0].bias)
sample = torch.tensor([[1.0, 2.0, 3.0, 4.0]])

print("train:", [model(sample).item() for _ in range(8)])
# train: [20.0, 20.0, 0.0, 20.0, 20.0, 0.0, 0.0, 20.0]
model.eval()
print("eval: ", [model(sample).item() for _ in range(8)])
# eval:  [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
# --8<-- [end:no-eval]

# --8<-- [start:mse-broadcast]
import warnings

predictions = torch.tensor([[1.0], [2.0], [3.0]])
targets = torch.tensor([1.0, 2.0, 3.0])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(f"wrong: {F.mse_loss(predictions, targets):.4f}")
    # wrong: 1.3333
print(f"right: {F.mse_loss(predictions.squeeze(1), targets):.4f}")
# right: 0.0000
print(f"UserWarning: {caught[0].message}")
# UserWarning: Using a target size (torch.Size([3])) that is different to the input size (torch.Size([3, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.
# --8<-- [end:mse-broadcast]

# --8<-- [start:to-not-assigned]
x = torch.ones(2, 3)
x.to("meta")
print(x.device)
# cpu
x = x.to("meta")
print(x.device)
# meta
# --8<-- [end:to-not-assigned]

# --8<-- [start:test-set-chooses]
torch.manual_seed(0)
# zh: 200 个「模型」，每个都在瞎猜 10 个类别
# en: 200 "models", each guessing one of 10 classes at random
test_labels = torch.randint(10, (50,))
guesses = torch.randint(10, (200, 50))
accuracy = (guesses == test_labels).float().mean(dim=1)
print(f"average: {accuracy.mean():.0%}")
# average: 10%
print(f"best:    {accuracy.max():.0%}")
# best:    22%

# zh: 换一批没见过的数据，再看这个「最好的模型」
# en: that "best model" on data it was not chosen by
new_labels = torch.randint(10, (1000,))
new_guesses = torch.randint(10, (1000,))
print(f"the best one, on new data: {(new_guesses == new_labels).float().mean():.0%}")
# the best one, on new data: 9%
# --8<-- [end:test-set-chooses]

# --8<-- [start:no-main-guard]
import subprocess
import sys
from pathlib import Path

start_worker = """
    # Windows and macOS spawn their workers
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=print, args=["hello from a worker"])
    worker.start()
    worker.join()
"""
Path("wrong.py").write_text("import multiprocessing\nif True:" + start_worker)
run = subprocess.run([sys.executable, "wrong.py"], capture_output=True, text=True)
print("RuntimeError:", *run.stderr.rpartition("RuntimeError:")[2].split()[:15])
# RuntimeError: An attempt has been made to start a new process before the current process has
# --8<-- [end:no-main-guard]

# --8<-- [start:no-main-guard-fix]
guard = "if __name__ == '__main__':"
Path("right.py").write_text("import multiprocessing\n" + guard + start_worker)
run = subprocess.run([sys.executable, "right.py"], capture_output=True, text=True)
print(run.stdout.strip())
# hello from a worker
# --8<-- [end:no-main-guard-fix]
