"""How the tests of a course went, in counts: for who teaches it. Names nobody and shows no text of an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Avg, Count, Exists, OuterRef
from django.utils.html import strip_tags

from quizzes.grading import whole
from quizzes.models import Attempt, Mark, QuizVersion
from quizzes.selectors.overviews import latest_versions

HARDEST_SHOWN = 3


@dataclass(frozen=True)
class HardItem:
    question: str
    answered: int
    percent: int
    """How much of its marks was reached, over all who sat it."""


@dataclass
class QuizFigures:
    """`is_hidden`: fewer people sat it than may be shown."""

    title: str
    uid: UUID
    people: int = 0
    mean: int = 0
    passed: int = 0
    pass_mark: Decimal = Decimal(0)
    hardest: list[HardItem] = field(default_factory=list)
    is_hidden: bool = False

    @property
    def passed_percent(self) -> int:
        return whole(Decimal(100) * self.passed / self.people) if self.people else 0


def quiz_figures(course: int, batches: Collection[int], *, at_least: int = 1) -> list[QuizFigures]:
    """Each published test of the course: the best attempt of each person counts. Four queries."""
    versions = latest_versions(course=course)
    sat = (
        Attempt.objects.counted()
        .scored()
        .filter(quiz__in=[version.quiz_id for version in versions], enrolment__batch__in=list(batches))
    )
    best: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for quiz, enrolment, points, most in sat.values_list("quiz", "enrolment", "points", "max_points"):
        percent = Decimal(100) * points / most if points is not None and most else Decimal(0)
        best[quiz][enrolment] = max(percent, best[quiz].get(enrolment, Decimal(0)))
    hardest = _hardest(versions, batches, at_least)
    rows = []
    for version in versions:
        reached = list(best[version.quiz_id].values())
        row = QuizFigures(version.title, version.quiz.uid, len(reached), pass_mark=version.policies.target)
        if len(reached) < at_least:
            row.people, row.is_hidden = 0, True
        elif reached:
            row.mean = whole(sum(reached, Decimal(0)) / len(reached))
            row.passed = sum(percent >= row.pass_mark for percent in reached)
            row.hardest = hardest.get(version.quiz_id, [])
        rows.append(row)
    return rows


def _hardest(versions: list[QuizVersion], batches: Collection[int], at_least: int) -> dict[int, list[HardItem]]:
    """Of the newest version of each test: another one has other questions in its slots."""
    later = Mark.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"), pk__gt=OuterRef("pk"))
    marks = (
        Mark.objects.filter(
            ~Exists(later),
            attempt__in=Attempt.objects.counted()
            .scored()
            .filter(version__in=[version.pk for version in versions], enrolment__batch__in=list(batches))
            .values("pk"),
        )
        .order_by()
        .values("attempt__version", "slot")
        .annotate(mean=Avg("fraction"), number=Count("attempt__enrolment", distinct=True))
    )
    found: dict[int, list[tuple[Decimal, int, int]]] = defaultdict(list)
    for row in marks:
        if row["number"] >= at_least:
            found[row["attempt__version"]].append((Decimal(row["mean"]), row["slot"], row["number"]))
    papers = {version.pk: version for version in QuizVersion.objects.delivered().filter(pk__in=list(found))}
    hardest = {}
    for pk, rows in found.items():
        version = papers[pk]
        questions = version.paper.by_slot()
        hardest[version.quiz_id] = [
            HardItem(" ".join(strip_tags(questions[slot].stem).split()), number, whole(mean * 100))
            for mean, slot, number in sorted(rows)[:HARDEST_SHOWN]
        ]
    return hardest
