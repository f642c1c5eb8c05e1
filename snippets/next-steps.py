# --8<-- [start:kernel]
import torch
from torch import nn

# zh: 左边暗、右边亮的一张小图
# en: a small image, dark on the left and bright on the right
image = torch.tensor([[0.0, 0.0, 5.0, 5.0, 5.0]]).repeat(3, 1)
kernel = torch.tensor([[-1.0, 0.0, 1.0]]).repeat(3, 1)
# zh: conv2d 要 4 维：批、通道、高、宽
# en: conv2d wants 4 dimensions: batch, channel, height, width
edges = nn.functional.conv2d(image.reshape(1, 1, 3, 5), kernel.reshape(1, 1, 3, 3))
print(edges.flatten())  # tensor([15., 15.,  0.])
# --8<-- [end:kernel]

# --8<-- [start:cnn]
torch.manual_seed(0)
cnn = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(kernel_size=2),
    nn.Conv2d(8, 16, kernel_size=3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(16 * 6 * 6, 10),
)
x = torch.randn(4, 1, 28, 28)
for layer in cnn:
    x = layer(x)
    print(f"{type(layer).__name__:10}{tuple(x.shape)}")
# Conv2d    (4, 8, 28, 28)
# ReLU      (4, 8, 28, 28)
# MaxPool2d (4, 8, 14, 14)
# Conv2d    (4, 16, 12, 12)
# ReLU      (4, 16, 12, 12)
# MaxPool2d (4, 16, 6, 6)
# Flatten   (4, 576)
# Linear    (4, 10)
# --8<-- [end:cnn]

# --8<-- [start:rnn]
# zh: 2 个序列，每个 7 步，每一步 3 个数
# en: 2 sequences of 7 steps, 3 numbers at each step
sequences = torch.randn(2, 7, 3)
lstm = nn.LSTM(input_size=3, hidden_size=5, batch_first=True)
outputs, (hidden, cell) = lstm(sequences)
print(outputs.shape)  # torch.Size([2, 7, 5])
print(hidden.shape, cell.shape)  # torch.Size([1, 2, 5]) torch.Size([1, 2, 5])
print(torch.equal(outputs[:, -1], hidden[0]))  # True

gru = nn.GRU(input_size=3, hidden_size=5, batch_first=True)
outputs, hidden = gru(sequences)
print(outputs.shape, hidden.shape)  # torch.Size([2, 7, 5]) torch.Size([1, 2, 5])
for network in (lstm, gru):
    print(sum(parameter.numel() for parameter in network.parameters()))
# 200
# 150
# --8<-- [end:rnn]

# --8<-- [start:attention]
query = torch.tensor([[[2.0, 0.0]]])
keys = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [2.0, 0.0]]])
values = torch.tensor([[[10.0], [20.0], [30.0]]])

weights = torch.softmax(query @ keys.mT / 2**0.5, dim=-1)
print(weights)  # tensor([[[0.1867, 0.0454, 0.7679]]])
print(weights @ values)  # tensor([[[25.8122]]])
print(nn.functional.scaled_dot_product_attention(query, keys, values))
# tensor([[[25.8122]]])
# --8<-- [end:attention]

# --8<-- [start:encoder]
encoder = nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=32, batch_first=True)
encoder.eval()
tokens = torch.randn(2, 5, 8)
print(encoder(tokens).shape)  # torch.Size([2, 5, 8])

backward = tokens.flip(1)
print(torch.allclose(encoder(backward), encoder(tokens).flip(1), atol=1e-5))
# True
# --8<-- [end:encoder]

# --8<-- [start:transfer]
from torchvision.models import ResNet18_Weights, resnet18

print(ResNet18_Weights.DEFAULT.meta["_file_size"])  # 44.661
print(len(ResNet18_Weights.DEFAULT.meta["categories"]))  # 1000

# zh: 联网时写 weights=ResNet18_Weights.DEFAULT，第一次会下载训练好的参数
# en: online, write weights=ResNet18_Weights.DEFAULT; it downloads trained parameters once
model = resnet18(weights=None)
for parameter in model.parameters():
    parameter.requires_grad = False
model.fc = nn.Linear(model.fc.in_features, 3)

