from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.core.cache import cache
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.prepared import prepared
from courses import requirements
from courses.models import CompletionRule, Enrolment, RuleCondition
from courses.requirements import RequirementFace

FACES_LIVE_SECONDS = 300
CONDITIONS_LIVE_SECONDS = 3600

# The conditions in force, in their order, by course.
Asked = Mapping[int, Sequence[RuleCondition]]


def has_completed(enrolment: Enrolment) -> bool:
    return hasattr(enrolment, "completion")


def with_rule_in_force(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Spares `conditions_for` a query of its own."""
    rules = CompletionRule.objects.filter(course=OuterRef("batch__course")).order_by("-number").values("pk")
    return enrolments.annotate(rule_in_force=Subquery(rules[:1]))


def conditions_for(enrolment: Enrolment) -> list[RuleCondition]:
    """The conditions that count for this participant. A version of a rule is never edited, so they are kept."""
    rule = _rule_for(enrolment)
    if rule is None:
        return []
    # The batch's uid keeps a database that was filled anew apart from the one before it.
    key = f"courses:conditions:{enrolment.batch.uid}:{rule}"
    conditions: list[RuleCondition] | None = cache.get(key)
    if conditions is None:
        conditions = list(RuleCondition.objects.filter(rule=rule))
        cache.set(key, conditions, CONDITIONS_LIVE_SECONDS)
    return conditions


def _rule_for(enrolment: Enrolment) -> int | None:
    if has_completed(enrolment):
        return enrolment.completion.rule_id
    if hasattr(enrolment, "rule_in_force"):
        rule: int | None = enrolment.rule_in_force
        return rule
    return CompletionRule.objects.filter(course=enrolment.batch.course_id).values_list("pk", flat=True).first()


def conditions_in_force(courses: Iterable[int]) -> dict[int, list[RuleCondition]]:
    """The conditions of each course's newest rule, in their order: one query."""
    found: dict[int, list[RuleCondition]] = defaultdict(list)
    for condition in _in_force(tuple(courses)):
        found[condition.course].append(condition)
    return dict(found)


@prepared
def _in_force(courses: tuple[int, ...]) -> QuerySet[Any, Any]:
    newest = CompletionRule.objects.filter(course=OuterRef("rule__course")).order_by("-number").values("pk")[:1]
    rows = RuleCondition.objects.filter(rule=Subquery(newest), rule__course__in=courses)
    return rows.annotate(course=F("rule__course")).order_by("course", "order", "pk")


def conditions_of_rules(rules: Iterable[int]) -> dict[int, list[RuleCondition]]:
    """By rule, in their order: one query."""
    found: dict[int, list[RuleCondition]] = defaultdict(list)
    for condition in RuleCondition.objects.filter(rule__in=rules).order_by("rule", "order", "pk"):
        found[condition.rule_id].append(condition)
    return dict(found)


def faces_of(keys: Iterable[str], *, fresh: bool = False) -> dict[str, RequirementFace]:
    """How requirements show themselves: one question to each kind, however many keys, and none while it is cached.
    `fresh` is for who may have changed them just now."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    cache_key = f"courses:faces:{get_language()}:{','.join(wanted)}"
    known: dict[str, RequirementFace] | None = None if fresh else cache.get(cache_key)
    if known is None:
        known = {key: RequirementFace(label=key) for key in wanted}
        for _name, group in groupby(wanted, key=lambda key: key.partition(":")[0]):
            of_kind = list(group)
            for key, face in requirements.kind_of(of_kind[0]).describe(of_kind).items():
                known[key] = RequirementFace(
                    label=str(face.label), url=face.url, unit=str(face.unit), advice=str(face.advice)
                )
        cache.set(cache_key, known, FACES_LIVE_SECONDS)
    return known


def describe_materials(keys: Iterable[str]) -> dict[str, RequirementFace]:
    advice = _("Open the materials that you have not read yet.")
    return {key: RequirementFace(label=_("Materials opened"), url="#materials", advice=advice) for key in keys}
