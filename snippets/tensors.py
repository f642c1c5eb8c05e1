# --8<-- [start:create]
import torch

# zh: 从 Python 列表创建
# en: from a Python list
a = torch.tensor([1, 2, 3])
print(a)  # tensor([1, 2, 3])

# zh: 列表套列表，得到二维张量（矩阵）
# en: a list of lists makes a 2-D tensor, a matrix
b = torch.tensor([[1, 2], [3, 4]])
print(b)
# tensor([[1, 2],
#         [3, 4]])
# --8<-- [end:create]

# --8<-- [start:create-filled]
# zh: 全是 0，3 行 4 列
# en: all zeros, 3 rows and 4 columns
zeros = torch.zeros(3, 4)
print(zeros)
# tensor([[0., 0., 0., 0.],
#         [0., 0., 0., 0.],
#         [0., 0., 0., 0.]])

# zh: 全是 1
# en: all ones
ones = torch.ones(2, 3)
print(ones)
# tensor([[1., 1., 1.],
#         [1., 1., 1.]])

# zh: 从 0 数到 10（不含 10），每次加 2
# en: count from 0 up to, but not including, 10 in steps of 2
arange = torch.arange(0, 10, 2)
print(arange)  # tensor([0, 2, 4, 6, 8])
print(torch.arange(0, 1, 0.25))  # tensor([0.0000, 0.2500, 0.5000, 0.7500])

# zh: 单位矩阵：对角线上是 1
# en: the identity matrix: ones on the diagonal
eye = torch.eye(3)
print(eye)
# tensor([[1., 0., 0.],
#         [0., 1., 0.],
#         [0., 0., 1.]])
# --8<-- [end:create-filled]

# --8<-- [start:create-random]
torch.manual_seed(0)

# zh: 均匀分布：从 0 到 1（不含 1），哪里都一样可能
# en: uniform: from 0 up to, but not including, 1, and all equally likely
rand = torch.rand(2, 3)
print(rand)
# tensor([[0.4963, 0.7682, 0.0885],
#         [0.1320, 0.3074, 0.6341]])

# zh: 标准正态分布：平均是 0，多数离 0 不远（标准差，也就是散开的程度，是 1）
# en: standard normal: the mean is 0, and most are not far from it (standard deviation 1)
randn = torch.randn(2, 3)
print(randn)
# tensor([[ 1.2645, -0.6874,  0.1604],
#         [-0.6065, -0.7831,  1.0622]])
# --8<-- [end:create-random]

# --8<-- [start:seed]
torch.manual_seed(0)
first = torch.randn(15)
torch.manual_seed(0)
again = torch.randn(15)
torch.manual_seed(0)
longer = torch.randn(16)
print(torch.equal(first, again))  # True
print(torch.equal(first, longer[:15]))  # False
# --8<-- [end:seed]

# --8<-- [start:create-ragged]
try:
    torch.tensor([[1, 2], [3]])
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: expected sequence of length 2 at dim 1 (got 1)
# --8<-- [end:create-ragged]

# --8<-- [start:attributes]
x = torch.rand(3, 4)

# zh: 形状：每一维有多大
# en: shape: how large each dimension is
print(x.shape)  # torch.Size([3, 4])
# zh: 数据类型
# en: the type of the elements
print(x.dtype)  # torch.float32
# zh: 所在设备
# en: where the tensor lives
print(x.device)  # cpu
# zh: 维度数
# en: the number of dimensions
print(x.ndim)  # 2
# zh: 元素总数
# en: the number of elements
print(x.numel())  # 12
# --8<-- [end:attributes]

# --8<-- [start:shape-is-a-tuple]
rows, columns = x.shape
print(rows, columns)  # 3 4
print(x.shape[-1], x.size(0), len(x))  # 4 3 3

# zh: 标量的形状是空的：一个维度也没有
# en: a scalar's shape is empty: it has no dimension at all
temperature = torch.tensor(36.6)
print(temperature.shape, temperature.ndim)  # torch.Size([]) 0

# zh: item() 把单个元素变成普通的 Python 数
# en: item() turns a single element into a plain Python number
print(torch.tensor(7).item() + 1)  # 8
# --8<-- [end:shape-is-a-tuple]

