"""The fast way to train: the same arithmetic without any Python for each image.

MNIST is small, so the whole set lies on the device as one tensor, and a batch is one indexing operation. On CUDA even
the few microseconds that Python takes to launch each operation are more than the operation itself; there a whole
training step is captured once as a CUDA graph and replayed. torch.compile is not used: it would take longer than the
training itself.

Where there is no GPU, tests check what a CPU can tell: that a step keeps to one device, that warming it up leaves no
trace. Where there is one, tests/mnist/test_cuda.py compares the replayed step with the step itself.
"""

from collections.abc import Callable

import torch
from torch import nn

from tutorial_lib.mnist.data import Digits, normalize
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.run import Precision, Settings
from tutorial_lib.mnist.scoring import score
from tutorial_lib.mnist.state import State, steps_per_epoch, uses_cuda_graph

WARMUP_STEPS = 3  # steps before a capture, as PyTorch's notes on CUDA graphs ask for


def everywhere(images: torch.Tensor, most: int) -> torch.Tensor:
    """Images [N, 1, 28, 28] at every place up to `most` pixels away: a view [N, 1, 2·most+1, 2·most+1, 28, 28].

    Only the margin takes memory: all the moved images look into the same pixels. [:, :, most, most] has not moved.
    """
    paper = images.amin()
    margin = nn.functional.pad(images, [most] * 4, value=paper.item())
    return margin.unfold(2, images.shape[2], 1).unfold(3, images.shape[3], 1)


class FastLoop:
    """One epoch at a time, on tensors that never leave the device."""

    def __init__(
        self,
        state: State,
        settings: Settings,
        digits: Digits,
        split: tuple[torch.Tensor, torch.Tensor],
        device: torch.device,
        world: World,
        precision: Precision,
    ) -> None:
        if precision == "tensorfloat32":
            torch.set_float32_matmul_precision("high")
        train, validation = split
        images = normalize(digits.train_images)
        self.autocast = precision == "bfloat16"
        self.images, self.labels = images[train].to(device), digits.train_labels[train].to(device)
        self.validation = images[validation].to(device), digits.train_labels[validation].to(device)
        if self.autocast:
            self.images = self.images.bfloat16()  # once, and not in each step
        self.shift = settings["shift"]
        if self.shift:
            self.images = everywhere(self.images, self.shift)
        self.label_smoothing = settings["label_smoothing"]
        self.model, self.optimizer, self.scheduler = state.model, state.optimizer, state.scheduler
        self.trained = world.wrap(state.model)
        self.shuffle, self.world, self.device = state.shuffle, world, device
        self.batch_size = settings["batch_size"]
        self.local_batch_size = max(1, self.batch_size // world.size)
        # A captured step reads and writes these same tensors each time it is replayed.
        self.indices = torch.zeros(self.local_batch_size, dtype=torch.int64, device=device)
        self.loss_sum = torch.zeros((), device=device)
        self.correct = torch.zeros((), dtype=torch.int64, device=device)
        self.model.train()
        self.run_step: Callable[[], None] = (
            self._capture() if uses_cuda_graph(settings, device, world) else self.step
        )

    def train(self, epoch: int) -> tuple[float, float]:
        """Mean loss and accuracy of this rank's share of one epoch."""
        self.model.train()
        self.loss_sum.zero_()
        self.correct.zero_()
        # All ranks draw the same order; of each batch, each takes its own share.
        order = torch.randperm(len(self.labels), generator=self.shuffle)
        steps = steps_per_epoch(len(order), self.batch_size)
        batches = order[: steps * self.batch_size].view(steps, self.batch_size).to(self.device)
        first = self.world.rank * self.local_batch_size
        for indices in batches[:, first : first + self.local_batch_size]:
            self.indices.copy_(indices)
            self.run_step()
            if self.scheduler:
                self.scheduler.step()
        return self.loss_sum.item() / steps, self.correct.item() / (steps * self.local_batch_size)

    def validate(self) -> tuple[float, float]:
        """Mean loss and accuracy on the validation set."""
        scores = score(self.model, *self.validation)
        return scores.loss, scores.accuracy

    def step(self) -> None:
        """One training step on the digits at `self.indices`. Nothing in it waits for the device."""
        images, labels = self.batch(), self.labels[self.indices]
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.autocast):
            outputs = self.trained(images)
            loss = nn.functional.cross_entropy(
                outputs, labels, label_smoothing=self.label_smoothing
            )
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.loss_sum += loss.detach()
        self.correct += (outputs.argmax(dim=1) == labels).sum()

    def batch(self) -> torch.Tensor:
        """The images [B, 1, 28, 28] at `self.indices`, each moved by chance if the recipe says so."""
        if not self.shift:
            return self.images[self.indices]
        down, along = torch.randint(
            2 * self.shift + 1, (2, len(self.indices)), device=self.indices.device
        )
        return self.images[self.indices, :, down, along]

    def warmup(self) -> None:
        """Take a few steps and undo them: what libraries and the optimizer allocate on first use is then there."""
        weights = {name: value.clone() for name, value in self.model.state_dict().items()}
        moments = {
            parameter: {key: value.clone() for key, value in state.items()}
            for parameter, state in self.optimizer.state.items()
        }
        for _ in range(WARMUP_STEPS):
            self.step()
        with torch.no_grad():
            for name, value in self.model.state_dict().items():
                value.copy_(weights[name])
            # In place, because a graph remembers addresses. Where there was no state before, it began as zeros.
            for parameter, state in self.optimizer.state.items():
                for key, value in state.items():
                    if parameter in moments:
                        value.copy_(moments[parameter][key])
                    else:
                        value.zero_()
        self.optimizer.zero_grad()

    def _capture(self) -> Callable[[], None]:
        """Record one step as a CUDA graph and return its replay.

        Source: https://docs.pytorch.org/docs/stable/notes/cuda.html, "Whole-network capture".
        """
        random = torch.cuda.get_rng_state(self.device)
        side = torch.cuda.Stream(self.device)
        side.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(side):
            self.warmup()
        torch.cuda.current_stream(self.device).wait_stream(side)
        torch.cuda.set_rng_state(random, self.device)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.step()
        return graph.replay
