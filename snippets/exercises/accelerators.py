import torch
from torch import nn


# --8<-- [start:pick-starter]
def pick_device(wish=None):
    # zh: 有 wish 而且能用，就用它；否则用手边的加速器；再没有，就用 CPU
    # en: the wish, if it can be used; else the accelerator at hand; else the CPU
    return torch.device("cuda")


# --8<-- [end:pick-starter]


# --8<-- [start:pick-wrong]
def pick_device(wish=None):
    if wish is not None:
        return torch.device(wish)
    return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")


# --8<-- [end:pick-wrong]


# --8<-- [start:pick-solution]
def pick_device(wish=None):
    if wish is not None:
        try:
            torch.empty(1, device=wish)
            return torch.device(wish)
        except (RuntimeError, AssertionError):
            print(f"cannot use {wish}")  # zh: f"用不了 {wish}"
    return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")


# --8<-- [end:pick-solution]

# --8<-- [start:pick-check]
assert pick_device("cpu") == torch.device("cpu"), (
    "the CPU can always be used"  # zh: "CPU 总是能用的"
)
best = pick_device()
assert torch.ones(2, device=best).sum().item() == 2, (
    f"{best} cannot be used"  # zh: f"{best} 用不了"
)
# zh: 谁都没有 99 号 GPU
# en: nobody has a GPU number 99
assert pick_device("cuda:99") == best, f"it should fall back to {best}"  # zh: f"应该退回到 {best}"
# …
# --8<-- [end:pick-check]


# --8<-- [start:move-starter]
def move(batch, device):
    # zh: batch 可以是张量、列表、元组、字典，也可以一层套一层；别的东西原样返回
    # en: a tensor, list, tuple or dict, nested as you like; anything else stays as it is
    return batch.to(device)


# --8<-- [end:move-starter]


# --8<-- [start:move-wrong]
def move(batch, device):
    if isinstance(batch, torch.Tensor):
        batch.to(device)
        return batch
    if isinstance(batch, dict):
        return {name: move(value, device) for name, value in batch.items()}
    if isinstance(batch, list | tuple):
        return [move(value, device) for value in batch]
    return batch


# --8<-- [end:move-wrong]


# --8<-- [start:move-solution]
def move(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, dict):
        return {name: move(value, device) for name, value in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch)(move(value, device) for value in batch)
    return batch


# --8<-- [end:move-solution]

# --8<-- [start:move-check]
nested = {
    "image": torch.ones(2, 3),
    "boxes": [torch.ones(4), (torch.ones(1), "cat")],
    "file": "cat.png",
}
moved = move(nested, "meta")
assert moved["image"].is_meta, "the tensor in the dict did not move"  # zh: "字典里的张量没有搬走"
assert moved["boxes"][0].is_meta, (
    "the tensor in the list did not move"  # zh: "列表里的张量没有搬走"
)
assert isinstance(moved["boxes"][1], tuple), "a tuple should stay a tuple"  # zh: "元组应该还是元组"
assert moved["boxes"][1][0].is_meta, (
    "the tensor in the tuple did not move"  # zh: "元组里的张量没有搬走"
)
assert moved["boxes"][1][1] == "cat", "the text changed"  # zh: "文字变了"
assert moved["file"] == "cat.png", "the file name changed"  # zh: "文件名变了"
assert not nested["image"].is_meta, "the original batch changed"  # zh: "原来的批被改了"
# --8<-- [end:move-check]


# --8<-- [start:stays-starter]
class Positions(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.steps = torch.linspace(0, 1, length)

    def forward(self, x):
        return x + self.steps


# --8<-- [end:stays-starter]


# --8<-- [start:stays-wrong]
class Positions(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.steps = nn.Parameter(torch.linspace(0, 1, length))

    def forward(self, x):
        return x + self.steps


# --8<-- [end:stays-wrong]


# --8<-- [start:stays-solution]
class Positions(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.register_buffer("steps", torch.linspace(0, 1, length))

    def forward(self, x):
        return x + self.steps


# --8<-- [end:stays-solution]

# --8<-- [start:stays-check]
positions = Positions(5)
ramp = positions(torch.zeros(5)).tolist()
assert ramp == [0.0, 0.25, 0.5, 0.75, 1.0], f"the ramp became {ramp}"  # zh: f"斜坡变成了 {ramp}"
assert not list(positions.parameters()), "the steps are not to be trained"  # zh: "斜坡不该参加训练"
assert positions.to("meta").steps.is_meta, "the steps stayed behind"  # zh: "斜坡留在了原地"
assert positions(torch.zeros(5, device="meta")).shape == (5,)
# --8<-- [end:stays-check]
