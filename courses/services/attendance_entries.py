"""One entry of attendance, or many at once, as they are written; what stood before stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core import audit
from courses.attendance import Window, credit_of
from courses.choices import ATTENDED, BY_CLOCK, AttendanceMethod, AttendanceState
from courses.models import Attendance, AttendanceChange, Enrolment, Session
from members.models import User

Stand = tuple[str, datetime | None, datetime | None]
"""The state of an entry, and when the person arrived and left."""


@dataclass(frozen=True)
class Noted:
    """What somebody says of many people."""

    state: AttendanceState
    arrived_at: datetime | None
    left_at: datetime | None
    reason: str
    by: User | None
    at: datetime

    def times(self, row: Attendance | None) -> tuple[datetime | None, datetime | None]:
        """A time of arrival that is known already stands unless another is told; one of a day given up is none."""
        if self.state not in ATTENDED:
            return None, None
        known = row.arrived_at if row is not None and not is_of_day_given_up(row) else None
        return self.arrived_at or known, self.left_at if self.state == AttendanceState.LEFT_EARLY else None


def write_noted(session: Session, people: Sequence[Enrolment], noted: Noted) -> dict[int, str]:
    """By enrolment, those whose entry is new or another now, with the state before, empty for a new one."""
    standing = Attendance.objects.filter(session=session, enrolment__in=people).prefetch_related("changes")
    known: dict[int, Attendance] = {row.enrolment_id: row for row in standing}
    for row in known.values():
        row.session = session
    new: list[Attendance] = []
    changed: list[Attendance] = []
    notes: list[AttendanceChange] = []
    states: dict[int, str] = {}
    day = day_of(session)
    for person in people:
        stood = known.get(person.pk)
        arrived, left = noted.times(stood)
        before = None
        if stood is None:
            row = Attendance(session=session, enrolment=person, method=AttendanceMethod.HAND, reason=noted.reason)
            row.recorded_at, row.recorded_by = noted.at, noted.by
            new.append(row)
        else:
            row, before = stood, stand_of(stood)
            if before == (noted.state, arrived, left) and row.noted_for in (None, day):
                continue
            changed.append(row)
        states[person.pk] = before[0] if before else ""
        row.state, row.arrived_at, row.left_at, row.noted_for = noted.state, arrived, left, day
        row.credit = credit_in(session, noted.state, arrived, left)
        if before is not None:
            notes.append(change_from(before, row, at=noted.at, by=noted.by, reason=noted.reason))
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["state", "arrived_at", "left_at", "credit", "noted_for"])
    AttendanceChange.objects.bulk_create(notes)
    uids = {person.pk: person.uid for person in people}
    for action, rows in (("attendance.noted", new), ("attendance.corrected", changed)):
        entries = [(f"enrolment:{uids[row.enrolment_id]}", facts_of(row)) for row in rows]
        audit.record_many(action=action, actor=noted.by, entries=entries)
    return states


def stand_of(row: Attendance) -> Stand:
    return row.state, row.arrived_at, row.left_at


def change_from(
    before: Stand, row: Attendance, *, at: datetime, by: User | None = None, reason: str = ""
) -> AttendanceChange:
    """From what stood to what stands now. Without a person and a reason it is the clock's."""
    state, arrived_at, left_at = before
    return AttendanceChange(
        attendance=row,
        state_before=state,
        arrived_before=arrived_at,
        left_before=left_at,
        state=row.state,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        reason=reason,
        changed_at=at,
        changed_by=by,
    )


def credit_in(
    session: Session, state: AttendanceState | str, arrived: datetime | None, left: datetime | None
) -> Decimal:
    return credit_of(
        state,
        arrived_at=arrived,
        left_at=left,
        starts_at=start_of(session),
        ends_at=session.delivered_ends_at or session.ends_at,
        terms=session.batch.course.attendance_terms,
    )


def start_of(session: Session) -> datetime:
    start: datetime = session.delivered_starts_at or session.starts_at
    return start


def day_of(session: Session) -> date:
    """The day that it is planned for, on the clocks of its batch. What is entered as delivered gives up no day: that
    may be a slip."""
    day: date = session.starts_at.astimezone(session.batch.timezone).date()
    return day


def is_of_day_given_up(row: Attendance) -> bool:
    """Whether what stands was said, by whomever, of a day that its session was moved from since. What was said when
    check-in of the present day had begun is of that day."""
    session = row.session
    if row.noted_for is None or row.noted_for == day_of(session):
        return False
    said = [change.changed_at for change in row.changes.all() if not change.is_by_clock]
    said.append((row.arrived_at if row.method in BY_CLOCK else None) or row.recorded_at)
    window = Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)
    return max(said) < window.early_from


def is_decided(row: Attendance) -> bool:
    """Whether somebody said it, and not a clock; what somebody said before a later scan took its place is over."""
    return row.method not in BY_CLOCK or any(
        not change.is_by_clock and change.changed_at >= row.recorded_at for change in row.changes.all()
    )


def facts_of(row: Attendance) -> dict[str, str | None]:
    return {
        "session": str(row.session.uid),
        "state": str(row.state),
        "arrived": row.arrived_at.isoformat() if row.arrived_at else None,
        "left": row.left_at.isoformat() if row.left_at else None,
        "method": str(row.method),
    }
