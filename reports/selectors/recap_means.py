"""The means of a recap over all who fit: each result is read once, however many figures rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Case, Count, F, Max, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from courses.choices import ATTENDANCE
from courses.models import Enrolment, MaterialProgress, RequirementResult
from reports.selectors.attendance import COUNTED
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
    """Three queries, however many people."""
    whole = enrolments.order_by().aggregate(people=Count("pk"), complete=Count("completion"))
    people = whole["people"]
    told = _of_results(enrolments, measures)
    means = {name: told[f"mean_{name}"] for name in ("before", "after", "gain", "final")}
    counts = {name: told[f"count_{name}"] for name in means}
    means["attendance"], counts["attendance"] = None, 0
    if measures.hours.held and people:
        # Who attended nothing may have no result: the sum is divided by all.
        reached = Decimal(str(told["sum_attended"] or 0)) * measures.hours.whole / measures.hours.held
        means["attendance"], counts["attendance"] = reached / people, people
    means["activity"], counts["activity"] = None, 0
    if measures.materials and people:
        opened = MaterialProgress.objects.filter(
            enrolment__in=enrolments.order_by().values("pk"), material__in=measures.materials
        )
        means["activity"] = Decimal(100) * opened.count() / (people * len(measures.materials))
        counts["activity"] = people
    return RecapMeans(people, whole["complete"], {name: hundredths(mean) for name, mean in means.items()}, counts)


def _of_results(enrolments: QuerySet[Enrolment], measures: BatchMeasures) -> dict[str, Any]:
    """From one line for each person; as `mark` and `final_score` have it."""
    results = RequirementResult.objects.filter(
        enrolment__in=enrolments.order_by().values("pk"), key__in=(*measures.tests, ATTENDANCE)
    )
    lines: QuerySet[Any, Any] = results.order_by().values("enrolment")
    lines = lines.annotate(
        before=_mean_of(measures.pre_tests),
        after=_mean_of(measures.post_tests),
        attended=Max(Case(When(key=ATTENDANCE, then=COUNTED), default=None, output_field=PERCENT)),
        scored=_mean_of(measures.scored),
        sat=Count("pk", filter=Q(key__in=measures.scored)),
        at_completion=Max("enrolment__completion__score"),
    )
    so_far = Case(When(sat=len(measures.scored), then=F("scored")), default=None, output_field=PERCENT)
    final = Coalesce("at_completion", so_far, output_field=PERCENT)
    gain = F("after") - F("before")
    told: dict[str, Any] = lines.aggregate(
        mean_before=Avg("before"), count_before=Count("before"), mean_after=Avg("after"), count_after=Count("after"),
        mean_gain=Avg(gain), count_gain=Count(gain), mean_final=Avg(final), count_final=Count(final),
        sum_attended=Sum("attended"),
    )  # fmt: skip
    return told


def _mean_of(keys: Sequence[str]) -> Any:
    """Within the line of a person."""
    if not keys:
        return Max(nothing())
    return Avg(Case(When(key__in=keys, then=F("value")), default=None, output_field=PERCENT))
