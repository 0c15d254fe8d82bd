"""Works a chosen set of jobs in the calling process, for commands that want to see the end of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from core import clock
from core.choices import JobState
from core.jobs import engine
from core.models import Job
from core.models.job import JobQuerySet

PAUSE_SECONDS = 0.2
HANDFUL = 20


@dataclass(frozen=True)
class JobTally:
    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.running + self.done + self.failed


def tally(jobs: JobQuerySet) -> JobTally:
    rows = jobs.order_by().values_list("state").annotate(Count("pk"))
    return JobTally(**dict(rows))


def work_until_idle(*, kinds: Sequence[str] | None, key_prefix: str, patient: bool) -> JobTally:
    chosen = Job.objects.with_prefix(key_prefix)
    if kinds is not None:
        chosen = chosen.filter(kind__in=kinds)
    if connection.in_atomic_block or settings.JOBS_ENGINE == "immediate" or settings.JOB_PROCESSES < 2:
        _work(chosen, patient)
    else:
        with ThreadPoolExecutor(settings.JOB_PROCESSES, thread_name_prefix="workbench") as pool:
            for ended in [pool.submit(_work_in_thread, chosen.all(), patient) for _i in range(settings.JOB_PROCESSES)]:
                ended.result()
    return tally(chosen)


def _work_in_thread(chosen: JobQuerySet, patient: bool) -> None:
    try:
        _work(chosen, patient)
    finally:
        connection.close()


def _work(chosen: JobQuerySet, patient: bool) -> None:
    while True:
        worked = 0
        for pk in chosen.claimable(clock.now()).order_by("pk").values_list("pk", flat=True)[:HANDFUL]:
            worked += engine.run(pk)
        if worked:
            continue
        if not patient or not _is_worth_waiting(chosen):
            return
        time.sleep(PAUSE_SECONDS)


def _is_worth_waiting(chosen: JobQuerySet) -> bool:
    """Somebody else is at work, or a failed attempt is to be repeated; not for what is postponed or on hold, nor for
    what is on hold and was left by a worker that died."""
    now = clock.now()
    return chosen.filter(
        Q(state=JobState.RUNNING, on_hold=False)
        | Q(state=JobState.RUNNING, lease_until__gte=now)
        | Q(state=JobState.WAITING, attempts__gt=0, on_hold=False)
        | Q(state=JobState.WAITING, run_after__lte=now, on_hold=False)
    ).exists()
