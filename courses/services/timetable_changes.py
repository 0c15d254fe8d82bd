"""What the people of a batch must be told of its timetable: noted with each change, told in one mail some minutes after
the last. Whoever notes a change holds the batch's lock, and so does who seals what is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from core import clock
from core.services import gather_job
from courses.choices import BatchState, SessionState
from courses.models import Batch, Session, TimetableChange
from courses.selectors.timetable import TIMETABLE_MAILS

# A mail goes once nothing has changed for so long, and at the latest so long after the first change.
QUIET, LATEST = timedelta(minutes=5), timedelta(minutes=30)

Stand = dict[str, Any]


def stand_of(session: Session) -> Stand:
    """What stands in somebody's calendar of it, as it can be kept."""
    return {
        "subject": session.subject,
        "starts": session.starts_at.astimezone(UTC).isoformat(),
        "ends": session.ends_at.astimezone(UTC).isoformat(),
        "room": session.room,
        "online": session.online_url,
        "speakers": list(session.session_speakers.values_list("part__member", flat=True)),
        "cancelled": session.state == SessionState.CANCELLED,
    }


def place_of(batch: Batch) -> Stand:
    return {"venue": batch.venue, "city": batch.city, "notice": batch.notice}


def kept_stand_of(session: Session) -> Stand | None:
    """As it stands in the database, before it is saved; None for one that is new."""
    kept = Session.objects.filter(pk=session.pk).first() if session.pk else None
    return None if kept is None else stand_of(kept)


def note_session(*, batch: Batch, session: Session, before: Stand | None, gone: bool = False) -> None:
    """After a session was saved, or before it is deleted; `batch` is locked."""
    after = None if gone else stand_of(session)
    if before == after:
        return
    if after is not None and before is not None:
        session.sequence += 1
        session.save(update_fields=["sequence", "changed_at"])
    if batch.state == BatchState.OPEN and any(_is_ahead(stand) for stand in (before, after)):
        _note(batch, session.uid, before)


def note_place(*, batch: Batch, before: Stand) -> None:
    """After the place of a batch, which is locked, was saved."""
    if before != place_of(batch) and batch.state == BatchState.OPEN and _has_sessions_ahead(batch):
        _note(batch, batch.uid, before)


def seal_changes(*, batch: Batch, notice: str) -> list[TimetableChange]:
    """What differs now from what people knew, fixed as what this notice tells; the same notice again gives the same.

    What was changed and changed back is told to nobody.
    """
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        sessions = {session.uid: session for session in locked.sessions.all()}
        for change in locked.timetable_changes.select_for_update().filter(notice=""):
            change.after = _present(locked, sessions, change.about)
            if change.after == change.before:
                change.delete()
                continue
            change.notice = notice
            change.save(update_fields=["after", "notice"])
    return list(TimetableChange.objects.filter(batch=batch, notice=notice).order_by("pk"))


def _present(batch: Batch, sessions: dict[UUID, Session], about: UUID) -> Stand | None:
    if about == batch.uid:
        return place_of(batch)
    session = sessions.get(about)
    return None if session is None else stand_of(session)


def _note(batch: Batch, about: UUID, before: Stand | None) -> None:
    TimetableChange.objects.get_or_create(
        about=about, notice="", defaults={"batch": batch, "before": before, "changed_at": clock.now()}
    )
    gather_job(
        kind=TIMETABLE_MAILS,
        gathering=f"timetable:{batch.pk}",
        payload={"batch": batch.pk},
        quiet=QUIET,
        latest=LATEST,
    )


def _is_ahead(stand: Stand | None) -> bool:
    return stand is not None and datetime.fromisoformat(stand["starts"]) > clock.now()


def _has_sessions_ahead(batch: Batch) -> bool:
    return batch.sessions.filter(starts_at__gt=clock.now()).exclude(state=SessionState.CANCELLED).exists()
