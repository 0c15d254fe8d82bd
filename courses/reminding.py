"""When which reminder is due, by the days of a batch alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from courses.choices import ReminderKind

USUAL_DAYS = {ReminderKind.MATERIAL: 7, ReminderKind.MISSING: 3, ReminderKind.TOMORROW: 1}
LONGEST = 60
AFTER_THE_END = 14  # who is still missing something two weeks later, and a batch that nobody closed: no more mails


@dataclass(frozen=True)
class Reminding:
    """How a batch goes about one kind."""

    kind: ReminderKind
    is_on: bool = True
    days: int = 0


def is_session_near(session_day: date, today: date, days: int) -> bool:
    """A speaker is asked for the material from so many days before until the eve; on the day itself it is too late."""
    return today < session_day <= today + timedelta(days=days)


def missing_is_due(starts_on: date, ends_on: date, today: date, days: int) -> bool:
    """So many days before the end, but never before somebody could have done anything: from the second day on."""
    return max(starts_on + timedelta(days=1), ends_on - timedelta(days=days)) <= today <= last_day(ends_on)


def last_day(ends_on: date) -> date:
    return ends_on + timedelta(days=AFTER_THE_END)
