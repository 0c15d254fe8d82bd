"""How much waits to be marked, for the desks: two numbers, by queries that are written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.prepared import prepared
from courses.models import CoursePage
from quizzes.models import MarkerMark, MarkingTask
from quizzes.models.marking import MOST_MARKERS
from quizzes.selectors.marking import OPEN

if TYPE_CHECKING:
    from members.models import User


def answers_to_mark(user: User) -> int:
    """How many answers this marker may still mark. One query."""
    return sum(number for _state, number in _tasks_left(user))


@prepared
def _tasks_left(user: User) -> QuerySet[MarkingTask, tuple[str, int]]:
    """Their number, in one row; none where nothing is left."""
    done = MarkerMark.objects.filter(task=OuterRef("pk"), marker=user)
    tasks = MarkingTask.objects.markable_by(user).filter(OPEN, ~Exists(done)).order_by()
    return tasks.values_list("state").annotate(number=Count("pk"))


def marking_to_see_to(user: User) -> tuple[int, int]:
    """Of the courses that the user runs: the answers that wait for marks, and those among them where two markers
    differ. One query."""
    return next(((number, apart) for _state, number, apart in _tasks_waiting(user)), (0, 0))


@prepared
def _tasks_waiting(user: User) -> QuerySet[MarkingTask, tuple[str, int, int]]:
    """Their numbers, in one row; none where nothing waits."""
    courses = CoursePage.objects.run_by(user).values("pk")
    tasks = MarkingTask.objects.waiting().filter(attempt__version__course__in=courses)
    found = tasks.exclude(attempt__enrolment__member=user).order_by().values_list("state")
    return found.annotate(number=Count("pk"), apart=Count("pk", filter=Q(needed=MOST_MARKERS)))
