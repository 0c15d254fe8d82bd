"""Where files of tests are kept in memory: databases are copied hundreds of times, and nothing of it is to last."""

import os
import shutil
from pathlib import Path

ROOM = 4 * 1024**3


def folder_in_memory() -> Path | None:
    """None where there is none, or too little room: a container often has 64 MB."""
    memory = Path("/dev/shm")  # noqa: S108  a folder with a name by chance is made in it
    is_roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if is_roomy else None
