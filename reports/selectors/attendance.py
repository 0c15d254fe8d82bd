"""What a recap tells of attendance: of each person, and as an expression to order and take means by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.prepared import prepared
from courses.attendance import AttendanceFigures
from courses.choices import ATTENDANCE
from courses.models import Attendance, Batch, RequirementResult, Session
from courses.selectors.attendance import slots_of
from reports.selectors.recap_figures import PERCENT, nothing

# Of results of attendance: the share of the whole.
COUNTED = Coalesce("counted", "value", output_field=PERCENT)


@dataclass(frozen=True)
class AttendanceShare:
    """`share` in percent of the JP held so far, beside what was attended of them."""

    share: Decimal
    attended: Decimal


@dataclass(frozen=True)
class Hours:
    """The JP of a batch that were held so far, and the whole."""

    held: Decimal = Decimal(0)
    whole: Decimal = Decimal(0)
    sessions: Mapping[Decimal, tuple[int, ...]] = field(default_factory=dict)
    """Those held, by their JP."""


def attendance_of(enrolments: Collection[int], hours: Hours) -> dict[int, AttendanceShare]:
    """As `attendance_figures` counts it, of the batch whose hours these are. Nobody where nothing was held, or noted,
    yet. One query: what fifty people attended of forty sessions is summed up where it lies."""
    if not hours.held:
        return {}
    found = dict.fromkeys(enrolments, Decimal(0))
    for pk, *credits in _credits(tuple(enrolments), *hours.sessions.values()):
        found[pk] = sum((jp * (credit or 0) for jp, credit in zip(hours.sessions, credits, strict=True)), Decimal(0))
    return {pk: AttendanceShare(AttendanceFigures(jp, hours.held, hours.whole).so_far, jp) for pk, jp in found.items()}


@prepared
def _credits(enrolments: tuple[int, ...], *sessions: tuple[int, ...]) -> QuerySet[Attendance, tuple[Any, ...]]:
    """Of each the credits together, of the sessions of one JP after those of another."""
    sums = [Sum("credit", filter=Q(session__in=alike)) for alike in sessions]
    rows = Attendance.objects.filter(enrolment__in=enrolments, credit__gt=0).order_by().values_list("enrolment")
    return rows.annotate(**{f"of_{place}": credit for place, credit in enumerate(sums)})


def hours_of(batch: Batch) -> Hours:
    """None held where nobody ever noted who came, or all would have missed it all. Two queries."""
    if not _any_noted(batch.pk):
        return Hours()
    slots = slots_of([batch.pk]).get(batch.pk, {})
    sessions: dict[Decimal, list[int]] = defaultdict(list)
    for pk, slot in slots.items():
        if slot.is_held:
            sessions[slot.jp].append(pk)
    held = sum((jp * len(pks) for jp, pks in sessions.items()), Decimal(0))
    whole = sum((slot.jp for slot in slots.values()), Decimal(0))
    return Hours(held, whole, {jp: tuple(pks) for jp, pks in sessions.items()})


@prepared
def _any_noted(batch: int) -> QuerySet[Session, int]:
    """By the index of each session, of which there are forty, rather than of signatures."""
    noted = Attendance.objects.filter(session=OuterRef("pk"))
    return Session.objects.filter(Exists(noted), batch=batch).order_by().values_list("pk", flat=True)[:1]


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
