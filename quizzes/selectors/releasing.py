"""How many results of a test a batch still waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from quizzes.choices import AttemptState
from quizzes.models import Attempt

if TYPE_CHECKING:
    from quizzes.models import QuizSchedule


@dataclass(frozen=True)
class Waiting:
    marked: int
    unmarked: int
    written: int
    published: int


def waiting_in(schedule: QuizSchedule) -> Waiting:
    """Attempts that count. One query."""
    found = Attempt.objects.counted().filter(quiz=schedule.quiz_id, enrolment__batch=schedule.batch_id).order_by()
    counts = found.aggregate(
        marked=Count("pk", filter=Q(state=AttemptState.GRADED, withheld=True)),
        unmarked=Count("pk", filter=Q(state__in=[AttemptState.SUBMITTED, AttemptState.AWAITING_MARKING])),
        written=Count("pk", filter=Q(state=AttemptState.OPEN)),
        published=Count("pk", filter=Q(state=AttemptState.RELEASED)),
    )
    return Waiting(**counts)
