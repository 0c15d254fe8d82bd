"""The next batch of a course: everything that was prepared for one, on other days, without its people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit, clock
from courses.choices import SessionState
from courses.cloning import Cloning, Fate, batch_cloners
from courses.errors import CodeTakenError, NotAllowedError
from courses.models import (
    Batch,
    BatchPart,
    BatchQuota,
    BatchReminder,
    CloneRecord,
    CoursePage,
    Session,
    SessionMaterial,
    SessionSpeaker,
)
from courses.rules import may_run_batch, may_run_course
from courses.signals import batch_cloned
from members.models import User

SATURDAY = 5
# What a batch takes along as it is; its dates are shifted, its state begins anew.
TAKEN_ALONG = (
    "mode", "venue", "city", "map_url", "zone", "capacity", "notice", "accepting_confirms", "self_enrolment",
)  # fmt: skip
SHIFTED = ("starts_on", "ends_on", "nominations_until", "swaps_until")

Lines = list[tuple[Fate, str]]


@dataclass(frozen=True)
class NextBatch:
    """What the organiser says of the clone."""

    name: str
    code: str
    first_day: date


@transaction.atomic
def clone_batch(*, batch: Batch, wanted: NextBatch, actor: User) -> Batch:
    """A batch in preparation of the same course, with sessions, speakers and whatever other apps add, all dates shifted
    by the distance of the first days. Participants and all they left are left out. Whoever asks again for what was
    made already gets it."""
    if not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    made = made_already(actor, batch.name, batch__code=wanted.code, batch__course=batch.course, batch__name=wanted.name)
    if made is not None and made.batch is not None and made.batch.starts_on == wanted.first_day:
        return made.batch
    cloning = Cloning(actor, distance=wanted.first_day - batch.starts_on)
    clone = make_batch_clone(batch, batch.course, wanted, cloning)
    keep_record(cloning, source=batch.name, batch=clone)
    return clone


def previewed(make: Callable[[], Batch]) -> Lines:
    """What `make` would say: done, and taken back. Of a course, whose pages take long, see `preview_course_clone`."""
    with transaction.atomic():
        made = make()
        lines = [(Fate(fate), sentence) for fate, sentence in made.cloned_from.lines]
        transaction.set_rollback(True)
    return lines


def made_already(actor: User, source: str, **asked: Any) -> CloneRecord | None:
    """By the same person from the same original: a second press waits here for what the first one makes."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    return CloneRecord.objects.select_related("batch", "course").filter(made_by=actor, source=source, **asked).first()


def keep_record(cloning: Cloning, *, source: str, **made: Any) -> CloneRecord:
    return CloneRecord.objects.create(
        source=source, lines=cloning.lines, made_at=clock.now(), made_by=cloning.actor, **made
    )


def make_batch_clone(batch: Batch, course: CoursePage, wanted: NextBatch, cloning: Cloning) -> Batch:
    """In the caller's transaction, into this course, whose materials and tests `cloning` knows when it is another."""
    if Batch.objects.filter(code=wanted.code).exists():
        raise _code_taken(wanted)
    if not may_run_course(cloning.actor, course):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    same = {name: getattr(batch, name) for name in TAKEN_ALONG}
    shifted = {name: cloning.shifted(getattr(batch, name)) for name in SHIFTED}
    try:
        with transaction.atomic():
            clone: Batch = Batch.objects.create(course=course, code=wanted.code, name=wanted.name, **same, **shifted)
    except IntegrityError as error:  # somebody else's, made in this moment
        raise _code_taken(wanted) from error
    cloning.note("batch", batch.pk, clone.pk)
    cloning.taken(_("Place, mode, time zone, number of places and the notice for participants."))
    _tell_of_dates(clone, cloning)
    _clone_parts(batch, clone, cloning)
    _clone_sessions(batch, clone, cloning)
    _clone_quotas(batch, clone, cloning)
    _clone_reminders(batch, clone, cloning)
    for cloner in batch_cloners():
        cloner(batch, clone, cloning)
    _name_what_is_left_out(batch, cloning)
    audit.record(
        action="batch.cloned",
        actor=cloning.actor,
        subject=f"batch:{clone.code}",
        data={"from": batch.code, "days": cloning.distance.days},
    )
    ids = {kind: dict(pairs) for kind, pairs in cloning.ids.items()}
    fact = partial(batch_cloned.send_robust, sender=Batch, batch_id=clone.pk, source_id=batch.pk, ids=ids)
    transaction.on_commit(fact, robust=True)
    return clone


def _code_taken(wanted: NextBatch) -> CodeTakenError:
    return CodeTakenError(_("Another batch has the code “%(code)s”.") % {"code": wanted.code})


def _tell_of_dates(clone: Batch, cloning: Cloning) -> None:
    days = cloning.distance.days
    if days > 0:
        cloning.changed(
            ngettext("All dates: %(days)d day later.", "All dates: %(days)d days later.", days) % {"days": days}
        )
    elif days < 0:
        cloning.changed(
            ngettext("All dates: %(days)d day earlier.", "All dates: %(days)d days earlier.", -days) % {"days": -days}
        )
    if clone.starts_on < clock.site_day():
        cloning.changed(_("Its first day is over already: change the dates before people take part."))


