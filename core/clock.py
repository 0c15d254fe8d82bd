"""One place that tells the time, so that a test can set it and a deadline means the same everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _told.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within, in this thread, it is `moment`: how demo data tells of 2020 through the services of today."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
