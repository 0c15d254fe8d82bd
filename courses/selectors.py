from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses import requirements
from courses.choices import MATERIALS, SessionState
from courses.conditions import holds, share
from courses.models import Batch, CompletionRule, CoursePage, Enrolment, MaterialPage, RequirementResult, RuleCondition
from courses.requirements import RequirementFace

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from members.models import User


@dataclass(frozen=True)
class RequirementStatus:
    """One line of a participant's checklist: what is asked, what was reached."""

    key: str
    label: StrOrPromise
    url: str
    met: bool
    value: Decimal
    target: Decimal
    unit: str
    gates_materials: bool = False


def active_enrolment_for(user: User | AnonymousUser, course: CoursePage) -> Enrolment | None:
    """The enrolment that counts for what `user` does now: of the latest batch, an open one before a closed one."""
    if not user.is_authenticated:
        return None
    return (
        Enrolment.objects.active()
        .filter(member=user, batch__course=course)
        .select_related("batch", "completion")
        .order_by(F("batch__closed_at").asc(nulls_first=True), "-batch__starts_on", "-pk")
        .first()
    )


def rule_conditions(course_id: int) -> list[RuleCondition]:
    """The conditions of the rule in force."""
    latest = CompletionRule.objects.filter(course=course_id).order_by("-number").values("pk")[:1]
    return list(RuleCondition.objects.filter(rule=latest))


def requirement_card_for(enrolment: Enrolment) -> list[RequirementStatus]:
    """What the rule in force asks of this participant and what was reached, in the rule's order."""
    conditions = rule_conditions(enrolment.batch.course_id)
    results = {result.key: result for result in RequirementResult.objects.filter(enrolment=enrolment)}
    if any(condition.key == MATERIALS for condition in conditions):
        results[MATERIALS] = _materials_result(enrolment)
    return statuses(conditions, results, faces_of(condition.key for condition in conditions))


def statuses(
    conditions: Iterable[RuleCondition], results: dict[str, RequirementResult], faces: dict[str, RequirementFace]
) -> list[RequirementStatus]:
    card = []
    for condition in conditions:
        result = results.get(condition.key)
        face = faces.get(condition.key) or RequirementFace(label=condition.key)
        card.append(
            RequirementStatus(
                key=condition.key,
                label=face.label,
                url=face.url,
                met=holds(condition.plain, result.plain if result else None),
                value=result.value if result else Decimal(0),
                target=condition.target,
                unit=face.unit,
                gates_materials=condition.gates_materials,
            )
        )
    return card


def faces_of(keys: Iterable[str]) -> dict[str, RequirementFace]:
    """One question to each kind of requirement, however many keys it has."""
    faces: dict[str, RequirementFace] = {}
    by_kind = sorted(set(keys), key=lambda key: key.partition(":")[0])
    for _name, group in groupby(by_kind, key=lambda key: key.partition(":")[0]):
        of_kind = list(group)
        faces.update(requirements.kind_of(of_kind[0]).describe(of_kind))
    return faces


def describe_materials(keys: Iterable[str]) -> dict[str, RequirementFace]:
    return {key: RequirementFace(label=_("Materials opened"), url="#materials") for key in keys}


def unmet_gates(enrolment: Enrolment) -> list[RequirementStatus]:
    """What stands before the materials and is not met yet. Asks the recorded results and nobody else."""
    gates = [condition for condition in rule_conditions(enrolment.batch.course_id) if condition.gates_materials]
    if not gates:
        return []
    keys = [gate.key for gate in gates]
    results = {r.key: r for r in RequirementResult.objects.filter(enrolment=enrolment, key__in=keys)}
    return [status for status in statuses(gates, results, faces_of(keys)) if not status.met]


@dataclass(frozen=True)
class ProgrammeRow:
    subject: str
    speaker: str
    jp: Decimal


@dataclass(frozen=True)
class Programme:
    """What was delivered, as the reverse of a certificate prints it; the rows add up to the total."""

    rows: list[ProgrammeRow]
    total_jp: Decimal


def delivered_programme(batch: Batch) -> Programme:
    sessions = batch.sessions.filter(state=SessionState.DELIVERED).order_by("delivered_starts_at", "order", "pk")
    rows = [ProgrammeRow(s.subject, s.delivered_speaker, s.delivered_jp or Decimal(0)) for s in sessions]
    return Programme(rows, sum((row.jp for row in rows), Decimal(0)))


def material_url(course: CoursePage, material: MaterialPage) -> str:
    return reverse("courses:material", args=[course.slug, material.slug])


def _materials_result(enrolment: Enrolment) -> RequirementResult:
    """Counted now, so that a material published since the last opening shows in the figure."""
    published = MaterialPage.objects.of_course(enrolment.batch.course).live()
    opened = published.filter(progress__enrolment=enrolment).count()
    return RequirementResult(key=MATERIALS, met=False, value=share(opened, published.count()), target=Decimal(100))
