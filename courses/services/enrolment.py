from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit, clock
from courses.choices import ACTIVE_ENROLMENTS, OCCUPYING_ENROLMENTS, SET_BY_HAND, EnrolmentState
from courses.errors import (
    BatchClosedError,
    BatchFullError,
    EnrolmentFixedError,
    NotAllowedError,
    ReasonMissingError,
)
from courses.models import Batch, Enrolment
from courses.rules import may_run_batch
from courses.services.completion import evaluate_completion
from members.models import User
from members.selectors import current_office


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

    Without an actor it is the system that enrols: a command, an import that has asked already.
    """
    if actor is not None and not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may enrol participants."))
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    enrolment = Enrolment.objects.filter(batch=locked, member=member).first()
    if enrolment is not None and (enrolment.is_active or enrolment.state == state):
        return enrolment
    if locked.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: nobody can be enrolled any more.") % {"batch": locked.name})
    _check_place(locked, enrolment, state)
    if enrolment is None:
        enrolment = Enrolment(batch=locked, member=member, office=current_office(member), enrolled_by=actor)
    elif enrolment.state == EnrolmentState.WITHDRAWN:
        enrolment.office = current_office(member)
    enrolment.state = state
    enrolment.enrolled_at = clock.now()
    enrolment.save()
    audit.record(
        action="enrolment.made",
        actor=actor,
        subject=f"enrolment:{enrolment.uid}",
        data={"batch": locked.code, "member": str(member.uid), "office": enrolment.office_id, "state": state.value},
    )
    return enrolment


@transaction.atomic
def change_enrolment_state(
    *, enrolment: Enrolment, state: EnrolmentState, actor: User | None = None, reason: str = ""
) -> Enrolment:
    """Confirm a participant, note the person as present, or take the place back, for a reason.

    What was reached stays on record, and counts again for who comes back. Who has completed stays complete.
    """
    if actor is not None and not may_run_batch(actor, enrolment.batch):
        raise NotAllowedError(_("Only an organiser of this course may change its participants."))
    batch = Batch.objects.select_for_update().get(pk=enrolment.batch_id)
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("batch", "member").get(pk=enrolment.pk)
    if locked.state == state:
        return locked
    if batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: its participants are fixed.") % {"batch": batch.name})
    if locked.state == EnrolmentState.COMPLETED:
        raise EnrolmentFixedError(
            _("%(member)s has completed the course already.") % {"member": locked.member.full_name}
        )
    if state not in SET_BY_HAND:
        raise EnrolmentFixedError(_("This state is not set by hand."))
    if state == EnrolmentState.WITHDRAWN and actor is not None and not reason.strip():
        raise ReasonMissingError(_("Say why the place is taken back."))
    _check_place(batch, locked, state)
    before = locked.state
    locked.state = state
    locked.save(update_fields=["state"])
    audit.record(
        action="enrolment.withdrawn" if state == EnrolmentState.WITHDRAWN else "enrolment.changed",
        actor=actor,
        subject=f"enrolment:{locked.uid}",
        data={"before": before, "state": state.value, "reason": reason.strip()},
    )
    if before not in ACTIVE_ENROLMENTS:
        evaluate_completion(enrolment=locked)
        locked.refresh_from_db(fields=["state"])
    return locked


def withdraw_enrolment(*, enrolment: Enrolment, actor: User | None = None, reason: str = "") -> Enrolment:
    """Take the place back."""
    return change_enrolment_state(enrolment=enrolment, state=EnrolmentState.WITHDRAWN, actor=actor, reason=reason)


def _check_place(batch: Batch, enrolment: Enrolment | None, state: EnrolmentState) -> None:
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
