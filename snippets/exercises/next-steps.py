import torch


# --8<-- [start:yardstick-starter]
def yardstick(known_labels, new_labels):
    # zh: 改这里：什么都不学，也能在新样本上得到的准确率
    # en: change this: the accuracy on new samples that needs no learning
    return 0.0


# --8<-- [end:yardstick-starter]


# --8<-- [start:yardstick-wrong]
def yardstick(known_labels, new_labels):
    most_frequent = new_labels.mode().values
    return (new_labels == most_frequent).float().mean().item()


# --8<-- [end:yardstick-wrong]


# --8<-- [start:yardstick-solution]
def yardstick(known_labels, new_labels):
    most_frequent = known_labels.mode().values
    return (new_labels == most_frequent).float().mean().item()


# --8<-- [end:yardstick-solution]


# --8<-- [start:yardstick-check]
known_labels = torch.tensor([0] * 70 + [1] * 20 + [2] * 10)
new_labels = torch.tensor([0] * 6 + [1] * 12 + [2] * 2)
found = yardstick(known_labels, new_labels)
assert abs(found - 0.3) < 1e-6, (
    f"6 of 20 are right, which is 0.3; you have {found}"  # zh: f"20 个对 6 个，应该是 0.3，却得到 {found}"
)
found = yardstick(torch.tensor([1, 1, 0]), torch.tensor([1, 1, 1, 0]))
assert abs(found - 0.75) < 1e-6, (
    f"3 of 4 are right, which is 0.75; you have {found}"  # zh: f"4 个对 3 个，应该是 0.75，却得到 {found}"
)
# --8<-- [end:yardstick-check]
