"""Hostile files are read in a process of their own, whose highest memory the kernel counts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.tables.children import FILES

ROOT = Path(__file__).parents[3]
MOST_KB = 300 * 1024
ANSWERS = {
    "five thousand rows": "5000 rows",
    "a bomb": "The file unpacks to far more than it may.",
    "giant dimensions": "1 rows",
    "texts without end": "The file unpacks to far more than it may.",
    "sheets without end": "The file unpacks to far more than it may.",
    "merged without end": "Too many cells of this sheet are merged.",
}


@pytest.mark.parametrize("name", FILES)
def test_memory_stays_small_whatever_the_file(name: str) -> None:
    child = subprocess.run(
        [sys.executable, "-m", "tests.core.tables.children", name],
        input=FILES[name](), capture_output=True, cwd=ROOT, check=True,
    )  # fmt: skip
    found = json.loads(child.stdout)

    assert found["said"].startswith(ANSWERS[name])
    assert found["peak_kb"] < MOST_KB
