import torch

# --8<-- [start:predict-starter]
# zh: x 是 [2, 3, 4]，y 是 [4, 5]，z 是 [3, 1]；形状写成 (3, 4) 这样
# en: x is [2, 3, 4], y is [4, 5], z is [3, 1]; write a shape like (3, 4)
answers = {
    "x.sum(dim=1)": None,
    "x.mean(dim=-1, keepdim=True)": None,
    "x.permute(2, 0, 1)": None,
    "x.flatten(start_dim=1)": None,
    "x @ y": None,
    "x + z": None,
    "x[:, 0].unsqueeze(1)": None,
    "torch.stack([y, y, y])": None,
}
# --8<-- [end:predict-starter]


# --8<-- [start:predict-wrong]
answers = {
    "x.sum(dim=1)": (2, 4),
    "x.mean(dim=-1, keepdim=True)": (2, 3, 1),
    "x.permute(2, 0, 1)": (4, 2, 3),
    "x.flatten(start_dim=1)": (2, 12),
    "x @ y": (2, 3, 5),
    "x + z": (2, 3, 4),
    "x[:, 0].unsqueeze(1)": (2, 1, 4),
    "torch.stack([y, y, y])": (12, 5),
}
# --8<-- [end:predict-wrong]


# --8<-- [start:predict-solution]
answers = {
    "x.sum(dim=1)": (2, 4),
    "x.mean(dim=-1, keepdim=True)": (2, 3, 1),
    "x.permute(2, 0, 1)": (4, 2, 3),
    "x.flatten(start_dim=1)": (2, 12),
    "x @ y": (2, 3, 5),
    "x + z": (2, 3, 4),
    "x[:, 0].unsqueeze(1)": (2, 1, 4),
    "torch.stack([y, y, y])": (3, 4, 5),
}
# --8<-- [end:predict-solution]


# --8<-- [start:predict-check]
x, y, z = torch.zeros(2, 3, 4), torch.zeros(4, 5), torch.zeros(3, 1)
assert len(answers) == 8
for expression, answer in answers.items():
    # zh: eval 运行引号里的代码，得到真正的形状
    # en: eval runs the code in the string, which gives the true shape
    truth = tuple(eval(expression).shape)
    assert answer == truth, f"{expression}: you wrote {answer}"
# --8<-- [end:predict-check]


# --8<-- [start:distances-starter]
def pairwise_distances(a, b):
    # zh: a 是 [N, D]，b 是 [M, D]，返回 [N, M]
    # en: a is [N, D], b is [M, D]; return [N, M]
    return torch.zeros(len(a), len(b))


# --8<-- [end:distances-starter]


# --8<-- [start:distances-wrong]
def pairwise_distances(a, b):
    difference = a.unsqueeze(0) - b.unsqueeze(1)
    return (difference**2).sum(dim=-1).sqrt()


# --8<-- [end:distances-wrong]


# --8<-- [start:distances-solution]
def pairwise_distances(a, b):
    # zh: [N, 1, D] - [1, M, D] -> [N, M, D]
    # en: [N, 1, D] - [1, M, D] -> [N, M, D]
    difference = a.unsqueeze(1) - b.unsqueeze(0)
    # zh: 对 D 求和，这一维消失 -> [N, M]
    # en: summing over D removes it -> [N, M]
    return (difference**2).sum(dim=-1).sqrt()


# --8<-- [end:distances-solution]


# --8<-- [start:distances-check]
a = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
b = torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
assert pairwise_distances(a, b).tolist() == [[0.0, 3.0, 4.0], [5.0, 4.0, 3.0]]

generator = torch.Generator().manual_seed(0)
a, b = torch.rand(4, 7, generator=generator), torch.rand(6, 7, generator=generator)
assert pairwise_distances(a, b).shape == (4, 6)
assert torch.allclose(pairwise_distances(a, b), torch.cdist(a, b), atol=1e-6)
# --8<-- [end:distances-check]


# --8<-- [start:tiles-starter]
def cut_into_tiles(image):
    # zh: image 是 [4, 6]；返回六块 2×2 的小图，形状 [6, 2, 2]，从左到右、从上到下
    # en: image is [4, 6]; return its six 2×2 tiles, [6, 2, 2], left to right and top to bottom
    return image


# --8<-- [end:tiles-starter]


# --8<-- [start:tiles-wrong]
def cut_into_tiles(image):
    return image.reshape(6, 2, 2)


# --8<-- [end:tiles-wrong]


# --8<-- [start:tiles-solution]
def cut_into_tiles(image):
    # zh: [4, 6] -> `[块行, 行, 块列, 列]`
    # en: [4, 6] -> [tile row, row, tile column, column]
    grid = image.reshape(2, 2, 3, 2)
    # zh: 把两个「块」维换到前面 -> `[块行, 块列, 行, 列]`，再合并成 6 块
    # en: bring both tile dimensions to the front, then merge them into 6 tiles
    return grid.permute(0, 2, 1, 3).reshape(6, 2, 2)


# --8<-- [end:tiles-solution]


# --8<-- [start:tiles-check]
image = torch.arange(24).reshape(4, 6)
tiles = cut_into_tiles(image)
assert tiles.shape == (6, 2, 2)
assert tiles[0].tolist() == [[0, 1], [6, 7]]
assert tiles[1].tolist() == [[2, 3], [8, 9]]
assert tiles[5].tolist() == [[16, 17], [22, 23]]
# --8<-- [end:tiles-check]
