"""The list of a batch's participants with what was ticked off for each."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from courses.models import Batch, Enrolment, ManualRequirement, ManualTick
from members.models import Office

TICKED, OPEN = "yes", "no"


def ticks_of(
    batch: Batch, requirement: ManualRequirement, *, ticked: str = "", office: str = "", text: str = ""
) -> QuerySet[Enrolment]:
    """Those who take part, each with `tick` (its number, or None), `tick_note`, `ticked_on` and `ticked_by_name`."""
    standing = ManualTick.objects.filter(requirement=requirement, enrolment=OuterRef("pk"), undone_at=None)
    found = Enrolment.objects.active().filter(batch=batch)
    if ticked:
        has_tick = Exists(standing)
        found = found.filter(has_tick if ticked == TICKED else ~has_tick)
    if office.isdecimal():
        found = found.filter(office=int(office))
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    one = standing.values
    return (
        found.select_related("member", "office")
        .annotate(
            tick=Subquery(one("pk")[:1]),
            tick_note=Subquery(one("note")[:1]),
            ticked_on=Subquery(one("ticked_at")[:1]),
            ticked_by_name=Subquery(one("ticked_by__name")[:1]),
            has_completed_course=~Q(completion=None),
        )
        .order_by("member__name", "pk")
    )


def number_ticked(batch: Batch, requirement: ManualRequirement) -> tuple[int, int]:
    """How many were ticked off, of how many who take part."""
    active = Enrolment.objects.active().filter(batch=batch)
    ticks = ManualTick.objects.filter(requirement=requirement, undone_at=None, enrolment__in=active.values("pk"))
    return ticks.count(), active.count()


def offices_of_participants(batch: Batch) -> list[tuple[str, str]]:
    own = Enrolment.objects.active().filter(batch=batch).order_by().values("office")
    offices = Office.objects.filter(pk__in=own).order_by("name", "pk")
    return [(str(pk), name) for pk, name in offices.values_list("pk", "name")]
