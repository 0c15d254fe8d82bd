from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from courses.errors import BatchClosedError, NotAllowedError
from courses.models import Batch, Session, SpeakerProfile
from courses.rules import may_run_batch, may_run_course
from members.models import User


@transaction.atomic
def save_batch(*, batch: Batch, actor: User) -> Batch:
    """Keep a new or changed batch of a course that `actor` runs; a closed one stays as it was."""
    if not may_run_course(actor, batch.course):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    if batch.pk and Batch.objects.select_for_update().get(pk=batch.pk).is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": batch.name})
    made = batch.pk is None
    batch.save()
    audit.record(action="batch.made" if made else "batch.changed", actor=actor, subject=f"batch:{batch.code}")
    return batch


@transaction.atomic
def save_session(*, session: Session, actor: User) -> Session:
    """Keep a new or changed slot of the timetable of a batch that `actor` runs and that is not closed."""
    if not may_run_batch(actor, session.batch):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    if Batch.objects.select_for_update().get(pk=session.batch_id).is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": session.batch.name})
    made = session.pk is None
    session.save()
    audit.record(action="session.made" if made else "session.changed", actor=actor, subject=f"session:{session.uid}")
    return session


@transaction.atomic
def save_speaker_profile(*, profile: SpeakerProfile, actor: User) -> SpeakerProfile:
    profile.save()
    audit.record(action="speaker.described", actor=actor, subject=f"member:{profile.member.uid}")
    return profile
