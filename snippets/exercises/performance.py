import statistics

import torch


# --8<-- [start:watch-starter]
def median_of(act, repeats, clock):
    # zh: 先调用一次不计时，再量 repeats 次，返回中位数
    # en: one call that does not count, then the median of `repeats` durations
    start = clock()
    act()
    return clock() - start


# --8<-- [end:watch-starter]


# --8<-- [start:watch-wrong]
def median_of(act, repeats, clock):
    act()
    start = clock()
    for _ in range(repeats):
        act()
    return (clock() - start) / repeats


# --8<-- [end:watch-wrong]


# --8<-- [start:watch-solution]
def median_of(act, repeats, clock):
    act()
    durations = []
    for _ in range(repeats):
        start = clock()
        act()
        durations.append(clock() - start)
    return statistics.median(durations)


# --8<-- [end:watch-solution]


# --8<-- [start:watch-check]
# zh: 假的工作：每次调用，把假钟拨快这么多秒；第一次和第三次慢
# en: pretended work: each call moves a pretended clock on by so many seconds; the first and the third are slow
pretended = {"now": 0, "calls": 0}
costs = [90, 2, 60, 3, 2, 4]


def pretended_work():
    pretended["now"] += costs[pretended["calls"]]
    pretended["calls"] += 1


def pretended_clock():
    return pretended["now"]


found = median_of(pretended_work, 5, pretended_clock)
assert pretended["calls"] == 6, (
    f"act should be called 6 times, not {pretended['calls']}"  # zh: f"act 应该调用 6 次，却调用了 {pretended['calls']} 次"
)
assert found == 3, f"the median should be 3, but is {found}"  # zh: f"中位数应该是 3，却是 {found}"
# --8<-- [end:watch-check]


# --8<-- [start:pays-starter]
def pays_from(first, plain, compiled):
    # zh: 从第几步起，编译的总时间更短；永远不会就返回 None
    # en: the number of steps from which compiling takes less time in all; None if it never does
    return 0


# --8<-- [end:pays-starter]


# --8<-- [start:pays-wrong]
def pays_from(first, plain, compiled):
    if compiled >= plain:
        return None
    return int(first / plain) + 1


# --8<-- [end:pays-wrong]


# --8<-- [start:pays-solution]
def pays_from(first, plain, compiled):
    if first < plain:
        return 1
    if compiled >= plain:
        return None
    return int((first - compiled) / (plain - compiled)) + 1


# --8<-- [end:pays-solution]


# --8<-- [start:pays-check]
for times, right in [
    ((40, 4, 2), 20),
    ((10, 4, 3), 8),
    ((40, 2, 2), None),
    ((40, 2, 5), None),
    ((1, 2, 1), 1),
]:
    found = pays_from(*times)
    assert found == right, (
        f"{times}: expected {right}, got {found}"  # zh: f"{times}：应该是 {right}，却得到 {found}"
    )
# --8<-- [end:pays-check]


# --8<-- [start:tensors-starter]
def as_tensors(dataset):
    # zh: 返回两个张量：所有图片、所有标签；每个样本只取一次
    # en: two tensors, all images and all labels; each sample is asked for once
    image, label = dataset[0]
    return image.unsqueeze(0), torch.tensor([label])


# --8<-- [end:tensors-starter]


# --8<-- [start:tensors-wrong]
def as_tensors(dataset):
    images = torch.stack([dataset[index][0] for index in range(len(dataset))])
    labels = torch.tensor([dataset[index][1] for index in range(len(dataset))])
    return images, labels


# --8<-- [end:tensors-wrong]


# --8<-- [start:tensors-solution]
def as_tensors(dataset):
    images, labels = [], []
    for index in range(len(dataset)):
        image, label = dataset[index]
        images.append(image)
        labels.append(label)
    return torch.stack(images), torch.tensor(labels)


# --8<-- [end:tensors-solution]


# --8<-- [start:tensors-check]
class Counting:
    def __init__(self):
        self.asked = 0

    def __len__(self):
        return 7

    def __getitem__(self, index):
        self.asked += 1
        return torch.full((1, 2, 2), float(index)), index % 3


counting = Counting()
some_images, some_labels = as_tensors(counting)
shape = tuple(some_images.shape)
assert shape == (7, 1, 2, 2), (
    f"the images should be (7, 1, 2, 2), but are {shape}"  # zh: f"图片的形状应该是 (7, 1, 2, 2)，却是 {shape}"
)
assert some_labels.tolist() == [0, 1, 2, 0, 1, 2, 0], (
    f"the labels are {some_labels.tolist()}"  # zh: f"标签成了 {some_labels.tolist()}"
)
assert some_images[5].unique().tolist() == [5.0], (
    "image 5 is not in place 5"  # zh: "第 5 张图不在第 5 个位置"
)
assert counting.asked == 7, (
    f"7 samples, but it was asked {counting.asked} times"  # zh: f"7 个样本，却取了 {counting.asked} 次"
)
# --8<-- [end:tensors-check]
