from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter


def read(folder, tag):
    log = EventAccumulator(str(folder)).Reload()
    return [(event.step, event.value) for event in log.Scalars(tag)]


# --8<-- [start:log-starter]
def log_values(folder, tag, values):
    # zh: 把 values 里的数写成一条曲线，第 0 个数在第 0 步
    # en: write the numbers as one curve; number 0 is at step 0
    with SummaryWriter(folder) as writer:
        writer.add_scalar(tag, values[0])


# --8<-- [end:log-starter]


# --8<-- [start:log-wrong]
def log_values(folder, tag, values):
    with SummaryWriter(folder) as writer:
        for value in values:
            writer.add_scalar(tag, value)


# --8<-- [end:log-wrong]


# --8<-- [start:log-solution]
def log_values(folder, tag, values):
    with SummaryWriter(folder) as writer:
        for step, value in enumerate(values):
            # zh: 少了 step，所有的点都落在第 0 步
            # en: without step, all points lie at step 0
            writer.add_scalar(tag, value, step)


# --8<-- [end:log-solution]


# --8<-- [start:log-check]
import tempfile

a_folder = tempfile.mkdtemp()
log_values(a_folder, "loss", [2.0, 1.0, 0.5])
found = read(a_folder, "loss")
assert found == [(0, 2.0), (1, 1.0), (2, 0.5)], (
    f"read back: {found}"  # zh: f"读回来的是 {found}"
)
# --8<-- [end:log-check]


# --8<-- [start:best-starter]
def best_run(root, tag):
    # zh: root 下面每个文件夹是一次训练；哪一次的 tag 到过最高？返回文件夹的名字
    # en: each folder in root is a run; in which of them was tag highest at any time? return the folder's name
    return sorted(folder.name for folder in Path(root).iterdir())[0]


# --8<-- [end:best-starter]


# --8<-- [start:best-wrong]
def best_run(root, tag):
    best = {}
    for folder in Path(root).iterdir():
        best[folder.name] = read(folder, tag)[-1][1]
    return max(best, key=best.get)


# --8<-- [end:best-wrong]


# --8<-- [start:best-solution]
def best_run(root, tag):
    best = {}
    for folder in Path(root).iterdir():
        # zh: 要看整条曲线，不能只看最后一点
        # en: the whole curve, not just its last point
        best[folder.name] = max(value for _, value in read(folder, tag))
    return max(best, key=best.get)


# --8<-- [end:best-solution]


# --8<-- [start:best-check]
import tempfile

some_runs = tempfile.mkdtemp()
for name, curve in [("a", [0.5, 0.7, 0.8]), ("b", [0.6, 0.9, 0.7]), ("c", [0.1, 0.2, 0.3])]:
    with SummaryWriter(f"{some_runs}/{name}") as writer:
        for step, value in enumerate(curve):
            writer.add_scalar("accuracy", value, step)
found = best_run(some_runs, "accuracy")
assert found == "b", (
    f"b reached 0.9, but the answer was {found}"  # zh: f"b 到过 0.9，却得到 {found}"
)
# --8<-- [end:best-check]


# --8<-- [start:zigzag-starter]
def is_mixed(steps):
    # zh: 这些步数，是不是两次训练混在了一起？
    # en: are these the steps of two runs, mixed up?
    return False


# --8<-- [end:zigzag-starter]


# --8<-- [start:zigzag-wrong]
def is_mixed(steps):
    return len(set(steps)) < len(steps)


# --8<-- [end:zigzag-wrong]


# --8<-- [start:zigzag-solution]
def is_mixed(steps):
    # zh: 一次训练只会往前走，步数本来就排好了队
    # en: one run only goes forward, so its steps are sorted
    return steps != sorted(steps)


# --8<-- [end:zigzag-solution]


# --8<-- [start:zigzag-check]
for steps, right in [
    ([0, 1, 2, 3], False),
    ([0, 1, 2, 0, 1, 2], True),
    ([63, 126, 189, 50, 100], True),
    ([0, 1, 1, 2], False),
    ([], False),
]:
    found = is_mixed(steps)
    assert found == right, (
        f"{steps}: expected {right}, got {found}"  # zh: f"{steps}：应该是 {right}，却得到 {found}"
    )
# --8<-- [end:zigzag-check]
