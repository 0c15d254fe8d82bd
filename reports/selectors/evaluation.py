"""What a recap tells of the evaluation: means of questions, never of a person, and of large enough groups alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from core.prepared import prepared
from courses.models import Batch, BatchEvaluation
from courses.selectors.evaluation import EvaluationSummary, SubjectSummary, evaluation_summary, subjects_rated_in


@dataclass(frozen=True)
class RatedQuestion:
    """`subject` is a speaker, the organisers or the course; `people` is how many answered. Two speakers may have one
    name: `begins` marks the first that is shown of each subject."""

    subject: str
    question: str
    people: int
    mean: Decimal
    begins: bool = True


def rated_questions(summary: EvaluationSummary) -> list[RatedQuestion]:
    rated = []
    for subject in summary.subjects:
        begins = True
        for one in subject.questions:
            if one.spread is not None and one.mean is not None:
                rated.append(RatedQuestion(subject.face.title, one.question.text, one.spread.number, one.mean, begins))
                begins = False
    return rated


def ratings_of(batch: Batch) -> list[RatedQuestion]:
    """For whoever sees the whole batch; nothing before the evaluation is closed. One query where there is none."""
    return rated_questions(evaluation_summary(batch)) if _closed(batch.pk) else []


def subjects_rated(batch: Batch) -> list[SubjectSummary]:
    """As `ratings_of`: each speaker, the organisers and the course with the mean of their questions."""
    return [one for one in subjects_rated_in(batch) if one.mean is not None]


@prepared
def _closed(batch: int) -> QuerySet[BatchEvaluation, int]:
    return BatchEvaluation.objects.filter(batch=batch, closed_at__isnull=False).values_list("pk", flat=True)
