"""What an organiser chooses a completion rule from, and how it stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from courses import requirements
from courses.models import CompletionRule, CoursePage, RuleCondition
from courses.requirements import RequirementFace
from courses.selectors.requirements import faces_of


@dataclass(frozen=True)
class ConditionOffer:
    """Something that a rule may ask. `target` of a test is its pass mark of now, 0 where being done is enough;
    else the one in force."""

    key: str
    label: str
    unit: str
    meaning: str
    is_test: bool
    in_percent: bool
    may_gate: bool
    asked: bool
    target: Decimal
    gates_materials: bool
    earlier_target: Decimal | None
    """The pass mark that the rule in force was made with, where the test has another one by now."""


@dataclass(frozen=True)
class RuleVersion:
    number: int
    made_at: datetime
    made_by: str
    conditions: list[tuple[RuleCondition, RequirementFace]]


def offers_for(course: CoursePage) -> list[ConditionOffer]:
    """Everything that may be asked in this course, in the order of the rule in force, then what it does not ask."""
    rule = CompletionRule.objects.in_force(course)
    asked = {condition.key: condition for condition in rule.conditions.all()} if rule else {}
    keys = list(asked)
    for kind in requirements.all_kinds():
        keys.extend(key for key in kind.offered_in(course) if key not in asked)
    faces = faces_of(keys, fresh=True)
    return [_offer(key, asked.get(key), faces[key]) for key in keys]


def rule_versions(course: CoursePage) -> list[RuleVersion]:
    """All versions, the one in force first."""
    rules = list(
        CompletionRule.objects.filter(course=course)
        .select_related("created_by")
        .prefetch_related("conditions")
        .order_by("-number")
    )
    faces = faces_of(condition.key for rule in rules for condition in rule.conditions.all())
    return [
        RuleVersion(
            number=rule.number,
            made_at=rule.created_at,
            made_by=rule.created_by.full_name if rule.created_by else "",
            conditions=[(condition, faces[condition.key]) for condition in rule.conditions.all()],
        )
        for rule in rules
    ]


def _offer(key: str, condition: RuleCondition | None, face: RequirementFace) -> ConditionOffer:
    kind = requirements.kind_of(key)
    target = condition.target if condition and not kind.is_test else kind.default_target(key)
    return ConditionOffer(
        key=key,
        label=face.label,
        unit=face.unit,
        meaning=str(kind.meaning) or face.advice,
        is_test=kind.is_test,
        in_percent=kind.in_percent,
        may_gate=kind.may_gate,
        asked=condition is not None,
        target=target,
        gates_materials=condition is not None and condition.gates_materials,
        earlier_target=condition.target if condition and condition.target != target else None,
    )
