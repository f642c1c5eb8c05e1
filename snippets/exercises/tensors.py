import torch

# --8<-- [start:checkerboard-starter]
board = torch.zeros(8, 8)
# zh: 在这里写两行
# en: your two lines go here
# --8<-- [end:checkerboard-starter]

# --8<-- [start:checkerboard-wrong]
board = torch.zeros(8, 8)
board[1::2, 1::2] = 1
# --8<-- [end:checkerboard-wrong]

# --8<-- [start:checkerboard-solution]
board = torch.zeros(8, 8)
# zh: 偶数行的奇数列，奇数行的偶数列
# en: odd columns of even rows, even columns of odd rows
board[::2, 1::2] = 1
board[1::2, ::2] = 1
# --8<-- [end:checkerboard-solution]

# --8<-- [start:checkerboard-check]
assert board.shape == (8, 8), "the board should be 8 × 8"  # zh: "棋盘应该是 8 × 8"
assert board[0, 0] == 0, "the top left square should be 0"  # zh: "左上角的格子应该是 0"
assert board.sum() == 32, "32 squares should be 1"  # zh: "应该有 32 个格子是 1"
# zh: 右边 7 列和左边 7 列比，就是每个格子和它左边的邻居比
# en: the 7 columns on the right against the 7 on the left: each square and its left neighbor
beside = board[:, 1:] != board[:, :-1]
assert beside.all(), "neighbors in a row should differ"  # zh: "左右相邻的格子应该不同"
above = board[1:] != board[:-1]
assert above.all(), "neighbors in a column should differ"  # zh: "上下相邻的格子应该不同"
# --8<-- [end:checkerboard-check]

# --8<-- [start:third-row-starter]
table = torch.arange(40).reshape(10, 4)
picked = table
means = torch.zeros(2)
# --8<-- [end:third-row-starter]

# --8<-- [start:third-row-wrong]
table = torch.arange(40).reshape(10, 4)
picked = table[::3, -2:]
means = picked.float().mean(dim=0)
# --8<-- [end:third-row-wrong]

# --8<-- [start:third-row-solution]
table = torch.arange(40).reshape(10, 4)
# zh: 从第 1 行起每 3 行取一行；`-2:` 是最后两列
# en: every third row, starting at row 1; -2: means the last two columns
picked = table[1::3, -2:]
# zh: 整数张量不给求平均，先转成浮点数；dim=0 让「行」消失
# en: mean() refuses integers, so make them floats; dim=0 makes the rows disappear
means = picked.float().mean(dim=0)
# --8<-- [end:third-row-solution]

# --8<-- [start:third-row-check]
assert picked.shape == (3, 2), f"the shape is {picked.shape}"  # zh: f"形状是 {picked.shape}"
assert picked.tolist() == [[6, 7], [18, 19], [30, 31]], picked
assert means.tolist() == [18.0, 19.0], means
# --8<-- [end:third-row-check]

# --8<-- [start:top-k-starter]
logits = torch.tensor([[1.0, 5.0, 3.0, 4.0], [9.0, 2.0, 7.0, 8.0], [0.0, 1.0, 6.0, 2.0]])
best = torch.zeros(3, 2)
where = torch.zeros(3, 2)
# --8<-- [end:top-k-starter]

# --8<-- [start:top-k-wrong]
logits = torch.tensor([[1.0, 5.0, 3.0, 4.0], [9.0, 2.0, 7.0, 8.0], [0.0, 1.0, 6.0, 2.0]])
best, where = logits.topk(2, dim=0)
# --8<-- [end:top-k-wrong]

# --8<-- [start:top-k-solution]
logits = torch.tensor([[1.0, 5.0, 3.0, 4.0], [9.0, 2.0, 7.0, 8.0], [0.0, 1.0, 6.0, 2.0]])
# zh: 在每一行里（dim=1）找最大的两个：先是值，再是位置
# en: the two largest of each row (dim=1): first their values, then their positions
best, where = logits.topk(2, dim=1)
# --8<-- [end:top-k-solution]

# --8<-- [start:top-k-check]
assert best.tolist() == [[5.0, 4.0], [9.0, 8.0], [6.0, 2.0]], best
assert where.tolist() == [[1, 3], [0, 3], [2, 3]], where
# zh: 每行第一名的位置，就是 argmax 找到的位置
# en: the first place of each row is where argmax finds it
assert torch.equal(where[:, 0], logits.argmax(dim=1))
# --8<-- [end:top-k-check]
