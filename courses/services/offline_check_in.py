"""Check-in on the phone of who stands at the door, where there is no signal: entries come later, each counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import audit, clock
from courses.attendance_rules import may_keep_door
from courses.check_in_devices import Entry
from courses.choices import AttendanceMethod
from courses.errors import CheckInClosedError, CourseError, DeviceRefusedError, NotAllowedError
from courses.models import AttendanceDevice, Enrolment, OfflineEntry, Session
from courses.services.attendance import check_in, open_session, window_of
from members.models import User

# A phone comes home from an island without a signal within days; after that the list with a reason is the way.
GOOD_AFTER_SESSION = timedelta(days=3)
# As long before a session somebody may take the list along.
READY_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class TakenCheckIns:
    """What the device may let go of, taken now or before; and what was refused, with the sentence to be read."""

    taken: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)


@transaction.atomic
def issue_device(*, session: Session, actor: User) -> AttendanceDevice:
    """A right to note arrivals on one device, in this session, for this person, for some days."""
    if not may_keep_door(actor, session):
        raise NotAllowedError(_("Only the committee of this batch may do this."))
    fresh = open_session(session)
    now, expires_at = clock.now(), fresh.ends_at + GOOD_AFTER_SESSION
    if now > expires_at:
        raise CheckInClosedError(_("This session is long over. Note people in its list, with a reason."))
    if now < fresh.starts_at - READY_BEFORE:
        raise CheckInClosedError(_("It is too early: take the list along in the week before the session."))
    device: AttendanceDevice = AttendanceDevice.objects.create(
        session=fresh, member=actor, issued_at=now, expires_at=expires_at
    )
    audit.record(
        action="attendance.device_issued",
        actor=actor,
        subject=f"session:{fresh.uid}",
        data={"device": str(device.uid), "until": device.expires_at.isoformat()},
    )
    return device


def _believed(told: datetime, device: AttendanceDevice, session: Session) -> datetime:
    """The device's clock is believed between the moment that it got its key and now, and within the day from when on a
    scan is kept. Told of an earlier day, it stays: nobody was there then."""
    window = window_of(session)
    if told >= device.issued_at and window.is_of_another_day(told, session.batch.timezone):
        return told
    moment: datetime = min(max(told, device.issued_at, window.early_from), clock.now())
    return moment


def take_check_ins(*, session: Session, device: UUID, entries: Sequence[Entry], actor: User) -> TakenCheckIns:
    """Take what a device kept, each entry in a transaction of its own; sent again, it changes nothing.

    What cannot be counted is kept with the sentence that says why, and is tried once more when it comes again. The
    whole is refused where the device is not this person's in this session.
    """
    found = AttendanceDevice.objects.filter(uid=device, session=session, member=actor).first()
    if found is None or not may_keep_door(actor, session):
        raise DeviceRefusedError(_("This device has no list of this session under your name. Prepare it anew."))
    outcome, nameless = TakenCheckIns(), 0
    for entry in entries:
        enrolment = None
        try:
            enrolment = _named_in(entry, found, session)
            _take(found, session, entry, enrolment, actor)
        except CourseError as refusal:
            outcome.refused[entry.id] = str(refusal)
            if enrolment is None:
                nameless += 1
            else:
                _keep(found, entry, enrolment, str(refusal)[:300])
        else:
            outcome.taken.append(entry.id)
    if nameless:
        AttendanceDevice.objects.filter(pk=found.pk).update(refused=F("refused") + nameless)
    return outcome


def _named_in(entry: Entry, device: AttendanceDevice, session: Session) -> Enrolment:
    if not entry.is_signed_by(device.uid):
        raise DeviceRefusedError(_("This entry was not made on this device."))
    enrolment: Enrolment | None = Enrolment.objects.filter(uid=entry.enrolment, batch=session.batch_id).first()
    if enrolment is None:
        raise DeviceRefusedError(_("This person takes no part in the batch."))
    return enrolment


@transaction.atomic
def _take(device: AttendanceDevice, session: Session, entry: Entry, enrolment: Enrolment, actor: User) -> None:
    if OfflineEntry.objects.filter(entry=entry.id, refusal="").exists():
        return
    if clock.now() > device.expires_at:
        raise DeviceRefusedError(_("This list has expired. Note these people in the session's list, with a reason."))
    moment = _believed(entry.at, device, session)
    check_in(session=session, enrolment=enrolment, method=AttendanceMethod.OFFLINE, at=moment, actor=actor)
    _keep(device, entry, enrolment)


def _keep(device: AttendanceDevice, entry: Entry, enrolment: Enrolment, refusal: str = "") -> None:
    facts = {"device": device, "enrolment": enrolment, "told_at": entry.at, "taken_at": clock.now(), "refusal": refusal}
    OfflineEntry.objects.update_or_create(entry=entry.id, defaults=facts)
