"""Measures what the performance page tells but does not run: several rounds, a compiler, a busy machine.

python docs/figures/records/performance.py loader     an epoch of the page's two loops, ten rounds
python docs/figures/records/performance.py compile    torch.compile and bfloat16 against plain; needs a C++ compiler
python docs/figures/records/performance.py threads    the page's fast loop, quiet and beside a busy process

Each writes performance-….json beside this file.
"""

import contextlib
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path.insert(0, str(ROOT))


def page() -> dict[str, Any]:
    """What the page's first sections define; what they print is not heard."""
    from site_tools.read import read_snippet
    from tests.namespace import Namespace

    namespace = Namespace("performance.py")
    file = read_snippet("performance.py", ROOT)
    for name in ("digits", "median", "parts", "one-tensor"):
        with contextlib.redirect_stdout(io.StringIO()):
            for statement in file.section(name).statements:
                if not statement.source.startswith(("print", "show", "slow", "train_epoch(loader")):
                    exec(statement.source, namespace.names)
    return namespace.names


def loader() -> dict[str, object]:
    """Milliseconds of an epoch, and the loading's share of it, in turns."""
    import torch

    names = page()
    contenders = {
        "DataLoader": lambda: names["loader"],
        "one tensor": lambda: names["batches"](torch.randperm(5000)),
    }
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
    for number in range(11):
        for name, batches in contenders.items():
            torch.manual_seed(number)
            model = names["build"]()
            optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
            spent = names["train_epoch"](batches(), model, optimizer)
            if number:  # the first is the warm-up
                rounds[name].append({part: round(1000 * s, 2) for part, s in spent.items()})
    return {"threads": torch.get_num_threads(), "milliseconds": rounds}


def compile_() -> dict[str, object]:
    """Seconds of the first call, and the median of later ones in microseconds."""
    import torch

    names = page()
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = tempfile.mkdtemp()
    images, answers = names["all_images"][:64], names["all_answers"][:64]
    numbers = torch.randn(4_000_000)

    def step(model: torch.nn.Module) -> Callable[[], object]:
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

        def act() -> None:
            optimizer.zero_grad()
            names["criterion"](model(images), answers).backward()
            optimizer.step()

        return act

    def chain(x: torch.Tensor) -> torch.Tensor:
        return 0.5 * x * (1 + torch.tanh(0.7979 * (x + 0.0447 * x * x * x)))

    compiled = torch.compile(chain)
    contenders: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "training step": (step(names["build"]()), step(torch.compile(names["build"]()))),
        "chain": (lambda: chain(numbers), lambda: compiled(numbers)),
    }
    found: dict[str, object] = {"threads": torch.get_num_threads()}
    for name, (plain, fused) in contenders.items():
        start = time.perf_counter()
        fused()
        first = time.perf_counter() - start
        found[name] = {
            "first call, seconds": round(first, 1),
            "plain, microseconds": round(1e6 * names["median_time"](plain, 100)),
            "compiled, microseconds": round(1e6 * names["median_time"](fused, 100)),
        }
    left, right = torch.randn(2, 1024, 1024)

    def half() -> None:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            left @ right

    def half_step() -> None:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = names["criterion"](model(images), answers)
        loss.backward()

    def whole_step() -> None:
        names["criterion"](model(images), answers).backward()

    model = names["build"]()
    found["bfloat16"] = {
        name: {
            "float32, microseconds": round(1e6 * names["median_time"](whole, 50)),
            "bfloat16, microseconds": round(1e6 * names["median_time"](halved, 50)),
        }
        for name, whole, halved in (
            ("product", lambda: left @ right, half),
            ("forward and backward", whole_step, half_step),
        )
    }
    return found


WAYS: dict[str, dict[str, str]] = {
    "all threads": {},
    "all threads, no spinning": {"GOMP_SPINCOUNT": "0", "KMP_BLOCKTIME": "0"},
    "one thread": {"OMP_NUM_THREADS": "1"},
}


STEPS, ROUNDS = 100, 5


def threads() -> dict[str, object]:
    """Seconds of so many training steps, alone and beside `while True: pass`; each way in a Python of its own."""
    plain = {
        key: value
        for key, value in os.environ.items()
        if key not in ("OMP_NUM_THREADS", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")
    }
    rounds = {
        name: json.loads(
            subprocess.run(
                [sys.executable, __file__, "steps"],
                env=plain | setting,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for name, setting in WAYS.items()
    }
    medians = {
        name: {state: round(statistics.median(times), 2) for state, times in found.items()}
        for name, found in rounds.items()
    }
    return {"steps": STEPS, "rounds": rounds, "seconds": medians}


def steps() -> None:
    """Prints the seconds of the page's network for so many steps, in rounds, alone and then beside a busy process."""
    import torch

    torch.manual_seed(0)
    sizes = (784, 128, 64, 10)
    layers = [torch.nn.Linear(*pair) for pair in pairwise(sizes)]
    model = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    images, answers = torch.randn(64, 784), torch.randint(10, (64,))

    def seconds() -> float:
        start = time.perf_counter()
        for _ in range(STEPS):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(images), answers).backward()
            optimizer.step()
        return round(time.perf_counter() - start, 3)

    seconds()  # the warm-up
    found = {"quiet": [seconds() for _ in range(ROUNDS)]}
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as beside:
        time.sleep(0.5)
        found["busy"] = [seconds() for _ in range(3)]
        beside.kill()
    print(json.dumps(found))


def versions() -> dict[str, object]:
    import torch

    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "system": f"{platform.system()} {platform.machine()}",
    }


def main(what: str) -> None:
    measure = {"loader": loader, "compile": compile_, "threads": threads}[what]
    record = {
        "made_by": f"python docs/figures/records/performance.py {what}",
        "versions": versions(),
        "cores": os.cpu_count(),
        **measure(),
    }
    text = json.dumps(record, indent=1) + "\n"
    (FOLDER / f"performance-{what}.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    if sys.argv[1] == "steps":
        steps()
    else:
        main(sys.argv[1])
