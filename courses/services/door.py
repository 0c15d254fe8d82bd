"""Who stands in the room without a place: asks for one by the code, or is enrolled by the committee there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import audit, clock
from courses.attendance import Phase
from courses.attendance_rules import may_keep_door
from courses.choices import AttendanceMethod, DoorState, EnrolmentState
from courses.errors import BatchFullError, CheckInClosedError, DoorAnsweredError, NotAllowedError, ReasonMissingError
from courses.models import Attendance, Batch, DoorRequest, Enrolment, Session
from courses.rules import may_run_batch
from courses.services.attendance import check_in, open_session, window_of
from courses.services.enrolment import enrol_member
from members.models import User


@transaction.atomic
def ask_at_door(*, session: Session, member: User, at: datetime) -> DoorRequest:
    """Keep that `member` was in the room with a good code and asks for a place. Asked again, it is the same request."""
    fresh = open_session(session)
    if window_of(fresh).phase(at) not in (Phase.EARLY, Phase.OPEN):
        raise CheckInClosedError(_("Check-in to this session is not open."))
    request, _made = DoorRequest.objects.get_or_create(session=fresh, member=member, defaults={"scanned_at": at})
    return request


@transaction.atomic
def enrol_at_door(
    *, session: Session, member: User, actor: User, arrived_at: datetime | None = None, over_capacity: str = ""
) -> Attendance | None:
    """Give `member` a place and note the arrival in one step; ahead of the session nobody has arrived, and the place is
    all. Where every place is taken, `over_capacity` says why this one is given all the same."""
    if not may_keep_door(actor, session):
        raise NotAllowedError(_("Only the committee of this batch may enrol somebody at the door."))
    fresh = open_session(session)
    runs = actor if may_run_batch(actor, fresh.batch) else None
    try:
        with transaction.atomic():
            enrolment = enrol_member(batch=fresh.batch, member=member, actor=runs)
    except BatchFullError:
        if not over_capacity.strip():
            raise
        enrolment = _add_a_place(fresh, member, actor, over_capacity.strip())
    if enrolment.enrolled_by_id is None:
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_by=actor)
    moment, row = arrived_at or clock.now(), None
    if window_of(fresh).phase(moment) != Phase.AHEAD:
        row = check_in(
            session=fresh,
            enrolment=enrolment,
            method=AttendanceMethod.DOOR,
            at=moment,
            actor=actor,
            reason=over_capacity,
        )
    _answer(DoorRequest.objects.filter(session=fresh, member=member), DoorState.ACCEPTED, actor, "")
    return row


def _add_a_place(session: Session, member: User, actor: User, reason: str) -> Enrolment:
    """On the waiting list everybody finds room; from there the place is given for the reason that was told."""
    enrolment = enrol_member(batch=session.batch, member=member, state=EnrolmentState.WAITING)
    enrolment.state, enrolment.waiting_since = EnrolmentState.CONFIRMED, None
    enrolment.save(update_fields=["state", "waiting_since"])
    audit.record(
        action="enrolment.over_capacity",
        actor=actor,
        subject=f"enrolment:{enrolment.uid}",
        data={"batch": session.batch.code, "session": str(session.uid), "reason": reason},
    )
    return enrolment


@transaction.atomic
def accept_at_door(*, request: DoorRequest, actor: User, over_capacity: str = "") -> Attendance | None:
    """Enrol who asked, counted from the scan, unless the session was moved to another day since. Whom somebody declined
    meanwhile is enrolled by name, not by this."""
    if not may_keep_door(actor, request.session):
        raise NotAllowedError(_("Only the committee of this batch may answer this."))
    Batch.objects.select_for_update(of=("self",)).get(pk=request.session.batch_id)  # before the request (decision 23)
    if DoorRequest.objects.select_for_update().get(pk=request.pk).state == DoorState.DECLINED:
        raise DoorAnsweredError(_("This request was declined. Enrol the person by name if that was an error."))
    return enrol_at_door(
        session=request.session,
        member=request.member,
        actor=actor,
        arrived_at=request.scanned_at,
        over_capacity=over_capacity,
    )


@transaction.atomic
def decline_at_door(*, request: DoorRequest, actor: User, reason: str) -> DoorRequest:
    """Say no, with a reason that the person reads. What was answered stays answered."""
    if not may_keep_door(actor, request.session):
        raise NotAllowedError(_("Only the committee of this batch may answer this."))
    if not reason.strip():
        raise ReasonMissingError(_("Say why, in a few words: the person reads it."))
    _answer(DoorRequest.objects.filter(pk=request.pk), DoorState.DECLINED, actor, reason.strip())
    request.refresh_from_db()
    return request


def _answer(requests: QuerySet[DoorRequest], state: DoorState, actor: User, reason: str) -> None:
    waiting = requests.select_for_update().filter(state=DoorState.WAITING)
    for request in waiting.select_related("session"):
        request.state, request.answered_by, request.reason = state, actor, reason
        request.answered_at = clock.now()
        request.save(update_fields=["state", "answered_by", "answered_at", "reason"])
        audit.record(
            action=f"door.{state.value}",
            actor=actor,
            subject=f"session:{request.session.uid}",
            data={"request": str(request.uid)},
        )
