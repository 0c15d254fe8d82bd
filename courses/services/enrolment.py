from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import EnrolmentState
from courses.errors import BatchClosedError, BatchFullError, NotAllowedError
from courses.models import Batch, Enrolment
from courses.rules import may_run_batch
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
    """Give `member` a place, with the office as it is today. Who has one keeps it; who withdrew comes back.

    Without an actor it is the system that enrols: a command, an import that has asked already.
    """
    if actor is not None and not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may enrol participants."))
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    enrolment = Enrolment.objects.filter(batch=locked, member=member).first()
    if enrolment is not None and enrolment.state not in (EnrolmentState.WITHDRAWN, EnrolmentState.WAITING):
        return enrolment
    if locked.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: nobody can be enrolled any more.") % {"batch": locked.name})
    if locked.capacity is not None and locked.enrolments.occupying().count() >= locked.capacity:
        raise BatchFullError(
            _("All %(places)d places of %(batch)s are taken.") % {"places": locked.capacity, "batch": locked.name}
        )
    if enrolment is None:
        enrolment = Enrolment(batch=locked, member=member, office=current_office(member), enrolled_by=actor)
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
def withdraw_enrolment(*, enrolment: Enrolment, actor: User | None = None, reason: str = "") -> Enrolment:
    """Take the place back. What was reached stays on record; who has completed cannot be withdrawn."""
    if actor is not None and not may_run_batch(actor, enrolment.batch):
        raise NotAllowedError(_("Only an organiser of this course may withdraw participants."))
    locked = Enrolment.objects.select_for_update().select_related("batch", "member").get(pk=enrolment.pk)
    if locked.state == EnrolmentState.WITHDRAWN:
        return locked
    if locked.batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: its participants are fixed.") % {"batch": locked.batch.name})
    if locked.state == EnrolmentState.COMPLETED:
        raise NotAllowedError(_("%(member)s has completed the course already.") % {"member": locked.member.full_name})
    before = locked.state
    locked.state = EnrolmentState.WITHDRAWN
    locked.save(update_fields=["state"])
    audit.record(
        action="enrolment.withdrawn",
        actor=actor,
        subject=f"enrolment:{locked.uid}",
        data={"before": before, "reason": reason},
    )
    return locked
