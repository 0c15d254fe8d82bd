"""What the course knows of several attempts, when one of them is opened again, made void or of another version."""

import pytest

from core.services import work_jobs
from courses.models import RequirementResult
from quizzes.choices import Counting
from quizzes.models import Attempt
from quizzes.services import reopen_attempt, submit_attempt, void_attempt
from quizzes.services.publishing import freeze_quiz
from tests.factories.members import make_administrator
from tests.factories.quizzes import answer, begin, make_sitting

pytestmark = pytest.mark.django_db


def sit(quiz, enrolment, right):
    attempt = begin(quiz, enrolment)
    answer(attempt, right=right)
    return submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)


def known():
    work_jobs(kinds=["quizzes.record_result"])
    return [int(value) for value in RequirementResult.objects.values_list("value", flat=True)]


def test_a_void_of_an_earlier_attempt_leaves_the_last_one_that_was_opened_again():
    quiz, enrolment = make_sitting(attempts_allowed=0, counting=Counting.LAST)
    first, _second, last = (sit(quiz, enrolment, right) for right in (5, 4, 2))
    boss = make_administrator()
    assert known() == [40]

    reopen_attempt(attempt_uid=last.uid, minutes=9, reason="Listrik", by=boss, once="a")
    void_attempt(attempt_uid=first.uid, reason="Salah orang", by=boss)

    assert known() == [40]
    answer(Attempt.objects.get(pk=last.pk), right=3, rev=2)
    submit_attempt(attempt_uid=last.uid, member=enrolment.member)
    assert known() == [60]


def test_a_void_of_the_last_lets_the_one_before_it_count():
    quiz, enrolment = make_sitting(attempts_allowed=0, counting=Counting.LAST)
    _first, last = (sit(quiz, enrolment, right) for right in (4, 2))
    reopen_attempt(attempt_uid=last.uid, minutes=9, reason="Listrik", by=make_administrator(), once="a")

    void_attempt(attempt_uid=last.uid, reason="Salah orang", by=make_administrator())

    assert known() == [80]


def test_the_rules_that_were_sat_under_last_count_whichever_attempt_is_recorded():
    quiz, enrolment = make_sitting(attempts_allowed=0, counting=Counting.BEST)
    first, _second = (sit(quiz, enrolment, right) for right in (5, 4))
    quiz.counting = Counting.LAST
    quiz.save()
    freeze_quiz(page=quiz)
    sit(quiz, enrolment, 2)
    assert known() == [40]

    void_attempt(attempt_uid=first.uid, reason="Salah orang", by=make_administrator())

    assert known() == [40]
