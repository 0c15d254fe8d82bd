from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit, clock
from courses import jp
from courses.choices import BatchState, SessionState
from courses.errors import (
    BatchClosedError,
    NotAllowedError,
    NothingDeliveredError,
    SessionNotDeliverableError,
    SessionsUndecidedError,
)
from courses.models import Batch, Session
from courses.rules import may_run_batch
from courses.services.attendance_results import refresh_later
from courses.services.delivered_by import keep_who_taught, printed_speakers
from courses.services.evaluation import refresh_evaluation_soon
from courses.services.timetable_changes import note_session, stand_of
from courses.signals import batch_closed
from members.models import User

LONGEST_SESSION = timedelta(hours=24)
MOST_HOURS = Decimal(999)


@transaction.atomic
def open_batch(*, batch: Batch, actor: User | None = None) -> Batch:
    """From preparation to running. A running batch stays as it is."""
    _check_may_run(actor, batch)
    locked = _locked_open(batch)
    if locked.state == BatchState.DRAFT:
        locked.state = BatchState.OPEN
        locked.save(update_fields=["state", "changed_at"])
        audit.record(action="batch.opened", actor=actor, subject=f"batch:{locked.code}")
    return locked


@transaction.atomic
def deliver_session(
    *,
    session: Session,
    actor: User | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    hours: Decimal | None = None,
    speaker: str = "",
) -> Session:
    """Fix what really took place; without details it was delivered as planned, and what was entered already stands.

    Other times than planned count by the course's rule for JP, unless `hours` are given. Without a `speaker` those
    planned delivered it, whoever was entered before. What was held earlier than planned is given its own times.
    """
    _check_may_run(actor, session.batch)
    batch = _locked_open(session.batch)
    locked: Session = Session.objects.select_for_update().get(pk=session.pk)
    is_told = (starts_at, ends_at, hours, speaker) != (None, None, None, "")
    if locked.state == SessionState.DELIVERED and not is_told:  # by a page that was drawn before
        return locked
    start, end = starts_at or locked.starts_at, ends_at or locked.ends_at
    if end <= start:
        raise SessionNotDeliverableError(_("“%(subject)s” must end after it starts.") % {"subject": locked.subject})
    if start > clock.now():
        raise SessionNotDeliverableError(
            _("“%(subject)s” has not begun yet. If it was held earlier than planned, say when.")
            % {"subject": locked.subject}
        )
    if end - start > longest_delivery(locked):
        raise SessionNotDeliverableError(
            _("“%(subject)s” cannot have lasted longer than a day.") % {"subject": locked.subject}
        )
    if hours is None:
        hours = hours_delivered(locked, start, end, batch)
    if hours < 0:
        raise SessionNotDeliverableError(_("“%(subject)s” cannot have negative JP.") % {"subject": locked.subject})
    if hours > MOST_HOURS:
        raise SessionNotDeliverableError(
            _("“%(subject)s” cannot have more than %(number)s JP.") % {"subject": locked.subject, "number": MOST_HOURS}
        )
    if locked.state == SessionState.CANCELLED:  # its speakers are to be rated after all
        refresh_evaluation_soon(batch=batch)
    before = stand_of(locked)
    locked.state = SessionState.DELIVERED
    locked.delivered_starts_at, locked.delivered_ends_at = start, end
    locked.delivered_jp = hours
    confirmed, locked.delivered_speaker = locked.delivered_speaker, speaker or _planned_speakers(locked)
    locked.save()
    keep_who_taught(locked, before=confirmed)
    note_session(batch=batch, session=locked, before=before)  # it may have been cancelled before
    audit.record(
        action="session.delivered",
        actor=actor,
        subject=f"session:{locked.uid}",
        data={"starts": start.isoformat(), "ends": end.isoformat(), "jp": str(hours)},
    )
    refresh_later(batch=batch, recount=[locked.pk])
    return locked


