"""CPU-heavy work in spawned processes, so that rendering a PDF never holds the threads that answer requests."""

import atexit
import logging
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from django.conf import settings

from core.jobs.child import begin_child
from core.jobs.context import stopping
from core.jobs.errors import ChildDied, JobInterrupted
from core.processors import every_processor

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

_lock = threading.Lock()
_pool: ProcessPoolExecutor | None = None
_alone: set[ProcessPoolExecutor] = set()


def run_in_process(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The result of a module-level function, computed in another process; what it raises is raised here.

    A child that is killed is replaced, and its work begun once more; killed again, ChildDied is raised.
    """
    for _attempt in range(2):
        if stopping.is_set():
            raise JobInterrupted
        pool = _current_pool()
        try:
            return pool.submit(function, *args, **kwargs).result()
        except (BrokenProcessPool, CancelledError):
            if stopping.is_set():
                raise JobInterrupted from None
            logger.warning("a process died while working on %s", function.__qualname__)
            _discard(pool)
    raise ChildDied(function.__qualname__)


def run_alone(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Like `run_in_process`, in a process of its own and begun once: where it dies, this work has killed it."""
    pool = _new_pool(1)
    with _lock:
        _alone.add(pool)
    try:
        if stopping.is_set():
            raise JobInterrupted
        return pool.submit(function, *args, **kwargs).result()
    except (BrokenProcessPool, CancelledError):
        if stopping.is_set():
            raise JobInterrupted from None
        raise ChildDied(function.__qualname__) from None
    finally:
        _discard(pool)


def shut_down_processes() -> None:
    """End the children at once, whatever they are doing: their jobs are begun again by the next worker."""
    with _lock:
        pools = [*_alone, *([_pool] if _pool is not None else [])]
    for pool in pools:
        _discard(pool)


def _current_pool() -> ProcessPoolExecutor:
    global _pool
    with _lock:
        if _pool is None:
            _pool = _new_pool(max(1, settings.JOB_PROCESSES))
            atexit.register(shut_down_processes)
        return _pool


def _new_pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin_child,
        initargs=(every_processor(),),
    )


def _discard(pool: ProcessPoolExecutor) -> None:
    global _pool
    with _lock:
        _alone.discard(pool)
        if _pool is pool:
            _pool = None
            atexit.unregister(shut_down_processes)
    children = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for child in children:
        child.terminate()
