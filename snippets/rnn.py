# --8<-- [start:memory]
import torch
from torch import nn

memory = torch.tensor(0.0)
for x in [1.0, 0.0, 0.0, 0.0]:
    memory = torch.tanh(x + 0.8 * memory)
    print(f"{memory:.2f}")
# 0.76
# 0.54
# 0.41
# 0.32

# zh: 同样四个数，换个次序
# en: the same four numbers in another order
memory = torch.tensor(0.0)
for x in [0.0, 0.0, 1.0, 0.0]:
    memory = torch.tanh(x + 0.8 * memory)
print(f"{memory:.2f}")  # 0.54
# --8<-- [end:memory]

# --8<-- [start:layer]
torch.manual_seed(0)
# zh: 2 个序列，每个 7 步，每一步 3 个数
# en: 2 sequences of 7 steps, 3 numbers at each step
sequences = torch.randn(2, 7, 3)
rnn = nn.RNN(input_size=3, hidden_size=5, batch_first=True)
outputs, last = rnn(sequences)
print(outputs.shape)  # torch.Size([2, 7, 5])
print(last.shape)  # torch.Size([1, 2, 5])
print(torch.equal(outputs[:, -1], last[0]))  # True

# zh: 自己一步一步算
# en: step by step, by hand
memory = torch.zeros(2, 5)
for step in range(7):
    from_input = sequences[:, step] @ rnn.weight_ih_l0.T + rnn.bias_ih_l0
    from_memory = memory @ rnn.weight_hh_l0.T + rnn.bias_hh_l0
    memory = torch.tanh(from_input + from_memory)
print(torch.allclose(memory, last[0], atol=1e-6))  # True
# --8<-- [end:layer]

# --8<-- [start:batch-first]
careless = nn.RNN(input_size=3, hidden_size=5)
careless.load_state_dict(rnn.state_dict())
outputs, _ = careless(sequences)
print(outputs.shape)  # torch.Size([2, 7, 5])

# zh: 只改序列 0，看序列 1 的结果变不变
# en: change sequence 0 and see whether the result for sequence 1 changes
changed = sequences.clone()
changed[0] = 0
print(torch.equal(rnn(sequences)[0][1], rnn(changed)[0][1]))  # True
print(torch.equal(careless(sequences)[0][1], careless(changed)[0][1]))  # False
# --8<-- [end:batch-first]

# --8<-- [start:sunspots]
from statsmodels.datasets import sunspots

table = sunspots.load_pandas().data
print(int(table["YEAR"].min()), int(table["YEAR"].max()))  # 1700 2008
spots = torch.tensor(table["SUNACTIVITY"].to_numpy(), dtype=torch.float32)
print(spots[:5])  # tensor([ 5., 11., 16., 23., 36.])
print(spots.mean(), spots.max())  # tensor(49.7521) tensor(190.2000)
# --8<-- [end:sunspots]

# --8<-- [start:windows]
# zh: 22 年进去，第 23 年是答案
# en: 22 years go in, year 23 is the target
inputs = torch.stack([spots[t - 22 : t] for t in range(22, 309)])
targets = spots[22:]
print(inputs.shape, targets.shape)  # torch.Size([287, 22]) torch.Size([287])

# zh: 1722 到 1929 年用来训练，1930 到 2008 年用来测试
# en: train on 1722 to 1929, test on 1930 to 2008
train_inputs, train_targets = inputs[:208], targets[:208]
test_inputs, test_targets = inputs[208:], targets[208:]
print(len(train_targets), len(test_targets))  # 208 79
# --8<-- [end:windows]


# --8<-- [start:naive]
def mean_error(forecast):
    return (forecast - test_targets).abs().mean().item()


# zh: 明年和今年一样多
# en: next year as many as this year
print(f"{mean_error(test_inputs[:, -1]):.1f}")  # 24.5
# --8<-- [end:naive]


