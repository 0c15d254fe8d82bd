"""The means of a recap over all who fit: each result is read once, however many figures rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from courses.choices import ATTENDANCE
from courses.models import Enrolment, MaterialProgress
from reports.selectors.recap_figures import PERCENT, nothing
from reports.selectors.recap_queries import BatchMeasures

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class RecapMeans:
    """Over all who fit, not over a page: each mean over those who have the figure, who are counted beside it."""

    people: int
    complete: int
    means: Mapping[str, Decimal | None]
    counts: Mapping[str, int]

    @property
    def complete_share(self) -> Decimal:
        return hundredths(Decimal(100) * self.complete / self.people) if self.people else Decimal(0)


def hundredths(value: Any) -> Any:
    return None if value is None else Decimal(str(value)).quantize(HUNDREDTH, ROUND_HALF_UP)


def recap_means(enrolments: QuerySet[Enrolment], measures: BatchMeasures) -> RecapMeans:
    """Two queries, however many people."""
    told = _told_of(enrolments, measures)
    people = told["people"]
    means = {name: told[f"mean_{name}"] for name in ("before", "after", "gain", "final")}
    counts = {name: told[f"count_{name}"] for name in means}
    means["attendance"], counts["attendance"] = None, 0
    if measures.hours.held and people:
        # Who attended nothing may have no result: the sum is divided by all.
        reached = Decimal(str(told["sum_attended"] or 0)) * measures.hours.whole / measures.hours.held
        means["attendance"], counts["attendance"] = reached / people, people
    means["activity"], counts["activity"] = None, 0
    if measures.materials and people:
        rows = MaterialProgress.objects.filter(enrolment__in=enrolments.order_by().values("pk"))
        opened = rows.aggregate(opened=Count("pk", filter=Q(material__in=measures.materials)))["opened"]
        means["activity"] = Decimal(100) * opened / (people * len(measures.materials))
        counts["activity"] = people
    return RecapMeans(people, told["complete"], {name: hundredths(mean) for name, mean in means.items()}, counts)


def _told_of(enrolments: QuerySet[Enrolment], measures: BatchMeasures) -> dict[str, Any]:
    """As `mark` and `final_score` have it. Each result is joined to its person by the index that keeps it unique: to
    gather the results of each person first would cost three times as much."""
    keys = {key: f"of_{place}" for place, key in enumerate((*measures.tests, ATTENDANCE))}
    joined = {alias: FilteredRelation("results", condition=Q(results__key=key)) for key, alias in keys.items()}
    before = _mean_of([keys[key] for key in measures.pre_tests])
    after = _mean_of([keys[key] for key in measures.post_tests])
    gain = ExpressionWrapper(after - before, output_field=PERCENT)
    so_far = _mean_of([keys[key] for key in measures.scored], at_least=len(measures.scored))
    final = Coalesce(F("completion__score"), so_far, output_field=PERCENT)
    attended = Coalesce(f"{keys[ATTENDANCE]}__counted", f"{keys[ATTENDANCE]}__value", output_field=PERCENT)
    told: dict[str, Any] = enrolments.order_by().alias(**joined).aggregate(
        people=Count("pk"), complete=Count("completion"), sum_attended=Sum(attended),
        mean_before=Avg(before), count_before=Count(before), mean_after=Avg(after), count_after=Count(after),
        mean_gain=Avg(gain), count_gain=Count(gain), mean_final=Avg(final), count_final=Count(final),
    )  # fmt: skip
    return told


def _mean_of(results: Sequence[str], at_least: int = 1) -> Any:
    """Of the results that somebody has, if there are `at_least` as many."""
    if not results:
        return nothing()
    if len(results) == 1:
        return F(f"{results[0]}__value")
    known = sum((Case(When(**{f"{one}__value__isnull": False}, then=1.0), default=0.0) for one in results), Value(0.0))
    whole = sum((Coalesce(f"{one}__value", 0.0, output_field=FloatField()) for one in results), Value(0.0))
    return Case(When(GreaterThanOrEqual(known, at_least), then=whole / known), default=None, output_field=FloatField())
