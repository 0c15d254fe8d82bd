"""What a clock noted, said anew after a session's times or the course's terms changed."""

from __future__ import annotations

from django.db import transaction

from core import clock
from courses.attendance import Window, arrival_state
from courses.choices import ATTENDED, AttendanceState
from courses.models import Attendance, AttendanceChange, Batch, Enrolment, Session
from courses.services.attendance_entries import (
    change_from,
    credit_in,
    day_of,
    is_decided,
    is_of_day_given_up,
    stand_of,
    start_of,
)
from courses.services.completion import portions
from courses.services.presence import make_present, take_presence_back


def recount_session(*, session: Session) -> int:
    """Say anew who came late and what counts; how many entries that changed. What somebody decided by hand stays.

    Whatever was noted for a day that the session was moved from, by whomever, is set aside until a scan or somebody
    says something of the new day, or the session is moved back; of a closed batch nothing is. In portions, each whole
    and in one transaction, while nobody can note anything; run again, it changes nothing.
    """
    noted = list(session.attendances.order_by().values_list("enrolment", flat=True))
    return sum(_recount(session, portion) for portion in portions(noted))


@transaction.atomic
def _recount(session: Session, enrolments: list[int]) -> int:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.batch_id)
    fresh: Session = Session.objects.get(pk=session.pk)
    fresh.batch = batch
    standing = Attendance.objects.filter(session=fresh, enrolment__in=enrolments).prefetch_related("changes")
    rewritten, notes = [], []
    lost: list[int] = []
    regained: list[int] = []
    for row in standing.order_by("enrolment"):
        row.session = fresh
        before, credit = stand_of(row), row.credit
        _say_anew(row)
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
    _move(fresh, lost, regained)
    return len(rewritten)


def _say_anew(row: Attendance) -> None:
    session = row.session
    if not session.batch.is_closed:
        _say_of_which_day(row)
    if row.state in (AttendanceState.PRESENT, AttendanceState.LATE) and row.arrived_at and not is_decided(row):
        row.state = arrival_state(row.arrived_at, start_of(session), session.batch.course.attendance_terms)


def _say_of_which_day(row: Attendance) -> None:
    if not row.is_set_aside:
        if is_of_day_given_up(row):
            row.state, row.arrived_at, row.left_at = AttendanceState.MOVED, None, None
    elif row.noted_for == day_of(row.session):
        aside = list(row.changes.all())[-1]
        row.state, row.arrived_at, row.left_at = aside.state_before, aside.arrived_before, aside.left_before


def _move(session: Session, lost: list[int], regained: list[int]) -> None:
    if lost:
        take_presence_back(lost)
    window = Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)
    if regained and window.opens_at <= clock.now():
        held = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=regained)
        make_present(list(held.order_by("pk")))
