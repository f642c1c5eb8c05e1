"""Draws the pictures of `distributed.md`, and repeats its experiment.

python docs/figures/distributed.py          writes distributed-*.svg and the cover beside this file
python docs/figures/distributed.py seeds    first trains with ten seeds, and writes records/distributed-seeds.json
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from drawing import (
    BLUE,
    FIGURES,
    INK,
    MIDDLE,
    ORANGE,
    VIOLET,
    dot,
    path,
    svg,
    text,
    write,
    write_cover,
)
from measuring import made_by

RECORD = FIGURES / "records" / "distributed-seeds.json"
LOOK = ' font-size="16"'


def train_ten_times() -> dict[str, Any]:
    """How far the weights of two processes are from each other, and from those of one, for ten seeds."""
    import torch

    source = (FIGURES.parents[1] / "snippets/distributed.py").read_text(encoding="utf-8")
    script = source.partition('Path("ddp.py").write_text("""')[2].partition('""")')[0]
    runs = []
    for seed in range(10):
        with tempfile.TemporaryDirectory() as folder:
            seeded = script.replace("manual_seed(0)", f"manual_seed({seed})").replace(
                "manual_seed(rank)", f"manual_seed({seed} + rank)"
            )
            Path(folder, "ddp.py").write_text(seeded, encoding="utf-8")
            for processes in ("1", "2"):
                subprocess.run(
                    [
                        *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
                        *("--nproc-per-node", processes, "ddp.py"),
                    ],
                    cwd=folder,
                    check=True,
                    capture_output=True,
                )
            alone, first, second = (
                torch.load(Path(folder, f"rank-{name}.pt"))
                for name in ("0-of-1", "0-of-2", "1-of-2")
            )
        runs.append(
            {
                "seed": seed,
                "between ranks": max(float((first[n] - second[n]).abs().max()) for n in first),
                "from one process": max(float((first[n] - alone[n]).abs().max()) for n in first),
            }
        )
    return {
        **made_by("python docs/figures/distributed.py seeds"),
        "runs": runs,
    }


def shards() -> str:
    """Seven samples for two processes, in the order of torch's first epoch; one of them comes twice."""
    from torch.utils.data.distributed import DistributedSampler

    shares: list[list[int]] = [
        list(DistributedSampler(range(7), num_replicas=2, rank=rank))  # type: ignore[arg-type]
        for rank in range(2)
    ]
    dealt = [*shares[0], *shares[1]]
    parts = []
    for rank, share in enumerate(shares):
        y = 12 + 70 * rank
        parts.append(text(8, y + 34, f"rank {rank}"))
        for turn, sample in enumerate(share):
            x, color = 100 + 66 * turn, ORANGE if dealt.count(sample) > 1 else BLUE
            parts.append(
                f'<rect x="{x}" y="{y}" width="56" height="56" rx="9" fill="{color}" '
                f'fill-opacity="0.18" stroke="{color}" stroke-width="2"/>'
            )
            parts.append(text(x + 28, y + 34, f"{sample}", MIDDLE))
    return svg(376, 150, "".join(parts), LOOK)


def cover() -> str:
    """Two processes, their gradients, and the one step that both take."""
    first, second, mean = (56, 26), (56, 94), (150, 60)
    return (
        path("M64 29L142 57M64 91L142 63", INK, stroke_dasharray="5 5", opacity=0.6)
        + path("M150 60h62", VIOLET, stroke_width=4)
        + path("M204 52l8 8-8 8", VIOLET, stroke_width=4)
        + path("M14 26h34", BLUE, stroke_width=4)
        + path("M14 94h34", ORANGE, stroke_width=4)
        + dot(first, 9, BLUE)
        + dot(second, 9, ORANGE)
        + dot(mean, 11, VIOLET)
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["seeds"]:
        RECORD.write_text(json.dumps(train_ten_times(), indent=1) + "\n", encoding="utf-8")
    write("distributed-shards", shards())
    write_cover("distributed", cover())
