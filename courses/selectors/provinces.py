"""How far the provinces are in a batch, each beside the national median: for coordinators and head office alike.

Counted are those who take part, by the province of their office at enrolment. Attendance is, as in a recap, of the JP
that were held so far, and of what was counted, not of what a completion keeps; who attended nothing counts as nothing
in the mean; who sat no test is in none. Of fewer than `SMALLEST` people nothing is said, nor of tests that fewer sat,
and a median of fewer than `SMALLEST` provinces would give away one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.attendance import figures_of
from courses.choices import ACTIVE_ENROLMENTS, ATTENDANCE, EnrolmentState
from courses.models import Batch, Enrolment, RequirementResult
from courses.selectors.attendance import slots_of
from members.choices import OfficeKind
from members.models import Office, Province

SMALLEST = 5
SENT, COMPLETED, ATTENDED, TESTED = "sent", "completed", "attended", "tested"
MEASURES: dict[str, Promise] = {
    SENT: _("Offices that sent somebody"),
    COMPLETED: _("Completed"),
    ATTENDED: _("Attendance, mean"),
    TESTED: _("Tests that count, mean"),
}
ONE_PLACE = Decimal("0.1")


@dataclass
class ProvinceFigures:
    """`values` in percent, one place; what cannot be said is not in it."""

    province: Province
    people: int = 0
    values: dict[str, Decimal] = field(default_factory=dict)

    @property
    def is_small(self) -> bool:
        return self.people < SMALLEST


def figures_by_province(batch: Batch) -> list[ProvinceFigures]:
    """Every province with an office, by name: four queries and one for the provinces, whatever the batch holds."""
    found = {row.pk: ProvinceFigures(row) for row in Province.objects.filter(offices__isnull=False).distinct()}
    for row in _offices(batch):
        if row["province"] in found:
            found[row["province"]].values[SENT] = _share(row["sent"], row["offices"])
    results = {row["enrolment__office__province"]: row for row in _results(batch)}
    was_counted = any(row["attended"] is not None for row in results.values())
    hours = figures_of(slots_of([batch.pk] if was_counted else []).get(batch.pk, {}), [])
    for row in _people(batch):
        if row["office__province"] in found:
            figures, reached = found[row["office__province"]], results.get(row["office__province"], {})
            figures.people = row["people"]
            figures.values[COMPLETED] = _share(row["completed"], row["people"])
            if hours.jp_held:
                of_held = Decimal(reached.get("attended") or 0) * hours.jp_whole / hours.jp_held
                figures.values[ATTENDED] = _rounded(of_held / row["people"])
            if reached.get("sat", 0) >= SMALLEST:
                figures.values[TESTED] = _rounded(reached["tested"])
    return sorted(found.values(), key=lambda figures: figures.province.name)


def national_median(figures: Iterable[ProvinceFigures], measure: str) -> tuple[Decimal | None, int]:
    """The median and of how many provinces; None where these are too few to be a crowd."""
    counted = [
        one.values[measure] for one in figures if measure in one.values and (measure == SENT or not one.is_small)
    ]
    if len(counted) < SMALLEST:
        return None, len(counted)
    return Decimal(median(counted)).quantize(ONE_PLACE, ROUND_HALF_UP), len(counted)


def _offices(batch: Batch) -> QuerySet[Office, Any]:
    here = Enrolment.objects.filter(batch=batch, office=OuterRef("pk"), state__in=ACTIVE_ENROLMENTS)
    offices = Office.objects.exclude(kind=OfficeKind.HEAD_OFFICE).annotate(has_sent=Exists(here)).order_by()
    return offices.values("province").annotate(offices=Count("pk"), sent=Count("pk", filter=Q(has_sent=True)))


def _people(batch: Batch) -> QuerySet[Enrolment, Any]:
    rows = Enrolment.objects.active().filter(batch=batch).order_by().values("office__province")
    return rows.annotate(people=Count("pk"), completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)))


def _results(batch: Batch) -> QuerySet[RequirementResult, Any]:
    rows = RequirementResult.objects.filter(enrolment__batch=batch, enrolment__state__in=ACTIVE_ENROLMENTS)
    scored = Q(is_test=True, target__gt=0)
    return (
        rows.order_by()
        .values("enrolment__office__province")
        .annotate(
            attended=Sum(Coalesce("counted", "value"), filter=Q(key=ATTENDANCE)),
            tested=Avg("value", filter=scored),
            sat=Count("enrolment", filter=scored, distinct=True),
        )
    )


def _share(part: int, whole: int) -> Decimal:
    return _rounded(Decimal(100) * part / whole) if whole else Decimal(0)


def _rounded(value: Decimal) -> Decimal:
    return Decimal(value).quantize(ONE_PLACE, ROUND_HALF_UP)
