import torch


# --8<-- [start:derivative-starter]
def derivative(f, at):
    # zh: 返回 f 在 at 处的导数，一个 Python 小数
    # en: return the derivative of f at the point `at`, as a Python float
    return 0.0


# --8<-- [end:derivative-starter]


# --8<-- [start:derivative-wrong]
def derivative(f, at):
    x = torch.tensor(at, requires_grad=True)
    y = f(x)
    y.backward()
    return y.item()


# --8<-- [end:derivative-wrong]


# --8<-- [start:derivative-solution]
def derivative(f, at):
    x = torch.tensor(at, requires_grad=True)
    f(x).backward()
    return x.grad.item()


# --8<-- [end:derivative-solution]

# --8<-- [start:derivative-check]
for at, right in [(2.0, 10.0), (-1.0, 1.0)]:
    found = derivative(lambda x: x**3 - 2 * x, at)
    assert found == right, (
        f"at {at}: expected {right}, got {found}"  # zh: f"在 {at} 处：应该是 {right}，却得到 {found}"
    )
found = derivative(torch.sin, 0.0)
assert found == 1.0, (
    f"sin at 0: expected 1.0, got {found}"  # zh: f"sin 在 0 处：应该是 1.0，却得到 {found}"
)
# --8<-- [end:derivative-check]


# --8<-- [start:numeric-starter]
def numeric(f, at, h=1e-4):
    # zh: 不用 autograd，只调用 f 两次，估计 f 在 at 处的导数
    # en: without autograd, by calling f twice, estimate the derivative of f at `at`
    return 0.0


# --8<-- [end:numeric-starter]


# --8<-- [start:numeric-wrong]
def numeric(f, at, h=1e-4):
    at = torch.tensor(at, dtype=torch.float64)
    return ((f(at + h) - f(at)) / h).item()


# --8<-- [end:numeric-wrong]


# --8<-- [start:numeric-solution]
def numeric(f, at, h=1e-4):
    # zh: float64 的舍入误差小得多；两边各走一步，误差比只走一边小得多
    # en: float64 rounds far less, and stepping to both sides is far more accurate than to one side
    at = torch.tensor(at, dtype=torch.float64)
    return ((f(at + h) - f(at - h)) / (2 * h)).item()


# --8<-- [end:numeric-solution]

# --8<-- [start:numeric-check]
for f in [torch.exp, torch.sin, lambda x: x**3 - 2 * x]:
    for at in [-1.0, 0.5, 2.0]:
        x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
        f(x).backward()
        right, found = x.grad.item(), numeric(f, at)
        assert abs(found - right) < 1e-6, (
            f"at {at}: expected {right}, got {found}"  # zh: f"在 {at} 处：应该是 {right}，却得到 {found}"
        )
# --8<-- [end:numeric-check]


# --8<-- [start:doubled-starter]
def gradients(values):
    w = torch.tensor(1.0, requires_grad=True)
    found = []
    for value in values:
        loss = (w * value - 1) ** 2
        loss.backward()
        found.append(w.grad.item())
    return found


# --8<-- [end:doubled-starter]


# --8<-- [start:doubled-wrong]
def gradients(values):
    w = torch.tensor(1.0, requires_grad=True)
    found = []
    for value in values:
        loss = (w * value - 1) ** 2
        loss.backward()
        found.append(w.grad)
        w.grad.zero_()
    return found


# --8<-- [end:doubled-wrong]


# --8<-- [start:doubled-solution]
def gradients(values):
    w = torch.tensor(1.0, requires_grad=True)
    found = []
    for value in values:
        # zh: 每次先清空，否则会加在上一次的梯度上
        # en: clear it first, or it is added to the gradient of the previous round
        w.grad = None
        loss = (w * value - 1) ** 2
        loss.backward()
        found.append(w.grad.item())
    return found


# --8<-- [end:doubled-solution]

# --8<-- [start:doubled-check]
for values, right in [
    ([2.0], [4.0]),
    ([1.0, 2.0, 3.0], [0.0, 4.0, 12.0]),
    ([2.0, 2.0], [4.0, 4.0]),
]:
    found = gradients(values)
    assert found == right, (
        f"for {values}: expected {right}, got {found}"  # zh: f"输入 {values}：应该是 {right}，却得到 {found}"
    )
# --8<-- [end:doubled-check]
