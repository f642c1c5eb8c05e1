"""`python -m site_tools.run.warm`: a Python that has imported torch and branches off a process for each page.

Reads jobs from stdin and writes what they do to stdout, one JSON object a line. Importing torch takes longer than most
pages run; nothing else is done here, so that every page begins as in a fresh Python. Where a process cannot branch
(Windows), it runs one job itself.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import select
import signal
import sys
from typing import Any

from site_tools.run import child


def main() -> None:
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)

    def send(message: dict[str, Any]) -> None:
        os.write(answers, json.dumps(message).encode() + b"\n")

    for line in jobs:
        job = json.loads(line)
        if "blocks" not in job:
            continue  # the word to stop a program that has already ended
        for name in job["imports"]:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        gc.freeze()  # what is here already, no page has to look through
        process = os.fork() if hasattr(os, "fork") else 0
        if process == 0:
            jobs.close()
            child.run(job, send)
            os._exit(0)
        send({"ended": _wait(process, jobs)})


def _wait(process: int, jobs: io.BufferedReader) -> int:
    """Waits for the process, or ends it once whoever asked for it wants no more or is gone; its exit code."""
    while True:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if select.select([jobs], [], [], 0.01)[0]:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            if not jobs.peek(1):
                sys.exit()
            return 0


if __name__ == "__main__":
    main()
