"""Which processors our threads run on.

CPython runs one thread of a process at a time. Spread over several processors that are free, the threads of a server
hand its lock from one to the next with every query, and 100 members at once cost half as much CPU again, in half as
much time again (docs/figures.md). So the one process that serves alone keeps to one processor; the others are for the
database and for children. Several that share the processors gain less: while they are not busy the threads of each are
spread over free ones, too, so a worker of gunicorn keeps to one of its own (gunicorn.conf.py).
"""

import os
from collections.abc import Collection

_AT_START = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def keep_to_one_processor(number: int) -> None:
    """For the calling thread and those it starts from now on; any `number` names one of those there are.

    Where the system cannot do it, or has one processor, nothing changes.
    """
    if len(_AT_START) > 1:
        os.sched_setaffinity(0, {sorted(_AT_START)[number % len(_AT_START)]})


def use_every_processor(processors: Collection[int]) -> None:
    """For a child whose parent keeps to one: work that is heavy belongs beside the serving threads."""
    if processors:
        os.sched_setaffinity(0, processors)


def every_processor() -> set[int]:
    """Those that this process was given at its start; empty where the system does not tell."""
    return set(_AT_START)
