"""How hard the questions of a bank were, by the last analysis that was computed of each test that asks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from courses.models import CoursePage
from quizzes import rules
from quizzes.models import AnalysisReport, QuestionBank, QuizPage, QuizSlot
from quizzes.statistics.advice import HIDDEN_BELOW, TOO_EASY, TOO_HARD

if TYPE_CHECKING:
    from members.models import User

HARD, MIDDLE, EASY, UNKNOWN = "hard", "middle", "easy", "unknown"


@dataclass(frozen=True)
class Difficulty:
    """`facility`: the share of the marks that people earned on average, 0 to 1."""

    facility: float
    people: int
    test: str

    @property
    def percent(self) -> int:
        return round(self.facility * 100)

    @property
    def level(self) -> str:
        return HARD if self.facility < TOO_HARD else EASY if self.facility > TOO_EASY else MIDDLE


def difficulties_in(bank: QuestionBank, user: User) -> dict[str, Difficulty]:
    """By the question's uid: of tests whose results `user` may read, the newest; fewer than ten people say something
    about themselves, not about the question. Two queries, beside the user's roles."""
    courses = CoursePage.objects.filter(rules.results_seen_by(user)).values_list("path", flat=True)
    asking = QuizSlot.objects.filter(Q(question__bank=bank) | Q(bank=bank)).values("page")
    kept = AnalysisReport.objects.filter(quiz__in=asking).select_related("quiz").order_by("computed_at", "pk")
    seen = set(courses)
    found: dict[str, Difficulty] = {}
    for report in kept.only("scope", "reports", "quiz__title", "quiz__path"):
        if report.scope != f"{report.quiz_id}::" or report.quiz.path[: -QuizPage.steplen] not in seen:
            continue
        for item in next(iter(report.reports.values()))["items"]:
            if item["facility"] is not None and item["people"] >= HIDDEN_BELOW:
                found[item["item"]] = Difficulty(item["facility"], item["people"], report.quiz.title)
    return found
