# --8<-- [start:read]
import torch

images = torch.zeros(64, 1, 28, 28)
batch, channels, height, width = images.shape
print(images.ndim, batch, channels, height, width)  # 4 64 1 28 28
print(images[0].shape)  # torch.Size([1, 28, 28])
print(images[0, 0].shape)  # torch.Size([28, 28])
print(images[:, 0].shape)  # torch.Size([64, 28, 28])
# --8<-- [end:read]

# --8<-- [start:reshape]
x = torch.arange(12)
print(x.reshape(3, 4))
# tensor([[ 0,  1,  2,  3],
#         [ 4,  5,  6,  7],
#         [ 8,  9, 10, 11]])
print(x.reshape(2, 3, 2).flatten())
# tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11])
# --8<-- [end:reshape]

# --8<-- [start:minus-one]
print(x.reshape(2, -1).shape)  # torch.Size([2, 6])
print(x.reshape(-1, 4).shape)  # torch.Size([3, 4])
print(x.reshape(-1, 1).shape)  # torch.Size([12, 1])
# --8<-- [end:minus-one]

# --8<-- [start:flatten]
images = torch.rand(8, 1, 28, 28)
print(images.flatten().shape)  # torch.Size([6272])
# zh: 从第 1 维开始展平，保留第 0 维的 8 张图
# en: flatten from dimension 1 on: dimension 0 still counts the 8 images
print(images.flatten(start_dim=1).shape)  # torch.Size([8, 784])
# --8<-- [end:flatten]

# --8<-- [start:unsqueeze]
a = torch.rand(3, 4)
b = a.unsqueeze(0)  # shape: (1, 3, 4)
c = b.squeeze(0)  # shape: (3, 4)

print(a.unsqueeze(1).shape)  # torch.Size([3, 1, 4])
print(a.unsqueeze(-1).shape)  # torch.Size([3, 4, 1])
# zh: 这一维不是 1，squeeze 什么也不做，也不报错
# en: this dimension is not 1, so squeeze does nothing and raises nothing
print(a.squeeze(0).shape)  # torch.Size([3, 4])
# --8<-- [end:unsqueeze]

# --8<-- [start:squeeze-trap]
one_image = torch.rand(1, 1, 28, 28)
print(one_image.squeeze().shape)  # torch.Size([28, 28])
print(one_image.squeeze(1).shape)  # torch.Size([1, 28, 28])
# --8<-- [end:squeeze-trap]

# --8<-- [start:transpose]
t = a.T  # shape: (4, 3)

x = torch.rand(2, 3, 5)
print(x.mT.shape)  # torch.Size([2, 5, 3])
print(x.transpose(0, 2).shape)  # torch.Size([5, 3, 2])
print(x.permute(2, 0, 1).shape)  # torch.Size([5, 2, 3])
# --8<-- [end:transpose]

# --8<-- [start:channels]
photo = torch.rand(480, 640, 3)
print(photo.permute(2, 0, 1).shape)  # torch.Size([3, 480, 640])
print(photo.reshape(3, 480, 640).shape)  # torch.Size([3, 480, 640])

# zh: 第 0 行第 1 列那个像素的红、绿、蓝，在 permute 之后还找得到
# en: red, green and blue of the pixel in row 0, column 1 are still together after permute
pixel = photo[0, 1]
print(torch.equal(photo.permute(2, 0, 1)[:, 0, 1], pixel))  # True
print(torch.equal(photo.reshape(3, 480, 640)[:, 0, 1], pixel))  # False
# --8<-- [end:channels]

# --8<-- [start:reduce]
# zh: 2 个学生（行），3 门课（列）
# en: 2 students (rows), 3 subjects (columns)
scores = torch.tensor([[90.0, 60.0, 75.0], [80.0, 70.0, 96.0]])
print(scores.sum(dim=0).shape, scores.sum(dim=1).shape)  # torch.Size([3]) torch.Size([2])
print(scores.sum(dim=1))  # tensor([225., 246.])
print(scores.sum(dim=1, keepdim=True))
# tensor([[225.],
#         [246.]])
# --8<-- [end:reduce]

