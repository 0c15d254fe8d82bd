"""What other screens tell about tests: a line per test on the course page, figures per batch, requirements in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from courses.models import RequirementResult
from quizzes.choices import AttemptKind, AttemptState
from quizzes.models import Accommodation, Attempt, QuizSchedule, QuizVersion
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


def standings_of(course: CoursePage, enrolment: Enrolment) -> list[Standing]:
    """The participant's standing with each test of the course that has a date for the batch. Four queries."""
    versions = latest_versions(course=course)
    ids = [version.quiz_id for version in versions]
    schedules = {row.quiz_id: row for row in QuizSchedule.objects.filter(batch=enrolment.batch_id, quiz__in=ids)}
    allowances = {row.quiz_id: row for row in Accommodation.objects.filter(enrolment=enrolment, quiz__in=ids)}
    attempts: dict[int, list[Attempt]] = {}
    rows = Attempt.objects.filter(enrolment=enrolment, quiz__in=ids, kind=AttemptKind.COUNTED).defer("layout")
    for attempt in rows.order_by("number"):
        attempts.setdefault(attempt.quiz_id, []).append(attempt)
    return [
        Standing(
            version=version,
            enrolment=enrolment,
            schedule=schedules[version.quiz_id],
            accommodation=allowances.get(version.quiz_id),
            attempts=attempts.get(version.quiz_id, []),
        )
        for version in versions
        if version.quiz_id in schedules
    ]


@dataclass(frozen=True)
class BatchFigures:
    schedule: QuizSchedule
    title: str
    under_way: int
    finished: int
    passed: int


def batch_figures(batch: Batch) -> list[BatchFigures]:
    """How many of a batch are writing, have finished and have passed, for each test. Three queries."""
    schedules = list(QuizSchedule.objects.filter(batch=batch).select_related("quiz").order_by("opens_at", "pk"))
    counts: dict[int, tuple[int, int]] = {
        row["quiz"]: (row["under_way"], row["finished"])
        for row in Attempt.objects.filter(enrolment__batch=batch, quiz__in=[s.quiz_id for s in schedules])
        .counted()
        .values("quiz")
        .annotate(
            under_way=Count("enrolment", filter=Q(state=AttemptState.OPEN), distinct=True),
            finished=Count("enrolment", filter=~Q(state=AttemptState.OPEN), distinct=True),
        )
    }
    keys = [f"quiz:{schedule.quiz_id}" for schedule in schedules]
    passed = dict(
        RequirementResult.objects.filter(enrolment__batch=batch, key__in=keys, met=True)
        .values_list("key")
        .annotate(number=Count("pk"))
    )
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
