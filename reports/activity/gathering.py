"""Everything that the report tells, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.choices import CertificateKind, CertificateState
from certificates.models import BatchCertificateSetup, Certificate
from courses.choices import EnrolmentState, Part, SessionState
from courses.models import Attendance, Batch, BatchPart, DeliveredBy, Enrolment, Session
from courses.selectors.evaluation import EvaluationSummary, evaluation_summary
from courses.services.delivered_by import who_taught
from reports.models import ActivityReport
from reports.rules import may_see_whole_numbers
from reports.selectors.recap import Asked, RecapRow, all_recap_rows, recap_of
from reports.selectors.recap_means import RecapMeans, recap_means
from reports.selectors.recap_order import in_order
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
    came: int
    """Of how many it is on record that they took part."""
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
    sessions, zone = _sessions(batch), ZoneInfo(batch.zone)
    return Gathered(
        batch=batch,
        texts=ActivityReport.objects.select_related("signatory").filter(batch=batch).first()
        or ActivityReport(batch=batch),
        setup=setup_of(batch),
        measures=measures,
        rows=rows,
        means=means,
        came=_who_came(found),
        slots=[_slot(session, zone) for session in sessions],
        speakers=_speakers(batch, sessions),
        evaluation=evaluation_summary(batch),
        certificates=issued.count(),
    )


def _sessions(batch: Batch) -> list[Session]:
    found = batch.sessions.prefetch_related("session_speakers__part__member", "delivered_by__part__member")
    return list(found.order_by("starts_at", "order", "pk"))


def _slot(session: Session, zone: ZoneInfo) -> Slot:
    delivered = session.state == SessionState.DELIVERED
    starts = ((session.delivered_starts_at if delivered else None) or session.starts_at).astimezone(zone)
    ends = ((session.delivered_ends_at if delivered else None) or session.ends_at).astimezone(zone)
    planned = ", ".join(row.part.function or row.part.member.full_name for row in session.session_speakers.all())
    notes = {SessionState.CANCELLED: "dibatalkan", SessionState.PLANNED: "belum dikonfirmasi"}
    # Beginning ten minutes late moves nothing; when it began stands beside it.
    other_day = starts.date() != session.starts_at.astimezone(zone).date()
    return Slot(
        starts,
        ends,
        session.subject,
        session.delivered_speaker or planned,
        (session.delivered_jp or Decimal(0)) if delivered else Decimal(0),
        delivered,
        notes.get(SessionState(session.state), "dipindahkan" if other_day else ""),
    )


def _speakers(batch: Batch, sessions: list[Session]) -> list[Speaker]:
    """Who taught, in the order of the timetable, each once: as it was confirmed of each session. Who was planned and
    did not teach is not among them. Names and functions are those of today, corrected or not."""
    parts = list(batch.parts.filter(part=Part.SPEAKER).select_related("member").order_by("pk"))
    subjects: dict[tuple[str, str], list[str]] = {}
    for session in sessions:
        if session.state == SessionState.DELIVERED:
            for row in _who_taught(session, parts):
                who = (row.part.member.full_name, row.part.function) if row.part else (row.written, "")
                subjects.setdefault(who, []).append(session.subject)
    return [Speaker(name, function, taught) for (name, function), taught in subjects.items()]


def _who_taught(session: Session, parts: list[BatchPart]) -> list[DeliveredBy]:
    """As it was kept; or whom the plan names by now where nothing was, because nobody was planned at delivery."""
    kept = list(session.delivered_by.all())
    return kept or who_taught(session, planned=list(session.session_speakers.all()), parts=parts)


def _who_came(enrolments: QuerySet[Enrolment]) -> int:
    """Of those who were registered: who is on record as present, at one session at least, or completed it."""
    attended = Attendance.objects.filter(enrolment=OuterRef("pk"), credit__gt=0)
    came = Q(state__in=(EnrolmentState.PRESENT, EnrolmentState.COMPLETED)) | Q(Exists(attended))
    return enrolments.order_by().filter(came | Q(completion__isnull=False)).count()
