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
truth = torch.tensor([0, 0, 0, 1, 1, 2])
guess = torch.tensor([0, 0, 1, 1, 1, 0])
assert confusion_matrix(truth, guess, 3).tolist() == [[2, 1, 0], [0, 2, 0], [1, 0, 0]]
# zh: 第 3 类一次也没出现，矩阵还是 4×4
# en: class 3 never occurs, but the matrix is still 4×4
assert confusion_matrix(truth, guess, 4).shape == (4, 4)
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
answers = [stopper.should_stop(loss) for loss in losses]
assert answers[:5] == [False, False, False, False, False]
assert answers[5] is True
assert stopper.best == 0.3
# --8<-- [end:stopper-check]
