"""The lists of who was there, each limited to the people whose attendance the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from core import clock
from core.prepared import prepared
from courses.attendance import AttendanceFigures, Slot, Window, figures_of, slot_of
from courses.attendance_rules import attendance_seen_by, in_the_room_of
from courses.choices import ATTENDANCE, ATTENDED, OCCUPYING_ENROLMENTS, AttendanceState, BatchState, SessionState
from courses.conditions import Condition
from courses.models import Attendance, Batch, CoursePage, Enrolment, Session
from courses.selectors.batch_page import sessions_in, viewer_of
from courses.selectors.requirements import conditions_for
from members.models import User

OF_SLOT = ("uid", "batch", "subject", "starts_at", "ends_at", "state", "jp", "delivered_jp")
# A window opens two hours before its session at the earliest, early scans are kept an hour longer.
LONGEST_AHEAD = timedelta(hours=3)
ALL = Func(template="COUNT(*)", output_field=IntegerField())


@dataclass(frozen=True)
class SessionAttendance:
    """How many of those whom the viewer may see attended a session, of how many who hold a place."""

    session: Session
    expected: int
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def attended(self) -> int:
        return sum(self.states.get(state, 0) for state in ATTENDED)

    @property
    def late(self) -> int:
        return self.states.get(AttendanceState.LATE, 0)

    @property
    def unnoted(self) -> int:
        noted = sum(number for state, number in self.states.items() if state != AttendanceState.MOVED)
        return max(0, self.expected - noted)

    @property
    def is_cancelled(self) -> bool:
        return self.session.state == SessionState.CANCELLED


def sessions_with_attendance(batch: Batch, user: User | AnonymousUser) -> list[SessionAttendance]:
    """Four queries at most, however many sessions and people there are."""
    viewer = viewer_of(batch, user)
    expected = sum(_expected(viewer, batch.pk))
    if viewer is None:
        return [SessionAttendance(session, expected, _counted(session)) for session in _sessions_counted(batch.pk)]
    states: dict[int, dict[str, int]] = defaultdict(dict)
    for session, state, number in _states_seen(viewer, batch.pk):
        states[session][state] = number
    return [SessionAttendance(session, expected, states[session.pk]) for session in sessions_in(batch.pk)]


def seen_in(viewer: User | AnonymousUser | None, batch: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(Q() if viewer is None else attendance_seen_by(viewer), batch=batch)


@prepared
def _expected(viewer: User | AnonymousUser | None, batch: int) -> QuerySet[Enrolment, int]:
    """One row, or none where nobody is."""
    held = seen_in(viewer, batch).filter(state__in=OCCUPYING_ENROLMENTS).order_by()
    return held.values("batch").annotate(number=Count("pk")).values_list("number", flat=True)


@prepared
def _sessions_counted(batch: int) -> QuerySet[Session]:
    """Each with the number of each state: what lies together in an index is counted there, and never sorted."""
    rows = Attendance.objects.filter(session=OuterRef("pk")).order_by()
    counts = {f"is_{state.value}": Subquery(rows.filter(state=state).values(number=ALL)) for state in AttendanceState}
    found: QuerySet[Session] = (
        Session.objects.filter(batch=batch).order_by("starts_at", "order", "pk").annotate(**counts)
    )
    return found


def _counted(session: Session) -> dict[str, int]:
    return {state.value: getattr(session, f"is_{state.value}") for state in AttendanceState}


@prepared
def _states_seen(viewer: User | AnonymousUser, batch: int) -> QuerySet[Attendance, tuple[int, str, int]]:
    """By the people, of whom a part of a batch has few."""
    rows = Attendance.objects.filter(enrolment__in=seen_in(viewer, batch).values("pk")).order_by()
    return rows.values_list("session", "state").annotate(number=Count("pk"))


def attended_count(session: Session) -> tuple[int, int]:
    """How many are noted as there, of how many who hold a place: what the room's screen shows, to everybody alike."""
    there = Attendance.objects.filter(session=session, state__in=ATTENDED).count()
    return there, Enrolment.objects.occupying().filter(batch=session.batch_id).count()


@dataclass(frozen=True)
class OwnRow:
    session: Session
    attendance: Attendance | None
    is_over: bool
    is_open: bool
    """Whether the person may check in now, or an early scan is kept."""


