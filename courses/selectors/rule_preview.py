"""Who would complete under a rule that nobody saved yet, counted by the database from the results on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import requirements
from courses.choices import BatchState
from courses.conditions import Condition
from courses.models import CoursePage, Enrolment, RequirementResult, RuleCondition
from courses.selectors.missing import reached
from courses.selectors.requirements import conditions_in_force, faces_of
from courses.selectors.standing import Participant, Standing, standings_of
from members.models.user import with_titles

NEWLY, MISSING, KEEPING, COMPLETE = "newly", "missing", "keeping", "complete"
COLUMNS = ("pk", "batch__course", "member__title_before", "member__name", "member__title_after", "office__name",
           "batch__name")  # fmt: skip


@dataclass
class BatchOutcome:
    """How many are complete, of those how many would not be by the new rule and stay so; how many would become so, and
    how many still miss something."""

    code: str
    name: str
    complete: int = 0
    keeping: int = 0
    newly: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Lack:
    """How many of those who are not complete miss one condition, and of how many it is out of reach."""

    condition: Condition
    label: str
    number: int
    out_of_reach: int = 0


@dataclass
class RulePreview:
    batches: list[BatchOutcome] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def _sum(self, name: str) -> int:
        return sum(getattr(batch, name) for batch in self.batches)

    @property
    def complete(self) -> int:
        return self._sum(COMPLETE)

    @property
    def keeping(self) -> int:
        return self._sum(KEEPING)

    @property
    def newly(self) -> int:
        return self._sum(NEWLY)

    @property
    def missing(self) -> int:
        return self._sum(MISSING)


@dataclass(frozen=True)
class PreviewRow:
    name: str
    office: str
    batch: str
    is_complete: bool
    standing: Standing


class RuleQuestion:
    """The people of a course, asked by a rule that is not saved."""

    def __init__(self, course: CoursePage, conditions: Sequence[Condition]) -> None:
        self.course, self.conditions = course, list(conditions)
        self._fields = {
            f"lacks_{place}": ~Exists(RequirementResult.objects.filter(reached(one), enrolment=OuterRef("pk")))
            for place, one in enumerate(conditions)
        }

    @property
    def _people(self) -> QuerySet[Any, Any]:
        complete = ExpressionWrapper(Q(completion__isnull=False), BooleanField())
        people = Enrolment.objects.active().filter(batch__course=self.course)
        return people.annotate(is_complete=complete, **self._fields)

    @property
    def _lacks_any(self) -> Q:
        lacks = Q(pk__in=[])
        for name in self._fields:
            lacks |= Q(**{name: True})
        return lacks

    def people(self, group: str, *, batch: str = "", item: str = "", text: str = "") -> QuerySet[Any, Any]:
        """`item` is the key of a condition that is missing."""
        found = self._people.filter(is_complete=group in (KEEPING, COMPLETE))
        if group in (KEEPING, MISSING):
            found = found.filter(self._lacks_any)
        elif group == NEWLY:
            found = found.exclude(self._lacks_any)
        for place, condition in enumerate(self.conditions):
            if condition.key == item:
                found = found.filter(**{f"lacks_{place}": True})
        if batch:
            found = found.filter(batch__code=batch)
        for word in text.split():
            found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
        return found.order_by("batch", "member__name", "pk")

    def preview(self) -> RulePreview:
        """As many queries for one batch as for ten; one more for each condition of which something is foreseen."""
        outcomes: dict[str, BatchOutcome] = {}
        lacking: Counter[int] = Counter()
        counted = self._people.order_by("batch__starts_on", "batch__code").values_list(
            "batch__starts_on", "batch__code", "batch__name", "is_complete", *self._fields
        )
        for _day, code, name, is_complete, *lacks, number in counted.annotate(number=Count("pk")):
            outcome = outcomes.setdefault(code, BatchOutcome(code, name))
            if is_complete:
                outcome.complete += number
                outcome.keeping += number if any(lacks) else 0
                continue
            if any(lacks):
                outcome.missing += number
            else:
                outcome.newly += number
            lacking.update({place: number for place, one in enumerate(lacks) if one})
        preview = RulePreview(batches=list(outcomes.values()))
        faces = faces_of(condition.key for condition in self.conditions)
        preview.lacks = [
            Lack(one, faces[one.key].label, lacking[place], self._out_of_reach(place, one) if lacking[place] else 0)
            for place, one in enumerate(self.conditions)
        ]
        preview.warnings = self._warnings(preview)
        return preview

    def _out_of_reach(self, place: int, condition: Condition) -> int:
        """Of those in batches that are not closed, or every latecomer of years ago would be counted."""
        kind = requirements.kind_of(condition.key)
        if not kind.foresees:
            return 0
        open_ones = self._people.exclude(batch__state=BatchState.CLOSED).filter(
            is_complete=False, **{f"lacks_{place}": True}
        )
        best = kind.foresee(condition.key, list(open_ones.values_list("pk", flat=True)))
        return sum(value < condition.target for value in best.values())

    def _warnings(self, preview: RulePreview) -> list[str]:
        said = []
        in_force = conditions_in_force([self.course.pk]).get(self.course.pk, [])
        gates = {condition.key for condition in in_force if condition.gates_materials}
        offered = {key for kind in requirements.all_kinds() for key in kind.offered_in(self.course)}
        for lack in preview.lacks:
            target = floatformat(lack.condition.target, "-1")
            if lack.out_of_reach:
                said.append(
                    ngettext(
                        "%(label)s: %(number)d person in a running batch cannot reach %(target)s %% any more.",
                        "%(label)s: %(number)d people in running batches cannot reach %(target)s %% any more.",
                        lack.out_of_reach,
                    )
                    % {"label": lack.label, "number": lack.out_of_reach, "target": target}
                )
            if lack.condition.key not in offered:
                said.append(_("%(label)s: it is not published, so nobody can meet it now.") % {"label": lack.label})
            if lack.condition.gates_materials and lack.number and lack.condition.key not in gates:
                said.append(
                    ngettext(
                        "%(label)s: %(number)d person could not open the materials before meeting it.",
                        "%(label)s: %(number)d people could not open the materials before meeting it.",
                        lack.number,
                    )
                    % {"label": lack.label, "number": lack.number}
                )
        return said

    def rows(self, enrolments: QuerySet[Any, Any]) -> list[PreviewRow]:
        """How each would stand, those who are complete as well."""
        people: list[Any] = list(enrolments.values_list(*COLUMNS, "is_complete"))
        asked = {self.course.pk: [_unsaved(condition) for condition in self.conditions]}
        standings = standings_of([Participant(row[0], row[1]) for row in people], asked=asked)
        return [
            PreviewRow(with_titles(name, before, after), office or "", batch, is_complete, standings[pk])
            for pk, _course, before, name, after, office, batch, is_complete in people
        ]


def _unsaved(condition: Condition) -> RuleCondition:
    return RuleCondition(
        key=condition.key,
        target=condition.target,
        is_test=condition.is_test,
        gates_materials=condition.gates_materials,
    )


def starting_group(preview: RulePreview) -> str:
    """Which names stand there first: those for whom something changes."""
    return next((group for group in (NEWLY, KEEPING, MISSING) if getattr(preview, group)), COMPLETE)
