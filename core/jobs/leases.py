"""Keeps the leases of the jobs that this process is working, from one thread, while their handlers are busy."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from core.jobs.context import JobContext
from core.jobs.errors import LeaseLost

logger = logging.getLogger(__name__)

_held: dict[str, JobContext] = {}
_changed = threading.Condition()
_keeper: threading.Thread | None = None


@contextmanager
def kept(context: JobContext) -> Iterator[None]:
    """While the block runs, the job's lease is renewed, however long the handler is silent."""
    if settings.JOBS_ENGINE == "immediate":
        yield  # the work is part of the request, which would wait for itself on SQLite
        return
    with _changed:
        _held[context.lease_token] = context
        _start_keeper()
    try:
        yield
    finally:
        with _changed:
            _held.pop(context.lease_token, None)


def _start_keeper() -> None:
    global _keeper
    if _keeper is None or not _keeper.is_alive():
        _keeper = threading.Thread(target=_keep, name="job-leases", daemon=True)
        _keeper.start()


def _keep() -> None:
    global _keeper
    while True:
        with _changed:
            _changed.wait(settings.JOB_LEASE_SECONDS / 4)
            contexts = list(_held.values())
            if not contexts:
                _keeper = None
                return
        for context in contexts:
            _renew(context)
        connection.close()


def _renew(context: JobContext) -> None:
    try:
        context.renew()
    except LeaseLost:
        with _changed:
            lost = _held.pop(context.lease_token, None)
        if lost:  # else it has just finished
            logger.warning("job %s is worked elsewhere by now", context.key)
    except Exception:
        logger.exception("the lease of job %s could not be renewed; trying again", context.key)
