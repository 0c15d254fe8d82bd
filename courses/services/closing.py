"""What was delivered, by whom, confirmed line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from courses.choices import SessionState
from courses.models import Batch, Session
from courses.selectors.clashes import with_speakers
from courses.services.batch import cancel_session, deliver_session, hours_delivered
from courses.services.delivered_by import printed_speakers
from courses.services.programme import locked_open_batch
from members.models import User


class Delivery(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    speaker: str


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
    planned = with_speakers(locked.sessions.select_related("batch__course"))
    sessions = {session.pk: session for session in planned}
    changed = 0
    for line in lines:
        session = sessions.get(line.session)
        if session is None or line.state == SessionState.PLANNED:
            continue
        if line.state == SessionState.CANCELLED:
            if session.state != SessionState.CANCELLED:
                cancel_session(session=session, actor=actor)
                changed += 1
            continue
        meant = _meant(line, session)
        if session.state != SessionState.DELIVERED or meant != _delivery_of(session):
            deliver_session(session=session, actor=actor, **meant._asdict())
            changed += 1
    return changed


def _meant(line: DeliveryLine, session: Session) -> Delivery:
    """With what is left empty filled in: a figure or a name that was taken out is to be gone."""
    starts_at, ends_at = line.starts_at or session.starts_at, line.ends_at or session.ends_at
    hours = hours_delivered(session, starts_at, ends_at, session.batch) if line.hours is None else line.hours
    return Delivery(starts_at, ends_at, hours, line.speaker or printed_speakers(session.session_speakers.all()))


def _delivery_of(session: Session) -> tuple[object, ...]:
    return (session.delivered_starts_at, session.delivered_ends_at, session.delivered_jp, session.delivered_speaker)
