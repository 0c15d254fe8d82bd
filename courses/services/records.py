from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit
from courses.errors import BatchClosedError, BatchFullError, NotAllowedError, OutsideBatchError
from courses.models import Batch, Session, SpeakerProfile
from courses.rules import may_run_course
from courses.services.attendance_results import refresh_later
from courses.services.programme import locked_open_batch
from courses.services.timetable_changes import kept_stand_of, note_place, note_session, place_of
from courses.services.waiting_list import promote_waiting
from members.models import User

PLANNED = ["subject", "room", "online_url", "starts_at", "ends_at", "jp", "order", "changed_at"]
DELIVERED = ["delivered_starts_at", "delivered_ends_at", "delivered_jp", "delivered_speaker"]


@transaction.atomic
def save_batch(*, batch: Batch, actor: User) -> Batch:
    """Keep a new or changed batch of a course that `actor` runs; a closed one stays as it was.

    A batch stays with its course: what its participants reached, they reached there.
    """
    if not may_run_course(actor, batch.course):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    made = batch.pk is None
    before = None if made else _check_change(batch)
    batch.save()
    if not made:
        promote_waiting(batch=batch)  # there may be more places than before, or more time to fill them
    if before is not None:
        note_place(batch=batch, before=place_of(before))
    audit.record(action="batch.made" if made else "batch.changed", actor=actor, subject=f"batch:{batch.code}")
    return batch


@transaction.atomic
def save_session(*, session: Session, actor: User) -> Session:
    """Keep a new or changed slot of the timetable of a batch that `actor` runs and that is not closed.

    A session stays in its batch, or what was delivered in a closed one could be carried off.
    """
    batch = locked_open_batch(session.batch, actor)
    made = session.pk is None
    if not made and Session.objects.get(pk=session.pk).batch_id != session.batch_id:
        raise OutsideBatchError(_("A session stays in its batch. Add one to the other batch instead."))
    before = kept_stand_of(session)
    if made:
        session.save()
    else:  # what was delivered meanwhile is not this save's to change
        session.save(update_fields=PLANNED)
        session.refresh_from_db(fields=["state", "sequence", *DELIVERED])
        refresh_later(batch=session.batch, recount=[session.pk])
    note_session(batch=batch, session=session, before=before)
    audit.record(action="session.made" if made else "session.changed", actor=actor, subject=f"session:{session.uid}")
    return session


@transaction.atomic
def save_speaker_profile(*, profile: SpeakerProfile, actor: User) -> SpeakerProfile:
    profile.save()
    audit.record(action="speaker.described", actor=actor, subject=f"member:{profile.member.uid}")
    return profile


def _check_change(batch: Batch) -> Batch:
    """The batch as it was kept so far, locked."""
    before = Batch.objects.select_for_update().get(pk=batch.pk)
    if before.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": batch.name})
    if before.course_id != batch.course_id:
        raise OutsideBatchError(_("A batch stays with its course. Add one to the other course instead."))
    taken = batch.enrolments.occupying().count()
    if batch.capacity is not None and taken > batch.capacity:
        raise BatchFullError(
            ngettext("%(taken)d place is taken already.", "%(taken)d places are taken already.", taken)
            % {"taken": taken}
        )
    return before
