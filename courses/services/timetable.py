"""The timetable of a batch: a session added, changed, duplicated, moved, taken out. What was delivered, and what
somebody attended, is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from core import audit
from courses import jp
from courses.choices import SessionState
from courses.errors import SessionHasTracesError, SessionImpossibleError
from courses.models import Batch, BatchPart, CoursePage, MaterialPage, Session, SessionMaterial, SessionSpeaker
from courses.selectors.clashes import with_speakers
from courses.services.attendance_results import refresh_later
from courses.services.batch import LONGEST_SESSION
from courses.services.evaluation import refresh_evaluation_soon
from courses.services.programme import locked_open_batch, plan_session
from courses.services.records import save_session
from courses.services.timetable_changes import note_place, note_session, place_of, stand_of
from members.models import User

# What stands in the timetable itself and goes with the session.
OF_THE_TIMETABLE = {"courses.SessionSpeaker", "courses.SessionMaterial", "courses.SessionPack", "courses.DeliveredBy"}


def hours_by_rule(course: CoursePage, starts_at: datetime, ends_at: datetime) -> Decimal:
    minutes = max(0, int((ends_at - starts_at).total_seconds() // 60))
    return jp.teaching_hours(minutes, minutes_per_jp=course.minutes_per_jp, rounding=course.jp_rounding)


@transaction.atomic
def keep_session(
    *,
    session: Session,
    hours: Decimal | None,
    speakers: Sequence[BatchPart],
    materials: Sequence[MaterialPage],
    actor: User,
    later_too: bool = False,
) -> Session:
    """Keep a new or changed session of the timetable, with who speaks and about what. Without `hours` its JP are
    counted by the course's rule; `later_too` moves what is planned later on that day by as much as its end moved, as
    long as it stays on its day."""
    batch = locked_open_batch(session.batch, actor)
    _check_possible(session)
    moved = moved_along(session) if later_too else []
    session.jp = hours_by_rule(batch.course, session.starts_at, session.ends_at) if hours is None else hours
    session.batch = batch
    save_session(session=session, actor=actor)
    plan_session(session=session, speakers=speakers, materials=materials, actor=actor)
    for later in moved:
        save_session(session=later, actor=actor)
    return session


def moved_along(session: Session) -> list[Session]:
    """What moves with the end of a changed session, as it would be kept, with its speakers: what is planned between its
    old end and the end of that day in the batch's zone. Nothing where the session goes to another day."""
    before = Session.objects.filter(pk=session.pk).first() if session.pk else None
    if before is None:
        return []
    batch, distance = session.batch, session.ends_at - before.ends_at
    if not distance or _day_of(batch, session.starts_at) != _day_of(batch, before.starts_at):
        return []
    later = batch.sessions.filter(
        state=SessionState.PLANNED, starts_at__gte=before.ends_at, starts_at__lt=_end_of_day(batch, before.ends_at)
    )
    moved = list(with_speakers(later.exclude(pk=before.pk)))
    for one in moved:
        one.starts_at += distance
        one.ends_at += distance
    return moved


@transaction.atomic
def duplicate_session(*, session: Session, actor: User) -> Session:
    """The same once more, right after it and as long, with the same people and materials: to be changed then."""
    batch = locked_open_batch(session.batch, actor)
    length = session.ends_at - session.starts_at
    copy = Session(
        batch=batch,
        order=session.order,
        subject=session.subject,
        room=session.room,
        online_url=session.online_url,
        starts_at=session.ends_at,
        ends_at=session.ends_at + length,
        jp=session.jp,
    )
    _check_possible(copy)
    save_session(session=copy, actor=actor)
    copy_programme(of=session, to=copy)
    return copy


def copy_programme(*, of: Session, to: Session) -> None:
    """Who speaks and about what, within one batch."""
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=to, part_id=row.part_id, order=row.order) for row in of.session_speakers.all()
    )
    SessionMaterial.objects.bulk_create(
        SessionMaterial(session=to, material_id=row.material_id, order=row.order) for row in of.session_materials.all()
    )


@transaction.atomic
def remove_session(*, session: Session, actor: User) -> None:
    """Take a planned session out of the timetable, as long as nothing hangs on it; what people knew of is cancelled."""
    batch = locked_open_batch(session.batch, actor)
    locked: Session = Session.objects.select_for_update().get(pk=session.pk)
    if traces := traces_of(locked):
        raise SessionHasTracesError(
            _("“%(subject)s” cannot be deleted: %(traces)s. Cancel it instead.")
            % {"subject": locked.subject, "traces": get_text_list(traces, _("and"))}
        )
    note_session(batch=batch, session=locked, before=stand_of(locked), gone=True)
    audit.record(
        action="session.removed",
        actor=actor,
        subject=f"session:{locked.uid}",
        data={"batch": batch.code, "subject": locked.subject, "starts": locked.starts_at.isoformat()},
    )
    locked.delete()
    refresh_evaluation_soon(batch=batch)
    refresh_later(batch=batch)


def traces_of(session: Session) -> list[str]:
    """What keeps it from being deleted, in words: that it was delivered, and whatever any app keeps about it."""
    traces = [_("it was delivered")] if session.state == SessionState.DELIVERED else []
    for relation in Session._meta.get_fields(include_hidden=True):
        related = getattr(relation, "related_model", None)
        if not relation.auto_created or relation.concrete or related is None or relation.many_to_many:
            continue
        if related._meta.auto_created or related._meta.label in OF_THE_TIMETABLE:
            continue
        count = related._base_manager.filter(**{relation.field.name: session.pk}).count()  # type: ignore[union-attr]
        if count:
            traces.append(f"{related._meta.verbose_name_plural} ({count})")
    return traces


@transaction.atomic
def change_place(*, batch: Batch, venue: str, city: str, map_url: str, notice: str, actor: User) -> Batch:
    """Where the batch meets and what to know there."""
    locked = locked_open_batch(batch, actor)
    before, map_before = place_of(locked), locked.map_url
    locked.venue, locked.city, locked.map_url, locked.notice = venue.strip(), city.strip(), map_url, notice.strip()
    if before == place_of(locked) and map_before == locked.map_url:
        return locked
    locked.save(update_fields=["venue", "city", "map_url", "notice", "changed_at"])
    audit.record(action="batch.changed", actor=actor, subject=f"batch:{locked.code}")
    note_place(batch=locked, before=before)
    return locked


def _check_possible(session: Session) -> None:
    if session.ends_at <= session.starts_at:
        raise SessionImpossibleError(_("A session ends after it starts."))
    if session.ends_at - session.starts_at > LONGEST_SESSION:
        raise SessionImpossibleError(_("A session lasts a day at most. Plan one for each day."))
    twins = Session.objects.filter(
        batch=session.batch_id,
        subject__iexact=session.subject.strip(),
        room__iexact=session.room.strip(),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    ).exclude(state=SessionState.CANCELLED)
    if session.state != SessionState.CANCELLED and twins.exclude(pk=session.pk).exists():
        raise SessionImpossibleError(_("This very session stands in the timetable already."))


def _day_of(batch: Batch, moment: datetime) -> date:
    return moment.astimezone(batch.timezone).date()


def _end_of_day(batch: Batch, moment: datetime) -> datetime:
    local = moment.astimezone(batch.timezone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
