"""The versions of what a course asks, and which batches keep each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from courses.models import BatchEvaluation, CoursePage, EvaluationInstrument


@dataclass(frozen=True)
class InstrumentVersion:
    number: int
    made_at: datetime
    made_by: str
    questions: int
    points: int
    minimum_group: int
    batches: list[str]


def instrument_versions(course: CoursePage) -> list[InstrumentVersion]:
    """The one in force first."""
    rows = EvaluationInstrument.objects.filter(course=course).select_related("created_by")
    kept: dict[int, list[str]] = {}
    for instrument, name in BatchEvaluation.objects.filter(batch__course=course).values_list(
        "instrument", "batch__name"
    ):
        kept.setdefault(instrument, []).append(name)
    return [
        InstrumentVersion(
            number=row.number,
            made_at=row.created_at,
            made_by=row.created_by.full_name if row.created_by else "",
            questions=row.asked,
            points=row.points,
            minimum_group=row.minimum_group,
            batches=kept.get(row.pk, []),
        )
        for row in rows.annotate(asked=Count("questions")).order_by("-number")
    ]