# --8<-- [start:broadcast]
row = torch.tensor([10, 20, 30, 40])
column = torch.tensor([[1], [2], [3]])
print(row.shape, column.shape)  # torch.Size([4]) torch.Size([3, 1])
print(row + column)
# tensor([[11, 21, 31, 41],
#         [12, 22, 32, 42],
#         [13, 23, 33, 43]])
# --8<-- [end:broadcast]

# --8<-- [start:broadcast-shapes]
print(torch.broadcast_shapes((64, 1, 28, 28), (28, 28)))  # torch.Size([64, 1, 28, 28])
print(torch.broadcast_shapes((5, 1, 4), (3, 1)))  # torch.Size([5, 3, 4])
print(torch.broadcast_shapes((2, 3), ()))  # torch.Size([2, 3])
# --8<-- [end:broadcast-shapes]

# --8<-- [start:broadcast-error]
matrix = torch.zeros(3, 4)
per_row = torch.tensor([1.0, 2.0, 3.0])
try:
    matrix + per_row
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1

print(matrix + per_row.unsqueeze(1))
# tensor([[1., 1., 1., 1.],
#         [2., 2., 2., 2.],
#         [3., 3., 3., 3.]])
# --8<-- [end:broadcast-error]

# --8<-- [start:center]
centered = scores - scores.mean(dim=0)
print(centered)
# tensor([[  5.0000,  -5.0000, -10.5000],
#         [ -5.0000,   5.0000,  10.5000]])

share = scores / scores.sum(dim=1, keepdim=True)
print(share)
# tensor([[0.4000, 0.2667, 0.3333],
#         [0.3252, 0.2846, 0.3902]])
# --8<-- [end:center]

# --8<-- [start:silent]
predictions = torch.tensor([[1.0], [2.0], [4.0]])
labels = torch.tensor([1.0, 2.0, 4.0])
print(predictions - labels)
# tensor([[ 0., -1., -3.],
#         [ 1.,  0., -2.],
#         [ 3.,  2.,  0.]])
print(((predictions - labels) ** 2).mean())  # tensor(3.1111)
print(((predictions.squeeze(1) - labels) ** 2).mean())  # tensor(0.)
# --8<-- [end:silent]

# --8<-- [start:matmul-shapes]
print((torch.rand(2, 3) @ torch.rand(3, 4)).shape)  # torch.Size([2, 4])
print((torch.rand(2, 3) @ torch.rand(3)).shape)  # torch.Size([2])
print((torch.rand(3) @ torch.rand(3)).shape)  # torch.Size([])
print((torch.rand(10, 2, 3) @ torch.rand(3, 4)).shape)  # torch.Size([10, 2, 4])
print((torch.rand(10, 1, 2, 3) @ torch.rand(5, 3, 4)).shape)  # torch.Size([10, 5, 2, 4])
# --8<-- [end:matmul-shapes]


# --8<-- [start:promotion]
print(torch.tensor([1, 2]).dtype)  # torch.int64
print(torch.tensor([1.0, 2.0]).dtype)  # torch.float32
print(torch.tensor([True, False]).dtype)  # torch.bool

whole = torch.tensor([1, 2, 3])
print((whole + torch.ones(3)).dtype)  # torch.float32
print((torch.ones(3) + torch.ones(3, dtype=torch.float64)).dtype)  # torch.float64
# --8<-- [end:promotion]

# --8<-- [start:promotion-scalars]
print(whole + 1, (whole + 1).dtype)  # tensor([2, 3, 4]) torch.int64
# zh: 1.5 让整数升级成浮点数
# en: 1.5 lifts the integers to floats
print(whole + 1.5, (whole + 1.5).dtype)  # tensor([2.5000, 3.5000, 4.5000]) torch.float32
# zh: 同样是浮点数，0 维的 float64 不算数
# en: among floats, a 0-dimensional float64 does not count
scalar = torch.tensor(1.0, dtype=torch.float64)
print((torch.ones(3) + scalar).dtype)  # torch.float32
# --8<-- [end:promotion-scalars]

