"""Which settings suit which network, method and data; benchmarks/search.py tried the others."""

from pathlib import Path

from tutorial_lib.mnist import checkpoint, data
from tutorial_lib.mnist.distributed import World
from tutorial_lib.mnist.run import CHECKPOINT, Method, Model, Settings


def recipe(
    model: Model, method: Method, data: data.Name, epochs: int | None, seed: int
) -> Settings:
    """The settings that suit this model, method and data; `epochs` None leaves their number to the recipe."""
    if method == "readable":
        return {
            "model": model,
            "method": method,
            "epochs": epochs or 10,
            "batch_size": 64,
            "optimizer": "Adam",
            "learning_rate": 1e-3,
            "weight_decay": 0.0,
            "schedule": "constant",
            "label_smoothing": 0.0,
            "shift": 0,
            "seed": seed,
        }
    whole = data == "mnist"
    if model == "cnn":
        return {
            "model": model,
            "method": method,
            "epochs": epochs or (3 if whole else 10),
            "batch_size": 256 if whole else 64,
            "optimizer": "AdamW",
            "learning_rate": 1.6e-2,
            "weight_decay": 0.05,
            "schedule": "one-cycle",
            "label_smoothing": 0.1,
            "shift": 1,
            "seed": seed,
        }
    return {
        "model": model,
        "method": method,
        "epochs": epochs or (7 if whole else 10),
        # The sample is so small that large batches would leave too few steps to learn in.
        "batch_size": 512 if whole else 64,
        "optimizer": "AdamW",
        "learning_rate": 8e-3 if whole else 4e-3,
        "weight_decay": 0.1,
        "schedule": "one-cycle",
        "label_smoothing": 0.1,
        "shift": 0,
        "seed": seed,
    }


def choose_settings(
    name: data.Name,
    resumed: Path | None,
    world: World,
    *,
    model: Model | None,
    method: Method | None,
    epochs: int | None,
    seed: int | None,
) -> Settings:
    """The recipe; what is None is as in the run to be resumed, if there is one, or the default."""

    def begun() -> Settings | None:
        path = resumed / CHECKPOINT if resumed else None
        return checkpoint.load(path)["settings"] if path and path.exists() else None

    before = world.together(begun, on=world.is_main)[0]
    if before:
        model, method = model or before["model"], method or before["method"]
        epochs = epochs or before["epochs"]
        seed = before["seed"] if seed is None else seed
    return recipe(model or "mlp", method or "fast", name, epochs, seed or 0)
