#!/usr/bin/env python3
"""Runs the workflows' commands here, and writes into .github/RUNS.md what came of each: `make rehearse`.

Every command that a workflow gives to make, in the order of `WORKFLOWS`, once. What needs GitHub itself (the uploads,
`release.sh`, `canary-issue.sh`) or Windows is left to tests/test_workflows.py. DEVICE=cpu in the environment trains
on the CPU even where a GPU is at hand. `make requirements` changes the pins, so rehearse in a clone of its own.
"""

import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import torch
import yaml

ROOT = Path(__file__).parents[2]
REPORT = ROOT / ".github/RUNS.md"
# The canary last: it installs other versions.
WORKFLOWS = ("ci", "publish", "release", "canary")


def commands() -> dict[str, list[str]]:
    """Each command, and the workflows that give it."""
    found: dict[str, list[str]] = {}
    for name in WORKFLOWS:
        workflow = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text("utf-8"))
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                if step.get("run", "").startswith("make ") and "${{" not in step["run"]:
                    users = found.setdefault(step["run"], [])
                    users += [name] if name not in users else []
    return found


def machine() -> str:
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} CPU cores, {device}, Python {platform.python_version()}, "
        f"torch {metadata.version('torch')}, DEVICE={os.environ.get('DEVICE', '')}"
    )


def run(command: str) -> str:
    """Runs a command; its row without the workflows. What it says is shown as it comes."""
    print(f"== {command}", flush=True)
    start = time.monotonic()
    ran = subprocess.Popen(
        command.split(), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert ran.stdout is not None
    said = []
    for line in ran.stdout:
        print(line, end="", flush=True)
        # Make's own last word says only that something failed.
        if line.strip() and not line.startswith("make"):
            said.append(line.strip())
    code = ran.wait()
    minutes, seconds = divmod(round(time.monotonic() - start), 60)
    outcome = "passed" if code == 0 else f"failed ({code})"
    last = said[-1].replace(str(ROOT), ".")[:100].replace("|", "\\|") if said else ""
    return f"{outcome} | {minutes}:{seconds:02} | {last}"


def main() -> int:
    head = machine()
    rows = [
        f"| `{command}` | {', '.join(users)} | {run(command)} |"
        for command, users in commands().items()
    ]
    REPORT.write_text(
        "\n".join(
            [
                "# The workflows' commands, rehearsed",
                "",
                f"Written by `make rehearse`: {head}.",
                "",
                "| command | workflows | outcome | minutes | last line |",
                "|---|---|---|---|---|",
                *rows,
                "",
            ]
        ),
        encoding="utf-8",
    )
    print(REPORT.read_text(encoding="utf-8"))
    return int(any("| failed" in row for row in rows))


if __name__ == "__main__":
    sys.exit(main())
