"""Everything that the report tells, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from certificates.choices import CertificateKind, CertificateState
from certificates.models import BatchCertificateSetup, Certificate
from courses.choices import Part, SessionState
from courses.models import Batch, Session
from courses.selectors.evaluation import EvaluationSummary, evaluation_summary
from reports.models import ActivityReport
from reports.rules import may_see_whole_numbers
from reports.selectors.recap import Asked, RecapRow, all_recap_rows, in_order, recap_of
from reports.selectors.recap_means import RecapMeans, recap_means
from reports.selectors.recap_queries import BatchMeasures, measures_of
from reports.signature_blocks import setup_of


@dataclass(frozen=True)
class Slot:
    """A session as it went; `note` where it did not go as planned."""

    starts: datetime
    ends: datetime
    subject: str
    speaker: str
    jp: Decimal
    is_delivered: bool
    note: str


@dataclass(frozen=True)
class Speaker:
    name: str
    function: str
    subjects: list[str]


@dataclass(frozen=True)
class Gathered:
    batch: Batch
    texts: ActivityReport
    setup: BatchCertificateSetup | None
    measures: BatchMeasures
    rows: list[RecapRow]
    means: RecapMeans
    slots: list[Slot]
    speakers: list[Speaker]
    evaluation: EvaluationSummary
    certificates: int

    @property
    def delivered(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.is_delivered]

    @property
    def total_jp(self) -> Decimal:
        return sum((slot.jp for slot in self.delivered), Decimal(0))

    @property
    def offices(self) -> int:
        return len({(row.office, row.province) for row in self.rows if row.office})

    @property
    def by_province(self) -> list[tuple[str, int]]:
        """In the order of their numbers; those of no province come last."""
        numbers = Counter(row.province for row in self.rows)
        none = numbers.pop("", 0)
        return [*sorted(numbers.items(), key=lambda row: (-row[1], row[0])), *([("", none)] if none else [])]


def gather(batch: Batch, user: Any, progress: Callable[[int, int], None]) -> Gathered:
    """For whoever sees the whole batch; a fixed number of queries, beside those for each five hundred people."""
    measures = measures_of(batch)
    found = recap_of(user, batch, Asked())
    means = recap_means(found, measures)
    rows = []
    whole_numbers = may_see_whole_numbers(user, batch)
    for row in all_recap_rows(in_order(found, "name", measures), measures, whole_numbers=whole_numbers):
        rows.append(row)
        progress(len(rows), means.people * 2 + 1)
    issued = Certificate.objects.filter(batch=batch, kind=CertificateKind.PARTICIPANT, state=CertificateState.ISSUED)
    return Gathered(
        batch=batch,
        texts=ActivityReport.objects.select_related("signatory").filter(batch=batch).first()
        or ActivityReport(batch=batch),
        setup=setup_of(batch),
        measures=measures,
        rows=rows,
        means=means,
        slots=_slots(batch),
        speakers=_speakers(batch),
        evaluation=evaluation_summary(batch),
        certificates=issued.count(),
    )


def _slots(batch: Batch) -> list[Slot]:
    zone = ZoneInfo(batch.zone)
    sessions = batch.sessions.prefetch_related("session_speakers__part__member").order_by("starts_at", "order", "pk")
    return [_slot(session, zone) for session in sessions]


def _slot(session: Session, zone: ZoneInfo) -> Slot:
    delivered = session.state == SessionState.DELIVERED
    starts = (session.delivered_starts_at if delivered else None) or session.starts_at
    ends = (session.delivered_ends_at if delivered else None) or session.ends_at
    planned = ", ".join(row.part.function or row.part.member.full_name for row in session.session_speakers.all())
    notes = {SessionState.CANCELLED: "dibatalkan", SessionState.PLANNED: "belum dikonfirmasi"}
    return Slot(
        starts.astimezone(zone),
        ends.astimezone(zone),
        session.subject,
        session.delivered_speaker or planned,
        (session.delivered_jp or Decimal(0)) if delivered else Decimal(0),
        delivered,
        notes.get(SessionState(session.state), "dipindahkan" if starts != session.starts_at else ""),
    )


def _speakers(batch: Batch) -> list[Speaker]:
    """In the order of the timetable, each once, with what was delivered."""
    parts = batch.parts.filter(part=Part.SPEAKER).select_related("member").prefetch_related("sessions")
    found = []
    for part in parts:
        taught = [session for session in part.sessions.all() if session.state == SessionState.DELIVERED]
        taught.sort(key=lambda session: session.starts_at)
        first = min((session.starts_at for session in part.sessions.all()), default=None)
        found.append((first, Speaker(part.member.full_name, part.function, [session.subject for session in taught])))
    found.sort(key=lambda row: (row[0] is None, row[0], row[1].name))
    return [speaker for _first, speaker in found]
