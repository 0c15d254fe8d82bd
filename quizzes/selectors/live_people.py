"""Who takes part in a test of a batch and where each of them stands, counted, searched and sorted by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Enrolment
from courses.querysets import EnrolmentQuerySet
from quizzes.choices import AttemptKind, AttemptState, LiveState
from quizzes.models import Attempt

BY_NAME = ("member__name", "pk")
ENDED = [state for state in AttemptState if state not in (AttemptState.OPEN, AttemptState.VOID)]
MAY_GET_TIME_BACK = (LiveState.WRITING, LiveState.BY_CLOCK)


@dataclass
class LiveCounts:
    """Of all people, whatever a page of their list shows."""

    states: Counter[str] = field(default_factory=Counter)
    withheld: int = 0
    """Attempts that are marked, and whose result nobody has published yet."""
    losers: int = 0
    """Whose pages report time that nothing has given back."""


def live_counts(batch: int, quiz: int, moment: datetime) -> LiveCounts:
    """One query."""
    counts = LiveCounts()
    for stands, is_latest, number, withheld, losers in _numbers(batch, quiz, moment):
        counts.withheld += withheld
        if is_latest:
            counts.states[stands] += number
            counts.losers += losers
    return counts


@prepared
def _numbers(batch: int, quiz: int, moment: datetime) -> QuerySet[Enrolment, tuple[str, bool, int, int, int]]:
    stands = Case(
        *(When(_stands(state, moment), then=Value(state.value)) for state in LiveState), output_field=CharField()
    )
    latest = ExpressionWrapper(_is_latest(quiz), output_field=BooleanField())
    withheld = Q(sitting__withheld=True, sitting__state=AttemptState.GRADED)
    rows: QuerySet[Any, Any] = _with_sittings(batch, quiz).order_by().annotate(stands=stands, latest=latest)
    numbers: QuerySet[Enrolment, tuple[str, bool, int, int, int]] = rows.values_list("stands", "latest").annotate(
        number=Count("pk"), withheld=Count("pk", filter=withheld), losers=Count("pk", filter=_may_get_back(moment))
    )
    return numbers


def live_people(
    batch: int, quiz: int, moment: datetime, *, text: str = "", state: str = ""
) -> QuerySet[Enrolment, int]:
    """The ids of those who fit, by name."""
    found: QuerySet[Any, Any] = _taking_part(batch)
    if state:
        found = _with_sittings(batch, quiz).filter(_is_latest(quiz), _stands(LiveState(state), moment))
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    return found.order_by(*BY_NAME).values_list("pk", flat=True)


def losers_of(batch: int, quiz: int, moment: datetime) -> QuerySet[Any, Any]:
    """Whose pages report time that nothing has given back, by name; who handed in by hand has lost none."""
    return _with_sittings(batch, quiz).filter(_is_latest(quiz), _may_get_back(moment)).order_by(*BY_NAME)


def further_losers(batch: int, quiz: int, moment: datetime, but: Collection[UUID]) -> list[UUID]:
    """Their attempts, but those that were looked at one by one, and whose results are known."""
    unknown = _stands(LiveState.WRITING, moment) | Q(sitting__seen_at=None)
    found = losers_of(batch, quiz, moment).filter(unknown).values_list("sitting__uid", flat=True)
    return [uid for uid in found if uid not in but]


def _taking_part(batch: int) -> EnrolmentQuerySet:
    found: EnrolmentQuerySet = Enrolment.objects.filter(batch=batch, state__in=ACTIVE_ENROLMENTS)
    return found


def _with_sittings(batch: int, quiz: int) -> QuerySet[Any, Any]:
    """A row for each attempt that counts, and one for who has none."""
    counted = Q(attempts__quiz=quiz, attempts__kind=AttemptKind.COUNTED)
    return _taking_part(batch).annotate(sitting=FilteredRelation("attempts", condition=counted))


def _is_latest(quiz: int) -> Q:
    """The attempt that is written now, or else the last."""
    own = Attempt.objects.filter(enrolment=OuterRef("pk"), quiz=quiz, kind=AttemptKind.COUNTED)
    better = own.filter(Q(state=AttemptState.OPEN) | Q(number__gt=OuterRef("sitting__number")))
    return Q(sitting__state=AttemptState.OPEN) | ~Q(Exists(better))


def _stands(state: LiveState, moment: datetime) -> Q:
    """As quizzes.selectors.live.live_state tells it of one attempt."""
    is_open = Q(sitting__state=AttemptState.OPEN)
    match state:
        case LiveState.NOT_BEGUN:
            return Q(sitting__isnull=True)
        case LiveState.VOID:
            return Q(sitting__state=AttemptState.VOID)
        case LiveState.WRITING:
            return is_open & (Q(sitting__hard_close_at=None) | Q(sitting__hard_close_at__gt=moment))
        case LiveState.BY_CLOCK:
            ended = Q(sitting__state__in=ENDED, sitting__closed_by_clock=True)
            return (is_open & Q(sitting__hard_close_at__lte=moment)) | ended
        case LiveState.HANDED_IN:
            return Q(sitting__state__in=ENDED, sitting__closed_by_clock=False)


def _may_get_back(moment: datetime) -> Q:
    writing, by_clock = (_stands(state, moment) for state in MAY_GET_TIME_BACK)
    return Q(sitting__claimed_seconds__gt=0) & (writing | by_clock)
