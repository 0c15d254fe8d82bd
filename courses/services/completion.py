from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import audit, clock
from core.prepared import prepared
from core.services import submit_job
from courses import requirements
from courses.choices import MATERIALS, EnrolmentState
from courses.conditions import Condition, judge
from courses.errors import NotAllowedError, RuleInvalidError
from courses.models import Completion, CompletionRule, CoursePage, Enrolment, RequirementResult, RuleCondition
from courses.rules import may_run_course
from courses.signals import course_completed
from members.models import User

JUDGE_COURSE = "courses.judge_course"


@transaction.atomic
def record_requirement(
    *, enrolment: Enrolment, key: str, met: bool, value: Decimal, target: Decimal, is_test: bool = False
) -> RequirementResult:
    """Keep what a participant reached and look whether the rule holds now.

    Once a completion rests on it, what was met stays met: a later, poorer value is not taken over.
    """
    locked = _held(enrolment)
    result = next((one for one in _results(locked.pk) if one.key == key), None)
    if result is None:
        result = RequirementResult(enrolment=locked, key=key)
    elif result.met and not met and Completion.objects.filter(enrolment=locked).exists():
        return result
    result.met = met
    result.value = value
    result.target = target
    result.is_test = is_test
    result.recorded_at = clock.now()
    result.save()
    _complete_if_met(locked)
    return result


@transaction.atomic
def withdraw_requirement(*, enrolment: Enrolment, key: str) -> None:
    """Nothing was reached after all; once a completion rests on it, it stays."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not Completion.objects.filter(enrolment=locked).exists():
        RequirementResult.objects.filter(enrolment=locked, key=key).delete()


@transaction.atomic
def evaluate_completion(*, enrolment: Enrolment) -> Completion | None:
    """The completion, written when the rule in force holds for the first time; None while something is missing."""
    return _complete_if_met(_held(enrolment))


def _held(enrolment: Enrolment) -> Enrolment:
    (held,) = _to_judge(enrolment.pk)
    return held


def _complete_if_met(locked: Enrolment) -> Completion | None:
    for existing in _completions(locked.pk):
        return existing
    if not locked.is_active:
        return None
    rules = _rules(locked.batch.course_id)
    if not rules:
        return None
    rule = rules[0]
    conditions = [condition.plain for condition in _conditions(rule.pk)]
    verdict = judge(conditions, {result.key: result.plain for result in _results(locked.pk)})
    if not verdict.met:
        return None
    completion = Completion.objects.create(
        enrolment=locked,
        rule=rule,
        passed_test=verdict.passed_test,
        score=verdict.score,
        completed_at=clock.now(),
    )
    locked.state = EnrolmentState.COMPLETED
    locked.save(update_fields=["state"])
    audit.record(
        action="enrolment.completed",
        actor=None,
        subject=f"enrolment:{locked.uid}",
        data={"rule": rule.number, "score": None if verdict.score is None else str(verdict.score)},
    )
    transaction.on_commit(partial(course_completed.send_robust, sender=Completion, enrolment_id=locked.pk), robust=True)
    return completion


# What is asked whenever somebody reaches something.


@prepared
def _to_judge(enrolment: int) -> QuerySet[Enrolment]:
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("batch").filter(pk=enrolment)
    return held.only("uid", "member", "state", "batch__course").order_by()


@prepared
def _completions(enrolment: int) -> QuerySet[Completion]:
    return Completion.objects.filter(enrolment=enrolment).order_by()


@prepared
def _rules(course: int) -> QuerySet[CompletionRule]:
    return CompletionRule.objects.filter(course=course).order_by("-number")[:1]


@prepared
def _conditions(rule: int) -> QuerySet[RuleCondition]:
    return RuleCondition.objects.filter(rule=rule)


@prepared
def _results(enrolment: int) -> QuerySet[RequirementResult]:
    return RequirementResult.objects.filter(enrolment=enrolment).order_by()


@transaction.atomic
def set_completion_rule(
    *, course: CoursePage, conditions: Sequence[Condition], actor: User | None = None
) -> CompletionRule:
    """A new version of the rule; the version in force comes back when nothing differs.

    Who met an earlier version stays complete. Who meets the new one already is found by a job soon after.
    """
    if actor is not None and not may_run_course(actor, course):
        raise NotAllowedError(_("Only an organiser of this course may change its completion rule."))
    _check_conditions(conditions)
    CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    latest = CompletionRule.objects.filter(course=course).order_by("-number").first()
    if latest is not None and [condition.plain for condition in latest.conditions.all()] == list(conditions):
        return latest
    rule = CompletionRule.objects.create(
        course=course, number=latest.number + 1 if latest else 1, created_by=actor, created_at=clock.now()
    )
    RuleCondition.objects.bulk_create(
        RuleCondition(
            rule=rule,
            key=condition.key,
            target=condition.target,
            is_test=condition.is_test,
            gates_materials=condition.gates_materials,
            order=order,
        )
        for order, condition in enumerate(conditions)
    )
    audit.record(
        action="course.rule_set",
        actor=actor,
        subject=f"course:{course.pk}",
        data={"version": rule.number, "conditions": {c.key: str(c.target) for c in conditions}},
    )
    pending = Enrolment.objects.active().filter(batch__course=course, completion__isnull=True)
    if pending.exists():
        submit_job(kind=JUDGE_COURSE, payload={"course": course.pk}, key=f"{JUDGE_COURSE}:{rule.pk}")
    return rule


def _check_conditions(conditions: Sequence[Condition]) -> None:
    if not conditions:
        raise RuleInvalidError(_("Choose at least one condition: a rule without any is met by nobody."))
    keys = [condition.key for condition in conditions]
    if len(set(keys)) != len(keys):
        raise RuleInvalidError(_("Each condition may stand in the rule once."))
    for condition in conditions:
        try:
            kind = requirements.kind_of(condition.key)
        except requirements.RequirementError as error:
            raise RuleInvalidError(_("The rule names something unknown: %(key)s.") % {"key": condition.key}) from error
        if not 0 <= condition.target <= 100 or (condition.target == 0 and not kind.is_test):
            raise RuleInvalidError(_("A target lies above 0 and at most at 100 percent; only of a test it may be 0."))
        if condition.gates_materials and condition.key == MATERIALS:
            raise RuleInvalidError(_("Opening the materials cannot stand before the materials."))
