"""Who was there: by a scan, by the list of who runs the batch, and corrections that keep what stood before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.services import submit_job
from courses.attendance import Phase, Terms, Window, arrival_state
from courses.attendance_rules import attended_to_by
from courses.choices import (
    ATTENDED,
    BY_CODE,
    OCCUPYING_ENROLMENTS,
    AttendanceMethod,
    AttendanceState,
    SessionState,
)
from courses.errors import (
    BatchClosedError,
    CheckInClosedError,
    CourseError,
    EnrolmentNotActiveError,
    NotAllowedError,
    OutsideBatchError,
    ReasonMissingError,
)
from courses.models import Attendance, Batch, Enrolment, Session
from courses.services.attendance_entries import (
    Noted,
    change_from,
    credit_in,
    day_of,
    facts_of,
    is_decided,
    is_of_day_given_up,
    stand_of,
    start_of,
    write_noted,
)
from courses.services.attendance_results import refresh_at, refresh_attendance, refresh_later, refresh_soon
from courses.services.completion import portions
from courses.services.presence import make_present, take_presence_back
from members.models import User

COUNT_EARLY = "courses.count_early_scans"


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
    changes nothing, and neither does one after somebody of the committee has decided otherwise. An earlier arrival that
    a phone or the door tells later takes the place of what a clock noted. What was said, by whomever, of a day that the
    session was moved from gives way to any.

    A scan ahead of the opening is kept; the clock counts it, and a job then makes the participant present.
    """
    fresh = locked_session(session)
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("member").get(pk=enrolment.pk)
    if held.batch_id != fresh.batch_id:
        raise OutsideBatchError(_("%(person)s takes no part in this batch.") % {"person": held.member.full_name})
    if held.state not in OCCUPYING_ENROLMENTS:
        raise EnrolmentNotActiveError(_("This enrolment is not active."))
    existing = Attendance.objects.filter(session=fresh, enrolment=held).first()
    if existing is not None:
        existing.session = fresh
        if not _gives_way(existing, method, at):
            return existing
    window = window_of(fresh)
    _check_phase(window.phase(at), method)
    row = existing or Attendance(enrolment=held)
    was_there = existing is not None and not existing.is_set_aside and not is_of_day_given_up(existing)
    facts = {"method_before": str(row.method)} if was_there else {}
    row.session, row.noted_for, before = fresh, day_of(fresh), stand_of(row)
    row.state, row.arrived_at, row.left_at = arrival_state(at, start_of(fresh), _terms(fresh)), at, None
    row.credit = credit_in(fresh, row.state, at, None)
    row.method, row.reason = method, reason.strip()
    row.device = device or (row.device if was_there else "")  # an earlier arrival does not undo on which one it was
    row.recorded_at, row.recorded_by = clock.now(), actor
    row.save()
    if existing is not None:
        change_from(before, row, at=clock.now()).save()
    audit.record(action="attendance.noted", actor=actor, subject=f"enrolment:{held.uid}", data=facts_of(row) | facts)
    if window.opens_at > clock.now():
        count_early_at(session=fresh, moment=window.opens_at)
    else:
        make_present([held], actor=actor)
    _have_counted(fresh, [held.pk], more_to_come=method == AttendanceMethod.OFFLINE)
    return row


