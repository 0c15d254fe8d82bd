"""What a recap tells of attendance: of each person, and as an expression to order and take means by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, ExpressionWrapper, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from courses.models import Attendance, Batch
from courses.selectors.attendance import attendance_figures, slots_of
from reports.selectors.recap_figures import PERCENT, nothing


@dataclass(frozen=True)
class AttendanceShare:
    """`share` in percent of the JP held so far, both in JP beside it."""

    share: Decimal
    attended: Decimal
    held: Decimal


def attendance_of(enrolments: Collection[int]) -> dict[int, AttendanceShare]:
    """Nobody where nothing was held yet. Three queries, as many for a page as for one person."""
    return {
        pk: AttendanceShare(figures.so_far, figures.jp_attended, figures.jp_held)
        for pk, figures in attendance_figures(enrolments).items()
        if figures.jp_held
    }


def held_by(batch: Batch) -> dict[int, Decimal]:
    """The JP of the sessions that were held so far. One query."""
    slots = slots_of([batch.pk]).get(batch.pk, {})
    return {pk: slot.jp for pk, slot in slots.items() if slot.is_held}


def share_attended(held: dict[int, Decimal]) -> Any:
    """Of enrolments, as `attendance_of` has it: nothing where nothing was held."""
    whole = sum(held.values(), Decimal(0))
    if not whole:
        return nothing()
    worth = Case(*(When(session=pk, then=Value(jp)) for pk, jp in held.items()), default=Value(Decimal(0)))
    rows = Attendance.objects.filter(enrolment=OuterRef("pk"), session__in=list(held), credit__gt=0).order_by()
    counted = rows.values("enrolment").annotate(jp=Sum(F("credit") * worth, output_field=PERCENT)).values("jp")
    attended = Coalesce(Subquery(counted, output_field=PERCENT), Value(Decimal(0)), output_field=PERCENT)
    return ExpressionWrapper(attended * Value(Decimal(100)) / Value(whole), output_field=PERCENT)
