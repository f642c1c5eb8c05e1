# --8<-- [start:first-gradient]
import torch

# zh: requires_grad=True：请记下对 x 的每一步计算，之后要求它的导数
# en: requires_grad=True: record what is computed from x; we will want a derivative
x = torch.tensor(3.0, requires_grad=True)

# zh: 随便算点什么：y = x² + 2x + 1
# en: compute something: y = x² + 2x + 1
y = x**2 + 2 * x + 1
print(y)  # tensor(16., grad_fn=<AddBackward0>)

# zh: 反向传播，求 dy/dx
# en: go backward and find dy/dx
y.backward()

# zh: 手算：dy/dx = 2x + 2 = 8
# en: by hand: dy/dx = 2x + 2 = 8
print(x.grad)  # tensor(8.)
# --8<-- [end:first-gradient]

# --8<-- [start:integer-error]
try:
    torch.tensor(3, requires_grad=True)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Only Tensors of floating point and complex dtype can require gradients
# --8<-- [end:integer-error]


# --8<-- [start:numeric]
def f(x):
    return x**2 + 2 * x + 1


# zh: 把 x 往两边各拧一点点，看 y 变了多少
# en: move x a little to both sides, and see how much y changes
h = 0.001
slope = (f(3 + h) - f(3 - h)) / (2 * h)
print(f"{slope:.4f}")  # 8.0000
# --8<-- [end:numeric]

# --8<-- [start:numeric-too-small]
x = torch.tensor(3.0)
for h in [0.1, 0.001, 0.00001, 0.0000001]:
    slope = (f(x + h) - f(x - h)) / (2 * h)
    print(f"h = {h}, slope = {slope.item():.4f}")
# h = 0.1, slope = 8.0000
# h = 0.001, slope = 7.9989
# h = 1e-05, slope = 8.0109
# h = 1e-07, slope = 0.0000
# --8<-- [end:numeric-too-small]

# --8<-- [start:graph]
x = torch.tensor(3.0, requires_grad=True)
square = x**2
double = 2 * x
y = square + double + 1

print(x.grad_fn, x.is_leaf)  # None True
print(square.grad_fn.name(), square.is_leaf)  # PowBackward0 False
print(double.grad_fn.name(), y.grad_fn.name())  # MulBackward0 AddBackward0
# --8<-- [end:graph]


# --8<-- [start:walk]
def walk(node, depth=0):
    print("  " * depth + node.name())
    for earlier, _ in node.next_functions:
        if earlier is not None:
            walk(earlier, depth + 1)


walk(y.grad_fn)
# AddBackward0
#   AddBackward0
#     PowBackward0
#       torch::autograd::AccumulateGrad
#     MulBackward0
#       torch::autograd::AccumulateGrad
# --8<-- [end:walk]

# --8<-- [start:retain-grad]
# zh: 中间结果的梯度默认不保留，要看就先说一声
# en: gradients of intermediate results are dropped unless you ask
square.retain_grad()
double.retain_grad()
y.backward()

print(square.grad, double.grad)  # tensor(1.) tensor(1.)
print(x.grad)  # tensor(8.)
# --8<-- [end:retain-grad]

# --8<-- [start:second-backward]
try:
    y.backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Trying to backward through the graph a second time …

# zh: 只有加法的图什么也没存，再走一遍不报错，只是梯度又加了一次
# en: an addition stores nothing, so a second walk raises no error; it adds the gradient once more
left = torch.tensor(1.0, requires_grad=True)
right = torch.tensor(2.0, requires_grad=True)
total = left + right
total.backward()
total.backward()
print(left.grad)  # tensor(2.)
# --8<-- [end:second-backward]


# --8<-- [start:by-hand]
class Value:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        # zh: 由哪些数算来；这一步对每个数的导数是多少
        # en: the values it came from, each with the derivative of this step
        self.parents = parents

    def __add__(self, other):
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def backward(self, gradient=1.0):
        # zh: 几条路走到这里，就加起来
        # en: where paths meet, add
        self.grad += gradient
        for parent, slope in self.parents:
            # zh: 往回走一步，就乘上这一步的导数
            # en: one step back: multiply by the derivative of that step
            parent.backward(gradient * slope)


