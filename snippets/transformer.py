# --8<-- [start:by-hand]
import torch
from torch import nn

# zh: 「它」在问：谁是动物？
# en: "it" asks: who is an animal?
query = torch.tensor([[2.0, 0.0]])
# zh: 「猫」「喝」「牛奶」各自的回答：像动物吗？像食物吗？
# en: what "cat", "drank" and "milk" answer: an animal? food?
keys = torch.tensor([[2.0, 0.0], [0.0, 0.0], [0.0, 2.0]])
# zh: 三个词各自拿得出的内容
# en: what each of the three words has to give
values = torch.tensor([[10.0], [20.0], [30.0]])

scores = query @ keys.mT
print(scores)  # tensor([[4., 0., 0.]])
weights = (scores / 2**0.5).softmax(dim=-1)
print(weights)  # tensor([[0.8943, 0.0529, 0.0529]])
print(weights @ values)  # tensor([[11.5857]])
# --8<-- [end:by-hand]


# --8<-- [start:attention]
def attention(query, key, value, mask=None):
    # zh: 每个问题和每个回答相乘，得到一张分数表
    # en: each query times each key: a table of scores
    scores = query @ key.mT / query.shape[-1] ** 0.5
    if mask is not None:
        # zh: mask 里是 False 的地方不许看：分数变成负无穷，权重就是 0
        # en: where the mask is False nobody may look: a score of minus infinity, a weight of 0
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


torch.manual_seed(0)
# zh: 2 个句子，每句 5 个词，每个词 8 个数
# en: 2 sentences of 5 words, 8 numbers for each word
query, key, value = torch.randn(3, 2, 5, 8)
found, weights = attention(query, key, value)
print(found.shape, weights.shape)  # torch.Size([2, 5, 8]) torch.Size([2, 5, 5])

by_torch = nn.functional.scaled_dot_product_attention(query, key, value)
print((found - by_torch).abs().max() < 1e-6)  # tensor(True)
# --8<-- [end:attention]

# --8<-- [start:root]
for size in (4, 64, 1024):
    query, keys = torch.randn(1000, 1, size), torch.randn(1000, 5, size)
    scores = query @ keys.mT
    plain = scores.softmax(dim=-1).amax(dim=-1).mean()
    divided = (scores / size**0.5).softmax(dim=-1).amax(dim=-1).mean()
    print(f"{size}: {scores.std():.1f} {plain:.0%} {divided:.0%}")
# 4: 2.0 …
# 64: …
# 1024: 3…
# --8<-- [end:root]

assert divided < 0.5 < 0.9 < plain


# --8<-- [start:self-attention]
class SelfAttention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.to_query = nn.Linear(size, size)
        self.to_key = nn.Linear(size, size)
        self.to_value = nn.Linear(size, size)
        self.join = nn.Linear(size, size)

    def split(self, x):
        # zh: 从（批，位置，size）到（批，头，位置，size ÷ 头数）
        # en: (batch, places, size) -> (batch, heads, places, size / heads)
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x, mask=None):
        query = self.split(self.to_query(x))
        key = self.split(self.to_key(x))
        value = self.split(self.to_value(x))
        found, weights = attention(query, key, value, mask)
        # zh: 留着，后面画图用
        # en: kept, to look at later
        self.weights = weights.detach()
        return self.join(found.transpose(1, 2).flatten(2))


look = SelfAttention(size=8, heads=2)
words = torch.randn(2, 5, 8)
print(look(words).shape, look.weights.shape)  # torch.Size([2, 5, 8]) torch.Size([2, 2, 5, 5])
# --8<-- [end:self-attention]

# --8<-- [start:no-order]
backward = words.flip(1)
print(torch.allclose(look(backward), look(words).flip(1), atol=1e-6))  # True
# --8<-- [end:no-order]


# --8<-- [start:model]
class Block(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.attention = SelfAttention(size, heads)
        self.think = nn.Sequential(
            nn.Linear(size, 2 * size),
            nn.ReLU(),
            nn.Linear(2 * size, size),
        )
        self.norm1 = nn.LayerNorm(size)
        self.norm2 = nn.LayerNorm(size)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.think(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, tokens, places, size=32, heads=1, blocks=1, positions=True):
        super().__init__()
        self.positions = positions
        self.token = nn.Embedding(tokens, size)
        self.place = nn.Embedding(places, size)
        self.blocks = nn.ModuleList([Block(size, heads) for _ in range(blocks)])
        self.output = nn.Linear(size, tokens)

    def forward(self, rows, mask=None):
        x = self.token(rows)
        if self.positions:
            x = x + self.place(torch.arange(rows.shape[1]))
        for block in self.blocks:
            x = block(x, mask)
        return self.output(x)


model = Transformer(tokens=10, places=8)
print(model(torch.zeros(64, 8, dtype=torch.long)).shape)  # torch.Size([64, 8, 10])
print(sum(parameter.numel() for parameter in model.parameters()))  # 9450
# --8<-- [end:model]

# --8<-- [start:digits]
torch.manual_seed(0)
# zh: unique 让每一行只出现一次，训练里就不会有测试的行
# en: unique keeps each row once, so that no test row stands among the training rows
digits = torch.randint(0, 10, (11000, 8)).unique(dim=0)
# zh: unique 顺便排了序，打乱回来
# en: unique sorts as well; shuffle again
digits = digits[torch.randperm(len(digits))]
train_digits, test_digits = digits[:-1000], digits[-1000:]

pi = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]])
print(pi.flip(1))  # tensor([[6, 2, 9, 5, 1, 4, 1, 3]])
# --8<-- [end:digits]

