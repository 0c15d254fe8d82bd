"""One place that tells the time, so that a test can set it and a deadline means the same everywhere."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return timezone.now()