@dataclass(frozen=True)
class OwnAttendance:
    """One person's attendance of a whole batch, with the threshold that the rule in force asks for, if any."""

    rows: list[OwnRow]
    figures: AttendanceFigures
    target: Decimal | None

    @property
    def best(self) -> Decimal:
        """As it is read: never rounded up over the threshold."""
        return self.figures.best_possible.quantize(Decimal("0.1"), ROUND_DOWN)

    @property
    def is_met(self) -> bool:
        return self.target is not None and self.figures.of_whole >= self.target

    @property
    def can_meet(self) -> bool:
        return self.target is not None and self.figures.can_meet(self.target)


def own_attendance(enrolment: Enrolment) -> OwnAttendance:
    """Four queries at most, where the conditions of the rule are known."""
    now = clock.now()
    noted = {row.session_id: row for row in _noted_of(enrolment.pk)}
    terms = enrolment.batch.course.attendance_terms
    rows, slots = [], {}
    for session in sessions_in(enrolment.batch_id):
        window = Window.of(session.starts_at, session.ends_at, terms)
        is_open = session.state != SessionState.CANCELLED and window.early_from <= now <= window.closes_at
        is_over = session.state == SessionState.DELIVERED or session.ends_at <= now
        row = noted.get(session.pk)
        rows.append(OwnRow(session, row, is_over, is_open and (row is None or row.is_set_aside)))
        if (slot := _slot_of(session, now)) is not None:
            slots[session.pk] = slot
    credits = [(session, row.credit) for session, row in noted.items() if row.credit > 0]
    return OwnAttendance(rows, figures_of(slots, credits), threshold_of(enrolment))


@prepared
def _noted_of(enrolment: int) -> QuerySet[Attendance]:
    return Attendance.objects.filter(enrolment=enrolment).prefetch_related("changes__changed_by")


def _slot_of(session: Session, now: datetime) -> Slot | None:
    return slot_of(
        state=session.state, jp=session.jp, delivered_jp=session.delivered_jp, ends_at=session.ends_at, now=now
    )


def threshold_of(enrolment: Enrolment) -> Decimal | None:
    asked: list[Condition] = [condition.plain for condition in conditions_for(enrolment)]
    return next((condition.target for condition in asked if condition.key == ATTENDANCE), None)


def counted_from(row: Attendance, window: Window) -> datetime | None:
    """When an early scan is counted; None for one that counts already."""
    return window.opens_at if row.arrived_at is not None and clock.now() < window.opens_at else None


@dataclass(frozen=True)
class OwnStanding:
    figures: AttendanceFigures
    target: Decimal | None
    open_now: list[tuple[Session, bool]]
    """The sessions that take a scan at this moment, and whether one was noted."""


def own_standing(enrolment: Enrolment) -> OwnStanding:
    """Two queries, where the conditions of the rule are known."""
    now, batch = clock.now(), enrolment.batch
    noted = dict(enrolment.attendances.exclude(state=AttendanceState.MOVED).values_list("session", "credit"))
    slots, open_now = {}, []
    for session in batch.sessions.only(*OF_SLOT).order_by("starts_at", "order", "pk"):
        session.batch = batch
        slot = _slot_of(session, now)
        if slot is None:
            continue
        slots[session.pk] = slot
        window = Window.of(session.starts_at, session.ends_at, batch.course.attendance_terms)
        if not batch.is_closed and window.early_from <= now <= window.closes_at:
            open_now.append((session, session.pk in noted))
    return OwnStanding(figures_of(slots, noted.items()), threshold_of(enrolment), open_now)


def rooms_to_show(user: User | AnonymousUser, course: CoursePage) -> list[Session]:
    """The sessions of running batches whose codes `user` may show at this moment. One query, none for a visitor."""
    if not user.is_authenticated:
        return []
    now = clock.now()
    found = Session.objects.filter(
        in_the_room_of(user),
        batch__course=course,
        batch__state=BatchState.OPEN,
        starts_at__lte=now + LONGEST_AHEAD,
        ends_at__gte=now - LONGEST_AHEAD,
    ).exclude(state=SessionState.CANCELLED)
    sessions = list(found.select_related("batch").order_by("starts_at", "pk"))
    windows = [Window.of(one.starts_at, one.ends_at, course.attendance_terms) for one in sessions]
    return [one for one, window in zip(sessions, windows, strict=True) if window.early_from <= now <= window.closes_at]
