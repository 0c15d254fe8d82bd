"""What the course hears of results that are kept back: never a part of them that decides otherwise than the whole."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.services import work_jobs
from courses.choices import EnrolmentState
from courses.models import RequirementResult
from courses.models.pages import CourseOrganiser
from members.models import Message
from quizzes.choices import AttemptState, Counting, RegradeAction
from quizzes.models import Attempt, Question, QuizSchedule, RegradeRun
from quizzes.policies import counted_percent
from quizzes.selectors.analysed import Scope, data_version
from quizzes.selectors.releasing import Waiting, waiting_in
from quizzes.services import (
    commit_regrade,
    prepare_regrade,
    release_results,
    reopen_attempt,
    submit_attempt,
    void_attempt,
)
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_organiser
from tests.factories.quizzes import answer, begin, make_sitting, open_for
from tests.quizzes.test_live import client_of
from tests.quizzes.test_releasing import fresh

pytestmark = pytest.mark.django_db


def world(**rules):
    """A test of four questions that is passed with 50 %, its participant, organiser and schedule."""
    quiz, enrolment = make_sitting(questions=4, holds_results=True, pass_mark=50, **rules)
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    return quiz, enrolment, organiser, QuizSchedule.objects.select_related("quiz", "batch").get()


def sit(quiz, enrolment, *, right: int) -> Attempt:
    attempt = begin(quiz, enrolment)
    answer(attempt, right=right, wrong=4 - right)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    work_jobs()
    return fresh(attempt)


def sit_again(attempt, organiser, *, once: str = "a") -> None:
    reopen_attempt(attempt_uid=attempt.uid, minutes=10, reason="Listrik", by=organiser, once=once)
    submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member)
    work_jobs()


def told_to_the_course() -> list[tuple[bool, Decimal]]:
    return list(RequirementResult.objects.values_list("met", "value"))


def publish(schedule, organiser, **which) -> int:
    number = release_results(schedule=schedule, by=organiser, **which)
    work_jobs()
    return number


def test_of_one_person_all_attempts_are_published_together():
    quiz, enrolment, organiser, schedule = world(attempts_allowed=2, counting=Counting.FIRST)
    sit(quiz, enrolment, right=0)
    second = sit(quiz, enrolment, right=4)
    sit(quiz, make_enrolment(schedule.batch), right=4)

    assert publish(schedule, organiser, attempts=[second.uid]) == 2

    assert told_to_the_course() == [(False, 0)]
    assert Attempt.objects.filter(withheld=True).count() == 1


@pytest.mark.parametrize(
    ("counting", "expected"),
    [(Counting.FIRST, []), (Counting.LAST, [(True, 100)]), (Counting.AVERAGE, []), (Counting.BEST, [(True, 100)])],
)
def test_what_the_rule_asks_for_is_waited_for(counting, expected):
    quiz, enrolment, organiser, schedule = world(attempts_allowed=2, counting=counting)
    first = sit(quiz, enrolment, right=0)
    reopen_attempt(attempt_uid=first.uid, minutes=10, reason="Listrik", by=organiser, once="a")
    # As where a marker has not come to it yet: handed in, and not among those that can be published.
    Attempt.objects.filter(pk=first.pk).update(
        state=AttemptState.AWAITING_MARKING, submitted_at=first.submitted_at, receipt=first.receipt
    )
    sit(quiz, enrolment, right=4)

    assert publish(schedule, organiser) == 1

    assert told_to_the_course() == expected


def test_an_unknown_attempt_stops_every_rule_but_the_best():
    known, unknown = Decimal(80), None

    assert counted_percent(Counting.BEST, [unknown, known]) == 80
    assert counted_percent(Counting.FIRST, [unknown, known]) is None
    assert counted_percent(Counting.FIRST, [known, unknown]) == 80
    assert counted_percent(Counting.LAST, [known, unknown]) is None
    assert counted_percent(Counting.AVERAGE, [known, unknown]) is None
    assert counted_percent(Counting.BEST, [unknown]) is None


def test_kept_back_anew_a_published_score_counts_on():
    quiz, enrolment, organiser, schedule = world(attempts_allowed=2, counting=Counting.BEST)
    best = sit(quiz, enrolment, right=4)
    sit(quiz, enrolment, right=0)
    publish(schedule, organiser)

    sit_again(best, organiser)
    assert (fresh(best).state, fresh(best).withheld) == (AttemptState.GRADED, True)
    assert told_to_the_course() == [(True, 100)]
    sit_again(best, organiser, once="b")  # whose own note was never told to anybody

    assert told_to_the_course() == [(True, 100)]


def test_a_void_attempt_that_was_never_published_takes_nothing_away():
    quiz, enrolment, organiser, schedule = world(attempts_allowed=2, counting=Counting.BEST)
    first = sit(quiz, enrolment, right=4)
    publish(schedule, organiser)
    sit_again(first, organiser)
    second = sit(quiz, enrolment, right=0)

    void_attempt(attempt_uid=second.uid, reason="Keliru", by=organiser)
    work_jobs()

    assert told_to_the_course() == [(True, 100)]


def test_a_void_attempt_that_alone_was_published_takes_the_result_away():
    quiz, enrolment, organiser, schedule = world(attempts_allowed=2)
    first = sit(quiz, enrolment, right=4)
    publish(schedule, organiser)
    sit(quiz, enrolment, right=0)

    void_attempt(attempt_uid=first.uid, reason="Keliru", by=organiser)
    work_jobs()

    assert told_to_the_course() == []


def test_a_correction_that_was_looked_at_holds_after_the_results_are_published():
    quiz, enrolment, organiser, schedule = world()
    attempt = sit(quiz, enrolment, right=2)
    question = Question.objects.get(uid=quiz.versions.get().paper.questions[2].item)
    prepare_regrade(
        quiz=quiz,
        course=schedule.batch.course,
        question=question,
        action=RegradeAction.FULL_MARKS,
        reason="Kunci keliru",
        by=organiser,
    )
    work_jobs()
    before = data_version(Scope(quiz.pk))

    publish(schedule, organiser)
    assert data_version(Scope(quiz.pk)) == before
    commit_regrade(run=RegradeRun.objects.get(), course=schedule.batch.course, by=organiser)
    work_jobs()

    assert (fresh(attempt).state, fresh(attempt).points) == (AttemptState.RELEASED, 3)
    assert told_to_the_course() == [(True, 75)]


def test_published_twice_without_a_new_receipt_it_is_mailed_twice():
    quiz, enrolment, organiser, schedule = world()
    attempt = sit(quiz, enrolment, right=2)
    publish(schedule, organiser)
    # As after a marker's correction that two markers had to settle anew.
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.GRADED, withheld=True)

    publish(schedule, organiser)

    assert Message.objects.filter(template="result_published", recipient=enrolment.member).count() == 2


def test_who_has_withdrawn_is_neither_counted_nor_published():
    quiz, enrolment, organiser, schedule = world()
    left = sit(quiz, enrolment, right=2)
    sit(quiz, make_enrolment(schedule.batch), right=2)
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.save()
    live = client_of(organiser).get(reverse("quizzes:live", args=[schedule.batch.code, quiz.uid])).content.decode()

    assert waiting_in(schedule) == Waiting(marked=1, unmarked=0, written=0, published=0)
    assert "Publish the results (1)" in " ".join(live.replace("</a>", "").split())
    assert publish(schedule, organiser) == 1
    assert publish(schedule, organiser, attempts=[left.uid]) == 0
    assert fresh(left).withheld


def test_what_waits_to_be_marked_is_not_counted_as_marked():
    quiz, enrolment, _organiser, schedule = world()
    attempt = sit(quiz, enrolment, right=2)
    assert waiting_in(schedule) == Waiting(marked=1, unmarked=0, written=0, published=0)

    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.AWAITING_MARKING)

    assert waiting_in(schedule) == Waiting(marked=0, unmarked=1, written=0, published=0)


def test_another_batch_is_not_published_with_it():
    quiz, _enrolment, organiser, schedule = world()
    elsewhere = make_batch(schedule.batch.course)
    open_for(quiz, elsewhere)
    other = sit(quiz, make_enrolment(elsewhere), right=4)

    assert publish(schedule, organiser) == 0
    assert publish(schedule, organiser, attempts=[other.uid]) == 0
    assert fresh(other).withheld


def test_one_attempt_that_cannot_be_recorded_keeps_nobody_elses_mail_back():
    quiz, enrolment, organiser, schedule = world(attempts_allowed=2)
    sit(quiz, enrolment, right=2)
    other = sit(quiz, make_enrolment(schedule.batch), right=2)
    release_results(schedule=schedule, by=organiser)
    unreadable = begin(quiz, enrolment)
    Attempt.objects.filter(pk=unreadable.pk).update(interventions=["points"])

    work_jobs(until_idle=False)
    work_jobs(until_idle=False)

    assert Message.objects.filter(template="result_published").count() == 2
    assert RequirementResult.objects.get().enrolment_id == other.enrolment_id
