# --8<-- [start:loss]
import torch

x = torch.tensor([0.0, 1.0, 2.0, 3.0])
y = torch.tensor([1.2, 2.8, 5.1, 6.9])


def mse(w, b, x, y):
    error = w * x + b - y
    return (error**2).mean()


print(mse(0.0, 0.0, x, y))  # tensor(20.7250)
print(mse(1.0, 1.0, x, y))  # tensor(3.3750)
print(mse(2.0, 1.0, x, y))  # tensor(0.0250)
# --8<-- [end:loss]

# --8<-- [start:nudge]
nudge = 0.01
now = mse(0.0, 0.0, x, y)
print(f"{(mse(nudge, 0.0, x, y) - now) / nudge:.1f}")  # -16.8
print(f"{(mse(0.0, nudge, x, y) - now) / nudge:.1f}")  # -8.0
# --8<-- [end:nudge]


# --8<-- [start:gradients]
def gradients(w, b, x, y):
    error = w * x + b - y
    return 2 * (error * x).mean(), 2 * error.mean()


print(gradients(0.0, 0.0, x, y))  # (tensor(-16.8500), tensor(-8.))
# --8<-- [end:gradients]

# --8<-- [start:step]
learning_rate = 0.05
grad_w, grad_b = gradients(0.0, 0.0, x, y)
w = 0.0 - learning_rate * grad_w
b = 0.0 - learning_rate * grad_b
print(w, b)  # tensor(0.8425) tensor(0.4000)
print(mse(w, b, x, y))  # tensor(6.9842)
# --8<-- [end:step]

# --8<-- [start:uphill]
w = 0.0 + learning_rate * grad_w
b = 0.0 + learning_rate * grad_b
print(mse(w, b, x, y))  # tensor(41.7765)
# --8<-- [end:uphill]

# --8<-- [start:data]
torch.manual_seed(0)
# zh: x 在 -1 和 2 之间；噪声大多在 ±0.6 以内
# en: x lies between -1 and 2; most of the noise lies within ±0.6
x = 3 * torch.rand(100) - 1
y = 2 * x + 1 + 0.3 * torch.randn(100)
print(x.shape, y.shape)  # torch.Size([100]) torch.Size([100])
print(x.min() >= -1, x.max() < 2)  # tensor(True) tensor(True)
# --8<-- [end:data]

# --8<-- [start:by-hand]
learning_rate = 0.1
w, b = 0.0, 0.0
for step in range(51):
    if step % 10 == 0:
        print(f"step {step}: loss {mse(w, b, x, y):.4f}")
    grad_w, grad_b = gradients(w, b, x, y)
    w = w - learning_rate * grad_w
    b = b - learning_rate * grad_b
# step 0: loss 6.6780
# step 10: loss 0.1014
# step 20: loss 0.0737
# step 30: loss 0.0715
# step 40: loss 0.0712
# step 50: loss 0.0712

print(f"w = {w:.2f}")  # w = 1.93
print(f"b = {b:.2f}")  # b = 1.03
# zh: 留着，待会儿对照
# en: kept, to compare with later
hand_w, hand_b = w.item(), b.item()
# --8<-- [end:by-hand]

# --8<-- [start:backward]
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)

loss = mse(w, b, x, y)
loss.backward()
print(w.grad, b.grad)  # tensor(-4.7811) tensor(-3.8594)
print(gradients(0.0, 0.0, x, y))  # (tensor(-4.7811), tensor(-3.8594))
# --8<-- [end:backward]

# --8<-- [start:autograd]
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)

for step in range(51):
    # zh: 一、前向：算出损失
    # en: 1. forward: compute the loss
    loss = mse(w, b, x, y)
    if step % 10 == 0:
        print(f"step {step}: loss {loss.item():.4f}")
    # zh: 二、反向：算出梯度
    # en: 2. backward: compute the gradients
    loss.backward()
    # zh: 三、更新：这一步本身不要记进计算图
    # en: 3. update: keep this step itself out of the graph
    with torch.no_grad():
        w -= learning_rate * w.grad
        b -= learning_rate * b.grad
    # zh: 四、清零：否则下一次的梯度会加在这一次上面
    # en: 4. zero: or the next gradient is added to this one
    w.grad.zero_()
    b.grad.zero_()
# step 0: loss 6.6780
# step 10: loss 0.1014
# step 20: loss 0.0737
# step 30: loss 0.0715
# step 40: loss 0.0712
# step 50: loss 0.0712

print(abs(w.item() - hand_w) < 1e-5, abs(b.item() - hand_b) < 1e-5)  # True True
# --8<-- [end:autograd]

# --8<-- [start:in-place]
try:
    w -= learning_rate * 1.0
except RuntimeError as error:
    print(f"RuntimeError: {error}")
    # RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.

