from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock
from core.jobs import registry
from core.jobs.tasks import enqueue_on_commit
from core.jobs.workbench import JobTally, work_until_idle
from core.models import Job


def submit_job(*, kind: str, payload: dict[str, Any], key: str, run_after: datetime | None = None) -> Job:
    """Have the work done once, after the caller's transaction commits; the same key gives the same job again."""
    registry.get_kind(kind)
    now = clock.now()
    with transaction.atomic():
        job, created = Job.objects.get_or_create(
            key=key, defaults={"kind": kind, "payload": payload, "run_after": run_after or now, "created_at": now}
        )
        if created and job.run_after <= now:
            enqueue_on_commit(job)
    return job


def work_jobs(*, kinds: Sequence[str] | None = None, key_prefix: str = "", until_idle: bool = True) -> JobTally:
    """Work the waiting jobs of these kinds and keys in this process, beside whatever worker runs.

    Until idle, it waits for those that others are working and for those that are tried again, but not for postponed
    ones; otherwise it goes once through those that are due. Returns how the chosen jobs stand.
    """
    return work_until_idle(kinds=kinds, key_prefix=key_prefix, patient=until_idle)
