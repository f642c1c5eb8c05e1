"""What a site must have proven before it is published, and the build that shows it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from site_tools.check import ledger, parity
from site_tools.publish import offline
from site_tools.publish.build import build
from site_tools.publish.built import Built
from tutorial_lib.errors import InputError
from tutorial_lib.mnist.export import export_int8
from tutorial_lib.mnist.prediction import load_model
from tutorial_lib.mnist.run import METRICS, WEIGHTS, read_metrics

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
    _refuse_first(_unproven(root, run))
    site.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=site.parent) as aside:
        made, digits = Path(aside) / "site", Path(aside) / "digits"
        # What is published reads with the network that was just trained.
        export_int8(load_model(run / WEIGHTS), digits, read_metrics(run)["test_accuracy"])
        zipped = f"{offline.NAME}.zip"
        proven = {
            "SITE_URL": url,
            "TRAINING_RUN": str(run.resolve()),
            "DIGITS": str(digits.resolve()),
        }
        _build(root, made, OFFLINE_ZIP=zipped, **proven)
        built = Built(made, url)
        _refuse_first(built.foreign_requests())
        offline.write_zip(root, made / zipped, **proven)
        _refuse_first(built.broken_links())
        if site.exists():
            shutil.rmtree(site)
        made.rename(site)


def _refuse_first(reasons: Iterator[str]) -> None:
    for reason in reasons:
        raise InputError(f"not published: {reason}")


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


def _build(root: Path, folder: Path, **environment: str) -> None:
    try:
        build(root, folder, **environment)
    except InputError as error:
        raise InputError(f"not published: {error}") from None
