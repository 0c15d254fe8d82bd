"""How a participant stands with what the rule asks: one object for the own card, the list of whom to chase, recaps and
exports.

Asked is the rule in force; of who has completed, the rule that was met, with the figures of then. Materials are counted
as they are published now, everything else is what its app has recorded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.prepared import prepared
from courses import requirements
from courses.choices import MATERIALS
from courses.conditions import Result, holds, share
from courses.models import CoursePage, Enrolment, MaterialPage, MaterialProgress, RequirementResult, RuleCondition
from courses.querysets import parent_path
from courses.requirements import RequirementFace
from courses.selectors.requirements import (
    Asked,
    conditions_for,
    conditions_in_force,
    conditions_of_rules,
    faces_of,
    has_completed,
)


class Opened(NamedTuple):
    """How many of a course's published materials a participant has opened."""

    number: int
    of: int


class Participant(NamedTuple):
    """`met_rule` is the rule that was completed by, None while it was not."""

    enrolment: int
    course: int
    met_rule: int | None = None


@dataclass(frozen=True)
class StandingItem:
    """One thing that is asked: what was reached of it, in figures and in words, and what to do about it."""

    key: str
    label: str
    url: str
    met: bool
    value: Decimal
    target: Decimal
    unit: str
    reached: str  # value and target in words; empty where "met" says it all
    advice: str = ""
    gates_materials: bool = False
    best: Decimal | None = None
    """The most that may still be reached, where something stands in the way of reaching all."""

    @property
    def is_out_of_reach(self) -> bool:
        return not self.met and self.best is not None and self.best < self.target

    @property
    def outlook(self) -> str:
        """Whether it can still be met, in words, where that is not plain."""
        if self.met or self.best is None:
            return ""
        figures = {"best": floatformat(self.best, "-1"), "unit": self.unit}
        if self.is_out_of_reach:
            return _("It cannot be met any more: at most %(best)s %(unit)s.") % figures
        return _("It can still be met: up to %(best)s %(unit)s.") % figures


@dataclass(frozen=True)
class Standing:
    """In the order of the rule; without items nothing is asked, and nobody completes."""

    items: Sequence[StandingItem] = ()
    is_complete: bool = False

    @property
    def missing(self) -> list[StandingItem]:
        return [item for item in self.items if not item.met]

    @property
    def met(self) -> list[StandingItem]:
        return [item for item in self.items if item.met]

    @property
    def unmet_gates(self) -> list[StandingItem]:
        """What stands before the materials; before those of who has completed stands nothing."""
        return [] if self.is_complete else [item for item in self.missing if item.gates_materials]

    @property
    def is_out_of_reach(self) -> bool:
        return not self.is_complete and any(item.is_out_of_reach for item in self.items)

    def item(self, key: str) -> StandingItem | None:
        return next((item for item in self.items if item.key == key), None)


def standing_of(enrolment: Enrolment, *, opened: Opened | None = None) -> Standing:
    """One query, or none where nothing is asked; two more to count materials where `opened` does not say it."""
    conditions = conditions_for(enrolment)
    who = Participant(
        enrolment.pk,
        enrolment.batch.course_id,
        enrolment.completion.rule_id if has_completed(enrolment) else None,
    )
    counted = {} if opened is None else {who.enrolment: opened}
    return _standings([who], {who.enrolment: conditions}, counted)[who.enrolment]


def unmet_gates(enrolment: Enrolment) -> list[StandingItem]:
    """What stands before the materials and is not met yet. Asks the recorded results and nobody else."""
    gates = [condition for condition in conditions_for(enrolment) if condition.gates_materials]
    if not gates:
        return []
    who = Participant(enrolment.pk, enrolment.batch.course_id)
    return _standings([who], {who.enrolment: gates}, {})[who.enrolment].missing


def standings_of(people: Sequence[Participant], *, asked: Asked | None = None) -> dict[int, Standing]:
    """By enrolment, with as many queries for one as for a thousand. `asked` spares asking for the rules in force."""
    if asked is None:
        asked = conditions_in_force({who.course for who in people})
    met_rules = {who.met_rule for who in people if who.met_rule is not None}
    of_rules = conditions_of_rules(met_rules) if met_rules else {}
    conditions = {
        who.enrolment: asked.get(who.course, ()) if who.met_rule is None else of_rules.get(who.met_rule, ())
        for who in people
    }
    return _standings(people, conditions, {})


def participants(enrolments: QuerySet[Enrolment]) -> list[Participant]:
    return [Participant(*row) for row in enrolments.values_list("pk", "batch__course", "completion__rule")]


def _standings(
    people: Sequence[Participant],
    conditions: Mapping[int, Sequence[RuleCondition]],
    counted: Mapping[int, Opened],
) -> dict[int, Standing]:
    asking = [who for who in people if conditions[who.enrolment]]
    faces = faces_of(condition.key for who in asking for condition in conditions[who.enrolment])
    results: dict[int, dict[str, Result]] = defaultdict(dict)
    for enrolment, key, value, target, met in _results(tuple(who.enrolment for who in asking)) if asking else ():
        results[enrolment][key] = Result(value, target, met)
    opened = _opened_by(asking, conditions, counted)
    for who, materials in opened.items():
        target = next(row.target for row in conditions[who] if row.key == MATERIALS)
        before = results[who].get(MATERIALS)
        excused = before is not None and before.met and before.value < before.target
        results[who][MATERIALS] = Result(share(*materials), target, met=excused)
    best = _best(asking, conditions, results)
    return {
        who.enrolment: Standing(
            items=[
                _item(condition, faces[condition.key], results[who.enrolment], opened.get(who.enrolment),
                      best.get((who.enrolment, condition.key)))
                for condition in conditions[who.enrolment]
            ],
            is_complete=who.met_rule is not None,
        )
        for who in people
    }  # fmt: skip


