"""All that a queue ever carries: the key of a job's row. A lost message is sent again by `core.jobs.sweep`."""

import logging
import time
from typing import Any

from django.db import transaction
from django_tasks import task

from core import clock
from core.jobs import engine, registry, wake
from core.jobs.errors import UnknownJobKind
from core.models import Job

logger = logging.getLogger(__name__)

BROKER_REST_SECONDS = 15
HEAVY_PRIORITY = -10

# Until then the broker is left alone: a request that submits many jobs pays for one broken connection, not for all.
_broker_rests_until = 0.0


@task()
def run_job(pk: int) -> None:
    engine.run(pk)


def enqueue_on_commit(job: Job) -> None:
    pk, kind = job.pk, job.kind
    transaction.on_commit(lambda: enqueue(pk, kind), robust=True)


def enqueue(pk: int, kind: str) -> bool:
    """Send the message; says whether it went out. A broken broker is logged, never raised: the sweep sends it later."""
    global _broker_rests_until
    if time.monotonic() < _broker_rests_until:
        return False
    try:
        result = _message_for(kind).enqueue(pk)
    except Exception as error:
        logger.error("job %s could not be queued and will be sent later: %s: %s", pk, type(error).__name__, error)
        _broker_rests_until = time.monotonic() + BROKER_REST_SECONDS
        return False
    wake.one_worker()
    now = clock.now()
    Job.objects.filter(pk=pk).due(now).update(queued_at=now, message_id=str(result.id)[:64])
    return True


def _message_for(kind: str) -> Any:
    """CPU-heavy work lets mails and other short jobs go first, where the engine knows priorities."""
    try:
        heavy = registry.get_kind(kind).cpu_heavy
    except UnknownJobKind:
        heavy = False
    return run_job.using(priority=HEAVY_PRIORITY) if heavy and run_job.get_backend().supports_priority else run_job
