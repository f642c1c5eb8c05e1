"""A small tutorial that pytest runs as it runs the real one."""

import shutil
from pathlib import Path

import pytest

from tests.site_tools.conftest import Project

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    shutil.copy(ROOT / "conftest.py", pytester.path)
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    return Project(pytester.path)
