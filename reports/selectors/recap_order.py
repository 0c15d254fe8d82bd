"""The order of a recap."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from core.prepared_pages import PreparedRows, prepared_pages
from courses.models import Enrolment
from reports.selectors.attendance import Hours
from reports.selectors.recap_people import everybody_of
from reports.selectors.recap_queries import Basis, BatchMeasures, figure_named

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

FIGURES = ("attendance", "activity", "before", "after", "gain", "final")
NAMES = {
    "name": ("member__name", "pk"),
    "office": ("office__name", "member__name", "pk"),
}
SORTS = (*NAMES, *FIGURES)


def in_order(enrolments: QuerySet[Enrolment], sort: str, measures: Basis) -> QuerySet[Enrolment]:
    """Who has no figure comes last, whichever way it goes."""
    descending, name = sort.startswith("-"), sort.removeprefix("-")
    if name in FIGURES:
        ordered = enrolments.annotate(figure=figure_named(name, measures))
        by = F("figure").desc(nulls_last=True) if descending else F("figure").asc(nulls_last=True)
        return ordered.order_by(by, "member__name", "pk")
    columns = NAMES.get(name, NAMES["name"])
    return enrolments.order_by(*(f"-{column}" if descending else column for column in columns))


def pages_in_order(whose: User | AnonymousUser | None, sort: str, measures: BatchMeasures) -> PreparedRows[int]:
    """As `in_order` of `everybody_of`, by their numbers, to take a page of."""
    name = sort.removeprefix("-")
    parts: dict[str, tuple[Any, ...]] = {
        "activity": (measures.materials,) if measures.materials else (),
        "before": measures.pre_tests,
        "after": measures.post_tests,
        "gain": (*measures.pre_tests, *measures.post_tests),
        "final": measures.scored,
    }
    # The share of the whole is in the order of the share of what was held.
    hours = Hours(Decimal(1), Decimal(1)) if measures.hours.held else Hours()
    pages = _pages_by(sort, len(measures.pre_tests), hours.held)
    return pages(whose, measures.batch.pk, *parts.get(name, ()))


@lru_cache(maxsize=32)
def _pages_by(sort: str, pre_tests: int, held: Decimal) -> Callable[..., PreparedRows[int]]:
    """Each order is a query of its own, and so is each number of tests that a figure is the mean of."""
    name = sort.removeprefix("-")

    @prepared_pages
    def pages(whose: User | AnonymousUser | None, batch: int, *parts: Any) -> QuerySet[Enrolment, int]:
        basis = Basis(
            pre_tests=parts[:pre_tests] if name == "gain" else parts,
            post_tests=parts[pre_tests:] if name == "gain" else parts,
            scored=parts,
            materials=parts[0] if parts else (),
            hours=Hours(held, held),
        )
        return in_order(everybody_of(whose, batch), sort, basis).values_list("pk", flat=True)

    return pages
