"""The lines of a batch that is to be closed, as its organiser confirms them on one page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core import clock
from core.figures import figure
from courses.choices import SessionState
from courses.models import Batch, Session
from courses.selectors.clashes import with_speakers
from courses.services.batch import MOST_HOURS, hours_delivered, longest_delivery
from courses.services.closing import DeliveryLine
from courses.services.delivered_by import printed_speakers
from courses.timetable_words import times_in_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOMENT = "%Y-%m-%dT%H:%M"
LONGEST_NAME = 250


@dataclass
class ClosingRow:
    """One session: what was planned, what is entered, and what is wrong with that."""

    session: Session
    planned: str
    speakers: str
    state: str
    starts: str
    ends: str
    hours: str
    by_rule: str
    """JP that its times give, shown where none are entered."""
    speaker: str
    errors: list[str] = field(default_factory=list)

    @property
    def counted(self) -> Decimal:
        """What the line adds to the total as it is entered."""
        if self.state != SessionState.DELIVERED:
            return Decimal(0)
        return _number(self.hours or self.by_rule) or Decimal(0)

    @property
    def is_on_another_day(self) -> bool:
        """Than planned: true at times, and more often a slip."""
        if self.state != SessionState.DELIVERED:
            return False
        batch = self.session.batch
        starts, planned = _moment(self.starts, batch), self.session.starts_at.astimezone(batch.timezone)
        return starts is not None and starts.date() != planned.date()


def closing_rows(batch: Batch, data: Mapping[str, str] | None = None) -> list[ClosingRow]:
    """As things stand; or, with `data`, as they were sent. Two queries."""
    rows = [_row_of(batch, session) for session in _sessions(batch)]
    if data is not None:
        for row in rows:
            _enter(row, batch, data)
    return rows


def lines_of(rows: list[ClosingRow], batch: Batch) -> list[DeliveryLine] | None:
    """What is to be kept; None where a line has something wrong, which then stands with it."""
    lines = [line for row in rows if (line := _line_of(row, batch)) is not None]
    return None if any(row.errors for row in rows) else lines


def on_other_days(rows: list[ClosingRow]) -> tuple[list[ClosingRow], str]:
    """Lines of another day than planned, and what names exactly these: closing for good asks whether they are meant."""
    found = [row for row in rows if row.is_on_another_day]
    facts = [(row.session.pk, row.starts[:10]) for row in found]
    return found, hashlib.sha256(repr(facts).encode()).hexdigest()[:20] if facts else ""


def _sessions(batch: Batch) -> QuerySet[Session]:
    return with_speakers(batch.sessions.all())


def _row_of(batch: Batch, session: Session) -> ClosingRow:
    starts = session.delivered_starts_at or session.starts_at
    ends = session.delivered_ends_at or session.ends_at
    by_rule = hours_delivered(session, starts, ends, batch)
    own = session.delivered_jp
    return ClosingRow(
        session=session,
        planned=times_in_words(session.starts_at, session.ends_at, batch),
        speakers=printed_speakers(session.session_speakers.all()),
        state=session.state,
        starts=starts.astimezone(batch.timezone).strftime(MOMENT),
        ends=ends.astimezone(batch.timezone).strftime(MOMENT),
        hours="" if own is None or own == by_rule else f"{own.normalize():f}",
        by_rule=figure(by_rule),
        speaker=session.delivered_speaker,
    )


def _enter(row: ClosingRow, batch: Batch, data: Mapping[str, str]) -> None:
    """Takes over what was sent of this line; a session that was added meanwhile has none."""
    key = row.session.pk
    if f"state-{key}" not in data:
        return
    row.state = data[f"state-{key}"]
    row.starts, row.ends = data.get(f"starts-{key}", ""), data.get(f"ends-{key}", "")
    row.hours, row.speaker = data.get(f"hours-{key}", "").strip(), data.get(f"speaker-{key}", "").strip()
    if row.state == SessionState.PLANNED and "all" in data and row.session.has_ended:
        row.state = SessionState.DELIVERED
    starts, ends = _moment(row.starts, batch), _moment(row.ends, batch)
    if starts is not None and ends is not None and ends > starts:
        row.by_rule = figure(hours_delivered(row.session, starts, ends, batch))


def _line_of(row: ClosingRow, batch: Batch) -> DeliveryLine | None:
    if row.state not in (SessionState.DELIVERED, SessionState.CANCELLED):
        return None
    if row.state == SessionState.CANCELLED:
        return DeliveryLine(row.session.pk, SessionState.CANCELLED)
    starts, ends = _moment(row.starts, batch), _moment(row.ends, batch)
    hours = _number(row.hours) if row.hours else None
    if starts is None or ends is None:
        row.errors.append(_("Say when it started and when it ended."))
    elif ends <= starts:
        row.errors.append(_("A session ends after it starts."))
    elif starts > clock.now():
        row.errors.append(_("It has not begun yet. If it was held earlier than planned, say when."))
    elif ends - starts > longest_delivery(row.session):
        row.errors.append(_("It cannot have lasted longer than a day."))
    if row.hours and hours is None:
        row.errors.append(_("JP is a number from 0 on."))
    if len(row.speaker) > LONGEST_NAME:
        row.errors.append(_("Who delivered it: at most %(number)d characters.") % {"number": LONGEST_NAME})
    return DeliveryLine(row.session.pk, SessionState.DELIVERED, starts, ends, hours, row.speaker)


def _moment(text: str, batch: Batch) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return None if moment is None else moment.replace(tzinfo=batch.timezone)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number.quantize(Decimal("0.01")) if number.is_finite() and 0 <= number <= MOST_HOURS else None
