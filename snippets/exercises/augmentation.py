import torch
from torchvision.transforms import v2


# --8<-- [start:statistics-starter]
def mean_and_deviation(pictures):
    # zh: pictures 是 0 到 255 的整数，形状 [N, 3, H, W]；改这里
    # en: pictures are integers from 0 to 255, of shape [N, 3, height, width]; change this
    return torch.zeros(3), torch.ones(3)


# --8<-- [end:statistics-starter]


# --8<-- [start:statistics-wrong]
def mean_and_deviation(pictures):
    pixels = pictures.float() / 255
    return pixels.mean().repeat(3), pixels.std().repeat(3)


# --8<-- [end:statistics-wrong]


# --8<-- [start:statistics-solution]
def mean_and_deviation(pictures):
    pixels = pictures.float() / 255
    # zh: 除了通道，别的维都并掉
    # en: every dimension disappears but the channels
    return pixels.mean(dim=(0, 2, 3)), pixels.std(dim=(0, 2, 3))


# --8<-- [end:statistics-solution]


# --8<-- [start:statistics-check]
torch.manual_seed(0)
# zh: 三个通道一个比一个亮
# en: three channels, each brighter than the one before
brightness = torch.tensor([60, 120, 240]).reshape(3, 1, 1)
photos = (torch.rand(20, 3, 16, 16) * brightness).to(torch.uint8)
mean, std = mean_and_deviation(photos)
assert mean.shape == (3,), (
    f"the mean should have shape (3,), but has {tuple(mean.shape)}"  # zh: f"均值的形状应该是 (3,)，却是 {tuple(mean.shape)}"
)
to_input = v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std)])
inputs = to_input(photos)
for channel in range(3):
    center, spread = inputs[:, channel].mean().item(), inputs[:, channel].std().item()
    assert max(abs(center), abs(spread - 1)) < 0.001, (
        f"channel {channel}: mean {center:.2f}, deviation {spread:.2f}; they should be 0 and 1"  # zh: f"通道 {channel}：均值 {center:.2f}，标准差 {spread:.2f}；应该是 0 和 1"
    )
# --8<-- [end:statistics-check]


# --8<-- [start:arrows-starter]
def mirror(picture, label):
    # zh: 改这里：翻转图片，标签也要跟上
    # en: change this: flip the picture, and let the label follow
    return picture, label


# --8<-- [end:arrows-starter]


# --8<-- [start:arrows-wrong]
def mirror(picture, label):
    return v2.functional.horizontal_flip(picture), label


# --8<-- [end:arrows-wrong]


# --8<-- [start:arrows-solution]
def mirror(picture, label):
    # zh: 左变右，右变左，上还是上
    # en: left becomes right, right becomes left, up stays up
    return v2.functional.horizontal_flip(picture), [1, 0, 2][label]


# --8<-- [end:arrows-solution]


# --8<-- [start:arrows-check]
left = torch.zeros(1, 5, 5)
left[0, 2] = 1
left[0, 1, 1] = left[0, 3, 1] = 1
arrows = {0: left, 1: left.flip(2), 2: left.mT}
for label, picture in arrows.items():
    flipped, new_label = mirror(picture, label)
    assert torch.equal(flipped, picture.flip(2)), (
        f"label {label}: the picture is not its mirror image"  # zh: f"标签 {label}：图片没有左右翻转"
    )
    assert torch.equal(flipped, arrows[int(new_label)]), (
        f"label {label}: the mirror image is not a {new_label}"  # zh: f"标签 {label}：翻转之后的图不是 {new_label}"
    )
# --8<-- [end:arrows-check]


# --8<-- [start:batch-starter]
def augment_batch(transform, batch):
    # zh: 改这里：每张图各抽各的
    # en: change this: a draw for each picture
    return batch


# --8<-- [end:batch-starter]


# --8<-- [start:batch-wrong]
def augment_batch(transform, batch):
    return transform(batch)


# --8<-- [end:batch-wrong]


# --8<-- [start:batch-solution]
def augment_batch(transform, batch):
    return torch.stack([transform(picture) for picture in batch])


# --8<-- [end:batch-solution]


# --8<-- [start:batch-check]
torch.manual_seed(0)
ramp = torch.arange(81.0).reshape(1, 9, 9)
changed = augment_batch(v2.RandomRotation(40), torch.stack([ramp] * 8))
assert changed.shape == (8, 1, 9, 9), (
    f"the shape should be (8, 1, 9, 9), but is {tuple(changed.shape)}"  # zh: f"形状应该是 (8, 1, 9, 9)，却是 {tuple(changed.shape)}"
)
kinds = len(changed.unique(dim=0))
assert kinds > 4, (
    f"8 equal pictures should be turned differently, but there are only {kinds} versions"  # zh: f"8 张相同的图应该各转各的，却只有 {kinds} 种"
)
# --8<-- [end:batch-check]
