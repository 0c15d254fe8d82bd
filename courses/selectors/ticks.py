"""The list of a batch's participants with what was ticked off for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet

from core.prepared import prepared
from courses.models import Batch, Enrolment, ManualRequirement, ManualTick
from members.models import Office
from members.models.user import with_titles

TICKED, OPEN = "yes", "no"


@dataclass(frozen=True)
class Tick:
    """One that stands."""

    pk: int
    on: datetime
    by: str
    note: str


@dataclass(frozen=True)
class TickRow:
    """Somebody who takes part; `tick` is None while nothing is ticked off."""

    enrolment: int
    name: str
    office: str
    has_completed_course: bool
    tick: Tick | None


def ticks_of(
    batch: Batch, requirement: ManualRequirement, *, ticked: str = "", office: str = "", text: str = ""
) -> QuerySet[Enrolment, int]:
    """Those who take part and fit, in the order of the list, by their number: `tick_rows` tells the rest of a page."""
    found = Enrolment.objects.active().filter(batch=batch)
    if ticked:
        has_tick = Exists(_standing(requirement.pk).filter(enrolment=OuterRef("pk")))
        found = found.filter(has_tick if ticked == TICKED else ~has_tick)
    if office.isdecimal():
        found = found.filter(office=int(office))
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    return found.order_by("member__name", "pk").values_list("pk", flat=True)


def tick_rows(enrolments: Sequence[int], requirement: ManualRequirement) -> list[TickRow]:
    """Of a page, in its order. One query."""
    rows = {}
    for pk, before, name, after, office, completion, *told in _people(requirement.pk, tuple(enrolments)):
        tick, on, by, note = told
        one = Tick(tick, on, by or "", note) if tick else None
        rows[pk] = TickRow(pk, with_titles(name, before, after), office or "", completion is not None, one)
    return [rows[pk] for pk in enrolments]


def _standing(requirement: int) -> QuerySet[ManualTick]:
    return ManualTick.objects.filter(requirement=requirement, undone_at=None)


@prepared
def _people(requirement: int, enrolments: tuple[int, ...]) -> QuerySet[Enrolment, tuple[Any, ...]]:
    """Each with the tick that stands, of which there is one at most."""
    of_this = Q(manual_ticks__requirement=requirement, manual_ticks__undone_at=None)
    found = Enrolment.objects.filter(pk__in=enrolments).alias(tick=FilteredRelation("manual_ticks", condition=of_this))
    return found.order_by().values_list(
        "pk", "member__title_before", "member__name", "member__title_after", "office__name", "completion",
        "tick__pk", "tick__ticked_at", "tick__ticked_by__name", "tick__note",
    )  # fmt: skip


def number_ticked(batch: Batch, requirement: ManualRequirement) -> tuple[int, int]:
    """How many were ticked off, of how many who take part. Two queries."""
    return sum(_number_ticked(requirement.pk, batch.pk)), sum(_number_taking_part(batch.pk))


@prepared
def _number_ticked(requirement: int, batch: int) -> QuerySet[ManualTick, int]:
    own = Enrolment.objects.active().filter(batch=batch).values("pk")
    ticks = _standing(requirement).filter(enrolment__in=own).order_by().values("requirement")
    return ticks.annotate(number=Count("pk")).values_list("number", flat=True)


@prepared
def _number_taking_part(batch: int) -> QuerySet[Enrolment, int]:
    own = Enrolment.objects.active().filter(batch=batch).order_by().values("batch")
    return own.annotate(number=Count("pk")).values_list("number", flat=True)


def offices_of_participants(batch: Batch) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in _offices(batch.pk)]


@prepared
def _offices(batch: int) -> QuerySet[Office, tuple[int, str]]:
    own = Enrolment.objects.active().filter(batch=batch).order_by().values("office")
    return Office.objects.filter(pk__in=own).order_by("name", "pk").values_list("pk", "name")
