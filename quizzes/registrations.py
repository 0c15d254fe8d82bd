"""What quizzes tells the apps below, from `ready()`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from courses import requirements
from courses.cloning import register_batch_cloner, register_course_cloner
from courses.closing_notes import register_closing_note
from courses.requirements import RequirementFace, RequirementKind
from courses.slots import SlotLink, register_batch_section, register_course_section
from quizzes import wording
from quizzes.choices import Practice
from quizzes.closing import closing_notes_of_tests
from quizzes.models import QuizPage
from quizzes.selectors.overviews import batch_figures, latest_versions, quiz_faces, standings_of
from quizzes.services.cloning import clone_test_dates, clone_tests_of_course, foresee_tests_of_course

if TYPE_CHECKING:
    from courses.models import Batch, CoursePage, Enrolment

QUIZ = "quiz"


def describe(keys: Iterable[str]) -> dict[str, RequirementFace]:
    """One query for all keys; a test that is not published any more is still named by what it is."""
    ids = {key: int(key.partition(":")[2]) for key in keys}
    faces = quiz_faces(ids.values())
    return {
        key: RequirementFace(
            faces[number].title,
            reverse("quizzes:landing", args=[faces[number].uid]),
            advice=str(_("Its page says when it is open and what counts.")),
        )
        if number in faces
        else RequirementFace(str(_("Test")))
        for key, number in ids.items()
    }


def default_target(key: str) -> Decimal:
    versions = latest_versions(quiz=int(key.partition(":")[2]))
    return versions[0].policies.target if versions else Decimal(100)


def offered_in(course: CoursePage) -> list[str]:
    """The published tests of the course; not those that are for practice alone, which nobody can pass."""
    tests = QuizPage.objects.child_of(course).live().exclude(practice=Practice.ONLY).order_by("path")
    numbers = tests.values_list("pk", flat=True)
    return [f"{QUIZ}:{number}" for number in numbers]


QUIZ_PASSED = RequirementKind(
    name=QUIZ,
    describe=describe,
    default_target=default_target,
    is_test=True,
    offered_in=offered_in,
    meaning=_("A test of this course, counted as its own rules say."),
)


def course_section(_request: HttpRequest, course: CoursePage, enrolment: Enrolment | None) -> list[SlotLink]:
    """The tests of a participant, each with its rules in one line. As many queries for one test as for ten."""
    if enrolment is None:
        return []
    now = clock.now()
    links = []
    for standing in standings_of(course, enrolment):
        status, tone = wording.status_of(standing, now)
        parts = [wording.window_in_words(standing), wording.time_limit_in_words(standing)]
        links.append(
            SlotLink(
                label=standing.version.title,
                url=reverse("quizzes:landing", args=[standing.version.quiz.uid]),
                status=status,
                detail=" · ".join(parts),
                tone=tone,
            )
        )
    return links


def batch_section(_request: HttpRequest, batch: Batch) -> list[SlotLink]:
    return [
        SlotLink(
            label=figures.title,
            url=reverse("quizzes:live", args=[batch.code, figures.schedule.quiz.uid]),
            status=str(_("%(passed)d passed") % {"passed": figures.passed}) if figures.is_scored else "",
            detail=str(
                _("%(finished)d handed in, %(under_way)d in progress")
                % {"finished": figures.finished, "under_way": figures.under_way}
            ),
            tone="info" if figures.under_way else "neutral",
        )
        for figures in batch_figures(batch)
    ]


def register() -> None:
    requirements.register(QUIZ_PASSED)
    register_course_section(course_section, heading=_("Tests"))
    register_course_cloner(clone_tests_of_course, foresee=foresee_tests_of_course)
    register_batch_cloner(clone_test_dates)
    register_closing_note(closing_notes_of_tests)
    register_batch_section(batch_section, heading=_("Tests"))
