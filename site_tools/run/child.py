"""A page's own process: runs the page's program and says what each statement did, and what it left behind.

Whatever the program does to Python, torch or its own process ends with this process.
"""

import atexit
import ctypes
import gc
import os
import sys
import tempfile
import threading
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import psutil

from site_tools.run.execution import execute

Send = Callable[[dict[str, Any]], None]
_OPENED_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# What changes files, by the name of Python's audit event, and which of its arguments are paths.
_CHANGES = {"os.mkdir": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2,
            "os.truncate": 1, "os.chmod": 1, "os.utime": 1}  # fmt: skip


def run(job: dict[str, Any], send: Send) -> None:
    """Runs the blocks of a job. Nothing may run in this process after it."""
    sandbox = Path(job["sandbox"]).resolve()
    output = _Output(sandbox / "output")
    _settle(job, sandbox)
    writes = _Writes(sandbox)
    send({"begun": True})
    module = types.ModuleType("__main__")  # where pickle looks up the classes of a page
    sys.modules["__main__"] = module
    threads: dict[threading.Thread, str] = {}
    for index, block in enumerate(job["blocks"]):
        module.__file__ = block["file"]
        for number, result in execute(block["codes"], vars(module), block["file"], output.printed):
            send({"block": index, "statement": number, **result})
        faults = writes.found() + output.restored()
        for thread in threading.enumerate():
            threads.setdefault(thread, block["name"])
        send({"block": index, "faults": faults})
    left = [
        f"a thread that {name} started still runs: {thread.name}"
        for thread, name in threads.items()
        if thread.is_alive() and thread is not threading.main_thread()
    ]
    left += [f"a process is left running: {command}" for command in _ended_processes()]
    device = _device()
    # The end of Python, as far as a page sees it; taking torch apart as well takes longer than most pages.
    atexit._run_exitfuncs()
    vars(module).clear()
    gc.collect()
    if said := output.printed().strip():
        left.append(f"prints when its program has ended: {said}")
    send({"left": left, "device": device})


def _settle(job: dict[str, Any], sandbox: Path) -> None:
    """Makes this process what a reader's Python is: in a folder of its own, knowing nothing of ours."""
    home = str(sandbox / "home")
    os.environ.update(HOME=home, USERPROFILE=home, TMPDIR=str(sandbox / "tmp"))
    tempfile.tempdir = None
    os.chdir(job["folder"])
    sys.argv = [f"{job['name']}.py"]
    ours = Path(__file__).parents[2]
    sys.path = [job["folder"], *(one for one in sys.path if Path(one).resolve() != ours)]
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("site_tools", "tutorial_lib"):
            del sys.modules[name]


class _Output:
    """All that comes out of this process, whoever writes it: Python, C++, or another program."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._take()
        self._read = os.open(path, os.O_RDONLY)
        self._c = ctypes.CDLL(None) if os.name != "nt" else ctypes.CDLL("ucrtbase")

    def _take(self) -> None:
        to = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for descriptor in (1, 2):
            os.dup2(to, descriptor)
        self._place = os.fstat(to)
        if to > 2:
            os.close(to)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a page has put there may be an open file
            sys.stdout = self._out = _stream(1, "strict")
            sys.stderr = self._err = _stream(2, "backslashreplace")

    def printed(self) -> str:
        for stream in (self._out, self._err):
            if not stream.closed:
                stream.flush()
        self._c.fflush(None)
        said = b"".join(iter(lambda: os.read(self._read, 1 << 16), b""))
        return said.decode("utf-8", "backslashreplace").replace("\r\n", "\n")

    def restored(self) -> list[str]:
        """What a block has done to the streams; they are whole again then."""
        faults = []
        for name, descriptor, stream in (("stdout", 1, self._out), ("stderr", 2, self._err)):
            if getattr(sys, name) is not stream or stream.closed:
                faults.append(f"leaves sys.{name} replaced, so that nothing shows what is printed")
            try:
                moved = not os.path.samestat(os.fstat(descriptor), self._place)
            except OSError:
                moved = True
            if moved:
                faults.append(
                    f"leaves {name} pointed elsewhere, so that nothing shows what is printed"
                )
        if faults:
            self._take()
        return faults


def _stream(descriptor: int, errors: str) -> TextIO:
    return open(descriptor, "w", encoding="utf-8", errors=errors, buffering=1, closefd=False)


class _Writes:
    """Notes what is written outside the page's folder, as Python's own audit reports it."""

    def __init__(self, sandbox: Path) -> None:
        names = ("MPLCONFIGDIR", "TORCHINDUCTOR_CACHE_DIR")
        caches = [os.environ[name] for name in names if name in os.environ]
        allowed = [
            str(Path.cwd()),
            str(sandbox / "tmp"),
            str(sandbox / "home/.cache"),
            "/dev",
            *caches,
        ]
        self._allowed = tuple(os.path.join(os.path.realpath(one), "") for one in allowed)  # noqa: PTH118
        self._home = str(sandbox / "home")
        self._found: list[str] = []
        sys.addaudithook(self._heard)

    def found(self) -> list[str]:
        found, self._found = self._found, []
        return [f"writes outside the page's folder: {path}" for path in dict.fromkeys(found)]

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            paths = arguments[:1] if (arguments[2] or 0) & _OPENED_TO_WRITE else ()
        elif event in _CHANGES:
            paths = arguments[: _CHANGES[event]]
        else:
            return
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike):
                place = os.path.realpath(os.fsdecode(path))
                inside = f"{place}{os.sep}".startswith(self._allowed) or "__pycache__" in place
                if not inside:
                    self._found.append(place.replace(self._home, "~"))


def _ended_processes() -> list[str]:
    """The processes that this one has started and not ended; they are ended now."""
    commands = []
    for process in psutil.Process().children(recursive=True):
        try:
            command = " ".join(process.cmdline())
            # Python's own helper of shared memory ends with the process that it serves.
            if process.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in command:
                commands.append(command)
                process.kill()
        except psutil.NoSuchProcess:
            continue
    return commands


def _device() -> str:
    """The accelerator that the page's code found: its name, or its type where it has none; else CPU."""
    torch = sys.modules.get("torch")
    accelerator = torch and torch.accelerator.current_accelerator(check_available=True)
    if not torch or accelerator is None:
        return "CPU"
    return torch.cuda.get_device_name() if accelerator.type == "cuda" else str(accelerator.type)