replaced = w - learning_rate * 1.0
print(w.is_leaf, replaced.is_leaf)  # True False
# --8<-- [end:in-place]

# --8<-- [start:no-zero]
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)

for step in range(81):
    loss = mse(w, b, x, y)
    if step % 10 == 0:
        print(f"step {step}: loss {loss.item():.4f}")
    loss.backward()
    with torch.no_grad():
        w -= learning_rate * w.grad
        b -= learning_rate * b.grad
# step 0: loss 6.6780
# step 10: loss 5.3599
# step 20: loss 0.5942
# step 30: loss 2.3722
# step 40: loss 6.9036
# step 50: loss 4.5965
# step 60: loss 0.2475
# step 70: loss 2.9511
# step 80: loss 6.9630
# --8<-- [end:no-zero]


# --8<-- [start:rates]
def final_loss(learning_rate, steps):
    w, b = 0.0, 0.0
    for _ in range(steps):
        grad_w, grad_b = gradients(w, b, x, y)
        w = w - learning_rate * grad_w
        b = b - learning_rate * grad_b
    return mse(w, b, x, y).item()


for learning_rate in (0.001, 0.01, 0.1, 0.6, 0.7):
    print(learning_rate, f"{final_loss(learning_rate, steps=50):.4g}")
# 0.001 5.037
# 0.01 0.4777
# 0.1 0.07121
# 0.6 0.07121
# 0.7 471
print(final_loss(1.0, steps=200))  # nan
# --8<-- [end:rates]

# --8<-- [start:batches]
grad_w, grad_b = gradients(0.0, 0.0, x, y)
print(f"{grad_w:.1f} {grad_b:.1f}")  # -4.8 -3.9

torch.manual_seed(0)
# zh: 把 0 到 99 打乱，每 20 个切成一份
# en: 0 to 99 in random order, cut into pieces of 20
batches = torch.randperm(100).split(20)
for batch in batches:
    grad_w, grad_b = gradients(0.0, 0.0, x[batch], y[batch])
    print(f"{grad_w:.1f} {grad_b:.1f}")
# -6.4 -4.9
# -5.1 -4.0
# -4.0 -3.7
# -2.7 -2.7
# -5.8 -4.0
# --8<-- [end:batches]

# --8<-- [start:batches-at-the-bottom]
for batch in batches:
    grad_w, grad_b = gradients(hand_w, hand_b, x[batch], y[batch])
    print(f"{grad_w:.3f} {grad_b:.3f}")
# 0.024 0.068
# -0.118 0.023
# -0.069 -0.145
# 0.190 0.014
# -0.036 0.048
# --8<-- [end:batches-at-the-bottom]

# --8<-- [start:minibatch]
torch.manual_seed(0)
learning_rate = 0.1
w, b = 0.0, 0.0
updates = 0
for epoch in range(10):
    for batch in torch.randperm(100).split(20):
        grad_w, grad_b = gradients(w, b, x[batch], y[batch])
        w = w - learning_rate * grad_w
        b = b - learning_rate * grad_b
        updates = updates + 1
    if epoch in (0, 9):
        print(f"epoch {epoch}: loss {mse(w, b, x, y):.4f}")
# epoch 0: loss 0.3338
# epoch 9: loss 0.0712

print(updates)  # 50
# --8<-- [end:minibatch]

# --8<-- [start:optimizer]
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
optimizer = torch.optim.SGD([w, b], lr=0.1)

for _ in range(51):
    loss = mse(w, b, x, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

print(abs(w.item() - hand_w) < 1e-5, abs(b.item() - hand_b) < 1e-5)  # True True
# --8<-- [end:optimizer]


# --8<-- [start:other-optimizers]
def loss_after_80(make_optimizer, zero):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    optimizer = make_optimizer([w, b])
    for _ in range(80):
        if zero:
            optimizer.zero_grad()
        mse(w, b, x, y).backward()
        optimizer.step()
    return mse(w, b, x, y).item()


optimizers = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    "SGD, momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9),
    "RMSprop": lambda parameters: torch.optim.RMSprop(parameters, lr=0.1),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=0.1),
    "AdamW": lambda parameters: torch.optim.AdamW(parameters, lr=0.1),
}
for name, make in optimizers.items():
    zeroed, forgotten = loss_after_80(make, zero=True), loss_after_80(make, zero=False)
    print(f"{name}: {zeroed:.2g} {forgotten:.2g}")
# SGD: 0.071 7
# SGD, momentum: 0.072 2.6e+08
# RMSprop: 0.071 0.26
# Adam: 0.072 26
# AdamW: 0.071 25
# --8<-- [end:other-optimizers]

# --8<-- [start:no-backward]
before = w.item()
optimizer.zero_grad()
optimizer.step()
print(w.grad, w.item() == before)  # None True
# --8<-- [end:no-backward]
