import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from PIL import Image
from torchvision import datasets
from typer.testing import CliRunner, Result

from tutorial_lib.__main__ import app
from tutorial_lib.mnist import data, files, run
from tutorial_lib.mnist.data import Digits

runner = CliRunner()


def use(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)


def sentence(result: Result) -> str:
    """What a refused command says: exit status 2, one sentence, nothing else."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if line]
    assert len(lines) == 1, lines
    assert lines[0].startswith("Error: ")
    assert lines[0].endswith(".")
    return lines[0]


@pytest.fixture(scope="module")
def trained(sample_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run made by the command line."""
    out = tmp_path_factory.mktemp("cli") / "run"
    result = use("train", "--data", sample_root, "--out", out, "--epochs", 4, "--device", "cpu")
    assert result.exit_code == 0, result.output
    return out


def test_help_answers_without_importing_torch() -> None:
    code = "import sys\nfrom tutorial_lib.__main__ import app\ntry: app()\nfinally: assert 'torch' not in sys.modules"
    for arguments in ([], ["train"], ["predict"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments, "--help"],
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "PYTHONIOENCODING": "utf-8",
            },
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["data", "train", "evaluate", "predict", "export", "report"])
def test_every_command_explains_itself_in_both_languages(command: str) -> None:
    [line] = [
        line for line in use("--help").stdout.splitlines() if line.startswith(f"  {command} ")
    ]
    for text in (line, use(command, "--help").stdout):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
        assert "…" not in text, "words are cut short"
    assert not line.endswith("..."), "words are cut short"


def test_a_run_leaves_its_record_its_weights_and_its_figures(trained: Path) -> None:
    assert {path.name for path in trained.iterdir()} == {
        run.METRICS,
        run.WEIGHTS,
        run.MISREAD,
        run.CHECKPOINT,
        "curves.svg",
        "confusion.svg",
        "misread.svg",
    }
    record = run.read_metrics(trained)
    assert record["settings"]["method"] == "fast"
    assert record["data"]["name"] == "mnist-sample"


def test_evaluate_finds_the_accuracy_that_the_run_recorded(
    trained: Path, sample_root: Path
) -> None:
    result = use("evaluate", "--weights", trained / run.WEIGHTS, "--data", sample_root)
    assert result.exit_code == 0, result.output
    accuracy = run.read_metrics(trained)["test_accuracy"]
    assert f"{accuracy:.2%}" in result.stdout
    assert "mnist-sample" in result.stdout


def test_predict_reads_pictures_of_digits(trained: Path, tmp_path: Path, sample: Digits) -> None:
    misread = {digit["index"] for digit in run.read_metrics(trained)["misread"]}
    known = [index for index in range(20) if index not in misread][:5]
    paths = []
    for index in known:
        paths.append(tmp_path / f"{index}.png")
        Image.fromarray(sample.test_images[index].numpy()).resize((280, 280)).save(paths[-1])
    result = use("predict", "--weights", trained / run.WEIGHTS, *paths)
    assert result.exit_code == 0, result.output
    read = [
        line.removeprefix(f"{path}: ")[0]
        for line, path in zip(result.stdout.splitlines(), paths, strict=True)
    ]
    right = sum(
        int(digit) == sample.test_labels[index] for digit, index in zip(read, known, strict=True)
    )
    assert right >= 4  # enlarged and centered again, a digit may look a little different


def test_data_lays_out_the_sample_and_names_it(tmp_path: Path) -> None:
    for _ in range(2):  # again: nothing to do
        result = use("data", "--sample", "--data", tmp_path)
        assert result.exit_code == 0, result.output
        assert "mnist-sample, 4000 digits to train on, 1000 to test with" in result.stdout


def test_data_without_a_network_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets.MNIST, "mirrors", ["http://127.0.0.1:9/"])
    result = use("data", "--data", tmp_path)
    assert result.exit_code == 2
    for words in ("没有连上网络", "No network", "--sample", str(data.raw_directory(tmp_path))):
        assert words in result.stderr
    assert not list(tmp_path.rglob("*ubyte*"))


def test_resume_needs_no_options_repeated_and_refuses_others(
    sample_root: Path, tmp_path: Path
) -> None:
    common = ("train", "--data", sample_root, "--out", tmp_path / "run", "--device", "cpu")
    assert use(*common, "--readable", "--epochs", 1, "--seed", 7).exit_code == 0
    before = run.read_metrics(tmp_path / "run")
    assert use(*common, "--resume").exit_code == 0
    after = run.read_metrics(tmp_path / "run")
    assert after["settings"] == before["settings"]
    refused = use(*common, "--resume", "--seed", 8)
    assert refused.exit_code == 2
    assert "was begun with seed 7, not 8" in refused.stderr


