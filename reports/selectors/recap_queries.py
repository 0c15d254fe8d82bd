"""The figures of a recap as parts of queries: each figure is defined here once, for rows, order and means alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import (
    Avg,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from core.prepared import prepared
from courses.models import Batch, MaterialPage, MaterialProgress, MaterialRecording, RequirementResult
from courses.querysets import children_of
from courses.selectors.requirements import conditions_in_force
from quizzes.choices import Purpose
from quizzes.models import QuizPage, QuizVersion
from reports.selectors.attendance import Hours, hours_of, share_attended
from reports.selectors.recap_figures import PERCENT, nothing


@dataclass(frozen=True)
class Basis:
    """What figures are made of."""

    pre_tests: tuple[str, ...]
    """Keys of requirements, as `quiz:7`."""
    post_tests: tuple[str, ...]
    scored: tuple[str, ...]
    """Those whose marks make the final score, by the rule in force."""
    materials: tuple[int, ...]
    hours: Hours


@dataclass(frozen=True)
class BatchMeasures(Basis):
    """What a batch's figures are made of: which tests, materials and recordings its course has now."""

    batch: Batch

    @cached_property
    def tests(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.pre_tests, *self.post_tests, *self.scored)))

    @cached_property
    def recordings(self) -> tuple[int, ...]:
        """Files alone ask for them: one query."""
        return tuple(_recordings(self.materials)) if self.materials else ()


def measures_of(batch: Batch) -> BatchMeasures:
    """Five queries."""
    tests = _tests(*children_of(batch.course))
    conditions = conditions_in_force([batch.course_id]).get(batch.course_id, [])
    materials = tuple(_materials(*children_of(batch.course)))
    return BatchMeasures(
        batch=batch,
        pre_tests=tuple(f"quiz:{pk}" for pk, purpose in tests if purpose == Purpose.PRE_TEST),
        post_tests=tuple(f"quiz:{pk}" for pk, purpose in tests if purpose == Purpose.POST_TEST),
        scored=tuple(condition.key for condition in conditions if condition.plain.is_scored),
        materials=materials,
        hours=hours_of(batch),
    )


@prepared
def _tests(above: str, last: str, depth: int) -> QuerySet[QuizPage, tuple[int, str]]:
    published = QuizVersion.objects.filter(quiz=OuterRef("pk"))
    quizzes: QuerySet[QuizPage] = QuizPage.objects.filter(
        Exists(published), path__gt=above, path__lte=last, depth=depth
    )
    return quizzes.order_by("path").values_list("pk", "purpose")


@prepared
def _materials(above: str, last: str, depth: int) -> QuerySet[MaterialPage, int]:
    found: QuerySet[MaterialPage, int] = (
        MaterialPage.objects.within(above, last, depth).live().values_list("pk", flat=True)
    )
    return found


@prepared
def _recordings(materials: tuple[int, ...]) -> QuerySet[MaterialRecording, int]:
    shown = MaterialRecording.objects.filter(material__in=materials).order_by()
    return shown.values_list("recording", flat=True).distinct()


def mark(keys: Sequence[str]) -> Any:
    """Of enrolments: the mean of the marks that the course knows of these tests; nothing where none was sat."""
    if not keys:
        return nothing()
    results = RequirementResult.objects.filter(enrolment=OuterRef("pk"), key__in=keys).order_by()
    if len(keys) == 1:
        return Subquery(results.values("value")[:1], output_field=PERCENT)
    return Subquery(results.values("enrolment").annotate(mean=Avg("value")).values("mean"), output_field=PERCENT)


def final_score(measures: Basis) -> Any:
    """Of enrolments: the score at completion; before that the mean of all scored tests, once each has a mark."""
    so_far: Any = nothing()
    if measures.scored:
        results = RequirementResult.objects.filter(enrolment=OuterRef("pk"), key__in=measures.scored).order_by()
        counted = results.values("enrolment").annotate(mean=Avg("value"), number=Count("pk"))
        so_far = Subquery(counted.filter(number=len(measures.scored)).values("mean"), output_field=PERCENT)
    return Coalesce(F("completion__score"), so_far, output_field=PERCENT)


def activity(measures: Basis) -> Any:
    """Of enrolments: how many of the course's published materials were opened, in percent."""
    if not measures.materials:
        return nothing()
    opened = MaterialProgress.objects.filter(enrolment=OuterRef("pk"), material__in=measures.materials).order_by()
    number = Subquery(opened.values("enrolment").annotate(number=Count("pk")).values("number"))
    share = Coalesce(number, 0) * Value(Decimal(100)) / Value(Decimal(len(measures.materials)))
    return ExpressionWrapper(share, output_field=PERCENT)


def figure_named(name: str, measures: Basis) -> Any:
    """A figure to order by."""
    return {
        "attendance": lambda: share_attended(measures.hours),
        "activity": lambda: activity(measures),
        "before": lambda: mark(measures.pre_tests),
        "after": lambda: mark(measures.post_tests),
        "gain": lambda: mark(measures.post_tests) - mark(measures.pre_tests),
        "final": lambda: final_score(measures),
    }[name]()


@prepared
def results_of(enrolments: tuple[int, ...], keys: tuple[str, ...]) -> QuerySet[RequirementResult, tuple[Any, ...]]:
    rows = RequirementResult.objects.filter(enrolment__in=enrolments, key__in=keys)
    return rows.order_by().values_list("enrolment", "key", "value")


def completed() -> Q:
    return Q(completion__isnull=False)