x = Value(3.0)
y = x * x + Value(2.0) * x + Value(1.0)
y.backward()
print(y.data, x.grad)  # 16.0 8.0
# --8<-- [end:by-hand]


# --8<-- [start:control-flow]
def grow(x):
    y = x
    while y < 100:
        y = y * 2
    if y > 150:
        y = y * 10
    return y


for start in [3.0, 1.0]:
    # zh: 已有的张量，可以用 requires_grad_() 补一句：它需要梯度
    # en: requires_grad_() asks for the gradient of a tensor that exists already
    x = torch.tensor(start).requires_grad_()
    y = grow(x)
    y.backward()
    print(f"x = {start}: y = {y.item()}, gradient {x.grad.item()}")
# x = 3.0: y = 1920.0, gradient 640.0
# x = 1.0: y = 128.0, gradient 128.0
# --8<-- [end:control-flow]

# --8<-- [start:several]
x = torch.tensor(1.0, requires_grad=True)
w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)

# zh: 最简单的「神经元」：y = 2 × 1 + 3 = 5
# en: the simplest "neuron": y = 2 × 1 + 3 = 5
y = w * x + b
print(y)  # tensor(5., grad_fn=<AddBackward0>)

y.backward()
# zh: dy/dx = w，dy/dw = x，dy/db = 1
# en: dy/dx = w, dy/dw = x, dy/db = 1
print(x.grad)  # tensor(2.)
print(w.grad)  # tensor(1.)
print(b.grad)  # tensor(1.)
# --8<-- [end:several]

# --8<-- [start:vector]
x = torch.tensor([4.0, 5.0, 6.0])
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)

y = (w * x).sum()
y.backward()

print(w.grad)  # tensor([4., 5., 6.])
# zh: x 没写 requires_grad，所以什么也没有
# en: nobody asked for the gradient of x, so there is none
print(x.grad)  # None
# --8<-- [end:vector]

# --8<-- [start:non-scalar]
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
losses = (w - 5) ** 2
print(losses)  # tensor([16.,  9.,  4.], grad_fn=<PowBackward0>)

try:
    losses.backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: grad can be implicitly created only for scalar outputs

# zh: 先变成一个数，再反向
# en: make it one number first, then go backward
losses.sum().backward()
print(w.grad)  # tensor([-8., -6., -4.])
# --8<-- [end:non-scalar]

# --8<-- [start:weights]
w.grad = None
losses = (w - 5) ** 2
# zh: 三个数各占多大分量；全是 1，就等于先 sum()
# en: how much each of the three counts; all ones is the same as sum()
losses.backward(torch.ones(3))
print(w.grad)  # tensor([-8., -6., -4.])

w.grad = None
losses = (w - 5) ** 2
losses.backward(torch.tensor([1.0, 0.0, 0.0]))
print(w.grad)  # tensor([-8., -0., -0.])
# --8<-- [end:weights]

# --8<-- [start:accumulate]
x = torch.tensor(3.0, requires_grad=True)

for _ in range(3):
    y = x**2 + 2 * x + 1
    y.backward()
    print(x.grad)
# tensor(8.)
# tensor(16.)
# tensor(24.)
# --8<-- [end:accumulate]

# --8<-- [start:zero]
for _ in range(3):
    # zh: 先清空上一次留下的梯度
    # en: first drop what the last round left
    x.grad = None
    y = x**2 + 2 * x + 1
    y.backward()
    print(x.grad)
# tensor(8.)
# tensor(8.)
# tensor(8.)
# --8<-- [end:zero]

# --8<-- [start:parts]
w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor([10.0, 20.0, 30.0, 40.0, 16.0, 24.0, 36.0, 48.0])

# zh: 一次算完
# en: all at once
(w * x).mean().backward()
print(w.grad)  # tensor(28.)

# zh: 分四份，每份 2 个数，直接相加：大了 4 倍
# en: four parts of 2 numbers, simply added up: 4 times too large
w.grad = None
for part in x.split(2):
    (w * part).mean().backward()
print(w.grad)  # tensor(112.)