def test_nothing_but_the_result_is_written_to_a_log_file(sample_root: Path, tmp_path: Path) -> None:
    result = use("train", "--data", sample_root, "--out", tmp_path / "run", "--epochs", 1)
    assert len(result.stdout.splitlines()) == 1
    assert result.stdout.startswith("test accuracy")
    assert len(result.stderr.splitlines()) == 1  # what is trained, where, on what


def test_tensorboard_logs_can_be_read_back(sample_root: Path, tmp_path: Path) -> None:
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    use("train", "--data", sample_root, "--out", tmp_path / "run", "--epochs", 2, "--tensorboard")
    events = accumulator.EventAccumulator(str(tmp_path / "run" / run.TENSORBOARD))
    events.Reload()
    logged = [event.value for event in events.Scalars("validation_accuracy")]
    recorded = run.read_metrics(tmp_path / "run")["epochs"]
    assert logged == pytest.approx([epoch["validation_accuracy"] for epoch in recorded])


# --- bad input -------------------------------------------------------------------------------------------------------


def test_a_second_run_in_the_same_directory_is_refused(trained: Path, sample_root: Path) -> None:
    before = (trained / run.METRICS).read_bytes()
    result = use("train", "--data", sample_root, "--out", trained)
    assert result.exit_code == 2
    assert f"{trained} already holds a run" in result.stderr
    assert (trained / run.METRICS).read_bytes() == before


def test_damaged_data_is_refused_by_name(sample_root: Path, tmp_path: Path, trained: Path) -> None:
    raw = data.raw_directory(tmp_path)
    raw.mkdir(parents=True)
    for path in data.raw_directory(sample_root).iterdir():
        (raw / path.name).write_bytes(path.read_bytes()[:-1])
    assert data.TRAIN_IMAGES in sentence(
        use("train", "--data", tmp_path, "--out", tmp_path / "run")
    )
    assert data.TRAIN_IMAGES in sentence(
        use("evaluate", "--data", tmp_path, "--weights", trained / run.WEIGHTS)
    )
    assert data.TRAIN_IMAGES in sentence(use("data", "--data", tmp_path))
    assert not (tmp_path / "run").exists()


def test_a_device_that_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda check_available: None)
    for device in ("cuda", "xpu", "toaster"):
        assert device in sentence(use("train", "--device", device, "--out", tmp_path / "run"))
    assert not (tmp_path / "run").exists()


