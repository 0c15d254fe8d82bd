"""Who was there: by a scan, by the list of who runs the batch, and corrections that keep what stood before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.services import submit_job
from courses.attendance import Phase, Window, arrival_state, credit_of
from courses.attendance_rules import attended_to_by
from courses.choices import ATTENDED, AttendanceMethod, AttendanceState, EnrolmentState, SessionState
from courses.errors import (
    BatchClosedError,
    CheckInClosedError,
    EnrolmentNotActiveError,
    NotAllowedError,
    OutsideBatchError,
    ReasonMissingError,
)
from courses.models import Attendance, AttendanceChange, Enrolment, Session
from courses.services.attendance_results import refresh_at, refresh_attendance, refresh_later
from courses.services.enrolment import change_enrolment_state
from members.models import User

COUNT_EARLY = "courses.count_early_scans"
# Beyond these the person may be told by a code that is shown in the room, and by nothing else.
BY_CODE = (AttendanceMethod.QR, AttendanceMethod.DIGITS)


def window_of(session: Session) -> Window:
    return Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)


@transaction.atomic
def check_in(
    *,
    session: Session,
    enrolment: Enrolment,
    method: AttendanceMethod,
    at: datetime,
    actor: User | None = None,
    device: str = "",
    reason: str = "",
) -> Attendance:
    """Note that the participant was there at `at`, a time of this server. Once noted, it stays as it is: a second scan
    changes nothing, and neither does one after somebody of the committee has decided otherwise.

    A scan ahead of the opening is kept; the clock counts it, and a job then makes the participant present.
    """
    fresh = open_session(session)
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("batch", "member").get(pk=enrolment.pk)
    if held.batch_id != fresh.batch_id:
        raise OutsideBatchError(_("%(person)s takes no part in this batch.") % {"person": held.member.full_name})
    if not held.is_active:
        raise EnrolmentNotActiveError(_("This enrolment is not active."))
    existing = Attendance.objects.filter(session=fresh, enrolment=held).first()
    if existing is not None:
        return existing
    window = window_of(fresh)
    if method in BY_CODE:
        _check_phase(window.phase(at))
    terms = fresh.batch.course.attendance_terms
    state = arrival_state(at, _start(fresh), terms)
    row = Attendance.objects.create(
        session=fresh,
        enrolment=held,
        state=state,
        arrived_at=at,
        credit=_credit(fresh, state, at, None),
        method=method,
        recorded_at=clock.now(),
        recorded_by=actor,
        reason=reason.strip(),
        device=device,
    )
    audit.record(action="attendance.noted", actor=actor, subject=f"enrolment:{held.uid}", data=_facts(row))
    if window.opens_at > clock.now():
        count_early_at(session=fresh, moment=window.opens_at)
    else:
        _make_present(held)
    _have_counted(fresh, [held.pk])
    return row


@transaction.atomic
def note_attendance(
    *,
    session: Session,
    enrolments: Sequence[Enrolment],
    state: AttendanceState,
    actor: User | None,
    reason: str,
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
) -> int:
    """What somebody who keeps the list says of these participants, with a reason; how many that changed.

    What stood before stays on record. Ahead of the opening nobody can have been there.
    """
    fresh = open_session(session)
    chosen = Enrolment.objects.filter(batch=fresh.batch, pk__in=[one.pk for one in enrolments])
    if actor is not None:
        if not reason.strip():
            raise ReasonMissingError(_("Say why, in a few words: it stays with the entry."))
        chosen = chosen.filter(attended_to_by(actor))
    people = list(chosen.select_for_update(of=("self",)).select_related("batch", "member").order_by("pk"))
    if len(people) != len({one.pk for one in enrolments}):
        raise NotAllowedError(_("Somebody on this list is not yours to note."))
    now, is_attended = clock.now(), state in ATTENDED
    if is_attended and now < window_of(fresh).opens_at:
        raise CheckInClosedError(_("This session has not begun yet: nobody can have been there."))
    if any(not one.is_active for one in people):
        raise EnrolmentNotActiveError(_("This enrolment is not active."))
    touched = _write(fresh, people, _Noted(state, arrived_at, left_at, reason.strip(), actor, now))
    if is_attended:
        for person in people:
            _make_present(person)
    if touched:
        _have_counted(fresh, touched)
    return len(touched)


@dataclass(frozen=True)
class _Noted:
    state: AttendanceState
    arrived_at: datetime | None
    left_at: datetime | None
    reason: str
    by: User | None
    at: datetime

    def times(self, row: Attendance | None) -> tuple[datetime | None, datetime | None]:
        """A time of arrival that is known already stands unless another is told."""
        if self.state not in ATTENDED:
            return None, None
        left = self.left_at if self.state == AttendanceState.LEFT_EARLY else None
        return self.arrived_at or (row.arrived_at if row else None), left


def _write(session: Session, people: Sequence[Enrolment], noted: _Noted) -> list[int]:
    """Whose entry is new or another now."""
    known = {row.enrolment_id: row for row in Attendance.objects.filter(session=session, enrolment__in=people)}
    new, changed, notes = [], [], []
    for person in people:
        row = known.get(person.pk)
        arrived, left = noted.times(row)
        if row is None:
            row = Attendance(session=session, enrolment=person, method=AttendanceMethod.HAND, reason=noted.reason)
            row.recorded_at, row.recorded_by = noted.at, noted.by
            new.append(row)
        elif (row.state, row.arrived_at, row.left_at) == (noted.state, arrived, left):
            continue
        else:
            notes.append(_change(row, noted, arrived, left))
            changed.append(row)
        row.state, row.arrived_at, row.left_at = noted.state, arrived, left
        row.credit = _credit(session, noted.state, arrived, left)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["state", "arrived_at", "left_at", "credit"])
    AttendanceChange.objects.bulk_create(notes)
    uids = {person.pk: person.uid for person in people}
    for action, rows in (("attendance.noted", new), ("attendance.corrected", changed)):
        entries = [(f"enrolment:{uids[row.enrolment_id]}", _facts(row)) for row in rows]
        audit.record_many(action=action, actor=noted.by, entries=entries)
    return [row.enrolment_id for row in (*new, *changed)]


def _change(row: Attendance, noted: _Noted, arrived: datetime | None, left: datetime | None) -> AttendanceChange:
    return AttendanceChange(
        attendance=row,
        state_before=row.state,
        arrived_before=row.arrived_at,
        left_before=row.left_at,
        state=noted.state,
        arrived_at=arrived,
        left_at=left,
        reason=noted.reason,
        changed_at=noted.at,
        changed_by=noted.by,
    )


def count_early_at(*, session: Session, moment: datetime) -> None:
    submit_job(
        kind=COUNT_EARLY,
        payload={"session": session.pk},
        key=f"{COUNT_EARLY}:{session.uid}:{int(moment.timestamp())}",
        run_after=moment,
    )


def count_early_scans(*, session: Session) -> int:
    """Make those present who scanned before check-in opened; if it was moved to a later time, then.

    Each in a transaction of its own.
    """
    if session.state == SessionState.CANCELLED:
        return 0
    opens_at = window_of(session).opens_at
    if opens_at > clock.now():
        count_early_at(session=session, moment=opens_at)
        return 0
    early = Enrolment.objects.filter(
        state=EnrolmentState.CONFIRMED, attendances__session=session, attendances__state__in=ATTENDED
    )
    people = list(early.select_related("batch").order_by("pk"))
    for person in people:
        _make_present(person)
    return len(people)


def open_session(session: Session) -> Session:
    """As it stands now: it may have been moved since its page was opened."""
    fresh: Session = Session.objects.select_related("batch__course").get(pk=session.pk)
    if fresh.batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": fresh.batch.name})
    if fresh.state == SessionState.CANCELLED:
        raise CheckInClosedError(_("This session was cancelled: there is nothing to check in to."))
    return fresh


def _check_phase(phase: Phase) -> None:
    if phase == Phase.AHEAD:
        raise CheckInClosedError(_("Check-in to this session is not open yet."))
    if phase == Phase.OVER:
        raise CheckInClosedError(_("Check-in to this session is closed. Ask the committee to note you by hand."))


def _start(session: Session) -> datetime:
    start: datetime = session.delivered_starts_at or session.starts_at
    return start


def _credit(session: Session, state: AttendanceState | str, arrived: datetime | None, left: datetime | None) -> Decimal:
    return credit_of(
        state,
        arrived_at=arrived,
        left_at=left,
        starts_at=_start(session),
        ends_at=session.delivered_ends_at or session.ends_at,
        terms=session.batch.course.attendance_terms,
    )


def _make_present(enrolment: Enrolment) -> None:
    if enrolment.state == EnrolmentState.CONFIRMED:
        change_enrolment_state(enrolment=enrolment, state=EnrolmentState.PRESENT)


def _have_counted(session: Session, enrolments: Sequence[int]) -> None:
    """A session counts once it is over; what is noted after that counts at once, for many by a job."""
    batch = session.batch
    if session.state == SessionState.PLANNED and session.ends_at > clock.now():
        refresh_at(batch=batch, moment=session.ends_at)
    elif len(enrolments) == 1:
        refresh_attendance(batch=batch, enrolments=enrolments)
    else:
        refresh_later(batch=batch, enrolments=enrolments)


def _facts(row: Attendance) -> dict[str, str | None]:
    return {
        "session": str(row.session.uid),
        "state": str(row.state),
        "arrived": row.arrived_at.isoformat() if row.arrived_at else None,
        "left": row.left_at.isoformat() if row.left_at else None,
        "method": str(row.method),
    }