# --8<-- [start:item-error]
try:
    torch.tensor([1.0, 2.0, 3.0]).item()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: a Tensor with 3 elements cannot be converted to Scalar
# --8<-- [end:item-error]

# --8<-- [start:arithmetic]
a = torch.tensor([1.0, 2.0, 3.0])
b = torch.tensor([4.0, 5.0, 6.0])

print(a + b)  # tensor([5., 7., 9.])
print(a * b)  # tensor([ 4., 10., 18.])
print(a**2)  # tensor([1., 4., 9.])
print(b - 1)  # tensor([3., 4., 5.])
print(10 * a)  # tensor([10., 20., 30.])
# --8<-- [end:arithmetic]

# --8<-- [start:matmul-by-hand]
# zh: 两张订单，三种商品各买几件
# en: two orders: how many of each of three goods
orders = torch.tensor([[2.0, 0.0, 1.0], [1.0, 3.0, 0.0]])
# zh: 三种商品的单价
# en: the price of each good
prices = torch.tensor([10.0, 5.0, 4.0])

print(orders @ prices)  # tensor([24., 25.])
# --8<-- [end:matmul-by-hand]

# --8<-- [start:matmul]
m1 = torch.rand(2, 3)
m2 = torch.rand(3, 4)
# zh: 等价于 torch.matmul(m1, m2)
# en: the same as torch.matmul(m1, m2)
result = m1 @ m2
print(result.shape)  # torch.Size([2, 4])
print(torch.equal(result, torch.matmul(m1, m2)))  # True
# --8<-- [end:matmul]

# --8<-- [start:matmul-error]
try:
    m1 @ m1
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)
# --8<-- [end:matmul-error]

# --8<-- [start:aggregate]
x = torch.tensor([1.0, 2.0, 3.0, 4.0])
print(x.sum())  # tensor(10.)
print(x.mean())  # tensor(2.5000)
print(x.max())  # tensor(4.)
# zh: 最大值的位置（索引），不是最大值本身
# en: where the largest stands (its index), not the largest itself
print(x.argmax())  # tensor(3)
# --8<-- [end:aggregate]

# --8<-- [start:aggregate-dim]
# zh: 两个学生（行），三门课（列）
# en: two students (rows), three subjects (columns)
scores = torch.tensor([[80.0, 90.0, 70.0], [60.0, 81.0, 96.0]])

# zh: 第 0 维消失：每门课的平均分
# en: dimension 0 disappears: the mean of each subject
print(scores.mean(dim=0))  # tensor([70.0000, 85.5000, 83.0000])
# zh: 第 1 维消失：每个学生的平均分
# en: dimension 1 disappears: the mean of each student
print(scores.mean(dim=1))  # tensor([80., 79.])
# zh: 每个学生最好的是第几门课，考了多少分
# en: the best subject of each student, and its score
print(scores.argmax(dim=1))  # tensor([1, 2])
values, indices = scores.max(dim=1)
print(values, indices)  # tensor([90., 96.]) tensor([1, 2])
# --8<-- [end:aggregate-dim]

# --8<-- [start:dtype]
counts = torch.tensor([1, 2, 4])
weights = torch.tensor([1.0, 2.0])
print(counts.dtype, weights.dtype)  # torch.int64 torch.float32

