import torch
from torch import nn, optim

from tutorial_lib.models import SimpleNet


# --8<-- [start:trip-starter]
def round_trip(model, path):
    # zh: 把 model 的参数存到 path，再读进一个新的 SimpleNet；返回可以直接用来预测的新网络
    # en: save the parameters of model to path, read them into a new SimpleNet, return it ready to predict
    return SimpleNet()


# --8<-- [end:trip-starter]


# --8<-- [start:trip-wrong]
def round_trip(model, path):
    torch.save(model.state_dict(), path)
    loaded = SimpleNet()
    loaded.load_state_dict(torch.load(path, map_location="cpu"))
    return loaded


# --8<-- [end:trip-wrong]


# --8<-- [start:trip-solution]
def round_trip(model, path):
    torch.save(model.state_dict(), path)
    loaded = SimpleNet()
    loaded.load_state_dict(torch.load(path, map_location="cpu"))
    loaded.eval()
    return loaded


# --8<-- [end:trip-solution]


# --8<-- [start:trip-check]
import tempfile
from pathlib import Path

# zh: 检查用一个临时文件夹，查完就删
# en: the check uses a temporary folder, deleted afterwards
original = SimpleNet()
with tempfile.TemporaryDirectory() as folder:
    copied = round_trip(original, Path(folder) / "trip.pth")
    assert (Path(folder) / "trip.pth").exists(), "nothing was saved"  # zh: "什么也没有存下来"
x = torch.randn(5, 784)
assert copied is not original, "return a new network"  # zh: "要返回一个新的网络"
assert torch.equal(copied(x), original(x)), "its answers differ"  # zh: "它的答案和原来的不一样"
assert not copied.training, "it is still in training mode"  # zh: "它还在训练模式"
# --8<-- [end:trip-check]


# --8<-- [start:resume-starter]
def snapshot(model, optimizer):
    return {"model": model.state_dict()}


def resume(checkpoint, model, optimizer):
    model.load_state_dict(checkpoint["model"])


# --8<-- [end:resume-starter]


# --8<-- [start:resume-wrong]
def snapshot(model, optimizer):
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict()}


def resume(checkpoint, model, optimizer):
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])


# --8<-- [end:resume-wrong]


# --8<-- [start:resume-solution]
def snapshot(model, optimizer):
    return {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "rng": torch.get_rng_state(),
    }


def resume(checkpoint, model, optimizer):
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    torch.set_rng_state(checkpoint["rng"])


# --8<-- [end:resume-solution]


# --8<-- [start:resume-check]
import io


def make():
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 1))
    return model, optim.Adam(model.parameters(), lr=0.01)


def work(model, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.randn(16, 4)).pow(2).mean().backward()
        optimizer.step()


torch.manual_seed(0)
model, optimizer = make()
work(model, optimizer, 5)
# zh: BytesIO 是内存里的文件
# en: BytesIO is a file in memory
file = io.BytesIO()
torch.save(snapshot(model, optimizer), file)
work(model, optimizer, 5)

torch.manual_seed(99)
again, its_optimizer = make()
file.seek(0)
resume(torch.load(file), again, its_optimizer)
work(again, its_optimizer, 5)
for one, other in zip(again.parameters(), model.parameters()):
    same = torch.equal(one, other)
    assert same, "resumed and uninterrupted differ"  # zh: "接着练的和没停过的不一样"
# --8<-- [end:resume-check]


# --8<-- [start:prefix-starter]
def without_module(state):
    # zh: 去掉每个名字开头的 "module."，没有这个开头的原样留下
    # en: remove "module." from the start of every name; leave other names as they are
    return dict(state)


# --8<-- [end:prefix-starter]


# --8<-- [start:prefix-wrong]
def without_module(state):
    return {name.replace("module.", ""): tensor for name, tensor in state.items()}


# --8<-- [end:prefix-wrong]


# --8<-- [start:prefix-solution]
def without_module(state):
    return {name.removeprefix("module."): tensor for name, tensor in state.items()}


# --8<-- [end:prefix-solution]


# --8<-- [start:prefix-check]
net = nn.ModuleDict({"first": nn.Linear(2, 3), "submodule": nn.Linear(3, 1)})
parallel = {f"module.{name}": tensor for name, tensor in net.state_dict().items()}
names, wanted = list(without_module(parallel)), list(net.state_dict())
assert names == wanted, f"should be {wanted}, is {names}"  # zh: f"应该是 {wanted}，现在是 {names}"
names = list(without_module(net.state_dict()))
assert names == wanted, f"should be {wanted}, is {names}"  # zh: f"应该是 {wanted}，现在是 {names}"
net.load_state_dict(without_module(parallel))
# --8<-- [end:prefix-check]
