"""The means of a recap over all who fit: each result is read once, however many figures rest on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

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

from core.prepared import prepared
from courses.choices import ATTENDANCE
from courses.models import Enrolment
from reports.selectors.recap_figures import PERCENT, nothing
from reports.selectors.recap_people import everybody_of
from reports.selectors.recap_queries import BatchMeasures

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

HUNDREDTH = Decimal("0.01")
TESTED = ("before", "after", "gain", "final")
Places: TypeAlias = tuple[int, ...]


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
    told = _told(enrolments, measures.tests, *_places(measures))
    opened = _opened(enrolments, measures.materials) if measures.materials else []
    return _means(told, sum(opened), measures)


def recap_means_of_all(whose: User | AnonymousUser | None, measures: BatchMeasures) -> RecapMeans:
    """As `recap_means` of `everybody_of`, by queries that are written once."""
    batch = measures.batch.pk
    told = _told_by(*_places(measures))(whose, batch, *measures.tests)
    opened = _opened_by_all(whose, batch, measures.materials) if measures.materials else []
    return _means(told, sum(opened), measures)


def _means(told: Iterable[tuple[Any, ...]], opened: int, measures: BatchMeasures) -> RecapMeans:
    nobody: tuple[Any, ...] = (0, 0, None, *(None, 0) * len(TESTED))
    people, complete, attended, *rest = next(iter(told), nobody)
    means = dict(zip(TESTED, rest[::2], strict=True))
    counts = dict(zip(TESTED, rest[1::2], strict=True))
    means["attendance"], counts["attendance"] = None, 0
    if measures.hours.held and people:
        # Who attended nothing may have no result: the sum is divided by all.
        reached = Decimal(str(attended or 0)) * measures.hours.whole / measures.hours.held
        means["attendance"], counts["attendance"] = reached / people, people
    means["activity"], counts["activity"] = None, 0
    if measures.materials and people:
        means["activity"] = Decimal(100) * opened / (people * len(measures.materials))
        counts["activity"] = people
    return RecapMeans(people, complete, {name: hundredths(mean) for name, mean in means.items()}, counts)


def _places(measures: BatchMeasures) -> tuple[Places, Places, Places]:
    """Of the pre-tests, the post-tests and those that are scored, among all tests."""
    before, after, scored = (
        tuple(measures.tests.index(key) for key in keys)
        for keys in (measures.pre_tests, measures.post_tests, measures.scored)
    )
    return before, after, scored


def _told(
    enrolments: QuerySet[Enrolment], tests: Sequence[str], before: Places, after: Places, scored: Places
) -> QuerySet[Enrolment, tuple[Any, ...]]:
    """As `mark` and `final_score` have it, one row where there is anybody. Each result is joined to its person by the
    index that keeps it unique: to gather the results of each person first would cost three times as much."""
    keys = {f"of_{place}": key for place, key in enumerate((*tests, ATTENDANCE))}
    joined = {alias: FilteredRelation("results", condition=Q(results__key=key)) for alias, key in keys.items()}
    first, last = (_mean_of([f"of_{place}" for place in places]) for places in (before, after))
    so_far = _mean_of([f"of_{place}" for place in scored], at_least=len(scored))
    figures = {
        "before": first,
        "after": last,
        "gain": ExpressionWrapper(last - first, output_field=PERCENT),
        "final": Coalesce(F("completion__score"), so_far, output_field=PERCENT),
    }
    own = f"of_{len(tests)}"  # the attendance of each
    sums: dict[str, Any] = {
        "people": Count("pk"),
        "complete": Count("completion"),
        "sum_attended": Sum(Coalesce(f"{own}__counted", f"{own}__value", output_field=PERCENT)),
    }
    for name in TESTED:
        sums |= {f"mean_{name}": Avg(figures[name]), f"count_{name}": Count(figures[name])}
    of_batch = enrolments.order_by().alias(**joined).values("batch")
    told: QuerySet[Enrolment, tuple[Any, ...]] = of_batch.annotate(**sums).values_list(*sums)
    return told


@cache
def _told_by(before: Places, after: Places, scored: Places) -> Callable[..., list[tuple[Any, ...]]]:
    """For each way that the tests of a course may stand in its rule."""

    @prepared
    def told(whose: User | AnonymousUser | None, batch: int, *tests: str) -> QuerySet[Enrolment, tuple[Any, ...]]:
        return _told(everybody_of(whose, batch), tests, before, after, scored)

    return told


def _opened(enrolments: QuerySet[Enrolment], materials: tuple[int, ...]) -> QuerySet[Enrolment, int]:
    """How many materials were opened by all together, in one row."""
    these = Q(progress__material__in=materials)
    counted = enrolments.order_by().values("batch").annotate(opened=Count("progress", filter=these))
    opened: QuerySet[Enrolment, int] = counted.values_list("opened", flat=True)
    return opened


@prepared
def _opened_by_all(
    whose: User | AnonymousUser | None, batch: int, materials: tuple[int, ...]
) -> QuerySet[Enrolment, int]:
    return _opened(everybody_of(whose, batch), materials)


def _mean_of(results: Sequence[str], at_least: int = 1) -> Any:
    """Of the results that somebody has, if there are `at_least` as many."""
    if not results:
        return nothing()
    if len(results) == 1:
        return F(f"{results[0]}__value")
    known = sum((Case(When(**{f"{one}__value__isnull": False}, then=1.0), default=0.0) for one in results), Value(0.0))
    whole = sum((Coalesce(f"{one}__value", 0.0, output_field=FloatField()) for one in results), Value(0.0))
    return Case(When(GreaterThanOrEqual(known, at_least), then=whole / known), default=None, output_field=FloatField())
