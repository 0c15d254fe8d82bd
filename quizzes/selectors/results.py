"""A test of which somebody may read how it went: the door to item analysis, corrections and gains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.models import Batch, CoursePage, Enrolment
from quizzes import rules
from quizzes.models import AnalysisReport, QuizPage, QuizVersion
from quizzes.selectors.analysed import DataVersion, Scope, data_version

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True)
class QuizResults:
    quiz: QuizPage
    course: CoursePage
    may_correct: bool
    may_author: bool

    @property
    def sees_names(self) -> bool:
        """Who only speaks in the course reads of people without their names."""
        return self.may_correct or self.is_overseen

    is_overseen: bool


def results_of(user: User, uid: UUID) -> QuizResults | None:
    """None where the test is not there for `user`, or was never published. Two queries, beside the user's roles."""
    published = QuizVersion.objects.filter(quiz=OuterRef("pk"))
    quiz = QuizPage.objects.filter(Exists(published), uid=uid).first()
    if quiz is None:
        return None
    courses = CoursePage.objects.filter(rules.results_seen_by(user), path=quiz.path[: -QuizPage.steplen])
    runs = CoursePage.objects.run_by(user).filter(pk=OuterRef("pk"))
    speaks = rules.courses_authored_by(user).filter(pk=OuterRef("pk"))
    course = courses.annotate(runs=Exists(runs), authors=Exists(speaks)).first()
    if course is None:
        return None
    runs_it, writes = getattr(course, "runs", False), getattr(course, "authors", False)
    return QuizResults(quiz, course, runs_it, runs_it or writes, rules.sees_all_results(user))


def batches_of(quiz: QuizPage) -> list[Batch]:
    """Those that have a date for it."""
    return list(Batch.objects.filter(quiz_schedules__quiz=quiz).order_by("starts_on", "pk"))


def versions_of(quiz: QuizPage) -> list[QuizVersion]:
    """Newest first, without paper and key."""
    return list(QuizVersion.objects.filter(quiz=quiz).defer("body", "key", "rules").order_by("-number"))


def kept_report(scope: Scope) -> tuple[AnalysisReport | None, DataVersion]:
    """What was computed last, and the version of the marks by now. Three queries."""
    return AnalysisReport.objects.filter(scope=scope.key).first(), data_version(scope)


def people_of(enrolments: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Name, office and batch of each. One query."""
    rows = Enrolment.objects.filter(pk__in=list(enrolments)).order_by()
    found = rows.values_list("pk", "member__name", "office__name", "batch__name")
    return {pk: (name, office or "", batch) for pk, name, office, batch in found}
