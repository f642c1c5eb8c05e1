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
found = accuracy([7, 2, 1, 0], [7, 2, 1, 4])
assert found == 0.75, f"3 of 4 right, not {found}"  # zh: f"4 个对了 3 个，不是 {found}"
found = accuracy(["a", "b"], ["b", "a"])
assert found == 0.0, f"none is right: 0.0, not {found}"  # zh: f"全错了，是 0.0，不是 {found}"
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
assert average.value() == 2.0, average.value()
average.add(10.0, count=1)
found = average.value()
# zh: 2、2、2、10 的平均是 4
# en: the mean of 2, 2, 2 and 10 is 4
assert found == 4.0, found

other = Average()
other.add(5.0, count=2)
found = other.value()
# zh: 新的一本账从头记起
# en: a new one starts with nothing
assert found == 5.0, found
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
assert centered.tolist() == [[-3.0, -20.0], [-1.0, -10.0], [4.0, 30.0]], centered
before = heights[0].tolist()
assert before == [1.0, 10.0], "the table itself has changed"  # zh: "原来的表被改掉了"
# --8<-- [end:center-check]
