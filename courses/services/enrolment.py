from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit, clock
from courses.choices import ACTIVE_ENROLMENTS, OCCUPYING_ENROLMENTS, EnrolmentState, LeftAs
from courses.errors import (
    BatchClosedError,
    BatchFullError,
    DeadlinePassedError,
    EnrolmentFixedError,
    NotAllowedError,
    ReasonMissingError,
)
from courses.models import Batch, Enrolment
from courses.rules import may_run_batch
from courses.selectors.leaving import may_leave
from courses.selectors.nominators import may_nominate_from
from courses.services.completion import evaluate_completion
from courses.services.place_mails import tell_confirmed, tell_taken_back
from courses.services.waiting_list import next_turn, promote_waiting
from courses.states import Mover, may_move
from members.models import User
from members.selectors import current_office

SYSTEM = frozenset({Mover.ORGANISER, Mover.ATTENDANCE})
LONGEST_REASON = 250


@transaction.atomic
def enrol_member(
    *,
    batch: Batch,
    member: User,
    actor: User | None = None,
    state: EnrolmentState = EnrolmentState.CONFIRMED,
) -> Enrolment:
    """Give `member` a place, with the office as it is today. Who takes part already stays as they are; who was
    nominated or waits moves on; who withdrew comes back, from the office of today.

    An organiser is bound by the batch's places, not by quotas. Without an actor it is the system that enrols: a
    command, an import that has asked already.
    """
    if actor is not None and not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may enrol participants."))
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    enrolment = Enrolment.objects.filter(batch=locked, member=member).first()
    if enrolment is not None and (enrolment.is_active or enrolment.state == state):
        return enrolment
    if locked.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: nobody can be enrolled any more.") % {"batch": locked.name})
    check_place(locked, enrolment, state)
    row = seated(locked, member, enrolment, state)
    row.enrolled_by = row.enrolled_by or actor
    row.save()
    record_made(row, actor)
    if enrolment is not None and row.is_active and evaluate_completion(enrolment=row):
        row.refresh_from_db(fields=["state"])
    return row


@transaction.atomic
def change_enrolment_state(
    *, enrolment: Enrolment, state: EnrolmentState, actor: User | None = None, reason: str = ""
) -> Enrolment:
    """Confirm a participant, note the person as present, or take the place back, for a reason. Who may do which stands
    in `courses.states`; a place that becomes free goes to the waiting list.

    What was reached stays on record, and counts again for who comes back. Who has completed stays complete.
    """
    movers = _movers(actor, enrolment)
    batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrolment.batch_id)
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("batch", "member").get(pk=enrolment.pk)
    if locked.state == state:
        return locked
    if batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: its participants are fixed.") % {"batch": batch.name})
    if locked.state == EnrolmentState.COMPLETED:
        raise EnrolmentFixedError(
            _("%(member)s has completed the course already.") % {"member": locked.member.full_name}
        )
    _check_move(batch, locked, state, movers)
    is_own = actor is not None and actor.pk == locked.member_id
    if state == EnrolmentState.WITHDRAWN and actor is not None and not is_own and not reason.strip():
        raise ReasonMissingError(_("Say why the place is taken back."))
    return settle(batch=batch, enrolment=locked, state=state, actor=actor, reason=reason)


def withdraw_enrolment(*, enrolment: Enrolment, actor: User | None = None, reason: str = "") -> Enrolment:
    """Take the place back; a participant gives the own one up before the batch begins, with or without a reason."""
    return change_enrolment_state(enrolment=enrolment, state=EnrolmentState.WITHDRAWN, actor=actor, reason=reason)


def settle(
    *, batch: Batch, enrolment: Enrolment, state: EnrolmentState, actor: User | None, reason: str = ""
) -> Enrolment:
    """Write a move that was allowed, of rows that are locked; tell whom it concerns; pass on a place that is free.

    Who comes back comes from the office of today, as by every other way in.
    """
    check_place(batch, enrolment, state)
    before = enrolment.state
    more: dict[str, int | None] = {}
    if before == EnrolmentState.WITHDRAWN:
        enrolment = seated(batch, enrolment.member, enrolment, state)
        enrolment.save()
        more = {"office": enrolment.office_id}
    else:
        if state == EnrolmentState.WITHDRAWN:
            enrolment.left_as, enrolment.left_reason = _left_as(enrolment, actor), reason.strip()[:LONGEST_REASON]
        enrolment.state = state
        enrolment.save(update_fields=["state", "left_as", "left_reason"])
    leaves = state == EnrolmentState.WITHDRAWN
    audit.record(
        action="enrolment.withdrawn" if leaves else "enrolment.changed",
        actor=actor,
        subject=f"enrolment:{enrolment.uid}",
        # Why somebody leaves is kept in the row, from where it goes with the account; the trail keeps all for ever.
        data={"before": before, "state": state.value, "reason": "" if leaves else reason.strip(), **more},
    )
    if before not in ACTIVE_ENROLMENTS and state in ACTIVE_ENROLMENTS:
        evaluate_completion(enrolment=enrolment)
        enrolment.refresh_from_db(fields=["state"])
    if actor is not None and actor.pk != enrolment.member_id:
        _tell(batch, enrolment, before, state, reason)
    if before in OCCUPYING_ENROLMENTS and state not in OCCUPYING_ENROLMENTS:
        promote_waiting(batch=batch)
    return enrolment


