"""What a clock noted, said anew after a session's times or the course's terms changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from core import clock
from courses.attendance import Window, arrival_state
from courses.choices import ATTENDED, BY_CLOCK, AttendanceState
from courses.models import Attendance, AttendanceChange, Batch, Enrolment, Session
from courses.services.attendance_entries import change_from, credit_in, stand_of, start_of
from courses.services.completion import portions
from courses.services.presence import make_present, take_presence_back


def recount_session(*, session: Session) -> int:
    """Say anew who came late and what counts; how many entries that changed. What somebody decided by hand stays.

    Who was noted for a day that the session was moved from is set aside: absent, until a scan or somebody says
    otherwise, or the session is moved back. In portions, each whole and in one transaction, while nobody can note
    anything; run again, it changes nothing.
    """
    noted = list(session.attendances.order_by().values_list("enrolment", flat=True))
    return sum(_recount(session, portion) for portion in portions(noted))


@transaction.atomic
def _recount(session: Session, enrolments: list[int]) -> int:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.batch_id)
    fresh: Session = Session.objects.get(pk=session.pk)
    fresh.batch = batch
    rows = list(Attendance.objects.filter(session=fresh, enrolment__in=enrolments).order_by("enrolment"))
    changes = _changes_of(rows)
    rewritten, notes = [], []
    lost: list[int] = []
    regained: list[int] = []
    for row in rows:
        before, credit = stand_of(row), row.credit
        _say_anew(row, fresh, changes[row.pk])
        row.credit = credit_in(fresh, row.state, row.arrived_at, row.left_at)
        if before != stand_of(row):
            notes.append(change_from(before, row, at=clock.now()))
        elif credit == row.credit:
            continue
        rewritten.append(row)
        if before[0] in ATTENDED and row.state not in ATTENDED:
            lost.append(row.enrolment_id)
        elif before[0] not in ATTENDED and row.state in ATTENDED:
            regained.append(row.enrolment_id)
    Attendance.objects.bulk_update(rewritten, ["state", "arrived_at", "left_at", "credit"])
    AttendanceChange.objects.bulk_create(notes)
    if not batch.is_closed:
        _move(fresh, lost, regained)
    return len(rewritten)


def _changes_of(rows: Sequence[Attendance]) -> dict[int, list[AttendanceChange]]:
    found: dict[int, list[AttendanceChange]] = defaultdict(list)
    for change in AttendanceChange.objects.filter(attendance__in=rows).order_by("changed_at", "pk"):
        found[change.attendance_id].append(change)
    return found


def _say_anew(row: Attendance, session: Session, changes: Sequence[AttendanceChange]) -> None:
    if any(not change.is_by_clock for change in changes):
        return
    start, terms, zone = start_of(session), session.batch.course.attendance_terms, session.batch.timezone
    window = Window.of(start, session.delivered_ends_at or session.ends_at, terms)
    if row.state in ATTENDED:
        if window.is_of_another_day(row.arrived_at or row.recorded_at, zone):
            row.state, row.arrived_at, row.left_at = AttendanceState.ABSENT, None, None
    elif changes and row.state == AttendanceState.ABSENT:
        aside = changes[-1]
        if not window.is_of_another_day(aside.arrived_before or row.recorded_at, zone):
            row.state, row.arrived_at, row.left_at = aside.state_before, aside.arrived_before, aside.left_before
    if row.method in BY_CLOCK and row.state in (AttendanceState.PRESENT, AttendanceState.LATE) and row.arrived_at:
        row.state = arrival_state(row.arrived_at, start, terms)


def _move(session: Session, lost: list[int], regained: list[int]) -> None:
    if lost:
        take_presence_back(lost)
    window = Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)
    if regained and window.opens_at <= clock.now():
        held = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=regained)
        make_present(list(held.order_by("pk")))
