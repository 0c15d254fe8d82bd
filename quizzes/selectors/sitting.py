"""One participant of a test, for the organiser who may step in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Enrolment
from quizzes.choices import AttemptKind
from quizzes.models import Accommodation, Attempt, LateAnswer, QuizSchedule

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True)
class Sitting:
    schedule: QuizSchedule
    enrolment: Enrolment
    attempts: list[Attempt]
    accommodation: Accommodation | None
    with_late_answers: frozenset[int]
    """Ids of attempts where answers came after the hard close."""


def schedule_run_by(user: User, code: str, quiz_uid: UUID) -> QuizSchedule | None:
    found = QuizSchedule.objects.editable_by(user).select_related("quiz", "batch")
    return found.filter(batch__code=code, quiz__uid=quiz_uid).first()


def sitting_run_by(user: User, code: str, quiz_uid: UUID, enrolment_uid: UUID) -> Sitting | None:
    """None where `user` does not run the batch. Five queries; no answer and no paper is read."""
    schedule = schedule_run_by(user, code, quiz_uid)
    if schedule is None:
        return None
    people = Enrolment.objects.filter(batch=schedule.batch_id, state__in=ACTIVE_ENROLMENTS)
    enrolment = people.select_related("member", "office").filter(uid=enrolment_uid).first()
    if enrolment is None:
        return None
    own = {"quiz": schedule.quiz_id, "enrolment": enrolment}
    attempts = Attempt.objects.filter(kind=AttemptKind.COUNTED, **own).defer("layout").order_by("number")
    late = LateAnswer.objects.filter(attempt__quiz=schedule.quiz_id, attempt__enrolment=enrolment)
    return Sitting(
        schedule=schedule,
        enrolment=enrolment,
        attempts=list(attempts),
        accommodation=Accommodation.objects.filter(**own).first(),
        with_late_answers=frozenset(late.values_list("attempt", flat=True)),
    )
