"""Log a run's epochs for TensorBoard."""

from collections.abc import Callable
from pathlib import Path

from tutorial_lib.errors import InputError
from tutorial_lib.mnist.run import TENSORBOARD, Epoch


def logger(run: Path) -> Callable[[Epoch], None]:
    """What to call after each epoch. Raises InputError if tensorboard is not installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise InputError(
            "--tensorboard needs the package of that name: pip install tensorboard"
        ) from error

    def log(epoch: Epoch) -> None:
        with SummaryWriter(str(run / TENSORBOARD)) as writer:
            for name in ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy"):
                writer.add_scalar(name, epoch[name], epoch["epoch"])

    return log
