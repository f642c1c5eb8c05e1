# --8<-- [start:deal-starter]
def share(count, size, rank):
    # zh: 样本 0 … count-1 轮流发给 size 个 rank；每个 rank 一样多
    # en: samples 0 … count-1 are dealt to `size` ranks in turn; all get equally many
    return list(range(count))


# --8<-- [end:deal-starter]


# --8<-- [start:deal-wrong]
def share(count, size, rank):
    return list(range(rank, count, size))


# --8<-- [end:deal-wrong]


# --8<-- [start:deal-solution]
def share(count, size, rank):
    samples = list(range(count))
    # zh: 补到能整除，从 0 号接着发
    # en: fill up until it divides evenly, going on with sample 0
    while len(samples) % size != 0:
        samples.append(samples[len(samples) - count])
    return samples[rank::size]


# --8<-- [end:deal-solution]


# --8<-- [start:deal-check]
from torch.utils.data.distributed import DistributedSampler

for count, size in ((8, 2), (7, 2), (10, 4)):
    for rank in range(size):
        right = list(DistributedSampler(range(count), size, rank, shuffle=False))
        found = share(count, size, rank)
        assert found == right, (
            f"{count} samples, rank {rank} of {size}: expected {right}, got {found}"  # zh: f"{count} 个样本，{size} 个进程里的 rank {rank}：应该是 {right}，却得到 {found}"
        )
# --8<-- [end:deal-check]


# --8<-- [start:weighted-starter]
def mean_loss(losses, counts):
    # zh: losses[r] 是 rank r 的平均损失，counts[r] 是它的样本数
    # en: losses[r] is the mean loss of rank r, counts[r] its number of samples
    return 0.0


# --8<-- [end:weighted-starter]


# --8<-- [start:weighted-wrong]
def mean_loss(losses, counts):
    return sum(losses) / len(losses)


# --8<-- [end:weighted-wrong]


# --8<-- [start:weighted-solution]
def mean_loss(losses, counts):
    # zh: 先还原成总和，再除以总数
    # en: back to sums first, then divide by how many there are
    total = sum(loss * count for loss, count in zip(losses, counts))
    return total / sum(counts)


# --8<-- [end:weighted-solution]


# --8<-- [start:weighted-check]
for losses, counts, right in (
    ([1.0, 3.0], [10, 10], 2.0),
    ([1.0, 3.0], [30, 10], 1.5),
    ([0.5, 0.5, 2.0], [4, 4, 0], 0.5),
):
    found = mean_loss(losses, counts)
    assert abs(found - right) < 1e-9, (
        f"{losses} of {counts}: expected {right}, got {found}"  # zh: f"{losses}，样本数 {counts}：应该是 {right}，却得到 {found}"
    )
# --8<-- [end:weighted-check]
