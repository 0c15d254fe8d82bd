from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from core import clock
from core.jobs.errors import JobInterrupted, LeaseLost
from core.models import Job

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

        Raises LeaseLost when another worker has taken the job over, JobInterrupted when this process is stopping: let
        both pass through.
        """
        if stopping.is_set():
            raise JobInterrupted
        moment = time.monotonic()
        if done < total and moment - self._written < PROGRESS_SECONDS:
            return
        self._written = moment
        self.renew(done=done, total=total, message=str(message)[:200])

    def renew(self, **values: Any) -> None:
        held = Job.objects.filter(pk=self.job_id).held_by(self.lease_token)
        if not held.update(lease_until=clock.now() + lease_length(), **values):
            raise LeaseLost(self.key)
