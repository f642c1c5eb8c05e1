"""Where nothing may be missing, a test that skips itself fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SKIPS = """import pytest
def test_one(): pytest.skip("no browser")
def test_two(): pass
"""


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--no-skips",), 1)])
def test_a_skip_fails_only_where_it_is_forbidden(
    tmp_path: Path, options: tuple[str, ...], code: int
) -> None:
    (tmp_path / "test_skips.py").write_text(SKIPS, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", *options],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stdout
    assert ("no browser" in ran.stdout) == bool(options)
