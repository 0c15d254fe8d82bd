"""Members who put themselves into a batch that allows it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courses.choices import BatchState, EnrolmentState, SelfEnrolment
from courses.errors import DeadlinePassedError, EnrolledElsewhereError
from courses.models import Batch, CoursePage, Enrolment
from courses.selectors.room import room_of, seat_of
from courses.services.enrolment import record_made, seated
from courses.services.place_asking import ask_superiors
from courses.services.waiting_list import promote_waiting
from members.models import User


@transaction.atomic
def join_batch(*, batch: Batch, member: User) -> Enrolment:
    """A place, at once or once approved; on the waiting list where none is free. Who is in the batch stays as they are.

    Who was here before and left, or was refused, needs approval, whatever the batch allows to others.
    """
    locked: Batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=batch.pk)
    known = locked.enrolments.select_related("member", "office").filter(member=member).first()
    if known is not None and known.state != EnrolmentState.WITHDRAWN:
        return known
    if not locked.takes_members:
        raise DeadlinePassedError(_("Nobody can enrol in %(batch)s here any more.") % {"batch": locked.name})
    # After the batch, as every lock: somebody who joins two batches of the course at once waits here, and is refused.
    CoursePage.objects.select_for_update(of=("self",), no_key=True).get(pk=locked.course_id)
    elsewhere = Enrolment.objects.filter(member=member, batch__course=locked.course_id).exclude(
        batch__state=BatchState.CLOSED
    )
    if other := elsewhere.exclude(state=EnrolmentState.WITHDRAWN).select_related("batch").first():
        raise EnrolledElsewhereError(
            _("You are in %(batch)s already. Give that place up first.") % {"batch": other.batch.name}
        )
    promote_waiting(batch=locked)
    needs_approval = locked.self_enrolment == SelfEnrolment.APPROVAL or known is not None
    placed = EnrolmentState.NOMINATED if needs_approval else EnrolmentState.CONFIRMED
    row = seated(locked, member, known, EnrolmentState.WAITING)
    if room_of(locked).takes(seat_of(row.office)):
        row.state, row.waiting_since = placed, None
    row.nominated_by = member if needs_approval else None
    row.enrolled_by = member
    row.save()
    record_made(row, member)
    if row.state == EnrolmentState.NOMINATED:
        ask_superiors(batch=locked, enrolments=[row])
    return row