# zh: / 得到浮点数；// 向下取整，仍是整数
# en: / gives floats; // rounds down and stays with integers
print(counts / 2)  # tensor([0.5000, 1.0000, 2.0000])
print(counts // 2)  # tensor([0, 1, 2])

# zh: 整数和浮点数一起算，结果是浮点数
# en: integers with floats give floats
print(counts + 0.5)  # tensor([1.5000, 2.5000, 4.5000])
# --8<-- [end:dtype]

# --8<-- [start:dtype-mean]
try:
    counts.mean()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # NotImplementedError: mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long

print(counts.float().mean())  # tensor(2.3333)
# --8<-- [end:dtype-mean]

# --8<-- [start:dtype-assign]
counts[0] = 9.7
print(counts)  # tensor([9, 2, 4])
# --8<-- [end:dtype-assign]

# --8<-- [start:reshape]
x = torch.arange(12)
print(x)  # tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11])

# zh: reshape：元素不变，只换排法
# en: reshape: same elements, arranged in another way
y = x.reshape(3, 4)
print(y)
# tensor([[ 0,  1,  2,  3],
#         [ 4,  5,  6,  7],
#         [ 8,  9, 10, 11]])

# zh: -1 表示「这一维请替我算」
# en: -1 means "work this one out for me"
print(x.reshape(2, -1).shape)  # torch.Size([2, 6])

# zh: 展平：变回一维
# en: flatten: back to one dimension
flat = y.flatten()
print(flat.shape)  # torch.Size([12])
# --8<-- [end:reshape]

# --8<-- [start:three-dimensions]
cube = x.reshape(2, 2, 3)
print(cube)
# tensor([[[ 0,  1,  2],
#          [ 3,  4,  5]],
#
#         [[ 6,  7,  8],
#          [ 9, 10, 11]]])
print(cube[1])
# tensor([[ 6,  7,  8],
#         [ 9, 10, 11]])
print(cube[1, 0, 2])  # tensor(8)
# --8<-- [end:three-dimensions]

# --8<-- [start:view]
z = x.view(4, 3)
z[0, 0] = 100
print(x)  # tensor([100,   1,   2,   3,   4,   5,   6,   7,   8,   9,  10,  11])
# --8<-- [end:view]

# --8<-- [start:reshape-error]
try:
    x.reshape(5, 3)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: shape '[5, 3]' is invalid for input of size 12
# --8<-- [end:reshape-error]

# --8<-- [start:unsqueeze]
a = torch.rand(3, 4)

# zh: 在第 0 维前面插入一个大小为 1 的维度
# en: insert a dimension of size 1 at position 0
b = a.unsqueeze(0)
print(b.shape)  # torch.Size([1, 3, 4])

# zh: 去掉第 0 维；只有大小是 1 的维度才去得掉
# en: remove dimension 0, which works because its size is 1
c = b.squeeze(0)
print(c.shape)  # torch.Size([3, 4])
# --8<-- [end:unsqueeze]

# --8<-- [start:transpose]
# zh: 二维转置：行变列，列变行
# en: transpose a matrix: rows become columns
t = a.T
print(t.shape)  # torch.Size([4, 3])

# zh: permute 按你给的顺序重排维度，几维都行
# en: permute puts the dimensions in the order you name, however many there are
t = a.permute(1, 0)
print(t.shape)  # torch.Size([4, 3])
images = torch.rand(8, 28, 32, 3)
print(images.permute(0, 3, 1, 2).shape)  # torch.Size([8, 3, 28, 32])
# --8<-- [end:transpose]

# --8<-- [start:reshape-is-not-transpose]
y = torch.arange(6).reshape(2, 3)
print(y)
# tensor([[0, 1, 2],
#         [3, 4, 5]])
print(y.T)
# tensor([[0, 3],
#         [1, 4],
#         [2, 5]])
print(y.reshape(3, 2))
# tensor([[0, 1],
#         [2, 3],
#         [4, 5]])
# --8<-- [end:reshape-is-not-transpose]

# --8<-- [start:index]
x = torch.arange(12).reshape(3, 4)
print(x)
# tensor([[ 0,  1,  2,  3],
#         [ 4,  5,  6,  7],
#         [ 8,  9, 10, 11]])

# zh: 第 0 行
# en: row 0
print(x[0])  # tensor([0, 1, 2, 3])
# zh: 所有行的第 1 列
# en: column 1 of every row
print(x[:, 1])  # tensor([1, 5, 9])
# zh: 第 0、1 行，第 1、2 列（右端不含）
# en: rows 0 and 1, columns 1 and 2: the end is excluded
print(x[0:2, 1:3])
# tensor([[1, 2],
#         [5, 6]])
# zh: 所有大于 5 的元素
# en: every element above 5
print(x[x > 5])  # tensor([ 6,  7,  8,  9, 10, 11])
# --8<-- [end:index]

# --8<-- [start:index-more]
print(x[1, 2], x[1, 2].item())  # tensor(6) 6
print(x[-1])  # tensor([ 8,  9, 10, 11])
print(x[::2, 1])  # tensor([1, 9])
# zh: 用一个列表点名要哪几行，顺序由你定
# en: a list names the rows, in the order you want
print(x[[2, 0]])
# tensor([[ 8,  9, 10, 11],
#         [ 0,  1,  2,  3]])
# zh: 整数会去掉一个维度，切片会保留它
# en: an integer removes a dimension, a slice keeps it
print(x[0].shape, x[0:1].shape)  # torch.Size([4]) torch.Size([1, 4])
# --8<-- [end:index-more]

# --8<-- [start:index-mask]
mask = x > 5
print(mask)
# tensor([[False, False, False, False],
#         [False, False,  True,  True],
#         [ True,  True,  True,  True]])
# zh: True 算 1，False 算 0
# en: True counts as 1, False as 0
print(mask.sum())  # tensor(6)

# zh: 取出来的是复制品：改它，x 不变
# en: reading makes a copy: edit it, and x stays as it is
picked = x[mask]
picked[0] = 100
print(x[1])  # tensor([4, 5, 6, 7])

# zh: 写在等号左边，改的就是张量自己：大于 5 的都变成 5
# en: on the left of =, it edits the tensor itself: everything above 5 becomes 5
capped = x.clone()
capped[mask] = 5
print(capped)
# tensor([[0, 1, 2, 3],
#         [4, 5, 5, 5],
#         [5, 5, 5, 5]])
# --8<-- [end:index-mask]

# --8<-- [start:index-shares]
row = x[0]
row[0] = 100
print(x)
# tensor([[100,   1,   2,   3],
#         [  4,   5,   6,   7],
#         [  8,   9,  10,  11]])

# zh: 想要独立的一份，就 clone()
# en: for a copy of your own, clone()
copy = x[1].clone()
copy[0] = -1
print(x[1])  # tensor([4, 5, 6, 7])
# --8<-- [end:index-shares]

# --8<-- [start:index-step]
try:
    x[::-1]
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: step must be greater than zero

print(x[1].flip(0))  # tensor([7, 6, 5, 4])
# --8<-- [end:index-step]

# --8<-- [start:join]
monday = torch.tensor([[1, 2, 3], [4, 5, 6]])
tuesday = torch.tensor([[10, 20, 30], [40, 50, 60]])

# zh: torch.cat 接在已有的一维后面：这一维变长
# en: torch.cat extends a dimension that is there already
print(torch.cat([monday, tuesday], dim=0))
# tensor([[ 1,  2,  3],
#         [ 4,  5,  6],
#         [10, 20, 30],
#         [40, 50, 60]])
print(torch.cat([monday, tuesday], dim=1).shape)  # torch.Size([2, 6])

# zh: stack 叠成新的一维：叠了几个，这一维就有多大
# en: stack makes a new dimension, as large as there are tensors
both = torch.stack([monday, tuesday])
print(both.shape)  # torch.Size([2, 2, 3])
print(both[1])
# tensor([[10, 20, 30],
#         [40, 50, 60]])
# --8<-- [end:join]

# --8<-- [start:join-error]
try:
    torch.stack([monday, torch.tensor([1, 2, 3])])
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [3] at entry 1
# --8<-- [end:join-error]

# --8<-- [start:to-numpy]
import numpy as np

t = torch.ones(3)
n = t.numpy()

# zh: 改 n，t 跟着变
# en: edit n, and t changes with it
n[0] = 7
print(t)  # tensor([7., 1., 1.])

# zh: 反过来也一样；名字以 _ 结尾的方法原地修改
# en: and the other way round; methods that end in _ edit in place
t.add_(1)
print(n)  # [8. 2. 2.]
# --8<-- [end:to-numpy]

# --8<-- [start:from-numpy]
n = np.array([1, 2, 3])
t = torch.from_numpy(n)
# zh: torch.tensor 总是复制
# en: torch.tensor always copies
copied = torch.tensor(n)

n[1] = 20
print(t)  # tensor([ 1, 20,  3])
print(copied)  # tensor([1, 2, 3])
# --8<-- [end:from-numpy]

# --8<-- [start:numpy-dtype]
measured = torch.from_numpy(np.array([0.5, 1.5]))
print(measured.dtype)  # torch.float64
print(measured.float().dtype)  # torch.float32
# --8<-- [end:numpy-dtype]
