"""gunicorn reads this where it is started: each worker keeps to a processor of its own (core/processors.py)."""

from itertools import count
from typing import Any

from core.processors import keep_to_one_processor


def pre_fork(server: Any, worker: Any) -> None:
    """A worker that takes the place of one that ended takes its processor, too."""
    taken = {other.processor for other in server.WORKERS.values()}
    worker.processor = next(number for number in count() if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    keep_to_one_processor(worker.processor)
