from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from courses.choices import ACTIVE_ENROLMENTS
from quizzes.models import Accommodation, Attempt, QuizSchedule

if TYPE_CHECKING:
    from members.models import User


def attempt_to_write(member: User, uid: UUID) -> Attempt | None:
    """The member's own attempt with its paper, never the key; gone for one who has left the batch. One query."""
    own = Attempt.objects.for_member(member).filter(uid=uid, enrolment__state__in=ACTIVE_ENROLMENTS)
    return own.select_related("version", "enrolment__batch").defer("version__key").first()


def attempt_to_review(member: User, uid: UUID) -> Attempt | None:
    """The member's own attempt with its key, where test and course are, and when the test closes for this member."""
    of_quiz = {"quiz": OuterRef("quiz")}
    own_close = Accommodation.objects.filter(enrolment=OuterRef("enrolment"), **of_quiz).values("closes_at")
    common_close = QuizSchedule.objects.filter(batch=OuterRef("enrolment__batch"), **of_quiz).values("closes_at")
    found: Attempt | None = (
        Attempt.objects.for_member(member)
        .filter(uid=uid)
        .select_related("version", "enrolment__batch")
        .annotate(
            test_closes_at=Coalesce(Subquery(own_close), Subquery(common_close)),
            quiz_uid=F("quiz__uid"),
            course_slug=F("enrolment__batch__course__slug"),
        )
        .first()
    )
    return found