@transaction.atomic
def cancel_session(*, session: Session, actor: User | None = None) -> Session:
    """It did not take place: it gives no hours and is not printed."""
    _check_may_run(actor, session.batch)
    batch = _locked_open(session.batch)
    locked: Session = Session.objects.select_for_update().get(pk=session.pk)
    before = stand_of(locked)
    locked.state = SessionState.CANCELLED
    locked.delivered_starts_at = locked.delivered_ends_at = locked.delivered_jp = None
    locked.delivered_speaker = ""
    locked.save()
    locked.delivered_by.all().delete()
    note_session(batch=batch, session=locked, before=before)
    audit.record(action="session.cancelled", actor=actor, subject=f"session:{locked.uid}")
    refresh_evaluation_soon(batch=locked.batch)
    refresh_later(batch=batch)
    return locked


@transaction.atomic
def take_up_session(*, session: Session, actor: User | None = None) -> Session:
    """One that was cancelled is planned again, as it was; any other comes back as it is."""
    _check_may_run(actor, session.batch)
    batch = _locked_open(session.batch)
    locked: Session = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state != SessionState.CANCELLED:
        return locked
    before = stand_of(locked)
    locked.state = SessionState.PLANNED
    locked.save(update_fields=["state", "changed_at"])
    note_session(batch=batch, session=locked, before=before)
    audit.record(action="session.taken_up", actor=actor, subject=f"session:{locked.uid}")
    refresh_evaluation_soon(batch=batch)
    refresh_later(batch=batch)
    return locked


@transaction.atomic
def close_batch(*, batch: Batch, actor: User | None = None) -> Batch:
    """Fix what was delivered: certificates print exactly these rows, and the hours add up to the total.

    A closed batch comes back unchanged.
    """
    _check_may_run(actor, batch)
    locked = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=batch.pk)
    if locked.is_closed:
        return locked
    sessions = list(locked.sessions.select_for_update())
    undecided = [session.subject for session in sessions if session.state == SessionState.PLANNED]
    if undecided:
        raise SessionsUndecidedError(
            ngettext(
                "Confirm or cancel this session first: %(sessions)s.",
                "Confirm or cancel these %(count)d sessions first: %(sessions)s.",
                len(undecided),
            )
            % {"count": len(undecided), "sessions": get_text_list([f"“{s}”" for s in undecided], _("and"))}
        )
    delivered = [session for session in sessions if session.state == SessionState.DELIVERED]
    if not delivered:
        raise NothingDeliveredError(_("No session of %(batch)s was delivered.") % {"batch": locked.name})
    rows = jp.settle([session.delivered_jp or Decimal(0) for session in delivered], locked.course.jp_rounding)
    for session, hours in zip(delivered, rows, strict=True):
        if session.delivered_jp != hours:
            session.delivered_jp = hours
            session.save(update_fields=["delivered_jp", "changed_at"])
    locked.state = BatchState.CLOSED
    locked.closed_at = clock.now()
    locked.closed_by = actor
    locked.save(update_fields=["state", "closed_at", "closed_by", "changed_at"])
    audit.record(
        action="batch.closed",
        actor=actor,
        subject=f"batch:{locked.code}",
        data={"sessions": len(delivered), "jp": str(sum(rows, Decimal(0)))},
    )
    refresh_later(batch=locked)
    transaction.on_commit(partial(batch_closed.send_robust, sender=Batch, batch_id=locked.pk), robust=True)
    return locked


def _check_may_run(actor: User | None, batch: Batch) -> None:
    if actor is not None and not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may do this."))


def _locked_open(batch: Batch) -> Batch:
    locked = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=batch.pk)
    if locked.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": locked.name})
    return locked


def hours_delivered(session: Session, start: datetime, end: datetime, batch: Batch) -> Decimal:
    """As planned where it lasted as long as planned; else by the course's rule."""
    if end - start == session.ends_at - session.starts_at:
        return session.jp
    minutes = int((end - start).total_seconds() // 60)
    return jp.teaching_hours(minutes, minutes_per_jp=batch.course.minutes_per_jp, rounding=batch.course.jp_rounding)


def longest_delivery(session: Session) -> timedelta:
    return max(LONGEST_SESSION, session.ends_at - session.starts_at)


def _planned_speakers(session: Session) -> str:
    return printed_speakers(session.session_speakers.select_related("part__member"))