def _clone_parts(batch: Batch, clone: Batch, cloning: Cloning) -> None:
    everybody = list(batch.parts.select_related("member").order_by("pk"))
    parts = [part for part in everybody if part.member.is_active]
    gone = {part.member.pk: part.member.full_name for part in everybody if not part.member.is_active}
    if gone:
        cloning.left_out(
            _("People whose accounts are not in use any more: %(names)s. Sessions may be without a speaker.")
            % {"names": ", ".join(gone.values())}
        )
    for part in parts:
        made = BatchPart.objects.create(batch=clone, member_id=part.member_id, part=part.part, function=part.function)
        cloning.note("part", part.pk, made.pk)
    if parts:
        cloning.taken(
            ngettext(
                "%(number)d person with a part: speakers, moderators, committee. Ask whether they come again.",
                "%(number)d people with a part: speakers, moderators, committee. Ask whether they come again.",
                len(parts),
            )
            % {"number": len(parts)}
        )


def _clone_sessions(batch: Batch, clone: Batch, cloning: Cloning) -> None:
    """As they were planned, whatever became of them."""
    sessions = list(batch.sessions.order_by("starts_at", "order", "pk"))
    planned = [session for session in sessions if session.state != SessionState.CANCELLED]
    for session in planned:
        made = Session.objects.create(
            batch=clone,
            order=session.order,
            subject=session.subject,
            room=session.room,
            starts_at=session.starts_at + cloning.distance,
            ends_at=session.ends_at + cloning.distance,
            jp=session.jp,
        )
        cloning.note("session", session.pk, made.pk)
    _clone_programme(planned, cloning)
    _tell_of_sessions(batch, sessions, planned, cloning)


def _clone_programme(sessions: list[Session], cloning: Cloning) -> None:
    numbers, parts = cloning.ids.get("session", {}), cloning.ids.get("part", {})
    speaking = SessionSpeaker.objects.filter(session__in=sessions, part__in=parts)
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session_id=numbers[row.session_id], part_id=parts[row.part_id], order=row.order)
        for row in speaking
    )
    SessionMaterial.objects.bulk_create(
        SessionMaterial(
            session_id=numbers[row.session_id],
            material_id=cloning.twin_of("material", row.material_id),
            order=row.order,
        )
        for row in SessionMaterial.objects.filter(session__in=sessions)
    )


def _tell_of_sessions(batch: Batch, sessions: list[Session], planned: list[Session], cloning: Cloning) -> None:
    if planned:
        cloning.taken(
            ngettext(
                "%(number)d session as it was planned, with room, JP, speakers and materials.",
                "%(number)d sessions as they were planned, with rooms, JP, speakers and materials.",
                len(planned),
            )
            % {"number": len(planned)}
        )
    if cancelled := len(sessions) - len(planned):
        cloning.left_out(
            ngettext("%(number)d cancelled session.", "%(number)d cancelled sessions.", cancelled)
            % {"number": cancelled}
        )
    if any(session.online_url for session in planned):
        cloning.left_out(_("Links of online sessions: make new meetings."))
    at_weekends = [
        session.subject
        for session in planned
        if (session.starts_at + cloning.distance).astimezone(batch.timezone).weekday() >= SATURDAY
        and session.starts_at.astimezone(batch.timezone).weekday() < SATURDAY
    ]
    if at_weekends:
        cloning.changed(_("Now on a Saturday or Sunday: %(sessions)s.") % {"sessions": ", ".join(at_weekends)})


def _clone_quotas(batch: Batch, clone: Batch, cloning: Cloning) -> None:
    quotas = list(batch.quotas.all())
    BatchQuota.objects.bulk_create(
        BatchQuota(batch=clone, office_id=row.office_id, province_id=row.province_id, places=row.places)
        for row in quotas
    )
    if quotas:
        cloning.taken(ngettext("%(number)d quota.", "%(number)d quotas.", len(quotas)) % {"number": len(quotas)})


def _clone_reminders(batch: Batch, clone: Batch, cloning: Cloning) -> None:
    own = list(batch.reminders.all())
    BatchReminder.objects.bulk_create(
        BatchReminder(batch=clone, kind=row.kind, is_on=row.is_on, days=row.days) for row in own
    )
    if own:
        cloning.taken(_("Which reminders are sent, and how many days before."))


def _name_what_is_left_out(batch: Batch, cloning: Cloning) -> None:
    people = batch.enrolments.count()
    if people:
        cloning.left_out(
            ngettext(
                "%(number)d participant with attendance, answers, marks and certificates.",
                "%(number)d participants with attendance, answers, marks and certificates.",
                people,
            )
            % {"number": people}
        )
    cloning.left_out(_("Invitations, evaluations and what was delivered."))
