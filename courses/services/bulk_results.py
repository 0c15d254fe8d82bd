"""What many participants reached for one requirement, in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import transaction

from core import clock
from courses.conditions import Result, judge
from courses.models import Completion, CompletionRule, CoursePage, Enrolment, RequirementResult
from courses.services.completion import evaluate_completion


@transaction.atomic
def record_requirements(*, course: CoursePage, key: str, reached: Mapping[int, Result]) -> int:
    """As `record_requirement`, by enrolment, for people of one course; returns how many completed by it.

    Only who meets the whole rule now is judged one by one.
    """
    people = Enrolment.objects.select_for_update().filter(pk__in=reached).order_by("pk")
    locked = list(people.values_list("pk", flat=True))
    completed = set(Completion.objects.filter(enrolment__in=reached).values_list("enrolment", flat=True))
    met_before = set(
        RequirementResult.objects.filter(enrolment__in=completed, key=key, met=True).values_list("enrolment", flat=True)
    )
    now = clock.now()
    rows = [
        RequirementResult(enrolment_id=pk, key=key, met=new.met, value=new.value, target=new.target, recorded_at=now)
        for pk in locked
        if (new := reached[pk]).met or pk not in met_before
    ]
    RequirementResult.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment", "key"],
        update_fields=["met", "value", "target", "recorded_at"],
    )
    return sum(
        evaluate_completion(enrolment=enrolment) is not None
        for enrolment in _meeting_all(course, [pk for pk in locked if pk not in completed and reached[pk].met])
    )


def _meeting_all(course: CoursePage, enrolments: Collection[int]) -> list[Enrolment]:
    rule = CompletionRule.objects.in_force(course)
    if rule is None or not enrolments:
        return []
    conditions = [condition.plain for condition in rule.conditions.all()]
    results: dict[int, dict[str, Result]] = defaultdict(dict)
    for row in RequirementResult.objects.filter(enrolment__in=enrolments):
        results[row.enrolment_id][row.key] = row.plain
    ready = [pk for pk in enrolments if judge(conditions, results[pk]).met]
    return list(Enrolment.objects.active().filter(pk__in=ready).order_by("pk"))
