"""Repairs what got lost: jobs of dead workers, messages that never arrived, attempts whose pause is over."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from core import clock
from core.choices import JobState
from core.jobs.tasks import enqueue, run_job
from core.models import Job

logger = logging.getLogger(__name__)

# A job that is younger is about to be queued by the process that submitted it.
GRACE = timedelta(seconds=2)
# A message that has not led anywhere for so long is looked for, and sent again if it is gone.
PATIENCE = timedelta(seconds=60)
HANDFUL = 500


def sweep() -> int:
    """Send a message for every job that needs one; returns how many. Safe in any number of processes at once."""
    _release_abandoned()
    now = clock.now()
    sent = 0
    overdue = Job.objects.due(now).filter(
        Q(queued_at__isnull=True, run_after__lte=now - GRACE) | Q(queued_at__lte=now - PATIENCE)
    )
    rows = overdue.order_by("run_after", "pk").values_list("pk", "kind", "queued_at", "message_id")[:HANDFUL]
    for pk, kind, queued_at, message_id in rows:
        waiting = Job.objects.filter(pk=pk, state=JobState.WAITING)
        if not waiting.filter(queued_at=queued_at).update(queued_at=now):
            continue  # another process sweeps too
        if queued_at and _is_still_queued(message_id):
            continue
        if not enqueue(pk, kind):
            waiting.update(queued_at=None)
            break
        sent += 1
    return sent


def _release_abandoned() -> None:
    for pk, key, token in Job.objects.abandoned(clock.now()).values_list("pk", "key", "lease_token")[:HANDFUL]:
        released = Job.objects.filter(pk=pk).held_by(token).filter(lease_until__lt=clock.now())
        if released.update(
            state=JobState.WAITING,
            reason=_("The worker disappeared; it is begun again."),
            lease_token="",
            lease_until=None,
            queued_at=None,
            run_after=clock.now() - GRACE,
        ):
            logger.warning("job %s was left by its worker and is begun again", key)


def _is_still_queued(message_id: str) -> bool:
    """Whether an engine that can tell still holds the message: the queue is long, and nothing is lost."""
    if not message_id or not run_job.get_backend().supports_get_result:
        return False
    try:
        return bool(run_job.get_result(message_id).status == TaskResultStatus.READY)
    except TaskResultDoesNotExist:
        return False
