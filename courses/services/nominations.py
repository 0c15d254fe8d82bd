"""Naming people for a batch, within the quota, by a letter; swapping one for another; deciding on who was named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit
from courses.choices import EnrolmentState, LeftAs
from courses.errors import (
    BatchClosedError,
    BatchFullError,
    DeadlinePassedError,
    EnrolledElsewhereError,
    EnrolmentFixedError,
    LetterMissingError,
    NotAllowedError,
    QuotaUsedError,
)
from courses.models import Batch, Enrolment
from courses.room import Room
from courses.rules import may_run_batch
from courses.selectors.nominators import may_nominate_from
from courses.selectors.room import room_for_nominations, room_of, seat_of
from courses.services.enrolment import change_enrolment_state, enrol_member, record_made, seated
from courses.services.place_asking import ask_nominees
from courses.services.place_mails import tell_confirmed, tell_taken_back, tell_waiting
from courses.services.waiting_list import promote_waiting
from courses.states import RULES
from members.models import Office, User
from members.selectors import current_office

NOMINATED, WAITING, CONFIRMED, WITHDRAWN = (
    EnrolmentState.NOMINATED,
    EnrolmentState.WAITING,
    EnrolmentState.CONFIRMED,
    EnrolmentState.WITHDRAWN,
)


@transaction.atomic
def nominate_members(
    *, batch: Batch, members: Sequence[User], actor: User, letter_number: str, letter_date: date | None
) -> list[Enrolment]:
    """All of them or none. Who is in the batch already stays as they are; for whom no place is free, waits.

    An office names no more people than its quota, those who wait counted in.
    """
    locked = _locked(batch)
    if not locked.takes_nominations:
        raise DeadlinePassedError(_nominations_over(locked))
    if not letter_number.strip() or letter_date is None:
        raise LetterMissingError(_("Give the number and the date of the letter that sends these people."))
    promote_waiting(batch=locked)
    room, quotas = room_of(locked), room_for_nominations(locked)
    rows = [_nominated(locked, member, actor, room, quotas) for member in members]
    fresh = [row for row, is_new in rows if is_new]
    for row in fresh:
        row.letter_number, row.letter_date = letter_number.strip(), letter_date
        row.save()
        record_made(row, actor, letter=row.letter_number)
    ask_nominees(batch=locked, enrolments=[row for row in fresh if row.state == NOMINATED])
    tell_waiting(batch=locked, enrolments=[row for row in fresh if row.state == WAITING])
    return [row for row, _is_new in rows]


@transaction.atomic
def swap_nominee(
    *, enrolment: Enrolment, member: User, actor: User, letter_number: str = "", letter_date: date | None = None
) -> Enrolment:
    """`member` takes the place, or the turn on the waiting list, of who was named before. Both stay on record.

    Who was confirmed is followed by somebody who is nominated only, unless an organiser swaps.
    """
    batch = _locked(enrolment.batch)
    before = Enrolment.objects.select_for_update(of=("self",)).select_related("member", "office").get(pk=enrolment.pk)
    runs = may_run_batch(actor, batch)
    office = current_office(member)
    if not runs:
        _check_nominator(actor, before.office)
        _check_nominator(actor, office)
        if not batch.takes_swaps:
            raise DeadlinePassedError(_("Nominations can no longer be changed. Ask the organiser."))
    if batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: its participants are fixed.") % {"batch": batch.name})
    known = batch.enrolments.filter(member=member).first()
    if before.state == WITHDRAWN and known is not None and known.state != WITHDRAWN:
        return known
    if not RULES[EnrolmentState(before.state)].may_be_swapped:
        raise EnrolmentFixedError(_("%(member)s cannot be swapped any more.") % {"member": before.member.full_name})
    if known is not None and known.state != WITHDRAWN:
        raise EnrolledElsewhereError(_("%(member)s is in this batch already.") % {"member": member.full_name})
    was, turn = EnrolmentState(before.state), before.waiting_since
    before.state, before.left_as, before.left_reason = WITHDRAWN, LeftAs.SWAPPED, ""
    before.save(update_fields=["state", "left_as", "left_reason"])
    if not runs and office != before.office:
        _check_quota(office, room_for_nominations(batch))
    after = seated(
        batch, member, known, CONFIRMED if was == CONFIRMED and runs else was if was == WAITING else NOMINATED
    )
    after.nominated_by = before.nominated_by if runs and not before.is_own_wish else actor
    after.enrolled_by = actor
    after.letter_number = letter_number.strip() or before.letter_number
    after.letter_date = letter_date or before.letter_date
    if was == WAITING:
        after.waiting_since = turn
    after.save()
    audit.record(
        action="enrolment.swapped",
        actor=actor,
        subject=f"enrolment:{before.uid}",
        data={"before": was.value, "for": str(after.uid), "member": str(member.uid)},
    )
    record_made(after, actor, replaces=str(before.uid), letter=after.letter_number)
    tell_taken_back(batch=batch, enrolments=[before], swapped=True)
    if after.state == NOMINATED:
        ask_nominees(batch=batch, enrolments=[after])
    elif after.state == WAITING:
        tell_waiting(batch=batch, enrolments=[after])
    else:
        tell_confirmed(batch=batch, enrolments=[after])
    promote_waiting(batch=batch)  # another office may have a quota left
    return after


@transaction.atomic
def enrol_listed(
    *,
    batch: Batch,
    member: User,
    actor: User | None,
    state: EnrolmentState,
    letter_number: str = "",
    letter_date: date | None = None,
) -> Enrolment:
    """Who stands in a list that an organiser took over from an office: confirmed, or nominated by the organiser and
    asked; on the waiting list, and told so, where no place is free. The letter is noted where the list names one.

    Who is in the batch already is neither asked nor told again.
    """
    locked = _locked(batch)
    known = locked.enrolments.filter(member=member).first()
    before = known.state if known is not None else WITHDRAWN
    try:
        row = enrol_member(batch=locked, member=member, actor=actor, state=state)
    except BatchFullError:
        row = enrol_member(batch=locked, member=member, actor=actor, state=WAITING)
    if letter_number:
        row.letter_number, row.letter_date = letter_number, letter_date
    if state == NOMINATED and before in (WITHDRAWN, WAITING) and (row.nominated_by_id is None or row.is_own_wish):
        row.nominated_by = actor
    row.save(update_fields=["letter_number", "letter_date", "nominated_by"])
    if row.state == before:
        return row
    if row.state == NOMINATED:
        ask_nominees(batch=locked, enrolments=[row])
    elif row.state == WAITING:
        tell_waiting(batch=locked, enrolments=[row])
    return row


@dataclass
class Decided:
    done: list[Enrolment] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Sentences, each once: why some stayed as they were."""


