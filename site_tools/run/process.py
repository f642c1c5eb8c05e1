"""The other end of `warm`: sends it jobs, hears what they do, and ends it where they do not end."""

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import IO, Any

_PACKAGE = Path(__file__).parents[2]


class WarmProcess:
    """Starts `warm` at the first job, and again after it has been ended.

    Args:
        hash_seed: of the order of sets; by default another at each start, as Python has it.
    """

    def __init__(self, hash_seed: str = "random") -> None:
        self._hash_seed = hash_seed
        self._process: subprocess.Popen[bytes] | None = None
        self._heard: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def send(self, message: dict[str, Any]) -> None:
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._process
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """The next message; ``None`` once the process is gone. `queue.Empty` where none comes in time."""
        return self._heard.get(timeout=seconds)

    def stop(self) -> None:
        """Ends the job that runs now."""
        if not hasattr(os, "fork"):
            self.end()
            return
        self.send({"stop": True})
        try:
            while "ended" not in (self.receive(10) or {"ended": 0}):
                pass
        except queue.Empty:
            self.end()

    def end(self) -> None:
        """Ends the process and all that it has started."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.communicate()
        self._process = None

    def _start(self) -> None:
        self._heard = queue.Queue()
        self._process = subprocess.Popen(
            # Shows every warning, also those that Python hides: what they announce breaks a page one day.
            [sys.executable, "-W", "default", "-X", "utf8", "-m", "site_tools.run.warm"],
            cwd=_PACKAGE,
            env=_environment() | {"PYTHONHASHSEED": self._hash_seed},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdout
        threading.Thread(
            target=_listen, args=(self._process.stdout, self._heard), daemon=True
        ).start()


def _listen(said: IO[bytes], heard: "queue.Queue[dict[str, Any] | None]") -> None:
    with contextlib.suppress(ValueError):  # closed by `end`
        for line in said:
            heard.put(json.loads(line))
    heard.put(None)


def _environment() -> dict[str, str]:
    """What a reader has, and what keeps a machine that runs many pages quick: one thread, no windows."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    caches = {
        "MPLCONFIGDIR": str(_PACKAGE / "build/matplotlib"),
        "TORCHINDUCTOR_CACHE_DIR": str(_PACKAGE / "build/inductor"),
    }
    return {"OMP_NUM_THREADS": "1"} | caches | kept | {"MPLBACKEND": "Agg"}


@cache
def shared() -> WarmProcess:
    """The one that all pages of this process share."""
    process = WarmProcess()
    atexit.register(process.end)
    return process
