from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit, clock
from core.choices import JobState
from core.errors import DomainError
from core.identifiers import uuid7
from core.jobs import registry
from core.jobs.tasks import enqueue_on_commit
from core.jobs.workbench import JobTally, work_until_idle
from core.models import Job


class JobNotRepeatable(DomainError):  # noqa: N818  names the refusal
    """The job runs at this moment, or is done."""


def submit_job(*, kind: str, payload: dict[str, Any], key: str, run_after: datetime | None = None) -> Job:
    """Have the work done once, after the caller's transaction commits; the same key gives the same job again."""
    registry.get_kind(kind)
    now = clock.now()
    with transaction.atomic():
        job = Job(key=key, kind=kind, payload=payload, run_after=run_after or now, created_at=now)
        try:
            # Written before it is looked for: a key is nearly always new, and submitting a test counts its queries.
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            return Job.objects.get(key=key)
        if job.run_after <= now:
            enqueue_on_commit(job)
    return job


def submit_jobs(*, kind: str, payloads: Mapping[str, dict[str, Any]]) -> list[Job]:
    """As `submit_job`, for many jobs of one kind by key, in two statements; returned are those that are new."""
    registry.get_kind(kind)
    now = clock.now()
    with transaction.atomic():
        known = set(Job.objects.filter(key__in=payloads).values_list("key", flat=True))
        jobs = [
            Job(key=key, kind=kind, payload=payload, run_after=now, created_at=now)
            for key, payload in payloads.items()
            if key not in known
        ]
        try:
            with transaction.atomic():
                Job.objects.bulk_create(jobs)
        except IntegrityError:  # somebody else submitted one of them in this moment
            return [submit_job(kind=kind, payload=job.payload, key=job.key) for job in jobs]
        for job in jobs:
            enqueue_on_commit(job)
    return jobs


def gather_job(*, kind: str, gathering: str, payload: dict[str, Any], quiet: timedelta, latest: timedelta) -> Job:
    """One job for what comes in a row: it runs once nothing more has come for `quiet`, at the latest `latest` after the
    first. While it waits, lists in the payload of a further call join its own."""
    now = clock.now()
    with transaction.atomic():
        waiting = Job.objects.select_for_update().filter(kind=kind, state=JobState.WAITING)
        job = waiting.with_prefix(f"{gathering}:").first()
        if job is None:
            key = f"{gathering}:{uuid7().hex}"
            return submit_job(kind=kind, payload=payload, key=key, run_after=now + quiet)
        for name, value in payload.items():
            if isinstance(value, list):
                job.payload[name] += [one for one in value if one not in job.payload[name]]
        job.run_after, job.queued_at = min(now + quiet, job.created_at + latest), None
        job.save(update_fields=["payload", "run_after", "queued_at"])
    return job


def retry_job(*, job: Job, actor: AbstractBaseUser) -> Job:
    """Begin a failed job anew, or a waiting one at once; a running or finished one is refused."""
    now = clock.now()
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state__in=[JobState.WAITING, JobState.FAILED], on_hold=False)
        renewed = again.update(
            state=JobState.WAITING, reason="", attempts=0, run_after=now, finished_at=None, queued_at=None
        )
        if not renewed:
            raise JobNotRepeatable(_("Only a failed or waiting job can be tried again."))
        audit.record(action="job.retried", actor=actor, subject=f"job:{job.pk}", data={"key": job.key})
        job.refresh_from_db()
        enqueue_on_commit(job)
    return job


def hold_jobs(*, key_prefix: str) -> int:
    """Have nobody begin these jobs until `release_jobs`; those at work stop at their next report of progress, with no
    attempt used. Outlives every restart. Returns how many unfinished ones are newly on hold."""
    return Job.objects.with_prefix(key_prefix).unfinished().filter(on_hold=False).update(on_hold=True)


def release_jobs(*, key_prefix: str) -> int:
    """Let those on hold go on where they were, from the commit of the caller's transaction; returns how many."""
    with transaction.atomic():
        # All of them at once: one that is just letting go is either waiting here, or finds itself released.
        held = list(Job.objects.with_prefix(key_prefix).filter(on_hold=True).select_for_update().order_by("pk"))
        Job.objects.filter(pk__in=[job.pk for job in held]).update(on_hold=False)
        waiting = [job for job in held if job.state == JobState.WAITING]
        Job.objects.filter(pk__in=[job.pk for job in waiting]).update(reason="", run_after=clock.now(), queued_at=None)
        for job in waiting:
            enqueue_on_commit(job)
    return len(held)


def work_jobs(*, kinds: Sequence[str] | None = None, key_prefix: str = "", until_idle: bool = True) -> JobTally:
    """Work the waiting jobs of these kinds and keys in this process, beside whatever worker runs.

    Until idle, it waits for those that others are working and for those that are tried again, but not for those
    postponed or on hold; otherwise it goes once through those that are due. Returns how the chosen jobs stand.
    """
    return work_until_idle(kinds=kinds, key_prefix=key_prefix, patient=until_idle)