# zh: 每份先除以份数
# en: divide each part by the number of parts
w.grad = None
for part in x.split(2):
    ((w * part).mean() / 4).backward()
print(w.grad)  # tensor(28.)
# --8<-- [end:parts]

# --8<-- [start:no-grad]
x = torch.tensor(3.0, requires_grad=True)

# zh: 方式一：torch.no_grad()，这里面的计算不记录
# en: first way: torch.no_grad(), nothing inside is recorded
with torch.no_grad():
    y = x * 2
print(y, y.requires_grad)  # tensor(6.) False

# zh: 方式二：detach()，拿到一个不再求导的张量
# en: second way: detach() gives a tensor that is cut off from the graph
y = x.detach()
print(y, y.requires_grad)  # tensor(3.) False

# zh: 方式三：torch.inference_mode()，只做预测时用，更省
# en: third way: torch.inference_mode(), only for predicting; it saves a little more
with torch.inference_mode():
    y = x * 5
print(y, y.requires_grad)  # tensor(15.) False
# --8<-- [end:no-grad]

# --8<-- [start:no-grad-backward]
with torch.no_grad():
    y = x**2
try:
    y.backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
# --8<-- [end:no-grad-backward]

# --8<-- [start:inference-error]
with torch.inference_mode():
    features = torch.tensor([1.0, 2.0]) * 3

w = torch.ones(2, requires_grad=True)
# zh: 加法求导时用不着 features，可以
# en: the derivative of an addition does not need features: allowed
(w + features).sum().backward()
print(w.grad)  # tensor([1., 1.])

# zh: 乘法求导时要用 features 的值，不行
# en: the derivative of a product needs the values of features: refused
try:
    (w * features).sum().backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Inference tensors cannot be saved for backward. …
# --8<-- [end:inference-error]

# --8<-- [start:detach-shares]
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.detach()
y[0] = 100
print(x)  # tensor([100.,   2.], requires_grad=True)

# zh: 要独立的一份，就再 clone()
# en: for a copy of your own, clone() as well
safe = x.detach().clone()
safe[1] = -1
print(x)  # tensor([100.,   2.], requires_grad=True)
# --8<-- [end:detach-shares]

# --8<-- [start:numpy-error]
try:
    x.numpy()
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.

print(x.detach().numpy())  # [100.   2.]
# --8<-- [end:numpy-error]

# --8<-- [start:not-eval]
dropout = torch.nn.Dropout(p=0.5)
ones = torch.ones(1000)

with torch.no_grad():
    print(dropout.training, dropout(ones).unique())  # True tensor([0., 2.])

dropout.eval()
print(dropout.training, dropout(ones).unique())  # False tensor([1.])
# --8<-- [end:not-eval]

# --8<-- [start:descend]
x = torch.tensor(3.0, requires_grad=True)

for step in range(31):
    y = x**2 + 2 * x + 1
    if step % 10 == 0:
        print(f"step {step}: x = {x.item():.4f}, y = {y.item():.4f}")
    y.backward()
    with torch.no_grad():
        x -= 0.1 * x.grad
    x.grad = None
# step 0: x = 3.0000, y = 16.0000
# step 10: x = -0.5705, y = 0.1845
# step 20: x = -0.9539, y = 0.0021
# step 30: x = -0.9950, y = 0.0000
# --8<-- [end:descend]

# --8<-- [start:descend-wrong]
x = torch.tensor(3.0, requires_grad=True)

for step in range(31):
    y = x**2 + 2 * x + 1
    if step % 10 == 0:
        print(f"step {step}: x = {x.item():.4f}, y = {y.item():.4f}")
    y.backward()
    with torch.no_grad():
        x -= 0.1 * x.grad
# step 0: x = 3.0000, y = 16.0000
# step 10: x = -0.9040, y = 0.0092
# step 20: x = -5.0385, y = 16.3098
# step 30: x = 0.5255, y = 2.3270
# --8<-- [end:descend-wrong]

# --8<-- [start:in-place-leaf]
x = torch.tensor(3.0, requires_grad=True)
try:
    x -= 1
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.
# --8<-- [end:in-place-leaf]