# --8<-- [start:promotion-more]
unsigned = torch.tensor([200, 100], dtype=torch.uint8)
signed = torch.tensor([-1, 1], dtype=torch.int8)
# zh: 0 到 255 和 -128 到 127，要两样都装得下，得用 int16
# en: to hold both 0 to 255 and -128 to 127, it takes int16
print((unsigned + signed).dtype)  # torch.int16
half = torch.ones(2, dtype=torch.float16)
brain = torch.ones(2, dtype=torch.bfloat16)
# zh: 同样是 16 位，谁也装不下谁
# en: both have 16 bits, and neither can hold the other
print((half + brain).dtype)  # torch.float32
# --8<-- [end:promotion-more]

# --8<-- [start:from-numpy]
import numpy as np

data = np.array([[0.5, 1.5, 2.5]])
from_numpy = torch.from_numpy(data)
weight = torch.tensor([[1.0, 0.0], [2.0, 1.0], [4.0, 0.0]])
try:
    from_numpy @ weight
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: expected m1 and m2 to have the same dtype, but got: double != float

print(from_numpy.dtype, weight.dtype)  # torch.float64 torch.float32
print(from_numpy.float() @ weight)  # tensor([[13.5000,  1.5000]])
# --8<-- [end:from-numpy]

# --8<-- [start:division]
whole = torch.tensor([7, -7, 8])
print(whole / 2)  # tensor([ 3.5000, -3.5000,  4.0000])
print(whole // 2)  # tensor([ 3, -4,  4])
print(whole % 2)  # tensor([1, 1, 0])
try:
    whole /= 2
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: result type Float can't be cast to the desired output type Long
# --8<-- [end:division]

# --8<-- [start:overflow]
pixels = torch.tensor([10, 200, 255], dtype=torch.uint8)
print(pixels + 100)  # tensor([110,  44,  99], dtype=torch.uint8)
print(pixels.float() + 100)  # tensor([110., 300., 355.])
print(pixels.float() / 255)  # tensor([0.0392, 0.7843, 1.0000])
print(torch.tensor([1.9, -1.9]).to(torch.int64))  # tensor([ 1, -1])
# --8<-- [end:overflow]

# --8<-- [start:strides]
x = torch.arange(12)
y = x.reshape(3, 4)
# zh: 走一行跨 4 格，走一列跨 1 格
# en: one row down is 4 cells further, one column right is 1 cell further
print(y.shape, y.stride())  # torch.Size([3, 4]) (4, 1)
print(x.view(4, 3).stride())  # (3, 1)
# zh: 转置不搬动任何数字，只交换两个步幅
# en: a transpose moves no number, it swaps the two strides
print(y.T.shape, y.T.stride())  # torch.Size([4, 3]) (1, 4)
print(y.T)
# tensor([[ 0,  4,  8],
#         [ 1,  5,  9],
#         [ 2,  6, 10],
#         [ 3,  7, 11]])
# --8<-- [end:strides]

# --8<-- [start:copy]
shared = y.reshape(12)
shared[0] = 100
print(y[0, 0])  # tensor(100)

copied = y.T.reshape(12)
copied[0] = -1
print(y[0, 0])  # tensor(100)
# --8<-- [end:copy]

# --8<-- [start:view-error]
try:
    y.T.view(12)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.

print(y.is_contiguous(), y.T.is_contiguous())  # True False
# --8<-- [end:view-error]

# --8<-- [start:lent-strides]
column = torch.tensor([[1], [2], [3]])
lent = column.expand(3, 4)
print(lent)
# tensor([[1, 1, 1, 1],
#         [2, 2, 2, 2],
#         [3, 3, 3, 3]])
print(column.stride(), lent.stride())  # (1, 1) (1, 0)
# --8<-- [end:lent-strides]

# --8<-- [start:table]
x = torch.zeros(2, 3, 4)
print(x[:, 1:].shape)  # torch.Size([2, 2, 4])
print(x.reshape(6, -1).shape)  # torch.Size([6, 4])
print(x.permute(1, 2, 0).shape)  # torch.Size([3, 4, 2])
print(x.sum(dim=1, keepdim=True).shape)  # torch.Size([2, 1, 4])
print((x + torch.zeros(3, 1)).shape)  # torch.Size([2, 3, 4])
print((x @ torch.zeros(4, 5)).shape)  # torch.Size([2, 3, 5])
print(torch.cat([x, x], dim=1).shape)  # torch.Size([2, 6, 4])
print(torch.stack([x, x]).shape)  # torch.Size([2, 2, 3, 4])
# --8<-- [end:table]
