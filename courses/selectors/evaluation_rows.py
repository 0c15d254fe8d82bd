"""The rows that pages and files of an evaluation are made of, each query of them written once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from core.prepared import prepared
from courses.choices import EVALUATION, Part, SessionState
from courses.models import (
    BatchEvaluation,
    BatchPart,
    Enrolment,
    EvaluatedSubject,
    EvaluationInstrument,
    EvaluationMark,
    EvaluationQuestion,
    EvaluationTally,
    RequirementResult,
    Session,
)

WHOLE = Decimal(100)
IN_SESSION = Q(sessions__state__in=[SessionState.PLANNED, SessionState.DELIVERED])


@prepared
def newest_instruments(course: int) -> QuerySet[EvaluationInstrument]:
    return EvaluationInstrument.objects.filter(course=course).order_by("-number")[:1]


@prepared
def questions_of(instrument: int) -> QuerySet[EvaluationQuestion, tuple[Any, ...]]:
    rows = EvaluationQuestion.objects.filter(instrument=instrument).order_by("order")
    return rows.values_list("order", "section", "kind", "text", "required")


@prepared
def kept_evaluations(batch: int) -> QuerySet[BatchEvaluation]:
    return BatchEvaluation.objects.select_related("instrument").filter(batch=batch)


@prepared
def ends_of_sessions(batch: int) -> QuerySet[Session, tuple[datetime, datetime | None]]:
    """When the first that was not cancelled ends, and the last that is still planned; nothing where there is none."""
    held: QuerySet[Session, Any] = Session.objects.filter(batch=batch).exclude(state=SessionState.CANCELLED)
    ends = (
        held.order_by()
        .values("batch")
        .annotate(first=Min("ends_at"), last=Max("ends_at", filter=Q(state=SessionState.PLANNED)))
    )
    found: QuerySet[Session, tuple[datetime, datetime | None]] = ends.values_list("first", "last")
    return found


@prepared
def rated_speakers(batch: int) -> QuerySet[Any, Any]:
    filled = EvaluationMark.objects.filter(part=OuterRef("pk"))
    found: QuerySet[Any, Any] = _speaking(batch).annotate(was_filled=Exists(filled))
    return found


@prepared
def speakers_so_far(batch: int, now: datetime) -> QuerySet[Any, Any]:
    over = IN_SESSION & (Q(sessions__state=SessionState.DELIVERED) | Q(sessions__ends_at__lte=now))
    found: QuerySet[Any, Any] = _speaking(batch).annotate(held=Count("sessions", filter=over))
    return found


def _speaking(batch: int) -> QuerySet[Any, Any]:
    parts: QuerySet[Any, Any] = BatchPart.objects.filter(batch=batch, part=Part.SPEAKER).annotate(
        taught=Count("sessions", filter=IN_SESSION), first=Min("sessions__starts_at", filter=IN_SESSION)
    )
    return parts.filter(taught__gt=0).select_related("member").order_by("first", "pk")


@prepared
def numbers_of_participants(batch: int) -> QuerySet[Any, int]:
    counted = Enrolment.objects.active().filter(batch=batch).order_by().values("batch").annotate(number=Count("pk"))
    return counted.values_list("number", flat=True)


@prepared
def numbers_who_filled(batch: int) -> QuerySet[Any, int]:
    """By what the completion rule was told of each, rather than all the marks: one row for each participant."""
    active = Enrolment.objects.active().filter(batch=batch)
    whole = RequirementResult.objects.filter(enrolment__in=active, key=EVALUATION, value__gte=WHOLE)
    return whole.order_by().values("key").annotate(number=Count("pk")).values_list("number", flat=True)


@prepared
def rated_subjects(evaluation: int) -> QuerySet[EvaluatedSubject]:
    return EvaluatedSubject.objects.filter(evaluation=evaluation).select_related("part__member")


@prepared
def tallies_of(subjects: tuple[int, ...]) -> QuerySet[EvaluationTally, tuple[Any, ...]]:
    rows = EvaluationTally.objects.filter(subject__in=subjects).order_by()
    return rows.values_list("subject", "question__order", "value", "number")