sizes = [parameter.numel() for parameter in model.parameters()]
trained = [parameter.numel() for parameter in model.parameters() if parameter.requires_grad]
print(trained, sum(sizes))  # [1536, 3] 11178051
print(model(torch.randn(2, 3, 224, 224)).shape)  # torch.Size([2, 3])
# --8<-- [end:transfer]

# --8<-- [start:frozen-but-moving]
photos, kinds = 2 + torch.randn(8, 3, 64, 64), torch.randint(0, 3, (8,))
# zh: 学习率是 0，没有一个参数会变
# en: at a learning rate of 0 no parameter changes
optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.0)


def unchanged_after_five_steps(keep_still):
    model.eval()
    before = model(photos).detach()
    remembered = model.bn1.running_mean.clone()
    model.train()
    if keep_still:
        # zh: 冻结的部分留在评估模式，只有最后一层在训练
        # en: the frozen part stays in evaluation mode, only the last layer trains
        model.eval()
        model.fc.train()
    for _ in range(5):
        loss = nn.functional.cross_entropy(model(photos), kinds)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    same_answers = torch.allclose(model(photos), before, atol=0.01)
    return torch.equal(model.bn1.running_mean, remembered), same_answers


print(unchanged_after_five_steps(keep_still=True))  # (True, True)
print(unchanged_after_five_steps(keep_still=False))  # (False, False)
# --8<-- [end:frozen-but-moving]

# --8<-- [start:augmentation]
from torchvision.transforms import v2

torch.manual_seed(1)
picture = torch.arange(16).reshape(1, 4, 4)
print(picture[0])
# tensor([[ 0,  1,  2,  3],
#         [ 4,  5,  6,  7],
#         [ 8,  9, 10, 11],
#         [12, 13, 14, 15]])
crop = v2.RandomCrop(2)
for _ in range(3):
    print(crop(picture).tolist())
# [[[6, 7], [10, 11]]]
# [[[2, 3], [6, 7]]]
# [[[5, 6], [9, 10]]]
print(v2.RandomHorizontalFlip(p=1.0)(picture)[0, 0])  # tensor([3, 2, 1, 0])
# --8<-- [end:augmentation]

# --8<-- [start:pipeline]
augment = v2.Compose(
    [
        v2.ToImage(),
        # zh: 最多转 10 度，最多平移十分之一
        # en: turned by up to 10 degrees, moved by up to a tenth
        v2.RandomAffine(degrees=10, translate=(0.1, 0.1)),
        v2.ToDtype(torch.float32, scale=True),
        # zh: MNIST 训练集全部像素的均值和标准差
        # en: mean and deviation of all pixels of MNIST's training set
        v2.Normalize(mean=[0.1307], std=[0.3081]),
    ]
)
digit = torch.randint(0, 256, (1, 28, 28), dtype=torch.uint8)
one, other = augment(digit), augment(digit)
print(one.shape, one.dtype)  # torch.Size([1, 28, 28]) torch.float32
print(torch.equal(one, other))  # False
# --8<-- [end:pipeline]

# --8<-- [start:schedules]
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR


def rates(make_scheduler, epochs):
    # zh: 只看学习率，所以一个参数就够
    # en: one parameter is enough to see the rates
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = make_scheduler(optimizer)
    history = []
    for _ in range(epochs):
        history.append(round(scheduler.get_last_lr()[0], 4))
        optimizer.step()
        scheduler.step()
    return history


print(rates(lambda optimizer: StepLR(optimizer, step_size=2, gamma=0.5), epochs=6))
# [0.1, 0.1, 0.05, 0.05, 0.025, 0.025]
print(rates(lambda optimizer: CosineAnnealingLR(optimizer, T_max=5), epochs=6))
# [0.1, 0.0905, 0.0655, 0.0345, 0.0095, 0.0]
# --8<-- [end:schedules]

# --8<-- [start:tensorboard]
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter("runs/first") as writer:
    for epoch in range(4):
        # zh: 真正训练时，这里写 loss.item()
        # en: in a real training, write loss.item() here
        writer.add_scalar("loss", 1 / (epoch + 1), epoch)

log = EventAccumulator("runs/first").Reload()
for event in log.Scalars("loss"):
    print(event.step, round(event.value, 4))
# 0 1.0
# 1 0.5
# 2 0.3333
# 3 0.25
# --8<-- [end:tensorboard]
