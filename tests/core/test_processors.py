"""Affinity belongs to a thread, so each case has one of its own and the suite keeps its processors."""

import os
import runpy
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.jobs.processes import run_in_process, shut_down_processes
from core.processors import every_processor, keep_to_one_processor

GIVEN = sorted(os.sched_getaffinity(0))
needs_two = pytest.mark.skipif(len(GIVEN) < 2, reason="one processor cannot be shared out")


def in_a_thread(deed: Callable[[], object]) -> set[int]:
    """The processors of a thread that was started by one that did the deed."""
    seen: list[set[int]] = []

    def first() -> None:
        deed()
        inner = threading.Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
        inner.start()
        inner.join()

    outer = threading.Thread(target=first)
    outer.start()
    outer.join()
    return seen[0]


@needs_two
def test_threads_begun_afterwards_keep_to_the_same_processor() -> None:
    assert in_a_thread(lambda: keep_to_one_processor(0)) == {GIVEN[0]}
    assert in_a_thread(lambda: keep_to_one_processor(len(GIVEN) + 1)) == {GIVEN[1]}
    assert sorted(os.sched_getaffinity(0)) == GIVEN == sorted(every_processor())


@needs_two
@pytest.mark.slow
def test_heavy_work_of_a_process_that_keeps_to_one_has_them_all() -> None:
    seen: list[list[int]] = []

    def deed() -> None:
        keep_to_one_processor(0)
        seen.append(sorted(run_in_process(os.sched_getaffinity, 0)))

    try:
        in_a_thread(deed)
    finally:
        shut_down_processes()

    assert seen == [GIVEN]


@needs_two
def test_a_worker_of_gunicorn_takes_the_processor_that_is_free():
    settings = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
    server = SimpleNamespace(WORKERS={11: SimpleNamespace(processor=0), 13: SimpleNamespace(processor=2)})
    worker = SimpleNamespace()

    settings["pre_fork"](server, worker)

    assert worker.processor == 1
    assert in_a_thread(lambda: settings["post_fork"](server, worker)) == {GIVEN[1]}
