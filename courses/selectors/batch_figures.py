"""The counts of a batch that an organiser decides by, for many batches with a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS, MATERIALS, UNFINISHED_ENROLMENTS, EnrolmentState, SessionState
from courses.conditions import Result, holds
from courses.models import Batch, Enrolment, RequirementResult, RuleCondition, Session, SessionMaterial, SessionSpeaker
from courses.selectors.requirements import conditions_in_force, faces_of


@dataclass(frozen=True)
class ConditionFigure:
    """How many met one condition of the rule in force; its key leads to the list of them."""

    key: str
    label: str
    met: int

    @property
    def is_materials(self) -> bool:
        return self.key == MATERIALS


@dataclass
class BatchFigures:
    batch: Batch
    states: dict[str, int] = field(default_factory=dict)
    conditions: list[ConditionFigure] = field(default_factory=list)
    sessions_undecided: int = 0
    sessions_lacking: int = 0

    @property
    def taking_part(self) -> int:
        return sum(self.states.get(state, 0) for state in ACTIVE_ENROLMENTS)

    @property
    def unfinished(self) -> int:
        return sum(self.states.get(state, 0) for state in UNFINISHED_ENROLMENTS)

    @property
    def present(self) -> int:
        return self.states.get(EnrolmentState.PRESENT, 0)

    @property
    def completed(self) -> int:
        return self.states.get(EnrolmentState.COMPLETED, 0)

    @property
    def waiting(self) -> int:
        return self.states.get(EnrolmentState.WAITING, 0) + self.states.get(EnrolmentState.NOMINATED, 0)


def figures_of(
    batches: Sequence[Batch], *, undecided: Mapping[int, int], lacking: Mapping[int, int]
) -> list[BatchFigures]:
    """Three queries, and none where there is no batch. By batch, how many sessions are over and not confirmed, and how
    many lack a material."""
    if not batches:
        return []
    found = {
        batch.pk: BatchFigures(
            batch, sessions_undecided=undecided.get(batch.pk, 0), sessions_lacking=lacking.get(batch.pk, 0)
        )
        for batch in batches
    }
    for batch_id, state, number in _states(tuple(found)):
        found[batch_id].states[state] = number
    _count_conditions(found)
    return list(found.values())


@prepared
def _states(batches: tuple[int, ...]) -> QuerySet[Enrolment, tuple[int, str, int]]:
    rows = Enrolment.objects.filter(batch__in=batches).order_by().values_list("batch", "state")
    return rows.annotate(number=Count("pk"))


# Of sessions `with_teaching`: somebody teaches, and no material is published yet; an opening speech owes none.
LACKS_MATERIAL = Q(is_taught=True, has_material=False, state__in=[SessionState.PLANNED, SessionState.DELIVERED])


def with_teaching(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.annotate(
        is_taught=Exists(SessionSpeaker.objects.filter(session=OuterRef("pk"))),
        has_material=Exists(SessionMaterial.objects.filter(session=OuterRef("pk"), material__live=True)),
    )


def _count_conditions(found: dict[int, BatchFigures]) -> None:
    """Of the unfinished their results are counted; the complete have met all."""
    asked = conditions_in_force({figures.batch.course_id for figures in found.values()})
    faces = faces_of(condition.key for conditions in asked.values() for condition in conditions)
    numbers = _numbers_that_hold(found, asked)
    for figures in found.values():
        figures.conditions = [
            ConditionFigure(
                key=condition.key,
                label=faces[condition.key].label,
                met=figures.completed + numbers[figures.batch.pk, condition.key],
            )
            for condition in asked.get(figures.batch.course_id, [])
        ]


def _numbers_that_hold(
    found: dict[int, BatchFigures], asked: dict[int, list[RuleCondition]]
) -> Counter[tuple[int, str]]:
    """By batch and condition. Equal results are compared once, however many have them."""
    conditions = {
        (figures.batch.pk, condition.key): condition.plain
        for figures in found.values()
        for condition in asked.get(figures.batch.course_id, ())
    }
    numbers: Counter[tuple[int, str]] = Counter()
    for batch, key, value, target, met, number in _results(tuple(found)) if conditions else ():
        condition = conditions.get((batch, key))
        if condition is not None and holds(condition, Result(value, target, met)):
            numbers[batch, key] += number
    return numbers


@prepared
def _results(batches: tuple[int, ...]) -> QuerySet[RequirementResult, tuple[int, str, Decimal, Decimal, bool, int]]:
    rows = RequirementResult.objects.filter(enrolment__batch__in=batches, enrolment__state__in=UNFINISHED_ENROLMENTS)
    alike = rows.order_by().values_list("enrolment__batch", "key", "value", "target", "met")
    return alike.annotate(number=Count("pk"))
