"""Start training runs that a test may kill: a process that has imported torch once and forks a child for each run.

Prints a line when it is ready. Then reads a run directory and the settings as JSON from a line of standard input and
prints the child's process id; reads another line, waits for the child to end, and prints its exit code (negative: the
signal that ended it).
"""

import json
import os
import sys
import traceback
from pathlib import Path

import torch

from tutorial_lib.mnist import data, fit
from tutorial_lib.mnist.data import Digits


def main() -> None:
    torch.set_num_threads(1)
    torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))])  # imports what takes long
    sample = data.read(Path(sys.argv[1]))
    few = Digits(
        sample.name,
        sample.train_images[:600],
        sample.train_labels[:600],
        sample.test_images[:200],
        sample.test_labels[:200],
    )
    print("ready", flush=True)
    for line in sys.stdin:
        directory, settings = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                fit.fit(settings, few, Path(directory), torch.device("cpu"), resume=True)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        print(child, flush=True)
        sys.stdin.readline()
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