class RunsCode:
    """Unpickled without care, this leaves a file behind."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("kind", ["code", "JSON", "empty", "missing", "another shape"])
def test_weights_that_are_none_are_refused_in_one_sentence_and_nothing_in_them_is_run(
    sample_root: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "model.pt"
    if kind == "code":
        path.write_bytes(pickle.dumps(RunsCode(tmp_path / "ran"), protocol=2))
    elif kind == "JSON":
        path.write_text('{"test_accuracy": 1.0}')
    elif kind == "empty":
        path.touch()
    elif kind == "another shape":
        torch.save(torch.nn.Linear(784, 11).state_dict(), path)
    for command in (
        ("evaluate", "--data", sample_root),
        ("predict", tmp_path / "digit.png"),
        ("export", "--out", tmp_path / "export"),
    ):
        assert str(path) in sentence(use(*command, "--weights", path))
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "export").exists()


def test_an_empty_checkpoint_is_not_resumed(sample_root: Path, tmp_path: Path) -> None:
    (tmp_path / run.CHECKPOINT).touch()
    result = use("train", "--data", sample_root, "--out", tmp_path, "--resume")
    assert run.CHECKPOINT in sentence(result)
    assert [path.name for path in tmp_path.iterdir()] == [run.CHECKPOINT]


def test_a_report_needs_a_finished_run(tmp_path: Path) -> None:
    assert run.METRICS in sentence(use("report", tmp_path))


def test_a_directory_that_cannot_be_written_to_is_refused(
    trained: Path, sample_root: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "below"
    refused = use("train", "--data", sample_root, "--out", below)
    assert refused.exit_code == 2
    assert "Cannot write in" in refused.stderr
    assert "Cannot write in" in sentence(use("data", "--sample", "--data", below))
    assert "Cannot write in" in sentence(
        use("export", "--weights", trained / run.WEIGHTS, "--out", below)
    )


def command(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
    """The command line in a process of its own, in a directory where nothing is."""
    return subprocess.Popen(
        [sys.executable, "-m", "tutorial_lib", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
            **environment,
        },
    )


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1:strict"])
def test_a_console_without_chinese_shows_the_help_all_the_same(encoding: str) -> None:
    for arguments in ([], ["data"], ["train"], ["predict"]):
        asked = command(*arguments, "--help", PYTHONIOENCODING=encoding)
        said, complained = asked.communicate()
        assert asked.returncode == 0, complained
        assert "Usage" in said
        assert complained == ""


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has a device that is always full"
)
def test_output_that_goes_to_a_full_disk_ends_in_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tutorial_lib", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    assert done.returncode == 2
    assert done.stderr == "Error: The output cannot be written (No space left on device).\n"


@pytest.mark.parametrize(
    "environment",
    [{"RANK": "1"}, {"RANK": "1", "LOCAL_RANK": "1"}, {"RANK": "", "WORLD_SIZE": "x"}],
    ids=str,
)
def test_a_variable_left_over_from_torchrun_silences_nothing(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run.METRICS in sentence(use("report", tmp_path))


@pytest.mark.parametrize("rank", [None, "", "first"])
def test_half_of_what_torchrun_sets_is_said(
    rank: str | None, sample_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "left over")
    for name in ("RANK", "LOCAL_RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    if rank is not None:
        monkeypatch.setenv("RANK", rank)
    refused = use("train", "--data", sample_root, "--out", tmp_path / "run")
    assert "torchrun sets RANK" in sentence(refused)


@pytest.mark.parametrize("kind", ["pipe", "device", "directory", "name with a line end", "missing"])
def test_predict_refuses_what_is_no_file_at_once(kind: str, trained: Path, tmp_path: Path) -> None:
    path = tmp_path / ("digit\n.png" if "line end" in kind else "digit.png")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "directory":
        path.mkdir()
    refused = use("predict", "--weights", trained / run.WEIGHTS, path)
    assert refused.exit_code == 2
    assert "cannot be read" in refused.stderr
    assert "Traceback" not in refused.output


def test_pictures_that_can_be_read_are_read_beside_one_that_cannot(
    trained: Path, tmp_path: Path, sample: Digits
) -> None:
    paths = [tmp_path / name for name in ("a.png", "blank.png", "b.png")]
    for path in paths:
        digit = sample.test_images[3].numpy() * (path.name != "blank.png")
        Image.fromarray(digit).save(path)
    result = use("predict", "--weights", trained / run.WEIGHTS, *paths)
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 2
    assert str(paths[1]) in result.stderr


def test_two_trainings_do_not_write_into_one_directory(sample_root: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    with files.alone_in(out):
        refused = use(
            "train", "--data", sample_root, "--out", out, "--epochs", 1, "--device", "cpu"
        )
        assert refused.exit_code == 2
        assert f"Another training writes to {out} just now" in refused.stderr
        assert list(out.iterdir()) == []
    done = use("train", "--data", sample_root, "--out", out, "--epochs", 1, "--device", "cpu")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_training_that_is_stopped_says_how_to_go_on(
    number: int, status: int, sample_root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    training = command(
        "train", "--data", sample_root, "--out", out, "--epochs", 500, "--device", "cpu"
    )
    deadline = time.monotonic() + 120
    while not (out / run.CHECKPOINT).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    training.send_signal(number)
    said, complained = training.communicate()
    assert training.returncode == status, complained
    assert said == ""
    assert complained.splitlines()[-1].startswith("Stopped.")
    assert "--resume" in complained.splitlines()[-1]
    assert "Traceback" not in complained
    resumed = use(
        "train", "--data", sample_root, "--out", out, "--resume", "--epochs", 500, "--seed", 1
    )
    assert "was begun with seed 0" in resumed.stderr  # what it left can be read


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--seed", "99999999999999999999999"),
        ("train", "--seed", "18446744073709551615"),
        ("train", "--seed", "4294967296"),
        ("train", "--seed", "zero"),
        ("train", "--epochs", "0"),
        ("train", "--model", "rnn"),
        ("train", "--seed", "-1"),
        ("fly",),
        ("predict",),
    ],
)
def test_what_the_command_line_cannot_mean_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    refused = use(*arguments)
    assert refused.exit_code == 2
    assert "Error" in refused.stderr
