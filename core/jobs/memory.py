"""A limit on what a child takes, so that a hostile file ends a process and not the machine."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

MEMORY_BYTES = 500 * 1024 * 1024


@contextmanager
def limited_memory() -> Iterator[None]:
    """This process ends rather than the machine: the parent hears of a child that died."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + MEMORY_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    with open("/proc/self/statm") as sizes:  # noqa: PTH123  not a file of ours
        return int(sizes.read().split()[0]) * resource.getpagesize()
