from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from courses.choices import SessionState
from courses.jp import settle
from courses.models import Batch


@dataclass(frozen=True)
class ProgrammeRow:
    subject: str
    speaker: str
    jp: Decimal


@dataclass(frozen=True)
class Programme:
    """What was delivered, as the reverse of a certificate prints it; the rows add up to the total."""

    rows: list[ProgrammeRow]
    total_jp: Decimal


def delivered_programme(batch: Batch) -> Programme:
    sessions = batch.sessions.filter(state=SessionState.DELIVERED).order_by("delivered_starts_at", "order", "pk")
    rows = [ProgrammeRow(s.subject, s.delivered_speaker, s.delivered_jp or Decimal(0)) for s in sessions]
    return Programme(rows, sum((row.jp for row in rows), Decimal(0)))


def programme_if_closed_now(batch: Batch) -> Programme:
    """What certificates would print if the batch were closed as its sessions stand: the hours settled by its rule."""
    programme = delivered_programme(batch)
    hours = settle([row.jp for row in programme.rows], batch.course.jp_rounding)
    rows = [ProgrammeRow(row.subject, row.speaker, jp) for row, jp in zip(programme.rows, hours, strict=True)]
    return Programme(rows, sum(hours, Decimal(0)))
