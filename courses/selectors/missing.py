"""Who is missing what: one definition for the numbers on the desks, the list behind them, and its export.

Counted are those who take part and have not completed. What the rule in force asks is compared with the results on
record; who has completed stays complete, whatever a later rule asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.choices import ACTIVE_ENROLMENTS, BatchState, EnrolmentState
from courses.conditions import Result, holds
from courses.models import CompletionRule, Enrolment, RequirementResult, RuleCondition
from courses.selectors.requirements import faces_of
from members.models import User

# No batch has such a code.
RUNNING = "*running"


class Wanted(NamedTuple):
    """What somebody looks for: empty means all. `batch` is a code, or RUNNING for all that run."""

    text: str = ""
    batch: str = ""
    office: str = ""
    province: str = ""
    item: str = ""


@dataclass(frozen=True)
class MissingItem:
    key: str
    label: str
    value: Decimal
    target: Decimal


@dataclass
class MissingRow:
    enrolment: Enrolment
    items: list[MissingItem] = field(default_factory=list)
    may_contact: bool = False


def conditions_in_force(courses: Iterable[int] | QuerySet[Any, Any]) -> dict[int, list[RuleCondition]]:
    """The conditions of each course's newest rule, in their order: one query."""
    newer = CompletionRule.objects.filter(course=OuterRef("rule__course"), number__gt=OuterRef("rule__number"))
    rows = RuleCondition.objects.filter(~Exists(newer), rule__course__in=courses).select_related("rule")
    found: dict[int, list[RuleCondition]] = defaultdict(list)
    for condition in rows.order_by("rule__course", "order", "pk"):
        found[condition.rule.course_id].append(condition)
    return dict(found)


def reached(condition: RuleCondition) -> Q:
    """Of results: as `courses.conditions.holds` says it."""
    return Q(key=condition.key) & (
        Q(value__gte=condition.target) | Q(met=True, value__lt=condition.target, target__gte=condition.target)
    )


def has_met(condition: RuleCondition) -> Q:
    """Of enrolments: complete, or with a result that holds."""
    results = RequirementResult.objects.filter(reached(condition), enrolment=OuterRef("pk"))
    return Q(state=EnrolmentState.COMPLETED) | Q(Exists(results), state__in=ACTIVE_ENROLMENTS)


def people_missing(user: User | AnonymousUser, wanted: Wanted) -> QuerySet[Enrolment]:
    """Those that `user` looks after and who are missing something, or the one thing asked for."""
    found = Enrolment.objects.followed_by(user).unfinished()
    if wanted.batch == RUNNING:
        found = found.filter(batch__state=BatchState.OPEN)
    elif wanted.batch:
        found = found.filter(batch__code=wanted.batch)
    if wanted.office.isdecimal():
        found = found.filter(office=int(wanted.office))
    if wanted.province.isdecimal():
        found = found.filter(office__province__code=wanted.province)
    for word in wanted.text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    if wanted.item:
        found = found.filter(_lacks(wanted.item, user))
    return found.order_by("office__province", "office__name", "member__name", "pk")


def _lacks(item: str, user: User | AnonymousUser) -> Q:
    """Course by course, since each has its own target; those with the same one are asked together."""
    courses = Enrolment.objects.followed_by(user).unfinished().order_by().values("batch__course")
    by_target: dict[Decimal, list[RuleCondition]] = defaultdict(list)
    for conditions in conditions_in_force(courses).values():
        for condition in conditions:
            if condition.key == item:
                by_target[condition.target].append(condition)
    lacks = Q(pk__in=[])
    for same in by_target.values():
        results = RequirementResult.objects.filter(reached(same[0]), enrolment=OuterRef("pk"))
        lacks |= Q(~Exists(results), batch__course__in=[condition.rule.course_id for condition in same])
    return lacks


def missing_rows(enrolments: Sequence[Enrolment], user: User | AnonymousUser) -> list[MissingRow]:
    """What each of them is missing, with value and target: three queries, however many there are.

    Who moved out of the viewer's offices is still named here, but is no longer the viewer's to call.
    """
    asked = conditions_in_force({enrolment.batch.course_id for enrolment in enrolments})
    results: dict[int, dict[str, Result]] = defaultdict(dict)
    rows = RequirementResult.objects.filter(enrolment__in=[enrolment.pk for enrolment in enrolments])
    for enrolment_id, key, value, target, met in rows.values_list("enrolment", "key", "value", "target", "met"):
        results[enrolment_id][key] = Result(value, target, met)
    members = [enrolment.member_id for enrolment in enrolments]
    visible = set(User.objects.visible_to(user).filter(pk__in=members).values_list("pk", flat=True))
    faces = faces_of(condition.key for conditions in asked.values() for condition in conditions)
    found = []
    for enrolment in enrolments:
        row = MissingRow(enrolment, may_contact=enrolment.member_id in visible)
        for condition in asked.get(enrolment.batch.course_id, []):
            result = results[enrolment.pk].get(condition.key)
            if not holds(condition.plain, result):
                value = result.value if result else Decimal(0)
                row.items.append(MissingItem(condition.key, faces[condition.key].label, value, condition.target))
        found.append(row)
    return found


def items_asked(user: User | AnonymousUser) -> list[tuple[str, str]]:
    """The keys and labels that a list may be narrowed to, of courses in which somebody is unfinished."""
    courses = Enrolment.objects.followed_by(user).unfinished().order_by().values("batch__course")
    keys = [condition.key for asked in conditions_in_force(courses).values() for condition in asked]
    faces = faces_of(keys)
    return [(key, faces[key].label) for key in dict.fromkeys(keys)]
