"""The lists of who was there, each limited to the people whose attendance the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import NullIf

from core import clock
from courses.attendance import AttendanceFigures, Window, figures_of, slot_of
from courses.attendance_rules import attendance_seen_by, in_the_room_of
from courses.choices import ATTENDANCE, ATTENDED, OCCUPYING_ENROLMENTS, AttendanceState, BatchState, SessionState
from courses.conditions import Condition
from courses.models import Attendance, Batch, CoursePage, Enrolment, Session
from courses.rules import may_see_batch
from courses.selectors.attendance import attendance_figures
from courses.selectors.requirements import conditions_for
from members.models import Office, User

OF_SLOT = ("uid", "batch", "subject", "starts_at", "ends_at", "state", "jp", "delivered_jp")
# A window opens two hours before its session at the earliest, early scans are kept an hour longer.
LONGEST_AHEAD = timedelta(hours=3)
# What a list may be narrowed to, beside the states: nobody has noted them yet.
MISSING = "missing"
SORTS = {
    "name": ("member__name", "pk"),
    "office": ("office__name", "member__name", "pk"),
    "arrived": (F("here__arrived_at").asc(nulls_last=True), "member__name", "pk"),
}


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
    """Four queries, however many sessions and people there are. Who sees the whole batch is counted by an index."""
    seen = Enrolment.objects.filter(attendance_seen_by(user), batch=batch)
    expected = seen.occupying().count()
    states: dict[int, dict[str, int]] = defaultdict(dict)
    sessions = list(batch.sessions.order_by("starts_at", "order", "pk"))
    rows = Attendance.objects.filter(session__in=sessions).order_by()
    if not may_see_batch(user, batch):
        rows = rows.filter(enrolment__in=seen.values("pk"))
    for session, state, number in rows.values_list("session", "state").annotate(number=Count("pk")):
        states[session][state] = number
    return [SessionAttendance(session, expected, states[session.pk]) for session in sessions]


def attendance_rows(
    session: Session,
    user: User | AnonymousUser,
    *,
    text: str = "",
    state: str = "",
    office: str = "",
    sort: str = "name",
) -> QuerySet[Enrolment]:
    """Those who hold a place, and whoever else was noted, each with what stands of this session."""
    whole = may_see_batch(user, session.batch)  # spares the many who see all of it a look at each office
    found = (
        Enrolment.objects.filter(Q() if whole else attendance_seen_by(user), batch=session.batch_id)
        .annotate(here=FilteredRelation("attendances", condition=Q(attendances__session=session)))
        .filter(Q(state__in=OCCUPYING_ENROLMENTS) | Q(here__isnull=False))
        .annotate(
            stands=F("here__state"),
            noted=NullIf("here__state", Value(AttendanceState.MOVED.value)),
            arrived=F("here__arrived_at"),
            gone=F("here__left_at"),
            noted_by=F("here__method"),
        )
        .select_related("member", "office")
    )
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    if state == MISSING:
        found = found.filter(noted__isnull=True)
    elif state in AttendanceState.values:
        found = found.filter(here__state=state)
    if office.isdecimal():
        found = found.filter(office=int(office))
    return found.order_by(*SORTS.get(sort, SORTS["name"]))


def offices_at(session: Session, user: User | AnonymousUser) -> QuerySet[Office]:
    own = Enrolment.objects.occupying().filter(attendance_seen_by(user), batch=session.batch_id).order_by()
    return Office.objects.filter(pk__in=own.values("office")).order_by("name", "pk")


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
    """Six queries."""
    now = clock.now()
    noted = {row.session_id: row for row in enrolment.attendances.prefetch_related("changes__changed_by")}
    terms = enrolment.batch.course.attendance_terms
    rows = []
    for session in enrolment.batch.sessions.order_by("starts_at", "order", "pk"):
        window = Window.of(session.starts_at, session.ends_at, terms)
        is_open = session.state != SessionState.CANCELLED and window.early_from <= now <= window.closes_at
        is_over = session.state == SessionState.DELIVERED or session.ends_at <= now
        row = noted.get(session.pk)
        rows.append(OwnRow(session, row, is_over, is_open and (row is None or row.is_set_aside)))
    return OwnAttendance(rows, attendance_figures([enrolment.pk])[enrolment.pk], threshold_of(enrolment))


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
        slot = slot_of(
            state=session.state, jp=session.jp, delivered_jp=session.delivered_jp, ends_at=session.ends_at, now=now
        )
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
