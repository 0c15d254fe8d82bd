from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses import requirements
from courses.choices import MATERIALS
from courses.conditions import Result, holds, share
from courses.models import Completion, CompletionRule, Enrolment, MaterialPage, RequirementResult, RuleCondition
from courses.requirements import RequirementFace

FACES_LIVE_SECONDS = 300


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
    gates_materials: bool = False


def requirement_card_for(enrolment: Enrolment) -> list[RequirementStatus]:
    """What is asked of this participant and what was reached, in the rule's order.

    The rule in force; for who has completed, the rule that was met, with the figures of then.
    """
    published = MaterialPage.objects.of_course(enrolment.batch.course).live()
    conditions = conditions_with_results(enrolment)
    if any(condition.key == MATERIALS for condition in conditions) and not has_completed(enrolment):
        opened = published.filter(progress__enrolment=enrolment).count()
        return statuses(conditions, materials_share=share(opened, published.count()))
    return statuses(conditions)


def unmet_gates(enrolment: Enrolment) -> list[RequirementStatus]:
    """What stands before the materials and is not met yet. Asks the recorded results and nobody else."""
    gates = conditions_with_results(enrolment).filter(gates_materials=True)
    return [status for status in statuses(list(gates)) if not status.met]


def has_completed(enrolment: Enrolment) -> bool:
    return hasattr(enrolment, "completion")


def conditions_with_results(enrolment: Enrolment) -> QuerySet[RuleCondition]:
    """One query: the conditions that count for this participant, each with what is on record for it."""
    met_rule = Completion.objects.filter(enrolment=enrolment).values("rule")[:1]
    in_force = CompletionRule.objects.filter(course=enrolment.batch.course_id).order_by("-number").values("pk")[:1]
    result = RequirementResult.objects.filter(enrolment=enrolment, key=OuterRef("key"))
    return RuleCondition.objects.filter(rule=Coalesce(Subquery(met_rule), Subquery(in_force))).annotate(
        result_value=Subquery(result.values("value")[:1]),
        result_target=Subquery(result.values("target")[:1]),
        result_met=Subquery(result.values("met")[:1]),
    )


def statuses(conditions: Iterable[RuleCondition], *, materials_share: Decimal | None = None) -> list[RequirementStatus]:
    """`materials_share` is the figure counted now, so that a material published since the last opening shows."""
    rows = list(conditions)
    faces = faces_of(row.key for row in rows)
    card = []
    for row in rows:
        result = None
        if row.result_value is not None:  # type: ignore[attr-defined]
            result = Result(row.result_value, row.result_target, row.result_met)  # type: ignore[attr-defined]
        if row.key == MATERIALS and materials_share is not None:
            excused = result is not None and result.met and result.value < result.target
            result = Result(materials_share, row.target, met=excused)
        face = faces[row.key]
        card.append(
            RequirementStatus(
                key=row.key,
                label=face.label,
                url=face.url,
                met=holds(row.plain, result),
                value=result.value if result else Decimal(0),
                target=row.target,
                unit=face.unit,
                gates_materials=row.gates_materials,
            )
        )
    return card


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
