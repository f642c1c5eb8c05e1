import torch

# --8<-- [start:predict-starter]
# zh: x 是 (2, 3, 4)，y 是 (4, 5)，z 是 (3, 1)
# zh: 把 None 换成形状，例如 (3, 4)
# en: x is (2, 3, 4), y is (4, 5), z is (3, 1)
# en: put a shape such as (3, 4) in place of None
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
for expression, answer in answers.items():
    # zh: eval 运行引号里的代码，得到真正的形状
    # en: eval runs the code in the string, which gives the true shape
    truth = tuple(eval(expression).shape)
    assert answer == truth, f"{expression}: not {answer}"  # zh: f"{expression} 不是 {answer}"
# --8<-- [end:predict-check]


# --8<-- [start:distances-starter]
def pairwise_distances(a, b):
    # zh: a 是 (N, D)，b 是 (M, D)，返回 (N, M)
    # en: a is (N, D), b is (M, D); return (N, M)
    return torch.zeros(len(a), len(b))


# --8<-- [end:distances-starter]


# --8<-- [start:distances-wrong]
def pairwise_distances(a, b):
    difference = a.unsqueeze(0) - b.unsqueeze(1)
    return (difference**2).sum(dim=-1).sqrt()


# --8<-- [end:distances-wrong]


# --8<-- [start:distances-solution]
def pairwise_distances(a, b):
    # zh: (N, 1, D) 减 (1, M, D)，得 (N, M, D)
    # en: (N, 1, D) minus (1, M, D) gives (N, M, D)
    difference = a.unsqueeze(1) - b.unsqueeze(0)
    # zh: 对最后一维求和，这一维消失，剩下 (N, M)
    # en: summing over the last dimension removes it, which leaves (N, M)
    return (difference**2).sum(dim=-1).sqrt()


# --8<-- [end:distances-solution]


# --8<-- [start:distances-check]
a = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
b = torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
distances = pairwise_distances(a, b)
assert distances.tolist() == [[0.0, 3.0, 4.0], [5.0, 4.0, 3.0]], distances

# zh: 随便取几个 7 维的点，和 PyTorch 自带的 cdist 比；allclose 允许最后几位不同
# en: random points of 7 coordinates, against PyTorch's own cdist; allclose allows tiny differences
a, b = torch.rand(4, 7), torch.rand(6, 7)
distances = pairwise_distances(a, b)
assert distances.shape == (4, 6), distances.shape
assert torch.allclose(distances, torch.cdist(a, b), atol=1e-5)
# --8<-- [end:distances-check]


# --8<-- [start:tiles-starter]
def cut_into_tiles(image):
    # zh: image 是 (4, 6)；返回六块 2×2 的小图，形状 (6, 2, 2)，从左到右、从上到下
    # en: image is (4, 6); return its six 2×2 tiles, (6, 2, 2), left to right and top to bottom
    return image


# --8<-- [end:tiles-starter]


# --8<-- [start:tiles-wrong]
def cut_into_tiles(image):
    return image.reshape(6, 2, 2)


# --8<-- [end:tiles-wrong]


# --8<-- [start:tiles-solution]
def cut_into_tiles(image):
    # zh: 4 行是 2 排块，每块 2 行；6 列是每排 3 块，每块 2 列
    # en: 4 rows are 2 rows of tiles with 2 rows each; 6 columns are 3 tiles in a row with 2 columns each
    grid = image.reshape(2, 2, 3, 2)
    # zh: 把说「第几块」的第 0 维和第 2 维换到前面，再合并成 6 块
    # en: bring dimensions 0 and 2, which say which tile, to the front, then merge them into 6 tiles
    return grid.permute(0, 2, 1, 3).reshape(6, 2, 2)


# --8<-- [end:tiles-solution]


# --8<-- [start:tiles-check]
image = torch.arange(24).reshape(4, 6)
tiles = cut_into_tiles(image)
assert tiles.shape == (6, 2, 2), tiles.shape
assert tiles[0].tolist() == [[0, 1], [6, 7]], tiles[0]
assert tiles[1].tolist() == [[2, 3], [8, 9]], tiles[1]
assert tiles[5].tolist() == [[16, 17], [22, 23]], tiles[5]
# --8<-- [end:tiles-check]
