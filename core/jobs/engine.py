"""Takes one job from waiting to done or failed, whoever else tries the same and whatever dies on the way."""

import logging
import os
import socket
import threading
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.choices import JobState
from core.errors import DomainError
from core.jobs import leases, registry
from core.jobs.context import JobContext, lease_length
from core.jobs.errors import JobInterrupted, JobOnHold, JobPostponed, LeaseLost, UnknownJobKind
from core.kill_points import kill_point
from core.models import Job

logger = logging.getLogger(__name__)

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(minutes=15)
UNKNOWN_KIND_DELAY = timedelta(minutes=2)


def process_name() -> str:
    return f"{socket.gethostname()[-40:]}:{os.getpid()}"


def worker_name() -> str:
    return f"{process_name()}:{threading.current_thread().name}"[:120]


def back_off(attempt: int) -> timedelta:
    """10 s, 30 s, 90 s, ... up to a quarter of an hour."""
    factor: int = 3 ** min(attempt - 1, 10)
    return min(FIRST_DELAY * factor, LONGEST_DELAY)


def run(pk: int) -> bool:
    """Work the job if it is due and nobody else has it; says whether it was worked. Never raises for a failing job."""
    context = claim(pk)
    if context is None:
        return False
    kill_point("job.claimed")
    try:
        kind = registry.get_kind(context.kind)
    except UnknownJobKind:
        # During a deployment, an old worker meets new jobs.
        reason = _("This worker does not know the kind “%(kind)s” yet.") % {"kind": context.kind}
        _postpone(context, reason, UNKNOWN_KIND_DELAY, attempts=context.attempt - 1)
        return True
    if context.attempt > kind.max_attempts:
        _fail(context, _("The process working on it was stopped %(count)d times.") % {"count": kind.max_attempts})
        return True
    _work(context, kind)
    return True


def claim(pk: int) -> JobContext | None:
    """The job with a fresh lease, or None when it is not due or somebody else was first: one guarded UPDATE decides."""
    now = clock.now()
    token = uuid.uuid4().hex
    claimed = (
        Job.objects.filter(pk=pk)
        .claimable(now)
        .update(
            state=JobState.RUNNING,
            reason="",
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=now + lease_length(),
            worker=worker_name(),
            started_at=now,
        )
    )
    if not claimed:
        return None
    job = Job.objects.get(pk=pk)
    return JobContext(job.pk, job.kind, job.key, job.payload, job.attempts, token)


def _work(context: JobContext, kind: registry.JobKind) -> None:
    try:
        with leases.kept(context):
            result = kind.handler.work(context)
        kill_point("job.worked")
        _finish(context, kind, result)
        kill_point("job.finished")
    except LeaseLost:
        logger.warning("job %s was taken over by another worker; this run leaves no trace", context.key)
    except JobOnHold:
        _postpone(context, _("It is paused."), timedelta(0), attempts=context.attempt - 1)
        # Whoever released it meanwhile saw it at work and sent no message: then it goes on here.
        run(context.job_id)
    except JobPostponed as postponed:
        _postpone(context, str(postponed.reason), postponed.retry_after, attempts=0)
    except DomainError as refusal:
        _fail(context, str(refusal))
    except Exception as error:
        logger.exception("job %s, attempt %d of %d", context.key, context.attempt, kind.max_attempts)
        reason = _("Unexpected error: %(error)s") % {"error": f"{type(error).__name__}: {error}"}
        if context.attempt >= kind.max_attempts:
            _fail(context, reason)
        else:
            _settle(context, state=JobState.WAITING, reason=reason, run_after=clock.now() + back_off(context.attempt))
    except BaseException as interruption:
        # Ctrl-C, or the process is stopping: the job is somebody else's from this moment, not when the lease runs out.
        _postpone(context, _("The worker was stopped."), timedelta(0), attempts=context.attempt - 1)
        if not isinstance(interruption, JobInterrupted):
            raise


def _finish(context: JobContext, kind: registry.JobKind, result: Any) -> None:
    """Effects and state together; the state goes first, so that the row is held while the effects are written."""
    with transaction.atomic():
        ended = {"state": JobState.DONE, "on_hold": False, "finished_at": clock.now()}
        if not _settle(context, done=F("total"), reason="", **ended):
            raise LeaseLost(context.key)
        kind.handler.effects(context, result)
        kill_point("job.effects")


def _fail(context: JobContext, reason: str) -> None:
    _settle(context, state=JobState.FAILED, reason=reason, on_hold=False, finished_at=clock.now())


def _postpone(context: JobContext, reason: str, delay: timedelta, *, attempts: int) -> None:
    _settle(context, state=JobState.WAITING, reason=reason, attempts=attempts, run_after=clock.now() + delay)


def _settle(context: JobContext, **values: Any) -> bool:
    """Write the outcome, unless the lease was lost."""
    if "reason" in values:
        values["reason"] = values["reason"][:500]
    held = Job.objects.filter(pk=context.job_id).held_by(context.lease_token)
    return bool(held.update(lease_token="", lease_until=None, queued_at=None, **values))
