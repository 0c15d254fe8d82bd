"""What a course asks of those who are to complete it, said in versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.services import gather_job, submit_job
from courses import requirements
from courses.conditions import Condition
from courses.errors import NotAllowedError, RuleInvalidError
from courses.models import CompletionRule, CoursePage, Enrolment, RuleCondition
from courses.rules import may_run_course
from members.models import User

JUDGE_COURSE = "courses.judge_course"
QUIET, LATEST = timedelta(minutes=2), timedelta(minutes=10)


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


def judge_soon(*, course: CoursePage) -> None:
    """After a change of what the rule counts, such as a material that was published: once, for many in a row."""
    if Enrolment.objects.active().filter(batch__course=course, completion__isnull=True).exists():
        gather_job(
            kind=JUDGE_COURSE,
            gathering=f"{JUDGE_COURSE}:{course.pk}",
            payload={"course": course.pk},
            quiet=QUIET,
            latest=LATEST,
        )


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
        if not kind.in_percent and condition.target != 100:
            raise RuleInvalidError(_("What is done or not has no part of it as its target."))
        if condition.gates_materials and not kind.may_gate:
            raise RuleInvalidError(_("What comes with the materials or after them cannot stand before them."))
