"""A sparse file of two gigabytes on its whole way in: parsed, kept, told, served. Never in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LIMIT_KB = 400 * 1024


@pytest.mark.slow
def test_two_gigabytes_pass_in_less_than_400_mb_of_memory(tmp_path: Path) -> None:
    """In a process of its own, whose highest memory the system tells; the file in the store is sparse again."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.recordings.two_gigabytes", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = dict(line.split("=") for line in done.stdout.split())
    assert int(said["bytes"]) > 2 * 1024**3
    assert said["seconds"] == "12.0"
    assert said["part"] == "206"
    assert int(said["peak_kb"]) < LIMIT_KB
