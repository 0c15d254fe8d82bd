"""What readers left in a material: the own ticks and answers for the reader, sums for who teaches it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from core.prepared import prepared
from courses.blocks.walk import blocks_of_type
from courses.models import ChecklistTick, Enrolment, MaterialPage, SelfCheckAnswer
from courses.self_checks import self_check_from

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class OwnAnswer:
    chosen: Collection[str]
    is_right: bool
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Traces:
    """By block: the ids of the ticked items, and the last answer."""

    ticked: Mapping[str, Collection[str]] = field(default_factory=dict)
    answers: Mapping[str, OwnAnswer] = field(default_factory=dict)


def traces_of(enrolment: Enrolment, material: MaterialPage, *, ticks: bool, answers: bool) -> Traces:
    """One query for each of the two that the material has blocks for."""
    ticked: dict[str, set[str]] = defaultdict(set)
    if ticks:
        for block, item in _ticks(enrolment.pk, material.pk):
            ticked[str(block)].add(str(item))
    given: dict[str, OwnAnswer] = {}
    if answers:
        for block, chosen, is_right, at in _answers(enrolment.pk, material.pk):
            given[str(block)] = OwnAnswer(chosen, is_right, at)
    return Traces(ticked, given)


@prepared
def _ticks(enrolment: int, material: int) -> QuerySet[ChecklistTick, tuple[UUID, UUID]]:
    rows = ChecklistTick.objects.filter(enrolment=enrolment, material=material, is_ticked=True)
    return rows.values_list("block", "item")


@prepared
def _answers(enrolment: int, material: int) -> QuerySet[SelfCheckAnswer, tuple[UUID, list[str], bool, datetime]]:
    rows = SelfCheckAnswer.objects.filter(enrolment=enrolment, material=material).order_by("answered_at", "pk")
    return rows.values_list("block", "chosen", "is_right", "answered_at")


@dataclass(frozen=True)
class OptionShare:
    text: StrOrPromise
    is_right: bool
    number: int
    share: int  # percent of those who answered


@dataclass(frozen=True)
class CheckShares:
    block: str
    question: str
    answered: int
    right: int
    options: list[OptionShare]


def self_check_shares(material: MaterialPage, batches: Collection[int] | None = None) -> list[CheckShares]:
    """How the participants' first answers fall on the options of each self-check: what reading alone taught. One query.

    For who teaches or runs the course; the caller asks the rule, and may narrow it to some batches. Names nobody.
    """
    first: dict[tuple[str, int], tuple[list[str], bool]] = {}
    rows = SelfCheckAnswer.objects.filter(material=material).order_by("answered_at", "pk")
    if batches is not None:
        rows = rows.filter(enrolment__batch__in=batches)
    for block, enrolment, chosen, is_right in rows.values_list("block", "enrolment", "chosen", "is_right"):
        first.setdefault((str(block), enrolment), (chosen, is_right))
    found = []
    for raw in blocks_of_type(material.body.raw_data, "self_check"):
        check = self_check_from(str(raw.get("id", "")), raw["value"])
        given = [answer for (block, _enrolment), answer in first.items() if block == check.block]
        counts = Counter(option for chosen, _is_right in given for option in chosen)
        found.append(
            CheckShares(
                block=check.block,
                question=check.question,
                answered=len(given),
                right=sum(is_right for _chosen, is_right in given),
                options=[
                    OptionShare(
                        option.text,
                        option.is_right,
                        counts[option.id],
                        round(100 * counts[option.id] / len(given)) if given else 0,
                    )
                    for option in check.options
                ],
            )
        )
    return found
