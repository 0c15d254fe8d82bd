from datetime import timedelta
from decimal import Decimal

import pytest

from core.models import AuditEntry, Job
from courses.conditions import Condition
from courses.models import Completion, RequirementResult
from quizzes.choices import AttemptState, QuestionType
from quizzes.errors import QuizError
from quizzes.models import Answer, Attempt, Mark
from quizzes.models.frozen import FrozenRowError
from quizzes.services import close_overdue_attempts, record_result, requirement_key, submit_attempt
from tests.factories.courses import make_enrolment, make_rule
from tests.factories.members import make_member
from tests.factories.quizzes import answer, begin, make_question, make_sitting

pytestmark = pytest.mark.django_db


def test_a_submit_marks_every_slot_and_gives_a_receipt():
    quiz, enrolment = make_sitting(pass_mark=70)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=3, wrong=1)

    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert (done.state, done.points, done.max_points, done.percent) == (AttemptState.GRADED, 3, 5, 60)
    assert len(done.receipt) == 8
    assert list(Mark.objects.values_list("slot", "fraction")) == [(1, 1), (2, 1), (3, 1), (4, 0), (5, 0)]
    assert AuditEntry.objects.filter(subject=f"attempt:{attempt.uid}").count() == 1
    assert Job.objects.filter(key=f"quizzes.record_result:{attempt.uid}").count() == 1


def test_a_second_submit_gives_the_first_receipt_and_writes_nothing():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    first = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    second = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert (second.receipt, second.submitted_at) == (first.receipt, first.submitted_at)
    assert Mark.objects.count() == 5
    assert Job.objects.count() == 1


def test_nobody_submits_for_another():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)

    with pytest.raises(Attempt.DoesNotExist):
        submit_attempt(attempt_uid=attempt.uid, member=make_member("Orang Lain"))

    assert Attempt.objects.get().state == AttemptState.OPEN


def test_a_submit_after_the_hard_close_ends_at_the_deadline(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=2)
    time_machine.move_to(attempt.hard_close_at + timedelta(days=1))

    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert (done.submitted_at, done.closed_by_clock, done.points) == (attempt.deadline_at, True, 2)


def test_the_sweeper_closes_what_the_clock_ended_and_nothing_else(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=4)

    assert close_overdue_attempts() == 0
    time_machine.move_to(attempt.hard_close_at)
    assert close_overdue_attempts() == 1
    assert close_overdue_attempts() == 0

    attempt.refresh_from_db()
    assert (attempt.state, attempt.points, attempt.closed_by_clock) == (AttemptState.GRADED, 4, True)


def test_an_attempt_that_cannot_be_marked_holds_up_no_other(time_machine, caplog):
    quiz, enrolment = make_sitting(questions=1, time_limit_minutes=10)
    spoilt, sound = begin(quiz, enrolment), begin(quiz, make_enrolment(enrolment.batch))
    Answer.objects.create(attempt=spoilt, slot=1, rev=1, value=5, saved_at=spoilt.started_at)
    time_machine.move_to(sound.hard_close_at)

    assert close_overdue_attempts() == 1

    sound.refresh_from_db()
    assert sound.state == AttemptState.GRADED
    assert f"attempt {spoilt.pk} could not be closed" in caplog.text


def test_an_attempt_closed_in_passing_is_marked_by_the_sweeper(time_machine):
    quiz, enrolment = make_sitting(attempts_allowed=2, time_limit_minutes=10)
    first = begin(quiz, enrolment)
    answer(first, right=4)
    time_machine.move_to(first.hard_close_at)
    begin(quiz, enrolment)

    assert close_overdue_attempts() == 1

    first.refresh_from_db()
    assert (first.state, first.points, first.submitted_at) == (AttemptState.GRADED, 4, first.deadline_at)


@pytest.mark.parametrize(("right", "met"), [(3, False), (4, True)])
def test_the_result_reaches_the_course(right, met, django_capture_on_commit_callbacks):
    quiz, enrolment = make_sitting(pass_mark=80)
    make_rule(enrolment.batch.course, Condition(requirement_key(quiz.pk), Decimal(80), is_test=True))
    attempt = begin(quiz, enrolment)
    answer(attempt, right=right)

    with django_capture_on_commit_callbacks(execute=True):
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    result = RequirementResult.objects.get(key=f"quiz:{quiz.pk}")
    assert (result.met, result.value, result.target, result.is_test) == (met, right * 20, 80, True)
    assert Completion.objects.filter(enrolment=enrolment).exists() is met
    attempt.refresh_from_db()
    assert attempt.recorded_at is not None


def test_the_best_of_several_attempts_counts_and_a_pass_is_never_taken_away():
    quiz, enrolment = make_sitting(attempts_allowed=0, pass_mark=60)
    for right in (2, 4, 1):
        attempt = begin(quiz, enrolment)
        answer(attempt, right=right)
        record_result(attempt=submit_attempt(attempt_uid=attempt.uid, member=enrolment.member))

    result = RequirementResult.objects.get()
    assert (result.met, result.value) == (True, 80)


def test_all_kinds_of_choice_are_marked():
    questions = [
        make_question(),
        make_question(type=QuestionType.MULTIPLE, right=("a", "b"), wrong=("c",)),
        make_question(type=QuestionType.TRUE_FALSE, statement_is_true=False),
    ]
    quiz, enrolment = make_sitting(questions=questions)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=3)

    assert submit_attempt(attempt_uid=attempt.uid, member=enrolment.member).points == 3


def test_frozen_rows_refuse_to_change():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    mark = Mark.objects.first()

    with pytest.raises(FrozenRowError):
        mark.save()
    with pytest.raises(FrozenRowError):
        Mark.objects.update(fraction=1)
    with pytest.raises(FrozenRowError):
        attempt.version.save()


def test_a_void_attempt_is_not_submitted():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    Attempt.objects.update(state=AttemptState.VOID)

    with pytest.raises(QuizError):
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
