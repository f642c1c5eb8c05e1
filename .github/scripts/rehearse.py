#!/usr/bin/env python3
"""Runs the workflows' commands here, and writes into .github/RUNS.md what came of each: `make rehearse`.

Every command that a workflow gives to make, once, in the order of `WORKFLOWS`; with names of workflows only theirs, and
what was recorded of the others stays. What needs GitHub itself (the uploads, `release.sh`, `canary-issue.sh`) or
Windows is left to tests/test_workflows.py. DEVICE=cpu in the environment trains on the CPU even where a GPU is at
hand. `make requirements` changes the pins, so rehearse in a clone of its own.
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
OF_MAKE = ("ARGUMENTS", "MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL")

HEAD = """# The workflows' commands, rehearsed

Written by `make rehearse`.

| command | workflows | outcome | minutes | last line | when, at which commit | where |
|---|---|---|---|---|---|---|
"""


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


def commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return said.stdout.strip()


def machine() -> str:
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores, {device}, "
        f"Python {platform.python_version()}, torch {metadata.version('torch')}"
    )


def run(command: str) -> str:
    """Runs a command; what came of it, as cells of its row. What it says is shown as it comes."""
    print(f"== {command}", flush=True)
    start = time.monotonic()
    ran = subprocess.Popen(
        command.split(),
        cwd=ROOT,
        # What make was told for the rehearsal is not meant for what is rehearsed.
        env={name: value for name, value in os.environ.items() if name not in OF_MAKE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
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


def recorded() -> dict[str, str]:
    """The row of each command that was rehearsed before."""
    lines = REPORT.read_text(encoding="utf-8").splitlines() if REPORT.is_file() else []
    return {line.split("`")[1]: line for line in lines if line.startswith("| `")}


def main(wanted: list[str]) -> int:
    if unknown := {*wanted} - {*WORKFLOWS}:
        print(f"no such workflow: {', '.join(unknown)}; there are {', '.join(WORKFLOWS)}")
        return 2
    given, rows, broken = commands(), recorded(), False
    where, at = machine(), commit()
    for command, users in given.items():
        if wanted and not {*users} & {*wanted}:
            continue
        came = run(command)
        broken |= came.startswith("failed")
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        rows[command] = f"| `{command}` | {', '.join(users)} | {came} | {day}, {at} | {where} |"
        # At once: one that is stopped half-way leaves what it has seen.
        kept = "".join(f"{rows[one]}\n" for one in given if one in rows)
        REPORT.write_text(HEAD + kept, encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