def _item(
    condition: RuleCondition,
    face: RequirementFace,
    results: Mapping[str, Result],
    opened: Opened | None,
    best: Decimal | None,
) -> StandingItem:
    result = results.get(condition.key)
    return StandingItem(
        key=condition.key,
        label=face.label,
        url=face.url,
        met=holds(condition.plain, result),
        value=result.value if result else Decimal(0),
        target=condition.target,
        unit=face.unit,
        reached=_in_words(condition, result, face.unit, opened),
        advice=face.advice,
        gates_materials=condition.gates_materials,
        best=best,
    )


def _in_words(condition: RuleCondition, result: Result | None, unit: str, opened: Opened | None) -> str:
    """Materials are counted, for who thinks of a third of them? A test has its percent,
    unless its score decides nothing."""
    if condition.key == MATERIALS and opened is not None:
        needed = int((condition.target * opened.of / 100).to_integral_value(ROUND_CEILING))
        counts = {"opened": min(opened.number, needed), "needed": needed, "all": opened.of}
        if needed < opened.of:  # or it would not fit the count above the materials
            return _("%(opened)d of %(needed)d asked for; there are %(all)d") % counts
        return ngettext("%(opened)d of %(needed)d material", "%(opened)d of %(needed)d materials", needed) % counts
    if condition.target == 0:
        return _("Done") if result else _("Not done yet")
    if not requirements.kind_of(condition.key).in_percent:
        return _("Done") if holds(condition.plain, result) else _("Not done yet")
    value = result.value if result else Decimal(0)
    if condition.key == MATERIALS and value >= condition.target:
        return ""
    return _("%(value)s %(unit)s of %(target)s %(unit)s") % {
        "value": floatformat(value, "-1"),
        "target": floatformat(condition.target, "-1"),
        "unit": unit,
    }


def _best(
    people: Sequence[Participant],
    conditions: Mapping[int, Sequence[RuleCondition]],
    results: Mapping[int, Mapping[str, Result]],
) -> dict[tuple[int, str], Decimal]:
    """What each kind foresees of who has not met it: few queries for each thing asked, however many people."""
    open_ones: dict[str, list[int]] = defaultdict(list)
    for who in people:
        for condition in conditions[who.enrolment] if who.met_rule is None else ():
            if not holds(condition.plain, results[who.enrolment].get(condition.key)):
                open_ones[condition.key].append(who.enrolment)
    return {
        (enrolment, key): best
        for key, enrolments in open_ones.items()
        for enrolment, best in requirements.kind_of(key).foresee(key, enrolments).items()
    }


@prepared
def _results(enrolments: tuple[int, ...]) -> QuerySet[RequirementResult, tuple[int, str, Decimal, Decimal, bool]]:
    rows = RequirementResult.objects.filter(enrolment__in=enrolments).order_by()
    return rows.values_list("enrolment", "key", "value", "target", "met")


def _opened_by(
    people: Sequence[Participant], conditions: Mapping[int, Sequence[RuleCondition]], counted: Mapping[int, Opened]
) -> dict[int, Opened]:
    """Of those who have not completed and are asked for materials."""
    wanted = [
        who for who in people if who.met_rule is None and any(row.key == MATERIALS for row in conditions[who.enrolment])
    ]
    known = {who.enrolment: counted[who.enrolment] for who in wanted if who.enrolment in counted}
    rest = [(who.enrolment, who.course) for who in wanted if who.enrolment not in known]
    return known | dict(zip((pk for pk, _course in rest), opened_materials(rest), strict=True))


def opened_materials(enrolments: Sequence[tuple[int, int]]) -> list[Opened]:
    """Of each enrolment in a course, in their order: two queries for all."""
    if not enrolments:
        return []
    published = _published(tuple({course for _enrolment, course in enrolments}))
    whole = Counter(course for _material, course in published)
    numbers = {}
    if published:
        materials = tuple(sorted(material for material, _course in published))
        numbers = dict(_numbers(tuple(enrolment for enrolment, _course in enrolments), materials))
    return [Opened(numbers.get(enrolment, 0), whole[course]) for enrolment, course in enrolments]


@prepared
def _published(courses: tuple[int, ...]) -> QuerySet[Any, tuple[int, int]]:
    above = CoursePage.objects.filter(pk__in=courses, path=OuterRef("above")).values("pk")
    live: QuerySet[Any, Any] = MaterialPage.objects.live().annotate(above=parent_path("path"))
    found = live.annotate(course_of=Subquery(above)).filter(course_of__isnull=False).order_by()
    rows: QuerySet[Any, tuple[int, int]] = found.values_list("pk", "course_of")
    return rows


@prepared
def _numbers(enrolments: tuple[int, ...], materials: tuple[int, ...]) -> QuerySet[Any, tuple[int, int]]:
    rows = MaterialProgress.objects.filter(enrolment__in=enrolments, material__in=materials).order_by()
    return rows.values_list("enrolment").annotate(number=Count("pk"))
