"""Who began a test of a batch on the same device as somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from courses.choices import ACTIVE_ENROLMENTS
from quizzes.choices import AttemptKind
from quizzes.devices import Use, met_by
from quizzes.models import Attempt

if TYPE_CHECKING:
    from courses.models import Enrolment

# What a use is made of, with the person.
OF_USE = ("device", "started_at", "submitted_at", "deadline_at", "heard_at")


def use_of(attempt: Attempt, person: UUID, name: str) -> Use:
    """Of an attempt without a time limit that is still open nobody knows more than when it was last heard of."""
    ended = attempt.submitted_at or attempt.deadline_at or attempt.heard_at or attempt.started_at
    return Use(person, name, attempt.device, attempt.started_at, ended)


def others_on_the_device(attempts: Sequence[Attempt], enrolment: Enrolment) -> dict[int, list[Use]]:
    """By attempt of one person at one test: what others of the batch wrote on its device. At most one query."""
    marked = [attempt for attempt in attempts if attempt.device]
    found = Attempt.objects.filter(
        kind=AttemptKind.COUNTED,
        quiz__in={attempt.quiz_id for attempt in marked},
        device__in={attempt.device for attempt in marked},
        enrolment__batch=enrolment.batch_id,
        enrolment__state__in=ACTIVE_ENROLMENTS,
    )
    rows = found.exclude(enrolment=enrolment).select_related("enrolment__member").order_by("pk")
    others = [
        use_of(row, row.enrolment.uid, row.enrolment.member.name)
        for row in rows.only(*OF_USE, "enrolment__uid", "enrolment__member__name")
    ]
    return {
        attempt.pk: met
        for attempt in marked
        if (met := met_by(use_of(attempt, enrolment.uid, enrolment.member.name), others))
    }
