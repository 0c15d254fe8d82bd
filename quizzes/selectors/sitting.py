"""One participant of a test, for the organiser who may step in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Enrolment
from quizzes.choices import AttemptKind, EventKind
from quizzes.devices import Use
from quizzes.models import Accommodation, Attempt, AttemptEvent, GroupAccommodation, LateAnswer, QuizSchedule
from quizzes.selectors.devices import others_on_the_device
from quizzes.selectors.groups import rules_of_groups

if TYPE_CHECKING:
    from members.models import User

# Of a version its rules alone are told here.
PAPER = ("version__body", "version__key", "version__bands")


@dataclass(frozen=True)
class Sitting:
    schedule: QuizSchedule
    enrolment: Enrolment
    attempts: list[Attempt]
    accommodation: Accommodation | None
    with_late_answers: frozenset[int]
    """Ids of attempts where answers came after the hard close."""
    reports: dict[int, list[list[str]]] = field(default_factory=dict)
    """By attempt: when its page could not save, as it said."""
    moves: dict[int, list[datetime]] = field(default_factory=dict)
    """By attempt: when it went on in another tab, on another device, or after a reload."""
    same_device: dict[int, list[Use]] = field(default_factory=dict)
    """By attempt: what others of the batch wrote on the same device at about the same time."""
    remarks: dict[int, list[AttemptEvent]] = field(default_factory=dict)
    """By attempt: what markers made of their own marks, with what these were before."""
    groups: list[GroupAccommodation] = field(default_factory=list)
    """Of which the person is, and whose rules are part of the accommodation."""


def schedule_run_by(user: User, code: str, quiz_uid: UUID) -> QuizSchedule | None:
    return next(iter(_schedules(user, code, quiz_uid)), None)


@prepared
def _schedules(user: User, code: str, quiz: UUID) -> QuerySet[QuizSchedule]:
    found = QuizSchedule.objects.editable_by(user).filter(batch__code=code, quiz__uid=quiz)
    return found.select_related("quiz", "batch").order_by("pk")


def sitting_run_by(user: User, code: str, quiz_uid: UUID, enrolment_uid: UUID) -> Sitting | None:
    """None where `user` does not run the batch. Six queries, one more for who is in a group with rules, and one for an
    attempt whose device is known; no answer and no paper is read."""
    schedule = schedule_run_by(user, code, quiz_uid)
    if schedule is None:
        return None
    people = Enrolment.objects.filter(batch=schedule.batch_id, state__in=ACTIVE_ENROLMENTS)
    enrolment = people.select_related("member", "office").filter(uid=enrolment_uid).first()
    if enrolment is None:
        return None
    own = {"quiz": schedule.quiz_id, "enrolment": enrolment}
    counted = Attempt.objects.filter(kind=AttemptKind.COUNTED, **own).select_related("version").order_by("number")
    attempts = list(counted.defer("layout", *PAPER))
    late = LateAnswer.objects.filter(attempt__quiz=schedule.quiz_id, attempt__enrolment=enrolment)
    reports: dict[int, list[list[str]]] = defaultdict(list)
    moves: dict[int, list[datetime]] = defaultdict(list)
    events = AttemptEvent.objects.filter(attempt__quiz=schedule.quiz_id, attempt__enrolment=enrolment)
    remarks: dict[int, list[AttemptEvent]] = defaultdict(list)
    told = [EventKind.UNREACHED, EventKind.LEASE_TAKEN, EventKind.REMARKED]
    for event in events.filter(kind__in=told).select_related("actor").order_by("pk"):
        if event.kind == EventKind.REMARKED:
            remarks[event.attempt_id].append(event)
        elif event.kind == EventKind.UNREACHED:
            reports[event.attempt_id].append(event.data["span"])
        else:
            moves[event.attempt_id].append(event.happened_at)
    accommodation = Accommodation.objects.filter(**own).first()
    return Sitting(
        schedule=schedule,
        enrolment=enrolment,
        attempts=attempts,
        same_device=others_on_the_device(attempts, enrolment),
        accommodation=accommodation,
        with_late_answers=frozenset(late.values_list("attempt", flat=True)),
        reports=dict(reports),
        moves=dict(moves),
        remarks=dict(remarks),
        groups=rules_of_groups(schedule, enrolment) if accommodation and accommodation.own is not None else [],
    )
