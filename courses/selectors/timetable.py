"""A batch's timetable by days, and the sessions of one person over all batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from core.choices import JobState
from core.models import Job
from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS, BatchState, SessionState
from courses.models import Batch, BatchPart, Enrolment, Session, SessionSpeaker
from courses.rules import may_run_batch
from courses.selectors.clashes import with_speakers

if TYPE_CHECKING:
    from members.models import User

KEPT_IN_CALENDARS = timedelta(days=366)
TIMETABLE_MAILS = "courses.timetable_mails"
OPEN_STATES: Collection[str] = (BatchState.OPEN, BatchState.CLOSED)


@dataclass
class TimetableDay:
    day: date
    sessions: list[Session] = field(default_factory=list)
    is_in_batch: bool = True
    """Whether the day is one of the batch's own."""

    @property
    def hours(self) -> Decimal:
        """JP as planned; what was cancelled gives none."""
        return sum((s.jp for s in self.sessions if s.state != SessionState.CANCELLED), Decimal(0))


def timetable_of(batch: Batch) -> list[TimetableDay]:
    """Every day of the batch, also those without a session, and days beside them that have some. Two queries."""
    sessions = _planned(batch.pk)
    for session in sessions:
        session.batch = batch
    by_day = {
        day: list(rows) for day, rows in groupby(sessions, lambda s: s.starts_at.astimezone(batch.timezone).date())
    }
    days = sorted({*days_of(batch), *by_day})
    return [TimetableDay(day, by_day.get(day, []), batch.starts_on <= day <= batch.ends_on) for day in days]


@prepared
def _planned(batch: int) -> QuerySet[Session]:
    return with_speakers(Session.objects.filter(batch=batch))


def days_of(batch: Batch) -> list[date]:
    return [batch.starts_on + timedelta(days=n) for n in range(min((batch.ends_on - batch.starts_on).days, 60) + 1)]


def sessions_of_person(user: User) -> QuerySet[Session]:
    """Those that `user` takes part in, once the batch is open, and those that `user` speaks in; each says which by
    `attends` and `teaches`. Cancelled ones are among them."""
    attends = Enrolment.objects.filter(
        batch=OuterRef("batch"), member=user.pk, state__in=ACTIVE_ENROLMENTS, batch__state__in=OPEN_STATES
    )
    teaches = SessionSpeaker.objects.filter(session=OuterRef("pk"), part__member=user.pk)
    batches = Enrolment.objects.active().filter(member=user.pk, batch__state__in=OPEN_STATES).values("batch")
    taught = SessionSpeaker.objects.filter(part__member=user.pk).values("session")
    found = Session.objects.filter(Q(batch__in=batches) | Q(pk__in=taught))
    own: QuerySet[Session] = found.annotate(attends=Exists(attends), teaches=Exists(teaches))
    return own.select_related("batch__course").order_by("starts_at", "order", "pk")


def total_hours(days: Iterable[TimetableDay]) -> Decimal:
    return sum((day.hours for day in days), Decimal(0))


def calendar_sessions(user: User) -> QuerySet[Session]:
    """What a subscribed calendar of `user` shows: all that is ahead, and a year back."""
    return with_speakers(sessions_of_person(user).filter(ends_at__gt=clock.now() - KEPT_IN_CALENDARS))


def sessions_open_to(user: User | AnonymousUser) -> QuerySet[Session]:
    """Those of batches that concern `user`: the own ones, and those followed."""
    return Session.objects.filter(batch__in=Batch.objects.visible_to(user).values("pk"))


def is_led_online(batch: Batch, user: User) -> bool:
    """Whether `user` gets the links of online sessions: who takes part, has a part in the batch, or runs it."""
    return bool(_takes_part(user.pk, batch.pk) or _has_part(user.pk, batch.pk)) or may_run_batch(user, batch)


@prepared
def _takes_part(member: int, batch: int) -> QuerySet[Enrolment, int]:
    own = Enrolment.objects.active().filter(batch=batch, member=member)
    return own.order_by().values_list("pk", flat=True)[:1]


@prepared
def _has_part(member: int, batch: int) -> QuerySet[BatchPart, int]:
    return BatchPart.objects.filter(batch=batch, member=member).order_by().values_list("pk", flat=True)[:1]


def next_notice(batch: Batch) -> datetime | None:
    """When the mail goes out that tells of what changed; None with nothing to tell."""
    waiting = Job.objects.filter(kind=TIMETABLE_MAILS, state=JobState.WAITING).with_prefix(f"timetable:{batch.pk}:")
    return waiting.values_list("run_after", flat=True).first()
