# --8<-- [start:promises]
price = 12.5
count = 4
print(price * count)  # 50.0

# zh: 没有 print 也可以写承诺：右边是 total 的值
# en: a promise without print: on the right is the value of total
total = price * count + 3  # 53.0
# --8<-- [end:promises]

# --8<-- [start:error]
try:
    int("3.7")
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
    # ValueError: invalid literal for int() with base 10: '3.7'
# --8<-- [end:error]


# --8<-- [start:functions]
def summarize(scores, goal=60):
    passed = 0
    for score in scores:
        if score >= goal:
            passed += 1
    return sum(scores) / len(scores), passed


mean, passed = summarize([50, 80, 95])
print(mean, passed)  # 75.0 2
print(summarize([50, 80, 95], goal=90))  # (75.0, 1)
# --8<-- [end:functions]

# --8<-- [start:comprehensions]
words = ["cat", "horse", "ox"]
lengths = [len(word) for word in words]
print(lengths)  # [3, 5, 2]

long = [word for word in words if len(word) > 2]
print(long)  # ['cat', 'horse']

print(sum(len(word) for word in words))  # 10

for number, (word, length) in enumerate(zip(words, lengths)):
    print(f"{number}: {word} {length}")
# 0: cat 3
# 1: horse 5
# 2: ox 2
# --8<-- [end:comprehensions]

# --8<-- [start:formatting]
share = 2 / 3
print(f"{share}")  # 0.6666666666666666
print(f"{share:.4f}")  # 0.6667
print(f"{share:.2%}")  # 66.67%

parameters = 101770
rate = 0.00001
print(f"{parameters:,} {rate:.0e}")  # 101,770 1e-05
# --8<-- [end:formatting]

# --8<-- [start:with]
with open("scores.txt", "w") as file:
    file.write("90 75 60")
print(file.closed)  # True

with open("scores.txt") as file:
    scores = [int(score) for score in file.read().split()]
print(scores)  # [90, 75, 60]
# --8<-- [end:with]


# --8<-- [start:functions-as-values]
def make_scale(factor):
    def scale(x):
        return x * factor

    return scale


twice = make_scale(2)
print(twice(10), make_scale(3)(10))  # 20 30

# zh: lambda 是一行写完、不起名字的函数
# en: lambda is a function in one line, without a name
print(max(words, key=lambda word: len(word)))  # horse
# --8<-- [end:functions-as-values]


# --8<-- [start:classes]
class Scale:
    def __init__(self, factor):
        self.factor = factor
        self.calls = 0

    def apply(self, x):
        self.calls += 1
        return x * self.factor


double = Scale(2)
triple = Scale(3)
print(double.apply(10), double.apply(7), triple.apply(7))  # 20 14 21
print(double.calls, triple.calls)  # 2 1
# --8<-- [end:classes]


# --8<-- [start:inheritance]
class ScaleAndShift(Scale):
    def __init__(self, factor, shift):
        super().__init__(factor)
        self.shift = shift

    def apply(self, x):
        return super().apply(x) + self.shift


line = ScaleAndShift(2, shift=5)
print(line.apply(10))  # 25
print(line.calls)  # 1
# --8<-- [end:inheritance]

# --8<-- [start:arrays]
import numpy as np

table = np.array([[1.0, 2.0, 3.0], [4.0, 7.0, 5.0]])
print(table.shape)  # (2, 3)
print(table.dtype)  # float64
print(table * 10)
# [[10. 20. 30.]
#  [40. 70. 50.]]
# --8<-- [end:arrays]

# --8<-- [start:indexing]
print(table[1])  # [4. 7. 5.]
print(table[1, 2])  # 5.0
print(table[:, 0])  # [1. 4.]
print(table[:, 1:])
# [[2. 3.]
#  [7. 5.]]
print(table[table > 2.5])  # [3. 4. 7. 5.]
# --8<-- [end:indexing]

# --8<-- [start:axes]
print(table.sum())  # 22.0
print(table.sum(axis=0))  # [5. 9. 8.]
print(table.sum(axis=1))  # [ 6. 16.]
print(table.argmax(axis=1))  # [2 1]
print(np.arange(6).reshape(2, 3))
# [[0 1 2]
#  [3 4 5]]
# --8<-- [end:axes]

# --8<-- [start:view]
row = table[0]
row[0] = 100.0
print(table[0])  # [100.   2.   3.]

safe = table[0].copy()
safe[1] = -1.0
print(table[0])  # [100.   2.   3.]
# --8<-- [end:view]
