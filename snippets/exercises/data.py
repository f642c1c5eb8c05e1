import torch
from torch.utils.data import DataLoader, Dataset


# --8<-- [start:stratified-starter]
def stratified_split(labels, fraction, generator):
    # zh: 返回两个下标张量 (train, held_out)：每一类都有 fraction 这么大的一份进 held_out
    # en: return two tensors of indices (train, held_out); of every class, fraction goes to held_out
    order = torch.randperm(len(labels), generator=generator)
    return order, order[:0]


# --8<-- [end:stratified-starter]


# --8<-- [start:stratified-wrong]
def stratified_split(labels, fraction, generator):
    order = torch.randperm(len(labels), generator=generator)
    held_out = int(len(labels) * fraction)
    return order[held_out:], order[:held_out]


# --8<-- [end:stratified-wrong]


# --8<-- [start:stratified-solution]
def stratified_split(labels, fraction, generator):
    train, held_out = [], []
    for label in labels.unique():
        members = torch.where(labels == label)[0]
        members = members[torch.randperm(len(members), generator=generator)]
        size = int(len(members) * fraction)
        held_out.append(members[:size])
        train.append(members[size:])
    return torch.cat(train), torch.cat(held_out)


# --8<-- [end:stratified-solution]


# --8<-- [start:stratified-check]
# zh: 300 个 0、100 个 1、40 个 2
# en: 300 zeros, 100 ones, 40 twos
uneven = torch.tensor([0] * 300 + [1] * 100 + [2] * 40)
train, held_out = stratified_split(uneven, 0.25, torch.Generator().manual_seed(0))
counts = torch.bincount(uneven[held_out]).tolist()
assert counts == [75, 25, 10], (
    f"held out should be 75, 25, 10; is {counts}"  # zh: f"留出的应该是 75、25、10 个，现在是 {counts}"
)
both = sorted(torch.cat([train, held_out]).tolist())
assert both == list(range(440)), (
    "each index should be in one part, once"  # zh: "每个下标应该正好在其中一份里出现一次"
)
_, other = stratified_split(uneven, 0.25, torch.Generator().manual_seed(1))
differs = set(held_out.tolist()) != set(other.tolist())
assert differs, "another seed should hold out others"  # zh: "换一个种子，留出的应该不一样"
# --8<-- [end:stratified-check]


# --8<-- [start:csv-starter]
import csv


class TableDataset(Dataset):
    def __init__(self, file):
        self.lines = list(csv.DictReader(file))

    def __len__(self):
        return len(self.lines)

    def __getitem__(self, index):
        # zh: 返回（特征，标签）：特征是形状 [2] 的 float32 张量，标签是整数张量
        # en: return (features, label): features a float32 tensor of shape [2], label an integer tensor
        return self.lines[index]


# --8<-- [end:csv-starter]


# --8<-- [start:csv-wrong]
import csv


class TableDataset(Dataset):
    def __init__(self, file):
        self.lines = list(csv.DictReader(file))

    def __len__(self):
        return len(self.lines)

    def __getitem__(self, index):
        line = self.lines[index]
        # zh: 标签成了浮点数，CrossEntropyLoss 不收
        # en: the label is a float, which CrossEntropyLoss refuses
        values = torch.tensor([float(line[name]) for name in ("height", "weight", "label")])
        return values[:2], values[2]


# --8<-- [end:csv-wrong]


# --8<-- [start:csv-solution]
import csv


class TableDataset(Dataset):
    def __init__(self, file):
        self.lines = list(csv.DictReader(file))

    def __len__(self):
        return len(self.lines)

    def __getitem__(self, index):
        line = self.lines[index]
        features = torch.tensor([float(line["height"]), float(line["weight"])])
        return features, torch.tensor(int(line["label"]))


# --8<-- [end:csv-solution]


# --8<-- [start:csv-check]
import io

# zh: io.StringIO 让一段文字可以像文件那样读；换成 open("people.csv") 也一样
# en: io.StringIO makes text readable like a file; open("people.csv") would work as well
people = io.StringIO("""height,weight,label
1.60,52.0,0
1.82,81.5,1
1.75,68.0,1
""")
table = TableDataset(people)
sample = table[1]
assert isinstance(sample, tuple), (
    f"should be (features, label), is {sample}"  # zh: f"应该是（特征，标签），现在是 {sample}"
)
features, label = sample
right = torch.equal(torch.as_tensor(features), torch.tensor([1.82, 81.5]))
assert right, (
    f"features should be tensor([1.82, 81.5]), are {features}"  # zh: f"特征应该是 tensor([1.82, 81.5])，现在是 {features}"
)
label = torch.as_tensor(label)
assert label.dtype == torch.int64, (
    f"the label should be int64, is {label.dtype}"  # zh: f"标签应该是 int64，现在是 {label.dtype}"
)
batch_features, batch_labels = next(iter(DataLoader(table, batch_size=3)))
shape = tuple(batch_features.shape)
assert shape == (3, 2), (
    f"a batch should have shape (3, 2), has {shape}"  # zh: f"一批的形状应该是 (3, 2)，现在是 {shape}"
)
# --8<-- [end:csv-check]


# --8<-- [start:padding-starter]
def pad(batch):
    # zh: batch 是长短不一的一维张量的列表；返回（补齐的张量，各自的长度）
    # en: batch is a list of 1-D tensors of unequal length; return (padded tensor, their lengths)
    lengths = torch.tensor([len(sentence) for sentence in batch])
    padded = torch.stack([sentence[: lengths.min()] for sentence in batch])
    return padded, lengths


# --8<-- [end:padding-starter]


# --8<-- [start:padding-wrong]
def pad(batch):
    lengths = torch.tensor([len(sentence) for sentence in batch])
    padded = torch.zeros(len(batch), int(lengths.max()), dtype=torch.int64)
    for row, sentence in zip(padded, batch):
        # zh: 填到了左边
        # en: pads on the left
        row[-len(sentence) :] = sentence
    return padded, lengths


# --8<-- [end:padding-wrong]


# --8<-- [start:padding-solution]
from torch.nn.utils.rnn import pad_sequence


def pad(batch):
    lengths = torch.tensor([len(sentence) for sentence in batch])
    return pad_sequence(batch, batch_first=True, padding_value=0), lengths


# --8<-- [end:padding-solution]


# --8<-- [start:padding-check]
sentences = [torch.tensor([3, 1, 4]), torch.tensor([1, 5, 9, 2, 6]), torch.tensor([5])]
padded, lengths = next(iter(DataLoader(sentences, batch_size=3, collate_fn=pad)))
wanted = [[3, 1, 4, 0, 0], [1, 5, 9, 2, 6], [5, 0, 0, 0, 0]]
rows = padded.tolist()
assert rows == wanted, f"should be {wanted}, is {rows}"  # zh: f"应该是 {wanted}，现在是 {rows}"
assert lengths.tolist() == [3, 5, 1], (
    f"lengths are {lengths.tolist()}"  # zh: f"长度应该是 3、5、1，现在是 {lengths.tolist()}"
)
# --8<-- [end:padding-check]
