"""What a site must have proven before it is published, and the build that shows it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from site_tools.check import ledger, parity
from site_tools.publish.build import NAME, build, write_zip
from site_tools.stage.site import Settings
from tutorial_lib.errors import InputError
from tutorial_lib.mnist.export import export_int8
from tutorial_lib.mnist.prediction import load_model
from tutorial_lib.mnist.run import METRICS, WEIGHTS, read_metrics

ASIDE = Path("build/publish")
LEAST_ACCURACY = 0.98
"""What the tutorial promises of its own project, on MNIST's 10,000 test digits."""


def publish(root: Path, run: Path, site: Path, url: str = "") -> None:
    """Builds the tutorial in `root` into `site`, which is replaced only if nothing is wrong.

    Args:
        root: the repository; its pages have been run, see `site_tools.run.record`.
        run: the directory of a finished training run on all of MNIST.
        site: where the site will lie.
        url: the address at which it will be published; without it pages name no absolute address.

    Raises:
        InputError: the first reason not to publish.
    """
    for reason in _unproven(root, run):
        raise InputError(f"not published: {reason}")
    aside = root / ASIDE
    shutil.rmtree(aside, ignore_errors=True)  # of a publish that was killed
    aside.mkdir(parents=True)
    try:
        metrics, digits = read_metrics(run), aside / "digits"
        # What is published reads with the network that was just trained.
        export_int8(load_model(run / WEIGHTS), digits, metrics["test_accuracy"])
        settings = Settings(
            address=url and f"{url.rstrip('/')}/",
            repository=os.environ.get("REPOSITORY", ""),
            zip=aside / f"{NAME}.zip",
            digits=digits,
            trained={**metrics},
        )
        write_zip(root, aside / f"{NAME}.zip", settings)
        build(root, aside / "site", settings)
        if site.exists():
            shutil.rmtree(site)
        site.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(aside / "site", site)
    except (InputError, OSError) as error:
        raise InputError(f"not published: {error}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unproven(root: Path, run: Path) -> Iterator[str]:
    metrics = read_metrics(run)
    if metrics["data"]["name"] != "mnist":
        yield f"{run / METRICS} is of a training on the sample; publish a run on all of MNIST"
    # Written so that an accuracy that is not a number is refused too.
    if not metrics["test_accuracy"] >= LEAST_ACCURACY:
        yield (
            f"the network of {run / METRICS} reads {metrics['test_accuracy']:.2%} of the test digits, "
            f"less than {LEAST_ACCURACY:.0%}"
        )
    yield from parity.differences(root)
    yield from ledger.holes(ledger.read_ledger(root))
