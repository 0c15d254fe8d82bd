from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from courses.choices import SessionState
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
