"""One place that tells the time, so that a test can set it and a deadline means the same everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _told.get() or timezone.now()


def site_day() -> date:
    """Today on the site's own calendar: what ends with a day ends at midnight there, not in Greenwich."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within, in this thread, it is `moment`: how demo data tells of 2020 through the services of today."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
