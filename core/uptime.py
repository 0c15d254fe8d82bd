"""The site's own account of when it could not serve: each serving process says every few seconds that it lives."""

from __future__ import annotations

import logging
import os
import threading
from datetime import datetime, timedelta

from django.db import close_old_connections

from core import clock
from core.models import Uptime

logger = logging.getLogger(__name__)

BEAT_SECONDS = 15.0
# Nothing shorter is called an outage: a beat may come late, and pages bridge a restart by themselves.
TOLERANCE = timedelta(seconds=45)
# An outage that began before what is asked for is found all the same.
LONGEST_OUTAGE = timedelta(days=7)

_beating_in: int | None = None
_lock = threading.Lock()


def beat() -> None:
    """One write: the span in which the site lives grows to now, or after an outage a new one begins."""
    now = clock.now()
    alive = Uptime.objects.filter(until__gte=now - TOLERANCE)
    if not alive.filter(until__lt=now).update(until=now) and not alive.exists():
        Uptime.objects.create(since=now, until=now)


def down_times(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The gaps between spans, as far as they reach into what is asked for. Before the first span nothing is known."""
    rows = Uptime.objects.filter(until__gte=since - LONGEST_OUTAGE).order_by("since")
    gaps: list[tuple[datetime, datetime]] = []
    end: datetime | None = None
    for start, stop in rows.values_list("since", "until"):
        if end is not None and start - end > TOLERANCE and start > since and end < until:
            gaps.append((max(end, since), min(start, until)))
        end = stop if end is None else max(end, stop)
    return gaps


def keep_beating() -> None:
    """Begin a thread that beats for as long as this process lives; once in each process, forked ones as well."""
    global _beating_in
    if _beating_in == os.getpid():
        return
    with _lock:
        if _beating_in == os.getpid():
            return
        _beating_in = os.getpid()
        threading.Thread(target=_beat_on, name="uptime", daemon=True).start()


def _beat_on() -> None:
    pause = threading.Event()
    while True:
        close_old_connections()
        try:
            beat()
        except Exception:
            logger.exception("a beat failed; the next one tries again")
        pause.wait(BEAT_SECONDS)
