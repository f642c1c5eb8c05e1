import numpy as np


# --8<-- [start:accuracy-starter]
def accuracy(guesses, answers):
    # zh: 改这里：猜对的占多少？
    # en: change this: what fraction is right?
    return 0.0


# --8<-- [end:accuracy-starter]


# --8<-- [start:accuracy-wrong]
def accuracy(guesses, answers):
    return sum([guess == answer for guess, answer in zip(guesses, answers)])


# --8<-- [end:accuracy-wrong]


# --8<-- [start:accuracy-solution]
def accuracy(guesses, answers):
    right = [guess == answer for guess, answer in zip(guesses, answers)]
    return sum(right) / len(right)


# --8<-- [end:accuracy-solution]


# --8<-- [start:accuracy-check]
assert accuracy([7, 2, 1, 0], [7, 2, 1, 4]) == 0.75
assert accuracy(["a", "b"], ["b", "a"]) == 0.0
assert accuracy([3], [3]) == 1.0
# --8<-- [end:accuracy-check]


# --8<-- [start:average-starter]
class Average:
    def __init__(self):
        # zh: 改这里：要记住什么？
        # en: change this: what has to be remembered?
        pass

    def add(self, value, count):
        pass

    def value(self):
        return 0.0


# --8<-- [end:average-starter]


# --8<-- [start:average-wrong]
class Average:
    def __init__(self):
        self.total = 0.0
        self.batches = 0

    def add(self, value, count):
        self.total += value
        self.batches += 1

    def value(self):
        return self.total / self.batches


# --8<-- [end:average-wrong]


# --8<-- [start:average-solution]
class Average:
    def __init__(self):
        self.total = 0.0
        self.count = 0

    def add(self, value, count):
        self.total += value * count
        self.count += count

    def value(self):
        return self.total / self.count


# --8<-- [end:average-solution]


# --8<-- [start:average-check]
average = Average()
average.add(2.0, count=3)
assert average.value() == 2.0
average.add(10.0, count=1)
assert average.value() == 4.0

other = Average()
other.add(5.0, count=2)
assert other.value() == 5.0
# --8<-- [end:average-check]


# --8<-- [start:center-starter]
def center(table):
    # zh: 改这里：让每一列的均值变成 0
    # en: change this: make the mean of every column 0
    return table


# --8<-- [end:center-starter]


# --8<-- [start:center-wrong]
def center(table):
    return table - table.mean()


# --8<-- [end:center-wrong]


# --8<-- [start:center-solution]
def center(table):
    return table - table.mean(axis=0)


# --8<-- [end:center-solution]


# --8<-- [start:center-check]
heights = np.array([[1.0, 10.0], [3.0, 20.0], [8.0, 60.0]])
centered = center(heights)
assert centered.shape == (3, 2)
assert centered.tolist() == [[-3.0, -20.0], [-1.0, -10.0], [4.0, 30.0]]
assert heights[0].tolist() == [1.0, 10.0]
# --8<-- [end:center-check]
