"""What a recap tells of attendance: of each person, and as an expression to order and take means by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import ExpressionWrapper, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from courses.choices import ATTENDANCE
from courses.models import Attendance, Batch, RequirementResult
from courses.selectors.attendance import attendance_figures, slots_of
from reports.selectors.recap_figures import PERCENT, nothing

# Of results of attendance: the share of the whole.
COUNTED = Coalesce("counted", "value", output_field=PERCENT)


@dataclass(frozen=True)
class AttendanceShare:
    """`share` in percent of the JP held so far, both in JP beside it."""

    share: Decimal
    attended: Decimal
    held: Decimal


@dataclass(frozen=True)
class Hours:
    """The JP of a batch that were held so far, and the whole."""

    held: Decimal = Decimal(0)
    whole: Decimal = Decimal(0)


def attendance_of(enrolments: Collection[int], hours: Hours) -> dict[int, AttendanceShare]:
    """Nobody where nothing was held, or noted, yet. Three queries, as many for a page as for one person."""
    if not hours.held:
        return {}
    return {
        pk: AttendanceShare(figures.so_far, figures.jp_attended, figures.jp_held)
        for pk, figures in attendance_figures(enrolments).items()
    }


def hours_of(batch: Batch) -> Hours:
    """None held where nobody ever noted who came, or all would have missed it all. Two queries."""
    if not Attendance.objects.filter(session__batch=batch).exists():
        return Hours()
    slots = slots_of([batch.pk]).get(batch.pk, {}).values()
    held = sum((slot.jp for slot in slots if slot.is_held), Decimal(0))
    return Hours(held, sum((slot.jp for slot in slots), Decimal(0)))


def share_attended(hours: Hours) -> Any:
    """Of enrolments, by what is recorded of the whole (`courses.services.refresh_attendance`), which an index finds: to
    sum up eighty thousand signatures for each page would take a tenth of a second. Of what was counted, not of what
    their completion keeps."""
    if not hours.held:
        return nothing()
    rows = RequirementResult.objects.filter(enrolment=OuterRef("pk"), key=ATTENDANCE).order_by()
    recorded = Subquery(rows.annotate(now=COUNTED).values("now")[:1], output_field=PERCENT)
    of_whole = Coalesce(recorded, Value(Decimal(0)), output_field=PERCENT)
    return ExpressionWrapper(of_whole * Value(hours.whole) / Value(hours.held), output_field=PERCENT)
