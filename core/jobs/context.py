from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from core import clock
from core.jobs.errors import JobInterrupted, JobOnHold, LeaseLost
from core.models import Job
from core.models.job import JobQuerySet

PROGRESS_SECONDS = 0.5

# Set while this process is stopping, so that a long job lets go at its next report of progress.
stopping = threading.Event()


def lease_length() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


@dataclass
class JobContext:
    """What a handler knows of its job."""

    job_id: int
    kind: str
    key: str
    payload: dict[str, Any]
    attempt: int
    lease_token: str
    _written: float = field(default=0.0, repr=False)

    def progress(self, done: int, total: int, message: str | Promise = "") -> None:
        """Show how far the work is, and renew the lease; at most two writes a second, so call it as often as you like.

        Raises LeaseLost when another worker has taken the job over, JobInterrupted when this process is stopping,
        JobOnHold when somebody paused it and there is something left to do: let all of them pass through.
        """
        if stopping.is_set():
            raise JobInterrupted
        moment = time.monotonic()
        if done < total and moment - self._written < PROGRESS_SECONDS:
            return
        self._written = moment
        shown = {"done": done, "total": total, "message": str(message)[:200]}
        if done >= total:
            self.renew(**shown)
        elif not self._renew(Job.objects.filter(on_hold=False), shown):
            self.renew(**shown)
            raise JobOnHold

    def renew(self, **values: Any) -> None:
        if not self._renew(Job.objects.all(), values):
            raise LeaseLost(self.key)

    def _renew(self, among: JobQuerySet, values: dict[str, Any]) -> bool:
        held = among.filter(pk=self.job_id).held_by(self.lease_token)
        return bool(held.update(lease_until=clock.now() + lease_length(), **values))