# --8<-- [start:train-loop]
criterion = nn.CrossEntropyLoss()


def train(model, rows, answers, mask=None, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        batch = torch.randint(len(rows), (64,))
        logits = model(rows[batch], mask)
        # zh: 每个位置是一道选择题：64 行 × 位置数，摊平成一长列
        # en: each place is one choice: 64 rows times the places, as one long column
        loss = criterion(logits.flatten(0, 1), answers[batch].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def right(model, rows, answers):
    # zh: 一行 8 个数字全对才算对
    # en: a row counts only if all its 8 digits are right
    return (model(rows).argmax(dim=-1) == answers).all(dim=1).sum().item()


# --8<-- [end:train-loop]

# --8<-- [start:compare]
with_positions = Transformer(tokens=10, places=8)
without_positions = Transformer(tokens=10, places=8, positions=False)
for name, model in (("with", with_positions), ("without", without_positions)):
    train(model, train_digits, train_digits.flip(1))
    print(name, right(model, test_digits, test_digits.flip(1)))
# with 1000
# without …
print(with_positions(pi).argmax(dim=-1))  # tensor([[6, 2, 9, 5, 1, 4, 1, 3]])
# --8<-- [end:compare]

assert right(without_positions, test_digits, test_digits.flip(1)) <= 10

# --8<-- [start:blind]
answers = without_positions(pi).argmax(dim=-1)[0]
print(answers)
# tensor(…
print(answers[1] == answers[3])  # tensor(True)
# --8<-- [end:blind]

# --8<-- [start:map]
with_positions(pi)
weights = with_positions.blocks[0].attention.weights
print(weights.shape)  # torch.Size([1, 1, 8, 8])
print(weights[0, 0].argmax(dim=-1))  # tensor([7, 6, 5, 4, 3, 2, 1, 0])
# --8<-- [end:map]

# --8<-- [start:sort]
sorting = Transformer(tokens=10, places=8)
train(sorting, train_digits, train_digits.sort(dim=1).values, steps=600)
print("sorted:", right(sorting, test_digits, test_digits.sort(dim=1).values))
# sorted: …
# --8<-- [end:sort]

assert right(sorting, test_digits, test_digits.sort(dim=1).values) >= 500

# --8<-- [start:names]
from pathlib import Path

import names

people = set()
for kind in ("female", "male"):
    file = Path(names.__file__).parent / f"dist.{kind}.first"
    for line in file.read_text().splitlines():
        # zh: 每行的第一个词是名字，其余是统计数字
        # en: the first word of a line is the name; the rest is statistics
        people.add(line.split()[0].lower())
people = sorted(people)
print(len(people), max(len(person) for person in people))  # 5163 11

letters = ".abcdefghijklmnopqrstuvwxyz"
places = 12
table = torch.full((len(people), places + 1), -100)
for row, person in enumerate(people):
    numbers = [letters.index(letter) for letter in f".{person}."]
    table[row, : len(numbers)] = torch.tensor(numbers)
inputs, targets = table[:, :-1].clamp(min=0), table[:, 1:]

emma = people.index("emma")
print(inputs[emma])  # tensor([ 0,  5, 13, 13,  1,  0,  0,  0,  0,  0,  0,  0])
print(targets[emma])
# tensor([   5,   13,   13,    1,    0, -100, -100, -100, -100, -100, -100, -100])
# --8<-- [end:names]

# --8<-- [start:causal]
look_back = torch.ones(places, places, dtype=torch.bool).tril()
print(look_back[:4, :4].int())
# tensor([[1, 0, 0, 0],
#         [1, 1, 0, 0],
#         [1, 1, 1, 0],
#         [1, 1, 1, 1]], dtype=torch.int32)
# --8<-- [end:causal]


# --8<-- [start:gpt]
gpt = Transformer(tokens=27, places=places, size=48, heads=4, blocks=2)
loss = train(gpt, inputs, targets, look_back, steps=400)
print(f"loss {loss:.2f}")
# loss …
# --8<-- [end:gpt]


# --8<-- [start:write]
@torch.no_grad()
def write(gpt, count, mask, begin="."):
    # zh: count 行，都是同样的开头，一次添一个字母
    # en: count rows, all with this beginning, which grow by one letter at a time
    rows = torch.tensor([[letters.index(letter) for letter in begin]] * count)
    for place in range(len(begin), places + 1):
        logits = gpt(rows, mask[:place, :place])
        # zh: 最后一个位置猜的是下一个字母；按概率抽签
        # en: the last place guesses the next letter; draw one by its probability
        chances = logits[:, -1].softmax(dim=-1)
        drawn = torch.multinomial(chances, num_samples=1)
        rows = torch.cat([rows, drawn], dim=1)
    # zh: 编号换回字母
    # en: numbers back to letters
    texts = ["".join(letters[number] for number in row) for row in rows[:, 1:].tolist()]
    # zh: 第一个「.」就是结尾
    # en: the first "." is the end
    return [text.split(".")[0] for text in texts]


written = write(gpt, 1000, look_back)
print("written:", *written[:8])
# written: …
print("in the list:", sum(name in people for name in written))
# in the list: …
print(*write(gpt, 6, look_back, begin=".char"))
# char…
# --8<-- [end:write]

assert loss < 2.2
assert 20 < sum(name in people for name in written) < 400

# --8<-- [start:leak]
look_anywhere = torch.ones(places, places, dtype=torch.bool)
cheat = Transformer(tokens=27, places=places, size=48, heads=4, blocks=2)
loss = train(cheat, inputs, targets, look_anywhere, steps=200)
print(f"loss {loss:.2f}")
# loss 0.0…
written = write(cheat, 1000, look_anywhere)
print("in the list:", sum(name in people for name in written))
# in the list: …
print(*write(cheat, 6, look_anywhere, begin=".char"))
# char…
# --8<-- [end:leak]

assert sum(name in people for name in written) < 5

# --8<-- [start:caught]
for name, model in (("gpt", gpt), ("cheat", cheat)):
    with torch.no_grad():
        logits = model(inputs, look_back)
    loss = criterion(logits.flatten(0, 1), targets.flatten())
    print(f"{name}: {loss:.1f}")
# gpt: …
# cheat: …
# --8<-- [end:caught]

assert loss > 3.3

# --8<-- [start:layer]
torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16, batch_first=True)
layer.eval()
sentence = torch.randn(1, 3, 8)
print(layer(sentence).shape)  # torch.Size([1, 3, 8])
# --8<-- [end:layer]

# --8<-- [start:senses]
# zh: 3 个词的句子补成 5 个词，补的是随便什么数
# en: a sentence of 3 words filled up to 5, with any numbers
padded = torch.cat([sentence, torch.randn(1, 2, 8)], dim=1)
filler = torch.tensor([[False, False, False, True, True]])

for ignore in (filler, ~filler):
    output = layer(padded, src_key_padding_mask=ignore)
    print(torch.allclose(output[:, :3], layer(sentence), atol=1e-6))
# True
# False

sdpa = nn.functional.scaled_dot_product_attention
alone = sdpa(sentence, sentence, sentence)
for look_at in (~filler, filler):
    output = sdpa(padded, padded, padded, attn_mask=look_at)
    print(torch.allclose(output[:, :3], alone, atol=1e-6))
# True
# False
# --8<-- [end:senses]

# --8<-- [start:is-causal]
causal = nn.Transformer.generate_square_subsequent_mask(5)
by_layer = layer(padded, src_mask=causal, is_causal=True)
try:
    layer(padded, is_causal=True)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Need attn_mask if specifying the is_causal hint. You may use the Transformer module method `generate_square_subsequent_mask` to create this mask.

# zh: 这个函数不同：写 is_causal=True 就够了
# en: the function is different: is_causal=True is enough
by_mask = sdpa(padded, padded, padded, attn_mask=look_back[:5, :5])
by_hint = sdpa(padded, padded, padded, is_causal=True)
print(torch.allclose(by_mask, by_hint, atol=1e-6))  # True
# --8<-- [end:is-causal]

# --8<-- [start:spellings]
import math
import torch.nn.functional as F

q = k = v = torch.randn(1, 5, 8)
scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(q.size(-1))
scores = scores.masked_fill(torch.tril(torch.ones(5, 5)) == 0, float("-inf"))
output = torch.matmul(F.softmax(scores, dim=-1), v)
print(torch.allclose(output, sdpa(q, k, v, is_causal=True), atol=1e-6))  # True

multihead = nn.MultiheadAttention(embed_dim=8, num_heads=2, batch_first=True)
output, weights = multihead(q, k, v)
print(output.shape, weights.shape)  # torch.Size([1, 5, 8]) torch.Size([1, 5, 5])

# zh: 2017 年的论文不学位置，而是用正弦和余弦算出来
# en: the paper of 2017 does not learn positions; it computes them from sines and cosines
position = torch.arange(5).unsqueeze(1)
speed = torch.exp(torch.arange(0, 8, 2) * (-math.log(10000.0) / 8))
pe = torch.zeros(5, 8)
pe[:, 0::2] = torch.sin(position * speed)
pe[:, 1::2] = torch.cos(position * speed)
print((q + pe).shape)  # torch.Size([1, 5, 8])

stack = nn.TransformerEncoder(layer, num_layers=2)
print(stack(q).shape)  # torch.Size([1, 5, 8])
whole = nn.Transformer(d_model=8, nhead=2, dim_feedforward=16, batch_first=True)
print(whole(q, q).shape)  # torch.Size([1, 5, 8])
# --8<-- [end:spellings]
