import torch


def mse(w, b, x, y):
    error = w * x + b - y
    return (error**2).mean()


def gradients(w, b, x, y):
    error = w * x + b - y
    return 2 * (error * x).mean(), 2 * error.mean()


# --8<-- [start:step-starter]
def one_step(w, b, x, y, learning_rate):
    # zh: 返回走完一步之后的 w 和 b
    # en: return w and b after one step
    return w, b


# --8<-- [end:step-starter]


# --8<-- [start:step-wrong]
def one_step(w, b, x, y, learning_rate):
    w = w - learning_rate * gradients(w, b, x, y)[0]
    b = b - learning_rate * gradients(w, b, x, y)[1]
    return w, b


# --8<-- [end:step-wrong]


# --8<-- [start:step-solution]
def one_step(w, b, x, y, learning_rate):
    # zh: 两个梯度都在旧的 (w, b) 处算好，再一起走
    # en: take both gradients at the old (w, b), then move both
    grad_w, grad_b = gradients(w, b, x, y)
    return w - learning_rate * grad_w, b - learning_rate * grad_b


# --8<-- [end:step-solution]


# --8<-- [start:step-check]
two_x, two_y = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 5.0])
new_w, new_b = one_step(1.0, 0.0, two_x, two_y, learning_rate=0.1)
assert abs(new_w - 1.8) < 1e-5, (
    f"w should be 1.8, but is {new_w}"  # zh: f"w 应该是 1.8，却得到 {new_w}"
)
assert abs(new_b - 0.5) < 1e-5, (
    f"b should be 0.5, but is {new_b}"  # zh: f"b 应该是 0.5，却得到 {new_b}"
)
# --8<-- [end:step-check]


# --8<-- [start:recover-starter]
def fit(x, y):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    for _ in range(200):
        # zh: 在这里写四步：前向、反向、更新、清零
        # en: write the four steps here: forward, backward, update, zero
        pass
    return w.item(), b.item()


# --8<-- [end:recover-starter]


# --8<-- [start:recover-wrong]
def fit(x, y):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    for _ in range(200):
        mse(w, b, x, y).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            b -= 0.1 * b.grad
    return w.item(), b.item()


# --8<-- [end:recover-wrong]


# --8<-- [start:recover-solution]
def fit(x, y):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    for _ in range(200):
        mse(w, b, x, y).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            b -= 0.1 * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return w.item(), b.item()


# --8<-- [end:recover-solution]


# --8<-- [start:recover-check]
some_x = torch.linspace(-1, 2, 50)
for true_w, true_b in ((-3.0, 0.5), (0.7, -2.0), (4.0, 4.0)):
    found_w, found_b = fit(some_x, true_w * some_x + true_b)
    assert abs(found_w - true_w) < 0.01, (
        f"w should be {true_w}, but is {found_w}"  # zh: f"w 应该是 {true_w}，却得到 {found_w}"
    )
    assert abs(found_b - true_b) < 0.01, (
        f"b should be {true_b}, but is {found_b}"  # zh: f"b 应该是 {true_b}，却得到 {found_b}"
    )
# --8<-- [end:recover-check]

# --8<-- [start:diverge-starter]
four_x = torch.tensor([0.0, 1.0, 2.0, 3.0])
four_y = torch.tensor([1.2, 2.8, 5.1, 6.9])


def diverges(learning_rate):
    # zh: 从 w = 0、b = 0 走 200 步；损失没有变小，就返回 True
    # en: take 200 steps from w = 0, b = 0; return True if the loss did not get smaller
    return False


# --8<-- [end:diverge-starter]

# --8<-- [start:diverge-wrong]
four_x = torch.tensor([0.0, 1.0, 2.0, 3.0])
four_y = torch.tensor([1.2, 2.8, 5.1, 6.9])


def diverges(learning_rate):
    w, b = 0.0, 0.0
    for _ in range(200):
        grad_w, grad_b = gradients(w, b, four_x, four_y)
        w, b = w - learning_rate * grad_w, b - learning_rate * grad_b
    return bool(mse(w, b, four_x, four_y) > mse(0.0, 0.0, four_x, four_y))


# --8<-- [end:diverge-wrong]

# --8<-- [start:diverge-solution]
four_x = torch.tensor([0.0, 1.0, 2.0, 3.0])
four_y = torch.tensor([1.2, 2.8, 5.1, 6.9])


def diverges(learning_rate):
    w, b = 0.0, 0.0
    for _ in range(200):
        grad_w, grad_b = gradients(w, b, four_x, four_y)
        w, b = w - learning_rate * grad_w, b - learning_rate * grad_b
    # zh: nan 和任何数比较都是 False，所以要问「变小了吗」，再取反
    # en: nan < anything is False, so ask whether the loss got smaller, and negate that
    return not mse(w, b, four_x, four_y) < mse(0.0, 0.0, four_x, four_y)


# --8<-- [end:diverge-solution]

# --8<-- [start:diverge-check]
for rate in (0.01, 0.23):
    assert not diverges(rate), (
        f"at {rate} the loss does get smaller"  # zh: f"学习率 {rate} 时，损失确实变小了"
    )
for rate in (0.24, 2.0):
    assert diverges(rate), (
        f"at {rate} the loss does not get smaller; is it nan?"  # zh: f"学习率 {rate} 时，损失没有变小；它是不是 nan？"
    )
# --8<-- [end:diverge-check]
