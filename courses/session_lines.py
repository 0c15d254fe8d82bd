"""The sessions of a batch as its page tells of them: forty stand there, and each is put into words once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.figures import figure
from core.kept_dates import date_in_words
from courses.choices import SessionState

if TYPE_CHECKING:
    from courses.models import Batch, Session


@dataclass(frozen=True)
class SessionLine:
    """`hours` with their zone; of a delivered session `delivered_hours` and `jp` as it was held, else as planned."""

    uid: UUID
    subject: str
    state: str
    has_begun: bool
    day: str
    hours: str
    delivered_hours: str
    jp: str
    speaker: str


def lines_of(sessions: Iterable[Session], batch: Batch) -> list[SessionLine]:
    now, zone, zone_name = clock.now(), batch.timezone, batch.get_zone_display()

    def local(moment: datetime | None) -> datetime | None:
        return moment and moment.astimezone(zone)

    def hours(starts: datetime | None, ends: datetime | None) -> str:
        return f"{date_in_words(local(starts), 'H.i')}–{date_in_words(local(ends), 'H.i')} {zone_name}"

    lines = []
    for session in sessions:
        is_delivered = session.state == SessionState.DELIVERED
        jp = session.delivered_jp if is_delivered else session.jp
        words = _("%(hours)s JP") if is_delivered else _("%(hours)s JP planned")
        lines.append(
            SessionLine(
                uid=session.uid,
                subject=session.subject,
                state=session.state,
                has_begun=session.starts_at <= now,
                day=date_in_words(local(session.starts_at), "D, j M Y"),
                hours=hours(session.starts_at, session.ends_at),
                delivered_hours=hours(session.delivered_starts_at, session.delivered_ends_at) if is_delivered else "",
                jp=words % {"hours": figure(jp or 0)},
                speaker=session.delivered_speaker if is_delivered else "",
            )
        )
    return lines
