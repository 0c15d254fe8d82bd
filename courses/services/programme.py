"""Who has which part in a batch, who speaks in a session and about what."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from core import audit
from courses.choices import Part, SessionState
from courses.errors import BatchClosedError, NotAllowedError, OutsideBatchError, PartInUseError
from courses.models import Batch, BatchPart, MaterialPage, Session, SessionMaterial, SessionSpeaker
from courses.rules import may_run_batch
from courses.services.delivered_by import keep_who_taught
from courses.services.evaluation import refresh_evaluation_soon
from courses.services.timetable_changes import note_session, stand_of
from members.models import User


@transaction.atomic
def give_part(*, batch: Batch, member: User, part: Part, function: str, actor: User) -> BatchPart:
    """Name `member` as speaker, moderator or committee; who has the part already gets the function anew."""
    locked = locked_open_batch(batch, actor)
    row, made = BatchPart.objects.get_or_create(
        batch=locked, member=member, part=part, defaults={"function": function.strip()}
    )
    if not made:
        if row.function == function.strip():
            return row
        row.function = function.strip()
        row.save(update_fields=["function"])
        _touch_sessions(row)
    audit.record(
        action="part.given" if made else "part.changed",
        actor=actor,
        subject=f"batch:{locked.code}",
        data={"member": str(member.uid), "part": part.value, "function": row.function},
    )
    return row


@transaction.atomic
def take_part_back(*, part: BatchPart, actor: User) -> None:
    """Refused for who still speaks in a session: the timetable would name nobody."""
    locked = locked_open_batch(part.batch, actor)
    subjects = list(part.sessions.order_by("starts_at").values_list("subject", flat=True))
    if subjects:
        raise PartInUseError(
            _("%(member)s still speaks in %(sessions)s. Choose another speaker there first.")
            % {
                "member": part.member.full_name,
                "sessions": get_text_list([f"“{subject}”" for subject in subjects], _("and")),
            }
        )
    taught = list(part.delivered.order_by("session__starts_at").values_list("session__subject", flat=True))
    if taught:
        raise PartInUseError(
            _("%(member)s is on record as having taught %(sessions)s. Correct at closing who taught there first.")
            % {
                "member": part.member.full_name,
                "sessions": get_text_list([f"“{subject}”" for subject in taught], _("and")),
            }
        )
    if part.evaluated.exists():
        raise PartInUseError(
            _("%(member)s was rated by participants: the part stays.") % {"member": part.member.full_name}
        )
    data = {"member": str(part.member.uid), "part": part.part}
    part.delete()
    audit.record(action="part.taken_back", actor=actor, subject=f"batch:{locked.code}", data=data)


@transaction.atomic
def plan_session(
    *, session: Session, speakers: Sequence[BatchPart], materials: Sequence[MaterialPage], actor: User
) -> Session:
    """Say who speaks in `session` and which materials belong to it, both in the order given."""
    batch = locked_open_batch(session.batch, actor)
    for part in speakers:
        if part.batch_id != session.batch_id:
            raise OutsideBatchError(_("%(person)s has no part in this batch.") % {"person": part.member.full_name})
    for material in materials:
        if not material.is_child_of(session.batch.course):
            raise OutsideBatchError(_("“%(title)s” belongs to another course.") % {"title": material.title})
    before = (
        list(session.session_speakers.values_list("part", flat=True)),
        list(session.session_materials.values_list("material", flat=True)),
    )
    after = ([part.pk for part in speakers], [material.pk for material in materials])
    if before == after:
        return session
    stand = stand_of(session)
    session.session_speakers.all().delete()
    session.session_materials.all().delete()
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, part=part, order=order) for order, part in enumerate(speakers)
    )
    SessionMaterial.objects.bulk_create(
        SessionMaterial(session=session, material=material, order=order) for order, material in enumerate(materials)
    )
    session.save(update_fields=["changed_at"])
    if before[0] != after[0]:
        refresh_evaluation_soon(batch=session.batch)
        for delivered in Session.objects.filter(pk=session.pk, state=SessionState.DELIVERED):
            keep_who_taught(delivered, before=delivered.delivered_speaker)
    note_session(batch=batch, session=session, before=stand)
    audit.record(
        action="session.planned",
        actor=actor,
        subject=f"session:{session.uid}",
        data={"speakers": [str(part.member.uid) for part in speakers], "materials": after[1]},
    )
    return session


def locked_open_batch(batch: Batch, actor: User) -> Batch:
    """The batch, locked, for somebody who runs it; a closed one is fixed."""
    if not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": locked.name})
    return locked


def _touch_sessions(part: BatchPart) -> None:
    """A changed function shows in the timetables at once, which are kept by when their sessions changed."""
    for session in part.sessions.all():
        session.save(update_fields=["changed_at"])
