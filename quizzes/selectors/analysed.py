"""The marks and answers that an item analysis is made of: of each person the first attempt that was handed in.

Practice, void attempts and what was imported from elsewhere are left out; so is an item that was dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max
from django.utils.html import strip_tags

from quizzes.choices import SCORED, AttemptState
from quizzes.correcting import dropped_slots
from quizzes.models import Answer, Attempt, Mark, QuizVersion
from quizzes.models.attempt import AttemptQuerySet
from quizzes.paper import PaperQuestion


@dataclass(frozen=True)
class Scope:
    """Whose attempts at which test; none of the limits means all."""

    quiz: int
    batch: int | None = None
    version: int | None = None

    @property
    def key(self) -> str:
        return f"{self.quiz}:{self.batch or ''}:{self.version or ''}"


@dataclass(frozen=True)
class AnalysedItem:
    """A question as its newest version among the attempts puts it."""

    question: PaperQuestion
    key: Mapping[str, Any]
    number: int
    label: str
    """Its number; of an item that only an older version has, with that version's."""

    @property
    def name(self) -> str:
        return self.question.item

    @property
    def text(self) -> str:
        return " ".join(strip_tags(self.question.stem).split())


@dataclass
class AnalysedSitting:
    """Shares and answers by the item's name."""

    attempt: int
    enrolment: int
    member: int
    shares: dict[str, Decimal] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Analysed:
    items: list[AnalysedItem]
    sittings: list[AnalysedSitting]
    waiting: int
    """People whose first attempt waits for marking: not among the sittings."""

    @property
    def is_even(self) -> bool:
        return all(len(sitting.shares) == len(self.items) for sitting in self.sittings)


def finished(scope: Scope) -> AttemptQuerySet:
    limits: dict[str, int] = {"quiz": scope.quiz}
    if scope.batch is not None:
        limits["enrolment__batch"] = scope.batch
    if scope.version is not None:
        limits["version"] = scope.version
    found: AttemptQuerySet = Attempt.objects.counted().exclude(state=AttemptState.OPEN).filter(**limits)
    return found


@dataclass(frozen=True)
class First:
    """Somebody's first attempt that was handed in."""

    enrolment: int
    member: int
    version: int
    dropped: frozenset[int]


def first_attempts(scope: Scope) -> tuple[dict[int, First], int]:
    """By attempt, in the order of people; and how many people wait for marks. One query."""
    rows = finished(scope).order_by("enrolment__member", "started_at", "pk")
    names = ("pk", "enrolment__member", "enrolment", "version", "state", "corrections")
    firsts: dict[int, tuple[int, str, First]] = {}
    for pk, member, enrolment, version, state, corrections in rows.values_list(*names):
        firsts.setdefault(member, (pk, state, First(enrolment, member, version, dropped_slots(corrections))))
    scored = {pk: first for pk, state, first in firsts.values() if state in SCORED}
    return scored, len(firsts) - len(scored)


def analysed(scope: Scope, *, with_answers: bool = True) -> Analysed:
    """Four queries, however many attempts there are."""
    firsts, waiting = first_attempts(scope)
    versions = QuizVersion.objects.filter(pk__in={first.version for first in firsts.values()})
    papers = {version.pk: version for version in versions.order_by("number")}
    slots = {
        pk: {row["slot"]: PaperQuestion.from_json(row) for row in version.body["questions"]}
        for pk, version in papers.items()
    }
    sittings = {pk: AnalysedSitting(pk, first.enrolment, first.member) for pk, first in firsts.items()}
    marks = Mark.objects.filter(attempt__in=finished(scope).values("pk")).order_by("pk")
    for pk, slot, fraction in marks.values_list("attempt", "slot", "fraction"):
        if pk in sittings and slot not in firsts[pk].dropped and (question := slots[firsts[pk].version].get(slot)):
            sittings[pk].shares[question.item] = fraction  # of a slot the latest stands
    if with_answers:
        answers = Answer.objects.filter(attempt__in=finished(scope).values("pk"))
        for pk, slot, value in answers.values_list("attempt", "slot", "value"):
            if pk in sittings and (question := slots[firsts[pk].version].get(slot)):
                sittings[pk].answers[question.item] = value
    had = {name for sitting in sittings.values() for name in sitting.shares}
    newest: dict[str, AnalysedItem] = {}
    latest = next(reversed(papers), None)
    for pk, version in papers.items():
        for number, (slot, question) in enumerate(slots[pk].items(), start=1):
            if question.item in had:
                label = str(number) if pk == latest else f"{number} (v{version.number})"
                newest[question.item] = AnalysedItem(question, version.key[str(slot)], number, label)
    items = sorted(newest.values(), key=lambda item: (item.number, item.label))
    return Analysed(items, list(sittings.values()), waiting)


def quizzes_sat_since(moment: datetime) -> list[int]:
    """Tests with an attempt that counts and was handed in since."""
    found = Attempt.objects.counted().scored().filter(submitted_at__gte=moment)
    return sorted(found.order_by().values_list("quiz", flat=True).distinct())


@dataclass(frozen=True)
class DataVersion:
    """Another one as soon as an attempt ends, is marked, corrected, opened again or made void; published or not, its
    marks are the same."""

    digest: str
    attempts: int


def data_version(scope: Scope) -> DataVersion:
    """Two queries."""
    counts: dict[str, int] = defaultdict(int)
    whole = finished(Scope(scope.quiz))
    for state, number in whole.order_by().values_list("state").annotate(number=Count("pk")):
        counts[AttemptState.GRADED.value if state in SCORED else state] += number
    newest = Mark.objects.filter(attempt__in=whole.values("pk")).aggregate(newest=Max("pk"))["newest"]
    parts = [f"{state}={number}" for state, number in sorted(counts.items())]
    return DataVersion(" ".join([*parts, f"mark={newest or 0}"]), sum(counts.values()))
