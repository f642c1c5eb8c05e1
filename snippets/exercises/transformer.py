import torch
from torch import nn


# --8<-- [start:one-by-one-starter]
def one_by_one(query, key, value):
    rows = []
    for one in query:
        # zh: one 是一个问题，只有一维；换成它该得到的那一行
        # en: one is a single query of shape (numbers,); put in its place the row that it should get
        rows.append(one)
    return torch.stack(rows)


# --8<-- [end:one-by-one-starter]


# --8<-- [start:one-by-one-wrong]
def one_by_one(query, key, value):
    rows = []
    for one in query:
        weights = (key @ one).softmax(dim=0)
        rows.append(weights @ value)
    return torch.stack(rows)


# --8<-- [end:one-by-one-wrong]


# --8<-- [start:one-by-one-solution]
def one_by_one(query, key, value):
    rows = []
    for one in query:
        # zh: 一个问题对每个回答有一个分数，除以数的个数的平方根
        # en: one score for each key, divided by the root of how many numbers there are
        scores = key @ one / len(one) ** 0.5
        rows.append(scores.softmax(dim=0) @ value)
    return torch.stack(rows)


# --8<-- [end:one-by-one-solution]

# --8<-- [start:one-by-one-check]
torch.manual_seed(0)
query, key, value = torch.randn(3, 6, 16)
expected = nn.functional.scaled_dot_product_attention(query, key, value)
gap = (one_by_one(query, key, value) - expected).abs().max().item()
assert gap < 1e-5, (
    f"it should equal scaled_dot_product_attention, but differs by up to {gap:.3f}"  # zh: f"应该和 scaled_dot_product_attention 一样，最大却差了 {gap:.3f}"
)
# --8<-- [end:one-by-one-check]


# --8<-- [start:window-starter]
def window_mask(places, width):
    # zh: True 表示可以看；现在谁都可以看任何地方
    # en: True means look; for now everyone may look anywhere
    return torch.ones(places, places, dtype=torch.bool)


# --8<-- [end:window-starter]


# --8<-- [start:window-wrong]
def window_mask(places, width):
    return torch.ones(places, places, dtype=torch.bool).tril().triu(diagonal=-width)


# --8<-- [end:window-wrong]


# --8<-- [start:window-solution]
def window_mask(places, width):
    # zh: tril 挡住后面的，triu 挡住太远的；自己也占一个位置，所以是 1 - width
    # en: tril hides what follows, triu what is too far back; a place counts itself, hence 1 - width
    return torch.ones(places, places, dtype=torch.bool).tril().triu(diagonal=1 - width)


# --8<-- [end:window-solution]

# --8<-- [start:window-check]
for places, width in [(5, 2), (6, 3), (4, 1)]:
    mask = window_mask(places, width)
    for place in range(places):
        seen = mask[place].nonzero().flatten().tolist()
        expected = list(range(max(0, place - width + 1), place + 1))
        assert seen == expected, (
            f"width {width}: place {place} should see {expected}, but sees {seen}"  # zh: f"width 是 {width} 时，位置 {place} 应该看到 {expected}，却看到 {seen}"
        )
# --8<-- [end:window-check]


# --8<-- [start:padding-starter]
def padding_mask(lengths):
    # zh: 返回布尔表，一句一行，一个位置一列，位置的个数等于最长的句子
    # en: return booleans of shape (sentences, places), with as many places as the longest sentence
    return torch.zeros(len(lengths), max(lengths), dtype=torch.bool)


# --8<-- [end:padding-starter]


# --8<-- [start:padding-wrong]
def padding_mask(lengths):
    return torch.arange(max(lengths)) < lengths[:, None]


# --8<-- [end:padding-wrong]


# --8<-- [start:padding-solution]
def padding_mask(lengths):
    # zh: 位置从 0 数，长度为 2 的句子占 0 和 1，从 2 起都是补的：True 表示忽略
    # en: places count from 0, so a sentence of length 2 holds 0 and 1; from 2 on it is filler: True means ignore
    return torch.arange(max(lengths)) >= lengths[:, None]


# --8<-- [end:padding-solution]

# --8<-- [start:padding-check]
lengths = torch.tensor([2, 4, 3])
layer = nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16, batch_first=True).eval()
sentences = torch.randn(3, 4, 8)
mask = padding_mask(lengths)
assert mask.shape == (3, 4), (
    f"the shape should be (3, 4), not {tuple(mask.shape)}"  # zh: f"形状应该是 (3, 4)，不是 {tuple(mask.shape)}"
)
with torch.no_grad():
    outputs = layer(sentences, src_key_padding_mask=mask)
    for row, length in enumerate(lengths):
        alone = layer(sentences[row : row + 1, :length])[0]
        assert torch.allclose(outputs[row, :length], alone, atol=1e-5), (
            f"sentence {row} of {length} words should not notice its filler"  # zh: f"句子 {row} 有 {length} 个词，补的部分不应该影响它"
        )
# --8<-- [end:padding-check]