def _gives_way(row: Attendance, method: AttendanceMethod, at: datetime) -> bool:
    if row.is_set_aside or is_of_day_given_up(row):
        return True
    if method in BY_CODE or row.arrived_at is None or row.arrived_at <= at:
        return False
    return not is_decided(row)


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
    unnoted_only: bool = False,
) -> int:
    """What somebody who keeps the list says of these participants, with a reason; how many that changed.

    What stood before stays on record. Ahead of the opening nobody can have been there. With `unnoted_only`, who has
    been noted or has given the place up meanwhile is passed over.
    """
    fresh = locked_session(session)
    chosen = Enrolment.objects.filter(batch=fresh.batch, pk__in=[one.pk for one in enrolments])
    if actor is not None:
        if not reason.strip():
            raise ReasonMissingError(_("Say why, in a few words: it stays with the entry."))
        chosen = chosen.filter(attended_to_by(actor))
    people = list(chosen.select_for_update(of=("self",)).order_by("pk"))
    if len(people) != len({one.pk for one in enrolments}):
        raise NotAllowedError(_("Somebody on this list is not yours to note."))
    if unnoted_only:
        rows = Attendance.objects.filter(session=fresh, enrolment__in=people).exclude(state=AttendanceState.MOVED)
        noted = set(rows.values_list("enrolment", flat=True))
        people = [one for one in people if one.pk not in noted and one.state in OCCUPYING_ENROLMENTS]
    now, is_attended = clock.now(), state in ATTENDED
    if is_attended and now < window_of(fresh).opens_at:
        raise CheckInClosedError(_("This session has not begun yet: nobody can have been there."))
    if any(one.state not in OCCUPYING_ENROLMENTS for one in people):
        raise EnrolmentNotActiveError(_("This enrolment is not active."))
    before = write_noted(fresh, people, Noted(state, arrived_at, left_at, reason.strip(), actor, now))
    if is_attended:
        make_present(people, actor=actor)
    elif errors := [pk for pk, stood in before.items() if stood in ATTENDED]:
        take_presence_back(errors, actor=actor)
    if before:
        _have_counted(fresh, list(before))
    return len(before)


def count_early_at(*, session: Session, moment: datetime) -> None:
    submit_job(
        kind=COUNT_EARLY,
        payload={"session": session.pk},
        key=f"{COUNT_EARLY}:{session.uid}:{int(moment.timestamp())}",
        run_after=moment,
    )


def count_early_scans(*, session: Session) -> int:
    """Make those present who scanned before check-in opened; if it was moved to a later time, then.

    In portions, each in a transaction of its own.
    """
    early = Attendance.objects.filter(session=session, state__in=ATTENDED).order_by()
    return sum(_count_early(session, portion) for portion in portions(list(early.values_list("enrolment", flat=True))))


@transaction.atomic
def _count_early(session: Session, enrolments: list[int]) -> int:
    try:
        fresh = locked_session(session)
    except CourseError:  # closed, or cancelled
        return 0
    opens_at = window_of(fresh).opens_at
    if opens_at > clock.now():
        count_early_at(session=fresh, moment=opens_at)
        return 0
    held = Enrolment.objects.select_for_update(of=("self",)).filter(
        pk__in=enrolments, attendances__session=fresh, attendances__state__in=ATTENDED
    )
    return make_present(list(held.order_by("pk")))


def locked_session(session: Session) -> Session:
    """As `open_session`, beneath the lock of its batch, which comes before those of enrolments: who moves or cancels a
    session and who closes the batch waits, and so does who gives or frees a place."""
    Batch.objects.select_for_update().only("pk").get(pk=session.batch_id)
    return open_session(session)


def open_session(session: Session) -> Session:
    """As it stands now: it may have been moved since its page was opened."""
    fresh: Session = Session.objects.select_related("batch__course").get(pk=session.pk)
    if fresh.batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": fresh.batch.name})
    if fresh.state == SessionState.CANCELLED:
        raise CheckInClosedError(_("This session was cancelled: there is nothing to check in to."))
    return fresh


def _check_phase(phase: Phase, method: AttendanceMethod) -> None:
    """Ahead of a session nobody was there; when it is over, a code that is shown in the room counts no more."""
    if phase == Phase.AHEAD:
        raise CheckInClosedError(_("Check-in to this session is not open yet."))
    if phase == Phase.OVER and method in BY_CODE:
        raise CheckInClosedError(_("Check-in to this session is closed. Ask the committee to note you by hand."))


def _terms(session: Session) -> Terms:
    terms: Terms = session.batch.course.attendance_terms
    return terms


def _have_counted(session: Session, enrolments: Sequence[int], *, more_to_come: bool = False) -> None:
    """A session counts once it is over; what is noted after that counts at once, for many by a job."""
    batch = session.batch
    if session.state == SessionState.PLANNED and session.ends_at > clock.now():
        refresh_at(batch=batch, moment=session.ends_at)
    elif more_to_come:
        refresh_soon(batch=batch, enrolments=enrolments)
    elif len(enrolments) == 1:
        refresh_attendance(batch=batch, enrolments=enrolments)
    else:
        refresh_later(batch=batch, enrolments=enrolments)