@transaction.atomic
def decide_nominations(
    *, batch: Batch, enrolments: Sequence[Enrolment], confirms: bool, actor: User, reason: str = ""
) -> Decided:
    """Confirm or refuse those who were nominated or wait; for whom there is no place stays as they were."""
    decided = Decided()
    for enrolment in enrolments:
        if enrolment.batch_id != batch.pk or enrolment.state not in (NOMINATED, WAITING):
            continue
        state = CONFIRMED if confirms else WITHDRAWN
        try:
            with transaction.atomic():
                done = change_enrolment_state(enrolment=enrolment, state=state, actor=actor, reason=reason)
        except BatchFullError as refusal:
            if str(refusal) not in decided.refused:
                decided.refused.append(str(refusal))
        else:
            decided.done.append(done)
    return decided


def _nominated(batch: Batch, member: User, actor: User, room: Room, quotas: Room) -> tuple[Enrolment, bool]:
    """The row, unsaved where it is new."""
    known = batch.enrolments.select_related("member", "office").filter(member=member).first()
    if known is not None and known.state != WITHDRAWN:
        return known, False
    office = current_office(member)
    _check_nominator(actor, office)
    _check_quota(office, quotas)
    seat = seat_of(office)
    state = NOMINATED if room.takes(seat) else WAITING
    row = seated(batch, member, known, state)
    row.nominated_by, row.enrolled_by = actor, actor
    quotas.take(seat)
    if state == NOMINATED:
        room.take(seat)
    return row, True


def _check_nominator(actor: User, office: Office | None) -> None:
    if not may_nominate_from(actor, office):
        raise NotAllowedError(_("You can only name people of your own offices."))


def _check_quota(office: Office | None, room: Room) -> None:
    if not room.within_quota(seat_of(office)):
        raise QuotaUsedError(_quota_used(office, room))


def _locked(batch: Batch) -> Batch:
    locked: Batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=batch.pk)
    return locked


def _nominations_over(batch: Batch) -> str:
    if batch.nominations_until is None:
        return _("Offices do not nominate for %(batch)s.") % {"batch": batch.name}
    return _("Nominations for %(batch)s ended on %(day)s.") % {
        "batch": batch.name,
        "day": date_format(batch.nominations_until, "j F Y"),
    }


def _quota_used(office: Office | None, room: Room) -> str:
    seat = seat_of(office)
    limit = room.limit_of_office(seat)
    if office is not None and limit is not None and room.left_for_office(seat) == 0:
        words = ngettext(
            "The quota of %(office)s is %(number)d person, and it is used. Swap somebody, or ask for more.",
            "The quota of %(office)s is %(number)d people, and it is used. Swap somebody, or ask for more.",
            limit,
        )
        return words % {"office": office.name, "number": limit}
    return _("The quota of the province is used. Swap somebody, or ask for more.")
