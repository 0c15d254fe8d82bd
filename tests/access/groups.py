"""Rules that the world's organiser gave to a group: the participant alone."""

from __future__ import annotations

from courses.models import Enrolment
from members.models import User
from quizzes.choices import GroupKind
from quizzes.models import GroupAccommodation, QuizPage, QuizSchedule
from quizzes.services import Group, grant_to_group
from quizzes.timing import Allowance

GROUP_REASON = "alasan-kelompok-rahasia"


def give_to_group(quiz: QuizPage, enrolment: Enrolment, organiser: User) -> GroupAccommodation:
    return grant_to_group(
        schedule=QuizSchedule.objects.select_related("quiz", "batch").get(quiz=quiz, batch=enrolment.batch),
        group=Group(GroupKind.PEOPLE, people=frozenset([enrolment.uid])),
        allowance=Allowance(extra_attempts=1),
        reason=GROUP_REASON,
        by=organiser,
        once="world",
    )
