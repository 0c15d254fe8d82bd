"""Bounds for work on files that strangers made, in a process of its own (core.jobs.processes)."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

MEMORY_BYTES = 500 * 1024 * 1024


@contextmanager
def limited(*, memory_bytes: int = MEMORY_BYTES, cpu_seconds: int) -> Iterator[None]:
    """This process ends rather than the machine, and rather than never: the parent hears of a child that died."""
    memory, time = resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory_bytes, memory[1]))
    resource.setrlimit(resource.RLIMIT_CPU, (_seconds_spent() + cpu_seconds, time[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, memory)
        resource.setrlimit(resource.RLIMIT_CPU, time)


def _address_space() -> int:
    with open("/proc/self/statm") as sizes:  # noqa: PTH123  not a file of ours
        return int(sizes.read().split()[0]) * resource.getpagesize()


def _seconds_spent() -> int:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return int(spent.ru_utime + spent.ru_stime)
