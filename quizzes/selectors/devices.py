"""Who began a test of a batch on the same device as somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, OuterRef, Subquery

from courses.choices import ACTIVE_ENROLMENTS
from quizzes.choices import AttemptKind
from quizzes.devices import LONGEST, Use, met_by
from quizzes.models import Answer, Attempt

if TYPE_CHECKING:
    from courses.models import Enrolment

# What a use is made of, with the person.
OF_USE = ("device", "started_at", "submitted_at", "closed_by_clock", "deadline_at", "heard_at", "interventions")


def last_known(attempt: Attempt, saved_at: datetime | None) -> datetime:
    """Until when it was written in one go, as far as the site knows: never a moment to come.

    When a clock would close it says nothing of who sat there, and what an organiser opened again was another sitting.
    """
    heard = max(filter(None, (attempt.started_at, attempt.heard_at, saved_at)))
    if attempt.submitted_at and not attempt.closed_by_clock:
        heard = attempt.submitted_at
    bounds = (heard, attempt.deadline_at, attempt.ended_first, attempt.started_at + LONGEST)
    return max(attempt.started_at, min(filter(None, bounds)))


def others_on_the_device(attempts: Sequence[Attempt], enrolment: Enrolment) -> dict[int, list[Use]]:
    """By attempt of one person at one test: what others of the batch wrote on its device. At most one query."""
    marked = [attempt for attempt in attempts if attempt.device]
    answers = Answer.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
    found = Attempt.objects.filter(
        kind=AttemptKind.COUNTED,
        quiz__in={attempt.quiz_id for attempt in marked},
        device__in={attempt.device for attempt in marked},
        enrolment__batch=enrolment.batch_id,
        enrolment__state__in=ACTIVE_ENROLMENTS,
    )
    rows = found.select_related("enrolment__member").only(*OF_USE, "enrolment__uid", "enrolment__member__name")
    latest = answers.annotate(latest=Max("saved_at")).values("latest")
    uses = {
        row.pk: Use(
            row.enrolment.uid,
            row.enrolment.member.name,
            row.device,
            row.started_at,
            last_known(row, getattr(row, "saved_at", None)),
        )
        for row in rows.annotate(saved_at=Subquery(latest)).order_by("pk")
    }
    return {
        attempt.pk: met for attempt in marked if attempt.pk in uses and (met := met_by(uses[attempt.pk], uses.values()))
    }