def seated(batch: Batch, member: User, enrolment: Enrolment | None, state: EnrolmentState) -> Enrolment:
    """The row of `member` in `batch`, which is locked, unsaved: a new one, or the one of who was here before."""
    if enrolment is None:
        enrolment = Enrolment(batch=batch, member=member, office=current_office(member))
    elif enrolment.state == EnrolmentState.WITHDRAWN:
        enrolment.office = current_office(member)
        enrolment.nominated_by, enrolment.letter_number, enrolment.letter_date = None, "", None
        enrolment.accepted_at, enrolment.left_as, enrolment.left_reason = None, "", ""
    enrolment.state = state
    enrolment.enrolled_at = clock.now()
    if state == EnrolmentState.WAITING:
        enrolment.waiting_since = next_turn(batch)
    return enrolment


def record_made(enrolment: Enrolment, actor: User | None, **more: str) -> None:
    audit.record(
        action="enrolment.made",
        actor=actor,
        subject=f"enrolment:{enrolment.uid}",
        data={
            "batch": enrolment.batch.code,
            "member": str(enrolment.member.uid),
            "office": enrolment.office_id,
            "state": str(enrolment.state),
            **more,
        },
    )


def check_place(batch: Batch, enrolment: Enrolment | None, state: EnrolmentState) -> None:
    """Whether the batch, which is locked, has a place for who had none."""
    if batch.capacity is None or state not in OCCUPYING_ENROLMENTS:
        return
    if enrolment is not None and enrolment.pk and enrolment.state in OCCUPYING_ENROLMENTS:
        return
    if batch.enrolments.occupying().count() >= batch.capacity:
        raise BatchFullError(
            ngettext(
                "The only place of %(batch)s is taken.", "All %(places)d places of %(batch)s are taken.", batch.capacity
            )
            % {"places": batch.capacity, "batch": batch.name}
        )


def _movers(actor: User | None, enrolment: Enrolment) -> frozenset[Mover]:
    if actor is None:
        return SYSTEM
    movers = set()
    if may_run_batch(actor, enrolment.batch):
        movers.add(Mover.ORGANISER)
    if actor.pk == enrolment.member_id:
        movers.add(Mover.PARTICIPANT)
    elif may_nominate_from(actor, enrolment.office):
        movers.add(Mover.NOMINATOR)
    if not movers:
        raise NotAllowedError(_("Only an organiser of this course may change its participants."))
    return frozenset(movers)


def _check_move(batch: Batch, enrolment: Enrolment, state: EnrolmentState, movers: frozenset[Mover]) -> None:
    if Mover.ORGANISER in movers:
        if not may_move(enrolment.state, state, movers):
            raise EnrolmentFixedError(_("This state is not set by hand."))
        return
    if state != EnrolmentState.WITHDRAWN:
        raise NotAllowedError(_("Only an organiser of this course may change its participants."))
    if Mover.PARTICIPANT in movers:
        if not may_leave(enrolment, batch):
            raise DeadlinePassedError(_("The batch has begun. If you cannot come, tell the organiser."))
    elif enrolment.state == EnrolmentState.CONFIRMED:
        raise NotAllowedError(_("This place has been confirmed. Swap the person for another, or ask the organiser."))
    elif not batch.takes_swaps:
        raise DeadlinePassedError(_("Nominations can no longer be changed. Ask the organiser."))
    if not may_move(enrolment.state, state, movers):
        raise EnrolmentFixedError(_("This state is not set by hand."))


def _tell(batch: Batch, enrolment: Enrolment, before: str, state: EnrolmentState, reason: str) -> None:
    if state == EnrolmentState.WITHDRAWN:
        tell_taken_back(batch=batch, enrolments=[enrolment], reason=reason.strip())
    elif state == EnrolmentState.CONFIRMED and before not in ACTIVE_ENROLMENTS:
        tell_confirmed(batch=batch, enrolments=[enrolment])


def _left_as(enrolment: Enrolment, actor: User | None) -> LeftAs | str:
    """`enrolment` is as it was before."""
    if actor is None:
        return ""
    undecided = enrolment.state in (EnrolmentState.NOMINATED, EnrolmentState.WAITING)
    if actor.pk == enrolment.member_id:
        return LeftAs.DECLINED if undecided else LeftAs.GIVEN_UP
    decides = undecided and (enrolment.is_own_wish or may_run_batch(actor, enrolment.batch))
    return LeftAs.REFUSED if decides else LeftAs.TAKEN_BACK  # who named somebody takes the name back
