"""The counts of a batch that an organiser decides by, for many batches with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.choices import ACTIVE_ENROLMENTS, MATERIALS, UNFINISHED_ENROLMENTS, EnrolmentState, SessionState
from courses.models import Batch, Enrolment, RequirementResult, RuleCondition, Session, SessionMaterial, SessionSpeaker
from courses.selectors.missing import conditions_in_force, reached
from courses.selectors.requirements import faces_of


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
    states = Enrolment.objects.filter(batch__in=list(found)).order_by().values_list("batch", "state")
    for batch_id, state, number in states.annotate(number=Count("pk")):
        found[batch_id].states[state] = number
    _count_conditions(found)
    return list(found.values())


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
    numbers = _results_that_hold(found, asked)
    for figures in found.values():
        figures.conditions = [
            ConditionFigure(
                key=condition.key,
                label=faces[condition.key].label,
                met=figures.completed + numbers.get((figures.batch.pk, condition.key), 0),
            )
            for condition in asked.get(figures.batch.course_id, [])
        ]


def _results_that_hold(
    found: dict[int, BatchFigures], asked: dict[int, list[RuleCondition]]
) -> dict[tuple[int, str], int]:
    batches: dict[int, list[int]] = defaultdict(list)
    for figures in found.values():
        batches[figures.batch.course_id].append(figures.batch.pk)
    # By the batches of each course: with the course itself every result would be joined to its batch.
    wanted = [
        Q(enrolment__batch__in=batches[course]) & reduce(or_, (reached(condition) for condition in conditions))
        for course, conditions in asked.items()
    ]
    if not wanted:
        return {}
    rows = (
        RequirementResult.objects.filter(reduce(or_, wanted), enrolment__state__in=UNFINISHED_ENROLMENTS)
        .order_by()
        .values_list("enrolment__batch", "key")
        .annotate(number=Count("pk"))
    )
    return {(batch_id, key): number for batch_id, key, number in rows}
