"""What quizzes add to a clone, inside its transaction: the tests of a course, and when a batch may sit them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from courses.services.course_cloning import copy_page
from quizzes.draft import problems_of_quiz
from quizzes.models import QuestionBank, QuizPage, QuizSchedule
from quizzes.services.authoring import schedule_quiz

if TYPE_CHECKING:
    from courses.cloning import Cloning
    from courses.models import Batch, CoursePage

QUIZ = "quiz"


def clone_tests_of_course(course: CoursePage, clone: CoursePage, cloning: Cloning) -> None:
    """Each test draws from the banks that its original draws from: a question is written and mended in one place."""
    tests = list(QuizPage.objects.child_of(course).order_by("path"))
    unready = []
    for test in tests:
        # Published below, once it is known to be ready: a bank may have changed since its original was.
        made = cast(QuizPage, copy_page(test, to=Page.objects.get(pk=clone.pk), actor=cloning.actor, live=False))
        fresh = QuizPage.objects.get(pk=made.pk)
        if test.live and not problems_of_quiz(fresh):
            fresh.get_latest_revision().publish(user=cloning.actor, skip_permission_checks=True)
        elif test.live:
            unready.append(test.title)
        cloning.note(QUIZ, test.pk, made.pk)
        cloning.keys[f"{QUIZ}:{test.pk}"] = f"{QUIZ}:{made.pk}"
    _tell_of_tests(tests, unready, cloning)


def foresee_tests_of_course(course: CoursePage, cloning: Cloning) -> None:
    """The copies would draw from the same banks: they are as ready as their originals are by now."""
    tests = list(QuizPage.objects.child_of(course).order_by("path"))
    cloning.keys |= {f"{QUIZ}:{test.pk}": f"{QUIZ}:{test.pk}" for test in tests}
    _tell_of_tests(tests, [test.title for test in tests if test.live and problems_of_quiz(test)], cloning)


def _tell_of_tests(tests: list[QuizPage], unready: list[str], cloning: Cloning) -> None:
    if not tests:
        return
    cloning.taken(
        ngettext(
            "%(number)d test with its rules, sections and sentences about scores.",
            "%(number)d tests with their rules, sections and sentences about scores.",
            len(tests),
        )
        % {"number": len(tests)}
    )
    if banks := _banks_of(tests):
        cloning.taken(
            _("The questions stay in their banks, which both courses use: %(banks)s.")
            % {"banks": get_text_list(banks, _("and"))}
        )
    if unready:
        cloning.changed(
            _("Left as drafts, because they are not ready as their banks stand: %(tests)s.")
            % {"tests": ", ".join(unready)}
        )
    cloning.left_out(_("Attempts, marks and corrections of the tests."))


def clone_test_dates(batch: Batch, clone: Batch, cloning: Cloning) -> None:
    schedules = list(QuizSchedule.objects.filter(batch=batch).select_related("quiz").order_by("opens_at", "pk"))
    for schedule in schedules:
        schedule_quiz(
            quiz=QuizPage.objects.get(pk=cloning.twin_of(QUIZ, schedule.quiz_id)),
            batch=clone,
            opens_at=schedule.opens_at + cloning.distance,
            closes_at=cloning.shifted(schedule.closes_at),
            late_policy=schedule.late_policy,
            by=cloning.actor,
        )
    if schedules:
        cloning.taken(
            ngettext("%(number)d test date, shifted.", "%(number)d test dates, shifted.", len(schedules))
            % {"number": len(schedules)}
        )
    if any(schedule.room_code for schedule in schedules):
        cloning.left_out(_("Room codes of tests: choose new ones."))


def _banks_of(tests: list[QuizPage]) -> list[str]:
    drawn = QuestionBank.objects.filter(draws__page__in=tests)
    asked = QuestionBank.objects.filter(questions__slots__page__in=tests)
    return [f"“{bank}”" for bank in (drawn | asked).distinct().order_by("name", "pk")]
