import torch


# --8<-- [start:confusion-starter]
def confusion_matrix(labels, predicted, classes):
    return torch.zeros(classes, classes, dtype=torch.int64)


# --8<-- [end:confusion-starter]


# --8<-- [start:confusion-wrong]
def confusion_matrix(labels, predicted, classes):
    pairs = predicted * classes + labels
    return torch.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


# --8<-- [end:confusion-wrong]


# --8<-- [start:confusion-solution]
def confusion_matrix(labels, predicted, classes):
    pairs = labels * classes + predicted
    return torch.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


# --8<-- [end:confusion-solution]


# --8<-- [start:confusion-check]
labels = torch.tensor([0, 0, 0, 1, 1, 2])
predicted = torch.tensor([0, 0, 1, 1, 1, 0])
matrix = confusion_matrix(labels, predicted, 3).tolist()
assert matrix == [[2, 1, 0], [0, 2, 0], [1, 0, 0]], (
    f"should be [[2, 1, 0], [0, 2, 0], [1, 0, 0]], is {matrix}"  # zh: f"应该是 [[2, 1, 0], [0, 2, 0], [1, 0, 0]]，现在是 {matrix}"
)
# zh: 第 3 类一次也没出现，矩阵还是 4×4
# en: class 3 never occurs, but the matrix is still 4×4
shape = tuple(confusion_matrix(labels, predicted, 4).shape)
assert shape == (4, 4), (
    f"for 4 classes it should be 4×4, is {shape}"  # zh: f"4 个类别应该是 4×4，现在是 {shape}"
)
# --8<-- [end:confusion-check]


# --8<-- [start:stopper-starter]
class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def should_stop(self, val_loss):
        # zh: 记下最好的损失；连续 patience 轮没有进步，就返回 True
        # en: keep the best loss; return True after patience epochs in a row without progress
        return False


# --8<-- [end:stopper-starter]


# --8<-- [start:stopper-wrong]
class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def should_stop(self, val_loss):
        if val_loss < self.best:
            self.best = val_loss
        else:
            self.waited += 1
        return self.waited >= self.patience


# --8<-- [end:stopper-wrong]


# --8<-- [start:stopper-solution]
class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def should_stop(self, val_loss):
        if val_loss < self.best:
            self.best = val_loss
            # zh: 有进步，重新数
            # en: progress: count from 0 again
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience


# --8<-- [end:stopper-solution]


# --8<-- [start:stopper-check]
stopper = EarlyStopping(patience=2)
losses = [0.9, 0.5, 0.6, 0.4, 0.45, 0.41, 0.3]
stops = [stopper.should_stop(loss) for loss in losses]
first = stops.index(True) + 1 if True in stops else None
# zh: 0.4 之后连续两轮（0.45、0.41）没有进步
# en: after 0.4 there are two epochs in a row (0.45, 0.41) without progress
assert first == 6, (
    f"it should stop after epoch 6, and stops after {first}"  # zh: f"应该在第 6 轮停下，现在是 {first}"
)
assert stopper.best == 0.3, (
    f"best should be 0.3, is {stopper.best}"  # zh: f"best 应该是 0.3，现在是 {stopper.best}"
)
# --8<-- [end:stopper-check]
