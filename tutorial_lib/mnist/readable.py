"""Run the chapter's loop (training.py) inside a run."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler

from tutorial_lib.mnist.data import Digits
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.run import Settings
from tutorial_lib.mnist.state import State
from tutorial_lib.mnist.training import DigitDataset, evaluate, train_one_epoch


class ReadableLoop:
    """One epoch at a time, image by image through Dataset and DataLoader."""

    def __init__(
        self,
        state: State,
        settings: Settings,
        digits: Digits,
        split: tuple[torch.Tensor, torch.Tensor],
        device: torch.device,
        world: World,
    ) -> None:
        train, validation = (
            DigitDataset(digits.train_images[part], digits.train_labels[part]) for part in split
        )
        self.model, self.trained = state.model, world.wrap(state.model)
        self.optimizer = state.optimizer
        self.device = device
        self.loss_fn = nn.CrossEntropyLoss()
        self.sampler: DistributedSampler[object] | None = None
        if world.size > 1:
            self.sampler = DistributedSampler(train, world.size, world.rank, seed=settings["seed"])
        self.train_loader = DataLoader(
            train,
            batch_size=max(1, settings["batch_size"] // world.size),
            shuffle=self.sampler is None,
            sampler=self.sampler,
            generator=state.shuffle,
        )
        self.validation_loader = DataLoader(validation, batch_size=1000)

    def train(self, epoch: int) -> tuple[float, float]:
        """Mean loss and accuracy of this rank's share of one epoch."""
        if self.sampler is not None:
            self.sampler.set_epoch(epoch)  # otherwise every epoch has the same order
        return train_one_epoch(
            self.trained, self.train_loader, self.loss_fn, self.optimizer, self.device
        )

    def validate(self) -> tuple[float, float]:
        """Mean loss and accuracy on the validation set."""
        return evaluate(self.model, self.validation_loader, self.loss_fn, self.device)
