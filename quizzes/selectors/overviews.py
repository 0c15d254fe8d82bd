"""What other screens tell about tests: a line per test on the course page, figures per batch, requirements in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from core.prepared import prepared
from courses.models import RequirementResult
from quizzes.choices import AttemptKind, AttemptState
from quizzes.models import Accommodation, Attempt, QuizPage, QuizSchedule, QuizVersion
from quizzes.selectors.standing import Standing

if TYPE_CHECKING:
    from courses.models import Batch, CoursePage, Enrolment


@dataclass(frozen=True)
class QuizFace:
    uid: UUID
    title: str


def latest_versions(**limits: object) -> list[QuizVersion]:
    """The newest version of each published test, in the order of the course's tree, without keys."""
    newest = QuizVersion.objects.filter(quiz=OuterRef("quiz")).order_by("-number").values("pk")[:1]
    versions = QuizVersion.objects.filter(pk=Subquery(newest), quiz__live=True, **limits)
    return list(versions.delivered().defer("key", "body").select_related("quiz").order_by("quiz__path"))


def quiz_faces(quiz_ids: Iterable[int]) -> dict[int, QuizFace]:
    versions = latest_versions(quiz__in=list(quiz_ids))
    return {version.quiz_id: QuizFace(version.quiz.uid, version.title) for version in versions}


# What a line about a test is made of: no paper, no key, no layout.
OUTLINE = {
    "quiz__versions": ("pk", "title", "rules"),
    "allowed": ("pk", "factor", "extra_minutes", "extra_attempts", "opens_at", "closes_at", "no_timer"),
    "sitting": ("uid", "number", "state", "withheld", "points", "max_points", "submitted_at", "hard_close_at"),
}
OUTLINED = [f"{name}__{column}" for name, columns in OUTLINE.items() for column in columns]


def standings_of(course: CoursePage, enrolment: Enrolment) -> list[Standing]:
    """The participant's standing with each test of the course that has a date for the batch.

    One query: a row for each test and attempt at it, with the newest version, the date and what the person is allowed.
    """
    standings: dict[int, Standing] = {}
    for row in _dates_of(enrolment.batch_id, course.pk, enrolment.pk):
        standing = standings.get(row["quiz_id"])
        if standing is None:
            standing = standings[row["quiz_id"]] = _standing_from(row, enrolment)
        if row["sitting__uid"] is not None:
            standing.attempts.append(Attempt(enrolment=enrolment, quiz_id=row["quiz_id"], **_part(row, "sitting")))
    return list(standings.values())


@prepared
def _dates_of(batch: int, course: int, enrolment: int) -> QuerySet[QuizSchedule, dict[str, Any]]:
    newest = QuizVersion.objects.filter(quiz=OuterRef("quiz")).order_by("-number").values("pk")[:1]
    mine = Q(quiz__attempts__enrolment=enrolment, quiz__attempts__kind=AttemptKind.COUNTED)
    rows: QuerySet[QuizSchedule, dict[str, Any]] = (
        QuizSchedule.objects.filter(batch=batch, quiz__live=True)
        .filter(quiz__versions__pk=Subquery(newest), quiz__versions__course=course)
        .annotate(
            allowed=FilteredRelation("quiz__accommodations", condition=Q(quiz__accommodations__enrolment=enrolment)),
            sitting=FilteredRelation("quiz__attempts", condition=mine),
        )
        .order_by("quiz__path", "sitting__number")
        .values("pk", "quiz_id", "quiz__uid", "opens_at", "closes_at", "late_policy", *OUTLINED)
    )
    return rows


def _standing_from(row: dict[str, Any], enrolment: Enrolment) -> Standing:
    quiz = QuizPage(pk=row["quiz_id"], uid=row["quiz__uid"])
    date = {name: row[name] for name in ("pk", "opens_at", "closes_at", "late_policy")}
    return Standing(
        version=QuizVersion(quiz=quiz, **_part(row, "quiz__versions")),
        enrolment=enrolment,
        schedule=QuizSchedule(quiz=quiz, batch=enrolment.batch, **date),
        accommodation=Accommodation(**_part(row, "allowed")) if row["allowed__pk"] is not None else None,
    )


def _part(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {column: row[f"{name}__{column}"] for column in OUTLINE[name]}


@dataclass(frozen=True)
class BatchFigures:
    schedule: QuizSchedule
    title: str
    under_way: int
    finished: int
    passed: int

    @property
    def is_scored(self) -> bool:
        return self.schedule.quiz.policies.target > 0


def batch_figures(batch: Batch) -> list[BatchFigures]:
    """How many of a batch are writing, have finished and have passed, for each test. Three queries, one without any."""
    schedules = _schedules(batch.pk)
    if not schedules:
        return []
    quizzes = tuple(schedule.quiz_id for schedule in schedules)
    counts = {quiz: (under_way, finished) for quiz, under_way, finished in _sittings(batch.pk, quizzes)}
    passed = dict(_passed(batch.pk, tuple(f"quiz:{quiz}" for quiz in quizzes)))
    return [
        BatchFigures(
            schedule=schedule,
            title=schedule.quiz.title,
            under_way=counts.get(schedule.quiz_id, (0, 0))[0],
            finished=counts.get(schedule.quiz_id, (0, 0))[1],
            passed=passed.get(f"quiz:{schedule.quiz_id}", 0),
        )
        for schedule in schedules
    ]


@prepared
def _schedules(batch: int) -> QuerySet[QuizSchedule]:
    return QuizSchedule.objects.filter(batch=batch).select_related("quiz").order_by("opens_at", "pk")


@prepared
def _sittings(batch: int, quizzes: tuple[int, ...]) -> QuerySet[Attempt, tuple[int, int, int]]:
    rows = Attempt.objects.filter(enrolment__batch=batch, quiz__in=quizzes).counted().values_list("quiz")
    return rows.annotate(
        under_way=Count("enrolment", filter=Q(state=AttemptState.OPEN), distinct=True),
        finished=Count("enrolment", filter=~Q(state=AttemptState.OPEN), distinct=True),
    )


@prepared
def _passed(batch: int, keys: tuple[str, ...]) -> QuerySet[RequirementResult, tuple[str, int]]:
    met = RequirementResult.objects.filter(enrolment__batch=batch, key__in=keys, met=True)
    return met.values_list("key").annotate(number=Count("pk"))
