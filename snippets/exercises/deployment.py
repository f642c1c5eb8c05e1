import torch


# --8<-- [start:bytes-starter]
def int8_bytes(sizes):
    # zh: sizes 是各层的大小，例如 [784, 256, 128, 10]；权重每个 1 字节，比例和偏置每个 4 字节
    # en: sizes is a list such as [784, 256, 128, 10]; a weight takes 1 byte, a scale and a bias 4 bytes each
    return 0


# --8<-- [end:bytes-starter]


# --8<-- [start:bytes-wrong]
def int8_bytes(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        inputs, outputs = sizes[i], sizes[i + 1]
        total += inputs * outputs + 4 * outputs
    return total


# --8<-- [end:bytes-wrong]


# --8<-- [start:bytes-solution]
def int8_bytes(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        inputs, outputs = sizes[i], sizes[i + 1]
        # zh: 每个输出一个比例、一个偏置
        # en: for each output one scale and one bias
        total += inputs * outputs + 4 * outputs + 4 * outputs
    return total


# --8<-- [end:bytes-solution]


# --8<-- [start:bytes-check]
for sizes, right in (([3, 2], 22), ([784, 256, 128, 10], 237904)):
    found = int8_bytes(sizes)
    assert found == right, (
        f"{sizes}: expected {right} bytes, got {found}"  # zh: f"{sizes}：应该是 {right} 字节，却得到 {found}"
    )
# --8<-- [end:bytes-check]


# --8<-- [start:bits-starter]
def quantize_to(weight, bits):
    # zh: 和 quantize 一样，只是整数有 bits 位；返回整数（torch.int8）和每行的比例
    # en: like quantize, but with whole numbers of so many bits; return them (torch.int8) and a scale for each row
    return weight.to(torch.int8), torch.ones(len(weight), 1)


# --8<-- [end:bits-starter]


# --8<-- [start:bits-wrong]
def quantize_to(weight, bits):
    largest = 2**bits - 1
    scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / largest
    return (weight / scale).round().to(torch.int8), scale


# --8<-- [end:bits-wrong]


# --8<-- [start:bits-solution]
def quantize_to(weight, bits):
    # zh: 一位给正负号：8 位最大 127，4 位最大 7
    # en: one bit is for the sign: 8 bits reach 127, 4 bits reach 7
    largest = 2 ** (bits - 1) - 1
    scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / largest
    return (weight / scale).round().to(torch.int8), scale


# --8<-- [end:bits-solution]


# --8<-- [start:bits-check]
torch.manual_seed(0)
weight = torch.randn(4, 50)
for bits, largest in ((8, 127), (4, 7), (2, 1)):
    whole, scale = quantize_to(weight, bits)
    found = whole.abs().max().item()
    assert found == largest, (
        f"{bits} bits: the largest should be {largest}, got {found}"  # zh: f"{bits} 位：最大应该是 {largest}，却得到 {found}"
    )
    error = ((whole * scale - weight).abs() / scale).max().item()
    assert error <= 0.501, (
        f"{bits} bits: off by {error:.2f} steps, at most 0.5"  # zh: f"{bits} 位：差了 {error:.2f} 格，最多 0.5 格"
    )
# --8<-- [end:bits-check]


# --8<-- [start:same-starter]
def same_answers(one, other, tolerance=1e-5):
    # zh: 两边的 logits 每个都差不到 tolerance 才是 True；nan 也不行
    # en: True only if no logit differs by more than the tolerance; nan will not do either
    return True


# --8<-- [end:same-starter]


# --8<-- [start:same-wrong]
def same_answers(one, other, tolerance=1e-5):
    if one.shape != other.shape:
        return False
    return not ((one - other).abs() > tolerance).any().item()


# --8<-- [end:same-wrong]


# --8<-- [start:same-solution]
def same_answers(one, other, tolerance=1e-5):
    # zh: (64, 10) 和 (1, 10) 相减会广播，不报错，所以先比形状
    # en: (64, 10) minus (1, 10) broadcasts and raises nothing, so compare the shapes first
    if one.shape != other.shape:
        return False
    # zh: nan 和谁比都是 False，所以要问“都够近吗”，而不是“有太远的吗”
    # en: nan compares as False, so ask whether all are near, not whether one is far
    return ((one - other).abs() <= tolerance).all().item()


# --8<-- [end:same-solution]


# --8<-- [start:same-check]
import math

logits = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
broken = torch.tensor([[1.0, 2.0], [3.0, math.nan]])
cases = [
    (logits, logits + 1e-6, True),
    (logits, logits + 1e-3, False),
    (logits, logits[:1], False),
    (logits, broken, False),
]
for number, (one, other, right) in enumerate(cases):
    found = same_answers(one, other)
    assert found is right, (
        f"case {number}: expected {right}, got {found}"  # zh: f"第 {number} 种情况：应该是 {right}，却得到 {found}"
    )
# --8<-- [end:same-check]
