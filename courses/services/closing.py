"""What was delivered, by whom, confirmed line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from courses.choices import SessionState
from courses.models import Batch, Session
from courses.services.batch import cancel_session, deliver_session
from courses.services.programme import locked_open_batch
from members.models import User


@dataclass(frozen=True)
class DeliveryLine:
    """What the organiser says of one session. Without `hours` its JP follow the times by the course's rule; without a
    speaker, those planned delivered it."""

    session: int
    state: SessionState
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    hours: Decimal | None = None
    speaker: str = ""


@transaction.atomic
def confirm_sessions(*, batch: Batch, lines: Sequence[DeliveryLine], actor: User) -> int:
    """Fix all lines or none; a line that says what stands there already leaves no trace. Returns how many changed."""
    locked = locked_open_batch(batch, actor)
    sessions = {session.pk: session for session in locked.sessions.select_related("batch__course")}
    changed = 0
    for line in lines:
        session = sessions.get(line.session)
        if session is None or line.state == SessionState.PLANNED or _says_the_same(line, session):
            continue
        changed += 1
        if line.state == SessionState.CANCELLED:
            cancel_session(session=session, actor=actor)
        else:
            deliver_session(
                session=session,
                actor=actor,
                starts_at=line.starts_at,
                ends_at=line.ends_at,
                hours=line.hours,
                speaker=line.speaker,
            )
    return changed


def _says_the_same(line: DeliveryLine, session: Session) -> bool:
    if line.state != session.state or line.state == SessionState.CANCELLED:
        return line.state == session.state
    return (
        (line.starts_at, line.ends_at) == (session.delivered_starts_at, session.delivered_ends_at)
        and line.hours in (None, session.delivered_jp)
        and line.speaker in ("", session.delivered_speaker)
    )
