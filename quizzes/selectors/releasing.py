"""How many results of a test a batch still waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from courses.choices import ACTIVE_ENROLMENTS
from quizzes.choices import AttemptState
from quizzes.models import Attempt
from quizzes.models.attempt import AttemptQuerySet

if TYPE_CHECKING:
    from uuid import UUID

    from courses.models import Batch
    from quizzes.models import QuizSchedule


@dataclass(frozen=True)
class Waiting:
    marked: int
    unmarked: int
    written: int
    published: int


def waiting_in(schedule: QuizSchedule) -> Waiting:
    """Attempts that count, of who takes part. One query."""
    found = attempts_in(schedule).order_by()
    counts = found.aggregate(
        marked=Count("pk", filter=Q(state=AttemptState.GRADED, withheld=True)),
        unmarked=Count("pk", filter=Q(state__in=[AttemptState.SUBMITTED, AttemptState.AWAITING_MARKING])),
        written=Count("pk", filter=Q(state=AttemptState.OPEN)),
        published=Count("pk", filter=Q(state=AttemptState.RELEASED)),
    )
    return Waiting(**counts)


def attempts_in(schedule: QuizSchedule) -> AttemptQuerySet:
    """Whom the live view shows, for the page of publishing and the deed alike: who has withdrawn waits for nothing."""
    found: AttemptQuerySet = Attempt.objects.counted().filter(
        quiz=schedule.quiz_id, enrolment__batch=schedule.batch_id, enrolment__state__in=ACTIVE_ENROLMENTS
    )
    return found


@dataclass(frozen=True)
class Unfinished:
    """A test of which the batch does not know all results: kept back once marked, or not marked."""

    uid: UUID
    title: str
    marked: int
    unmarked: int


def unfinished_results(batch: Batch) -> list[Unfinished]:
    """Of who takes part, the tests in the order of the course. One query."""
    kept = Q(state=AttemptState.GRADED, withheld=True)
    waiting = Q(state__in=[AttemptState.SUBMITTED, AttemptState.AWAITING_MARKING])
    found = Attempt.objects.counted().filter(
        kept | waiting, enrolment__batch=batch, enrolment__state__in=ACTIVE_ENROLMENTS
    )
    rows = found.order_by("quiz__path").values("quiz__path", "quiz__uid", "quiz__title")
    numbered = rows.annotate(marked=Count("pk", filter=kept), unmarked=Count("pk", filter=waiting))
    return [Unfinished(row["quiz__uid"], row["quiz__title"], row["marked"], row["unmarked"]) for row in numbered]
