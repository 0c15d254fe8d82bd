from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.defaultfilters import floatformat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.prepared import prepared
from courses import requirements
from courses.choices import MATERIALS
from courses.conditions import Result, holds, share
from courses.models import CompletionRule, Enrolment, MaterialPage, RequirementResult, RuleCondition
from courses.requirements import RequirementFace

FACES_LIVE_SECONDS = 300
CONDITIONS_LIVE_SECONDS = 3600


class Opened(NamedTuple):
    """How many of a course's published materials a participant has opened."""

    number: int
    of: int


@dataclass(frozen=True)
class RequirementStatus:
    """One line of a participant's checklist: what is asked, what was reached."""

    key: str
    label: str
    url: str
    met: bool
    value: Decimal
    target: Decimal
    unit: str
    reached: str  # value and target in words; empty where "met" says it all
    gates_materials: bool = False


def requirement_card_for(enrolment: Enrolment) -> list[RequirementStatus]:
    """What is asked of this participant and what was reached, in the rule's order.

    The rule in force; for who has completed, the rule that was met, with the figures of then.
    """
    conditions = conditions_for(enrolment)
    if any(condition.key == MATERIALS for condition in conditions) and not has_completed(enrolment):
        published = MaterialPage.objects.of_course(enrolment.batch.course).live()
        opened = published.filter(progress__enrolment=enrolment).count()
        return statuses(enrolment, conditions, materials=Opened(opened, published.count()))
    return statuses(enrolment, conditions)


def unmet_gates(enrolment: Enrolment) -> list[RequirementStatus]:
    """What stands before the materials and is not met yet. Asks the recorded results and nobody else."""
    gates = [condition for condition in conditions_for(enrolment) if condition.gates_materials]
    return [status for status in statuses(enrolment, gates) if not status.met]


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


def statuses(
    enrolment: Enrolment, conditions: Sequence[RuleCondition], *, materials: Opened | None = None
) -> list[RequirementStatus]:
    """How the participant stands with each condition: one query, or none where nothing is asked.

    `materials` are the figures counted now, so that a material published since the last opening shows.
    """
    if not conditions:
        return []
    faces = faces_of(condition.key for condition in conditions)
    results = {key: Result(value, target, met) for key, value, target, met in _results(enrolment.pk)}
    card = []
    for condition in conditions:
        result = results.get(condition.key)
        if condition.key == MATERIALS and materials is not None:
            excused = result is not None and result.met and result.value < result.target
            result = Result(share(*materials), condition.target, met=excused)
        face = faces[condition.key]
        card.append(
            RequirementStatus(
                key=condition.key,
                label=face.label,
                url=face.url,
                met=holds(condition.plain, result),
                value=result.value if result else Decimal(0),
                target=condition.target,
                unit=face.unit,
                reached=_in_words(condition, result, face.unit, materials),
                gates_materials=condition.gates_materials,
            )
        )
    return card


@prepared
def _results(enrolment: int) -> QuerySet[RequirementResult, tuple[str, Decimal, Decimal, bool]]:
    return RequirementResult.objects.filter(enrolment=enrolment).values_list("key", "value", "target", "met")


def _in_words(condition: RuleCondition, result: Result | None, unit: str, materials: Opened | None) -> str:
    """Materials are counted, for who thinks of a third of them? A test has its percent,
    unless its score decides nothing."""
    if condition.key == MATERIALS and materials is not None:
        needed = int((condition.target * materials.of / 100).to_integral_value(ROUND_CEILING))
        counts = {"opened": min(materials.number, needed), "needed": needed, "all": materials.of}
        if needed < materials.of:  # or it would not fit the count above the materials
            return _("%(opened)d of %(needed)d asked for; there are %(all)d") % counts
        return ngettext("%(opened)d of %(needed)d material", "%(opened)d of %(needed)d materials", needed) % counts
    if condition.target == 0:
        return _("Done") if result else _("Not done yet")
    value = result.value if result else Decimal(0)
    if condition.key == MATERIALS and value >= condition.target:
        return ""
    return _("%(value)s %(unit)s of %(target)s %(unit)s") % {
        "value": floatformat(value, "-1"),
        "target": floatformat(condition.target, "-1"),
        "unit": unit,
    }


def faces_of(keys: Iterable[str]) -> dict[str, RequirementFace]:
    """How requirements show themselves: one question to each kind, however many keys, and none while it is cached."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    cache_key = f"courses:faces:{get_language()}:{','.join(wanted)}"
    known: dict[str, RequirementFace] | None = cache.get(cache_key)
    if known is None:
        known = {key: RequirementFace(label=key) for key in wanted}
        for _name, group in groupby(wanted, key=lambda key: key.partition(":")[0]):
            of_kind = list(group)
            for key, face in requirements.kind_of(of_kind[0]).describe(of_kind).items():
                known[key] = RequirementFace(label=str(face.label), url=face.url, unit=str(face.unit))
        cache.set(cache_key, known, FACES_LIVE_SECONDS)
    return known


def describe_materials(keys: Iterable[str]) -> dict[str, RequirementFace]:
    return {key: RequirementFace(label=_("Materials opened"), url="#materials") for key in keys}
