"""Who may do what with tests. Sets are Q objects, so that one definition serves pages, lists and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from courses.choices import Part
from courses.models import Batch, BatchPart, CoursePage, MaterialSpeaker
from members.rules import is_administrator, is_auditor

if TYPE_CHECKING:
    from members.models import User
    from members.rules import Viewer
    from quizzes.models import Attempt, QuestionBank

NOTHING = Q(pk__in=[])


def courses_authored_by(user: User) -> QuerySet[CoursePage]:
    """Where the user runs the course, or speaks: named on a material, or as speaker of one of its batches."""
    step = CoursePage.steplen
    paths = MaterialSpeaker.objects.filter(member=user).values_list("material__path", flat=True)
    spoken = BatchPart.objects.filter(member=user, part=Part.SPEAKER).values("batch__course")
    own = CoursePage.objects.run_by(user).values("pk")
    found: QuerySet[CoursePage] = CoursePage.objects.filter(
        Q(pk__in=own) | Q(pk__in=spoken) | Q(path__in={path[:-step] for path in paths})
    )
    return found


def banks_editable_by(user: Viewer) -> Q:
    """Administrators: all. Organisers and speakers: the banks of their own courses."""
    if is_administrator(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(course__in=courses_authored_by(user).values("pk"))


def may_edit_bank(user: Viewer, bank: QuestionBank) -> bool:
    return type(bank).objects.filter(banks_editable_by(user), pk=bank.pk).exists()


def schedules_editable_by(user: Viewer) -> Q:
    if is_administrator(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(batch__in=Batch.objects.run_by(user).values("pk"))


def attempts_visible_to(user: Viewer) -> Q:
    if is_administrator(user) or is_auditor(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(enrolment__member=user) | Q(enrolment__batch__in=Batch.objects.run_by(user).values("pk"))


def may_see_attempt(user: Viewer, attempt: Attempt) -> bool:
    return type(attempt).objects.filter(attempts_visible_to(user), pk=attempt.pk).exists()