# --8<-- [start:forecaster]
class Forecaster(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.rnn = layer(input_size=1, hidden_size=16, batch_first=True)
        self.output = nn.Linear(16, 1)

    def forward(self, years):
        # zh: (N, 22) 变成 (N, 22, 1)：22 步，每步 1 个数
        # en: (N, 22) becomes (N, 22, 1): 22 steps of 1 number
        outputs, _ = self.rnn(years.unsqueeze(2) / 100)
        change = self.output(outputs[:, -1]).squeeze(1)
        return years[:, -1] + 100 * change


def train(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = nn.MSELoss()
    for _ in range(60):
        loss = criterion(model(train_inputs) / 100, train_targets / 100)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


errors = {}
for layer in (nn.RNN, nn.LSTM, nn.GRU):
    torch.manual_seed(0)
    forecaster = Forecaster(layer)
    train(forecaster)
    with torch.no_grad():
        errors[layer.__name__] = mean_error(forecaster(test_inputs))
    print(f"{layer.__name__}: {errors[layer.__name__]:.1f}")
# RNN: 1…
# LSTM: 1…
# GRU: 1…
# --8<-- [end:forecaster]

assert max(errors.values()) < 0.65 * mean_error(test_inputs[:, -1])

# --8<-- [start:products]
print(f"{0.9**49:.4f} {1.1**49:.1f}")  # 0.0057 106.7
# --8<-- [end:products]


# --8<-- [start:clip]
def keep_the_one(longest):
    weight = torch.tensor(1.1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.001)
    for _ in range(200):
        memory = torch.tensor(1.0)
        for _ in range(49):
            memory = weight * memory
        loss = (memory - 1) ** 2
        optimizer.zero_grad()
        loss.backward()
        # zh: 梯度太长，就缩短到 longest
        # en: a gradient that is too long is shortened to longest
        nn.utils.clip_grad_norm_([weight], longest)
        optimizer.step()
    return weight.item()


print(f"{keep_the_one(longest=1.0):.2f}")  # 1.00
# --8<-- [end:clip]

# --8<-- [start:clip-not]
print(f"{keep_the_one(longest=float('inf')):.2f}")  # nan
# --8<-- [end:clip-not]


# --8<-- [start:recall]
class Recall(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.rnn = layer(input_size=1, hidden_size=32, batch_first=True)
        self.output = nn.Linear(32, 2)

    def forward(self, numbers):
        outputs, _ = self.rnn(numbers)
        return self.output(outputs[:, -1])


def make_batch(size):
    # zh: 第一个数是 -1 或 1，后面 49 个是随机数
    # en: the first number is -1 or 1; 49 random ones follow
    answers = torch.randint(2, (size,))
    numbers = 0.5 * torch.randn(size, 50, 1)
    numbers[:, 0, 0] = 2.0 * answers - 1
    return numbers, answers


def learn(model, longest):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for _ in range(200):
        numbers, answers = make_batch(64)
        loss = criterion(model(numbers), answers)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), longest)
        optimizer.step()
    numbers, answers = make_batch(1000)
    with torch.no_grad():
        return (model(numbers).argmax(dim=1) == answers).float().mean().item()


torch.manual_seed(0)
clipped = learn(Recall(nn.RNN), longest=1.0)
print(f"clipped: {clipped:.0%}")
# clipped: …
# --8<-- [end:recall]

# --8<-- [start:no-clip]
torch.manual_seed(0)
unclipped = learn(Recall(nn.RNN), longest=float("inf"))
print(f"not clipped: {unclipped:.0%}")
# not clipped: …
# --8<-- [end:no-clip]

# --8<-- [start:forget-gate]
torch.manual_seed(0)
closed = learn(Recall(nn.LSTM), longest=1.0)
print(f"LSTM: {closed:.0%}")
# LSTM: …

torch.manual_seed(0)
open_gate = Recall(nn.LSTM)
with torch.no_grad():
    # zh: 四组偏置，每组 32 个；第 1 组（从 0 数）管遗忘门
    # en: four groups of 32 biases; group 1, counting from 0, is the forget gate's
    open_gate.rnn.bias_ih_l0[32:64] = 3.0
remembered = learn(open_gate, longest=1.0)
print(f"LSTM, gate open: {remembered:.0%}")
# LSTM, gate open: …
# --8<-- [end:forget-gate]

assert remembered > 0.9

# --8<-- [start:lstm-step]
torch.manual_seed(0)
lstm = nn.LSTM(input_size=3, hidden_size=5, batch_first=True)
outputs, (last, last_cell) = lstm(sequences)
print(last.shape, last_cell.shape)  # torch.Size([1, 2, 5]) torch.Size([1, 2, 5])

hidden, cell = torch.zeros(2, 5), torch.zeros(2, 5)
for step in range(7):
    from_input = sequences[:, step] @ lstm.weight_ih_l0.T + lstm.bias_ih_l0
    from_memory = hidden @ lstm.weight_hh_l0.T + lstm.bias_hh_l0
    # zh: 20 个数分成四组，每组 5 个
    # en: 20 numbers in four groups of 5
    take, keep, new, show = (from_input + from_memory).chunk(4, dim=1)
    cell = torch.sigmoid(keep) * cell + torch.sigmoid(take) * torch.tanh(new)
    hidden = torch.sigmoid(show) * torch.tanh(cell)
print(torch.allclose(hidden, last[0], atol=1e-6))  # True
print(torch.allclose(cell, last_cell[0], atol=1e-6))  # True
# --8<-- [end:lstm-step]

# --8<-- [start:halves]
print(f"{0.5**49:.0e} {torch.tensor(3.0).sigmoid().item() ** 49:.3f}")  # 2e-15 0.092
# --8<-- [end:halves]

# --8<-- [start:names]
from pathlib import Path

import names

people = set()
for key in ("first:female", "first:male"):
    for line in Path(names.FILES[key]).read_text().splitlines():
        # zh: 一行是 "MARY 2.629 2.629 1"，只要名字
        # en: a line is "MARY 2.629 2.629 1"; keep the name
        people.add(line.split()[0].lower())
people = sorted(people)
print(len(people), people[:4])  # 5163 ['aaron', 'abbey', 'abbie', 'abby']
# --8<-- [end:names]

# --8<-- [start:encode]
# zh: 句点表示名字的开头和结尾
# en: the dot is where a name begins and ends
alphabet = ".abcdefghijklmnopqrstuvwxyz"


def encode(text):
    return torch.tensor([alphabet.index(letter) for letter in text])


print(encode(".amy."))  # tensor([ 0,  1, 13, 25,  0])
# --8<-- [end:encode]

# --8<-- [start:pad]
from torch.nn.utils.rnn import pad_sequence

# zh: 进去的是 ".amy"，答案是 "amy."；短的名字在后面补齐
# en: in goes ".amy", the target is "amy."; short names are filled up at the end
read = pad_sequence([encode("." + name) for name in people], batch_first=True)
follow = pad_sequence([encode(name + ".") for name in people], batch_first=True, padding_value=-100)
print(read.shape, follow.shape)  # torch.Size([5163, 12]) torch.Size([5163, 12])
print(read[people.index("amy")])
# tensor([ 0,  1, 13, 25,  0,  0,  0,  0,  0,  0,  0,  0])
print(follow[people.index("amy")])
# tensor([   1,   13,   25,    0, -100, -100, -100, -100, -100, -100, -100, -100])

# zh: 留 500 个名字，不拿来训练
# en: 500 names are kept out of the training
torch.manual_seed(0)
order = torch.randperm(len(people))
train_names, validation_names = order[500:], order[:500]
# --8<-- [end:pad]


# --8<-- [start:writer]
class Writer(nn.Module):
    def __init__(self, bend):
        super().__init__()
        self.embedding = nn.Embedding(27, 16)
        self.step = nn.Linear(16 + 64, 64)
        self.output = nn.Linear(64, 27)
        self.bend = bend

    def forward(self, letters, memory):
        logits = []
        for letter in self.embedding(letters).unbind(dim=1):
            memory = self.bend(self.step(torch.cat([letter, memory], dim=1)))
            logits.append(self.output(memory))
        return torch.stack(logits, dim=1), memory


criterion = nn.CrossEntropyLoss()


def loss_on(model, chosen):
    logits, _ = model(read[chosen], torch.zeros(len(chosen), 64))
    return criterion(logits.flatten(0, 1), follow[chosen].flatten())


def train_writer(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(5):
        shuffled = train_names[torch.randperm(len(train_names))]
        for batch in shuffled.split(64):
            loss = loss_on(model, batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


torch.manual_seed(0)
writer = Writer(torch.tanh)
train_writer(writer)
with torch.no_grad():
    print(f"tanh: {loss_on(writer, validation_names):.2f}")
# tanh: …
# --8<-- [end:writer]

# --8<-- [start:no-bend]
torch.manual_seed(0)
straight = Writer(nn.Identity())
train_writer(straight)
with torch.no_grad():
    print(f"no bend: {loss_on(straight, validation_names):.2f}")
# no bend: …
# --8<-- [end:no-bend]

assert loss_on(writer, validation_names) < loss_on(straight, validation_names) - 0.05


# --8<-- [start:no-bend-why]
def memory_after(model, text):
    with torch.no_grad():
        _, memory = model(encode(text).unsqueeze(0), torch.zeros(1, 64))
    return memory


for model in (writer, straight):
    before_u = memory_after(model, "qu") - memory_after(model, "mu")
    before_i = memory_after(model, "qi") - memory_after(model, "mi")
    print(torch.allclose(before_u, before_i, atol=1e-4))
# False
# True
# --8<-- [end:no-bend-why]


# --8<-- [start:write]
def write(model, temperature):
    name, letter, memory = "", 0, torch.zeros(1, 64)
    for _ in range(15):
        with torch.no_grad():
            logits, memory = model(torch.tensor([[letter]]), memory)
        probabilities = torch.softmax(logits[0, 0] / temperature, dim=0)
        letter = torch.multinomial(probabilities, num_samples=1).item()
        if letter == 0:
            break
        name += alphabet[letter]
    return name


torch.manual_seed(0)
for temperature in (0.5, 1.0, 2.0):
    print(temperature, *[write(writer, temperature) for _ in range(8)])
# 0.5 …
# 1.0 …
# 2.0 …
# --8<-- [end:write]

# --8<-- [start:known]
known = set()
for file in names.FILES.values():
    for line in Path(file).read_text().splitlines():
        known.add(line.split()[0].lower())
print(len(known))  # 91910
# --8<-- [end:known]

# --8<-- [start:new-names]
for temperature in (0.5, 1.0, 2.0):
    written = [write(writer, temperature) for _ in range(200)]
    new = [name for name in written if name not in known]
    print(f"{temperature}: {len(new) / 200:.0%} new,", *new[:6])
# 0.5: …
# 1.0: …
# 2.0: …
# --8<-- [end:new-names]

# --8<-- [start:padded]
from torch.nn.utils.rnn import pack_padded_sequence

torch.manual_seed(0)
embedding = nn.Embedding(27, 16)
rnn = nn.RNN(16, 64, batch_first=True)
_, alone = rnn(embedding(encode("amy").unsqueeze(0)))

pair = [encode("amy"), encode("christopher")]
padded = embedding(pad_sequence(pair, batch_first=True))
_, last = rnn(padded)
print(torch.allclose(last[0, 0], alone[0, 0], atol=1e-5))  # False
print(f"{(last[0, 0] - alone[0, 0]).abs().max():.1f}")  # 0.8

packed = pack_padded_sequence(padded, lengths=[3, 11], batch_first=True, enforce_sorted=False)
_, last = rnn(packed)
print(torch.allclose(last[0, 0], alone[0, 0], atol=1e-5))  # True
# --8<-- [end:padded]

# --8<-- [start:spellings]
from torch.autograd import Variable
from torch.nn import functional as F

# zh: Variable 早已并入张量
# en: a Variable has long been a tensor
memory = Variable(torch.zeros(1, 64))
print(type(memory))  # <class 'torch.Tensor'>

# zh: 温度的旧写法：先除再取 exp，multinomial 自己会归一
# en: temperature: divide, then exp; multinomial divides by the sum itself
logits = torch.tensor([2.0, 1.0, 0.0])
weights = logits.div(0.8).exp()
print(torch.allclose(weights / weights.sum(), torch.softmax(logits / 0.8, dim=0)))  # True

# zh: LogSoftmax 加 NLLLoss 就是交叉熵
# en: LogSoftmax and NLLLoss make the cross-entropy
scores, letter = logits.unsqueeze(0), torch.tensor([1])
by_hand = nn.NLLLoss()(nn.LogSoftmax(dim=1)(scores), letter)
print(torch.allclose(by_hand, F.cross_entropy(scores, letter)))  # True

# zh: 独热向量乘权重，就是查表
# en: a one-hot vector times the weights is a look-up
one_hot = F.one_hot(encode("amy"), 27).float()
print(torch.allclose(one_hot @ embedding.weight, embedding(encode("amy"))))  # True

# zh: 一次只走一步的层
# en: a layer that makes one step at a time
cell = nn.RNNCell(16, 64)
memory = torch.zeros(2, 64)
for step in range(11):
    memory = cell(padded[:, step], memory)
print(memory.shape)  # torch.Size([2, 64])

# zh: 不写 batch_first，就先把时间换到第 0 维
# en: without batch_first, time goes to dimension 0
time_first = nn.RNN(16, 64)
outputs, last = time_first(padded.transpose(0, 1))
print(outputs.shape)  # torch.Size([11, 2, 64])
# --8<-- [end:spellings]
